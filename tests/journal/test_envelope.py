"""Entries as bytes: what is signed is what is read, and no other bytes pass for an entry."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from hubtui.journal import canonical
from hubtui.journal.envelope import BadEnvelope, Envelope, read, short, signed, verify

KEY = Ed25519PrivateKey.generate()


def content(**changes: Any) -> dict[str, Any]:
    return {
        "v": 1,
        "sv": 1,
        "realm": "training",
        "dev": "d1",
        "st": "k7f3",
        "seq": 1,
        "prev": "p",
        "lane": 2,
        "agg": "case-1",
        "kind": "note.added",
        "by": "jokafor",
        "role": "custody-worker",
        "act": "a1",
        "at": {"wall": "2026-11-20T12:00:00.000Z"},
        "ops": [["new", "r1", "note"], ["set", "r1", "text", [], "hello"]],
        **changes,
    }


def test_a_signed_entry_is_read_back_with_its_name_and_verifies() -> None:
    made = signed(content(), KEY)

    again = read(made.data, made.signature)

    assert again.content == content()
    assert again.eid == short(made.hash)
    assert verify(again.hash, again.signature, KEY.public_key())


@given(st.integers(0, 10_000))
def test_a_changed_bit_is_never_believed(place: int) -> None:
    made = signed(content(), KEY)
    changed = bytearray(made.data)
    changed[place % len(changed)] ^= 1 << place % 8

    try:
        again = read(bytes(changed), made.signature)
    except BadEnvelope:
        return

    assert not verify(again.hash, again.signature, KEY.public_key())


@given(st.integers(0, 511))
def test_a_changed_bit_of_the_signature_is_never_believed(bit: int) -> None:
    made = signed(content(), KEY)
    changed = bytearray(made.signature)
    changed[bit // 8] ^= 1 << bit % 8

    assert not verify(made.hash, bytes(changed), KEY.public_key())


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"realm": "elsewhere"},
        {"seq": 0},
        {"seq": True},
        {"lane": 4},
        {"by": ""},
        {"at": {}},
        {"at": "noon"},
        {"on": 5},
        {"ops": "none"},
        {"ops": [["drop", "r1", "x"]]},
        {"ops": [["set", "r1", "x", "bases", 1]]},
        {"ops": [["set", "r1", "x", []]]},
        {"ops": [["void", "r1", "reason", []]]},
        {"ops": [[]]},
        {"st": None},
    ],
    ids=str,
)
def test_what_is_no_entry_is_refused(changes: dict[str, Any]) -> None:
    data = canonical.encode(content(**changes))

    with pytest.raises(BadEnvelope):
        read(data, bytes(64))


def test_an_unknown_kind_is_read_like_any_other() -> None:
    made: Envelope = signed(content(kind="from.the.future"), KEY)

    assert read(made.data, made.signature).kind == "from.the.future"
