"""The sealed file: what goes in comes out, and whatever else is put in front of it is refused by name."""

import tracemalloc

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from hubtui.journal import canonical
from hubtui.sync import bundle
from hubtui.sync.bundle import Address, BadBundle, Item
from hubtui.sync.compression import compress

SERVER = X25519PrivateKey.from_private_bytes(bytes(range(32)))
DEVICE = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
PID = "0193f5a0-0000-7000-8000-000000000001"
ADDRESS = Address("a1b2c3", "2026-11", "4f00")
ITEMS: list[Item] = [(b'{"note":"one"}', b"s" * 64), (b'{"note":"two"}', b"t" * 64)]


def sealed(items: list[Item] = ITEMS, manifest: dict[str, object] | None = None) -> bytes:
    return bundle.seal(
        items, manifest or {"st": "k7"}, pid=PID, address=ADDRESS, to=SERVER.public_key(), signing=DEVICE
    )


def sealed_by_hand(inside: bytes, **changed: object) -> bytes:
    """A bundle whose seal is right and whose inside is whatever the test wants."""
    header = canonical.encode(
        {
            "v": 1,
            "pid": PID,
            "dir": "up",
            "from": "a",
            "month": "2026-11",
            "to": "b",
            "suite": 1,
            "n": 1,
            "size": 100,
            "part": [1, 1],
            **changed,
        }
    )
    ciphertext = bundle.SUITES[1].encrypt(inside, SERVER.public_key(), info=bundle._info(header))
    signature = DEVICE.sign(bundle._to_sign(header, ciphertext))
    return b"".join((bundle.MAGIC, bundle._prefixed(header), bundle._prefixed(ciphertext), signature))


def open_all(data: bytes) -> bundle.Opened:
    read = bundle.read(data)
    if not read.signed_by(DEVICE.public_key()):
        raise BadBundle("bad-signature", "not by this device")
    return read.open(SERVER)


def test_what_is_sealed_comes_out_as_it_was() -> None:
    opened = open_all(sealed())

    assert opened.items == tuple(ITEMS)
    assert opened.manifest == {"st": "k7"}


def test_the_clear_part_shows_only_aliases_and_sizes() -> None:
    header = bundle.read(sealed()).header

    assert set(header) == {"v", "pid", "dir", "from", "month", "to", "suite", "n", "size", "part"}


def test_sizes_are_hidden_to_the_next_kibibyte() -> None:
    one, two = (bundle.read(sealed([(b"x" * length, b"s" * 64)])) for length in (10, 300))

    assert len(one.ciphertext) == len(two.ciphertext)


def test_no_text_of_an_entry_shows_in_the_file() -> None:
    assert b"note" not in sealed()


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(BadBundle, match="unopenable"):
        bundle.read(sealed()).open(X25519PrivateKey.generate())


def test_another_devices_signature_is_seen() -> None:
    assert not bundle.read(sealed()).signed_by(Ed25519PrivateKey.generate().public_key())


def test_too_many_entries_are_not_sealed() -> None:
    with pytest.raises(BadBundle, match="bundle-too-big"):
        sealed([(b"{}", b"s" * 64)] * (bundle.MAX_ENTRIES + 1))


def test_a_flipped_bit_anywhere_is_refused() -> None:
    data = sealed()

    for place in range(len(data)):
        with pytest.raises(BadBundle):
            open_all(data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :])


def test_a_file_cut_anywhere_is_refused() -> None:
    data = sealed()

    for end in range(len(data)):
        with pytest.raises(BadBundle):
            open_all(data[:end])


def test_a_bomb_is_given_up_at_the_size_that_it_claims() -> None:
    bomb = compress(bytes(400 * 1024 * 1024))
    data = sealed_by_hand(bomb, size=1000)

    tracemalloc.start()
    with pytest.raises(BadBundle, match="bad-encoding"):
        open_all(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 4 * 1024 * 1024


def test_a_header_may_not_claim_more_than_the_limit() -> None:
    with pytest.raises(BadBundle, match="out of range"):
        open_all(sealed_by_hand(b"", size=bundle.MAX_PLAIN + 1))


def test_a_suite_that_nobody_knows_is_unopenable() -> None:
    with pytest.raises(BadBundle, match="unopenable"):
        open_all(sealed_by_hand(b"", suite=2))


def test_nothing_may_hide_behind_the_frames() -> None:
    frames = bundle._prefixed(b"{}")
    packed = compress(frames) + b"hidden"

    with pytest.raises(BadBundle, match="after the frames"):
        open_all(sealed_by_hand(packed, size=len(frames), n=0))


@given(st.binary(max_size=3000))
@settings(max_examples=200, deadline=None)
def test_any_bytes_at_all_are_refused_by_name(data: bytes) -> None:
    with pytest.raises(BadBundle):
        open_all(data)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_behind_a_true_beginning_are_refused_by_name(data: bytes) -> None:
    with pytest.raises(BadBundle):
        open_all(bundle.MAGIC + data)


@given(st.binary(max_size=300), st.integers(0, 5))
@settings(max_examples=200, deadline=None)
def test_any_bytes_under_a_true_seal_are_refused_or_are_entries(data: bytes, count: int) -> None:
    try:
        opened = open_all(sealed_by_hand(compress(data), size=len(data), n=count))
    except BadBundle:
        return

    assert len(opened.items) == count


@given(st.lists(st.tuples(st.binary(max_size=200), st.binary(min_size=64, max_size=64)), max_size=20))
@settings(max_examples=50, deadline=None)
def test_every_list_of_entries_survives_the_way(items: list[Item]) -> None:
    assert open_all(sealed(items)).items == tuple(items)
