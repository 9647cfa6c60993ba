"""The header: what of it is believed, and what a torn or altered one does."""

import hashlib
import json
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hubtui.domain.trouble import Damaged, Unavailable
from hubtui.store import header, keys
from hubtui.store.header import FILE_BYTES, TRAINING_FLOOR, Header, Kdf, Slot, from_bytes, to_bytes
from hubtui.store.keys import RecoveryKey
from tests.store.vaults import typed

MASTER = keys.new_master_key()
VAULT = "ab" * 16


def _slot(number: int, role: str) -> Slot:
    blank = Slot(id=f"{number:016x}", kind="pass", role=role, look=header.look(VAULT, f"login{number}"))
    kdf = Kdf(m=TRAINING_FLOOR, t=1, p=1, salt=bytes(16))
    return keys.new_pass_slot(VAULT, blank, typed(), kdf, master=MASTER, mk_gen=1)


def _header() -> Header:
    recovery = keys.new_recovery_slot(VAULT, RecoveryKey.new().private(VAULT), master=MASTER, mk_gen=1)
    retired = Slot("0f" * 8, "retired", "outreach-worker", "0e" * 16)
    slots = (_slot(1, "supervisor"), _slot(2, "custody-worker"), recovery, retired)
    whole = Header(
        vault=VAULT,
        epoch=12,
        mk_gen=1,
        db_gen=3,
        seq_floor=7,
        realm="training",
        unit="HHI",
        terminal="A",
        label="Wing office",
        policy=header.Policy(),
        slots=slots,
    )
    return keys.maced(whole, MASTER)


WHOLE = _header()


def with_json(change: Callable[[dict[str, Any]], None]) -> bytes:
    """The header's bytes after an edit of its JSON, with a fitting check sum, as an attacker would leave it."""
    data = to_bytes(WHOLE)
    value = json.loads(data[36 : 36 + struct.unpack_from(">I", data)[0]])
    change(value)
    return framed(header.canonical(value))


def framed(text: bytes) -> bytes:
    return (struct.pack(">I32s", len(text), hashlib.sha256(text).digest()) + text).ljust(FILE_BYTES, b"\0")


def test_a_header_comes_back_as_it_was_written() -> None:
    assert from_bytes(to_bytes(WHOLE)) == WHOLE
    assert len(to_bytes(WHOLE)) == FILE_BYTES


def test_one_flipped_bit_anywhere_is_noticed_before_a_key_is_known() -> None:
    data = to_bytes(WHOLE)
    used = 36 + struct.unpack_from(">I", data)[0]

    for place in [*range(used), used, FILE_BYTES - 1]:
        for bit in range(8) if place < used else (0,):
            flipped = bytearray(data)
            flipped[place] ^= 1 << bit
            with pytest.raises(Damaged):
                from_bytes(bytes(flipped))


def _add_slot(value: dict[str, Any]) -> None:
    value["slots"].append({**value["slots"][1], "id": "77" * 8})


@pytest.mark.req("SEC-01")
@pytest.mark.parametrize(
    "change",
    [
        lambda value: value["slots"][1].update(role="supervisor"),
        lambda value: value["slots"][1]["kdf"].update(t=2),
        lambda value: value["slots"][1].update(mk=value["slots"][0]["mk"]),
        lambda value: value["slots"][1].update(sk=value["slots"][0]["sk"]),
        lambda value: value["slots"][1].update(look="00" * 16),
        lambda value: value["slots"].pop(1),
        lambda value: value["slots"].reverse(),
        _add_slot,
        lambda value: value["policy"].update(auto_lock_s=3600),
        lambda value: value.update(realm="training", unit="MDI"),
        lambda value: value.update(terminal="B"),
        lambda value: value.update(label="Elsewhere"),
        lambda value: value.update(epoch=99),
        lambda value: value.update(db_gen=2),
        lambda value: value.update(seq_floor=0),
        lambda value: value.update(vault="cd" * 16),
    ],
)
def test_an_edited_header_does_not_fit_its_mac(change: Callable[[dict[str, Any]], None]) -> None:
    edited = from_bytes(with_json(change))

    assert not keys.mac_fits(edited, MASTER)
    assert keys.mac_fits(WHOLE, MASTER)


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value["slots"][0]["kdf"].update(m=4 * 1024 * 1024),
        lambda value: value["slots"][0]["kdf"].update(m=1024),
        lambda value: value["slots"][0]["kdf"].update(t=11),
        lambda value: value["slots"][0]["kdf"].update(p=0),
        lambda value: value["slots"][0]["kdf"].update(t=True),
        lambda value: value["slots"][0]["kdf"].update(t=1.5),
        lambda value: value["slots"][0]["kdf"].update(alg="argon2d"),
        lambda value: value["slots"][0]["kdf"].update(salt="00"),
        lambda value: value["slots"][0]["kem"].update(suite="rot13"),
        lambda value: value["slots"][0].update(extra=1),
        lambda value: value["slots"][0].update(role="governor"),
        lambda value: value["slots"][0].update(kind="guest"),
        lambda value: value["slots"][0].pop("mk"),
        lambda value: value.update(slots=value["slots"] * 9),
        lambda value: value.update(slots=[value["slots"][0]] * 2),
        lambda value: value.update(slots={}),
        lambda value: value["slots"].pop(0),
        lambda value: value["slots"].pop(2),
        lambda value: value.update(extra=""),
        lambda value: value.update(v=2),
        lambda value: value.update(magic="other"),
        lambda value: value.update(epoch=-1),
        lambda value: value.update(epoch="12"),
        lambda value: value.update(realm="live"),
        lambda value: value.update(label="\x1b[2J"),
        lambda value: value.update(label="x" * 41),
        lambda value: value.update(unit="../../etc"),
        lambda value: value.update(terminal="AB"),
        lambda value: value.update(mac="zz" * 32),
        lambda value: value["policy"].update(min_len=1),
        lambda value: value["policy"].update(auto_lock_s=10**9),
    ],
)
def test_a_header_outside_its_limits_is_refused_before_a_passphrase_is_tried(
    change: Callable[[dict[str, Any]], None],
) -> None:
    with pytest.raises(Damaged):
        from_bytes(with_json(change))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"null",
        b"{" * 50_000,
        b"[" * 100_000,
        b'{"a":NaN}',
        b'{"a":' + b"9" * 10_000 + b"}",
        b"\xff" * 100,
        json.dumps(json.loads(to_bytes(WHOLE)[36:].rstrip(b"\0")), indent=1).encode(),
        to_bytes(WHOLE)[36:].rstrip(b"\0").replace(b'"epoch":12', b'"epoch":11,"epoch":12'),
        to_bytes(WHOLE)[36:].rstrip(b"\0").replace(b'"epoch":12', b'"epoch":12.0'),
    ],
    ids=[
        "empty",
        "list",
        "null",
        "nested objects",
        "nested lists",
        "NaN",
        "huge number",
        "not text",
        "spaced",
        "twice the same field",
        "not whole",
    ],
)
def test_what_is_not_the_one_form_of_json_is_refused(text: bytes) -> None:
    with pytest.raises(Damaged):
        from_bytes(framed(text))


def test_a_million_slots_are_refused_by_size() -> None:
    with pytest.raises(Damaged):
        from_bytes(b"\xff\xff\xff\xff" + bytes(FILE_BYTES - 4))
    with pytest.raises(Damaged):
        from_bytes(to_bytes(WHOLE) + b"\0" * 50_000_000)


@pytest.mark.parametrize("torn", header.COPIES)
@pytest.mark.parametrize("kept", [0, 1, 4, 36, 300, 512, 1500, 4096, FILE_BYTES - 1])
def test_power_lost_while_the_header_is_written_leaves_the_old_or_the_new_one(
    tmp_path: Path, torn: str, kept: int
) -> None:
    new = keys.maced(replace(WHOLE, epoch=13, label="Moved"), MASTER)
    header.write(tmp_path, WHOLE)
    old_bytes, new_bytes = to_bytes(WHOLE), to_bytes(new)
    if torn == "header.b":
        (tmp_path / "header.a").write_bytes(new_bytes)

    (tmp_path / torn).write_bytes(new_bytes[:kept] + old_bytes[kept:])

    assert header.read(tmp_path) in (WHOLE, new)


@pytest.mark.parametrize("lost", header.COPIES)
def test_one_copy_is_enough(tmp_path: Path, lost: str) -> None:
    header.write(tmp_path, WHOLE)

    (tmp_path / lost).unlink()

    assert header.read(tmp_path) == WHOLE


def test_the_newer_copy_counts(tmp_path: Path) -> None:
    header.write(tmp_path, WHOLE)
    newer = keys.maced(replace(WHOLE, epoch=13), MASTER)

    (tmp_path / "header.b").write_bytes(to_bytes(newer))

    assert header.read(tmp_path) == newer


def test_a_folder_without_a_header_is_no_vault_and_one_with_two_bad_copies_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="no vault") as nothing:
        header.read(tmp_path)
    for name in header.COPIES:
        (tmp_path / name).write_bytes(b"")

    assert not isinstance(nothing.value, Damaged)
    with pytest.raises(Damaged):
        header.read(tmp_path)


def test_the_header_names_nobody() -> None:
    assert b"login1" not in to_bytes(WHOLE)


def test_a_login_is_the_same_in_capitals_with_blanks_and_full_width_letters() -> None:
    assert WHOLE.slot_of(" LOGIN1 ") == WHOLE.slot_of("login1") == WHOLE.slot_of("ｌｏｇｉｎ１")
    assert WHOLE.slot_of("login3") is None
    assert WHOLE.slot_of("\ud800") is None


def test_retired_people_make_room_and_a_full_vault_says_so() -> None:
    people = [_slot_named(number) for number in range(100, 128)]
    full = WHOLE
    for slot in people:
        full = full.with_slot(slot)
    assert len(full.slots) == header.MOST_SLOTS

    one_more = full.with_slot(_slot_named(200))

    assert len(one_more.slots) == header.MOST_SLOTS
    assert not any(slot.kind == "retired" for slot in one_more.slots)
    with pytest.raises(Unavailable, match="32 people"):
        one_more.with_slot(_slot_named(201))


def _slot_named(number: int) -> Slot:
    return replace(WHOLE.slots[1], id=f"{number:016x}")
