"""What the door accepts, what it holds and why, and what its receipts say."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hubtui.journal.envelope import Envelope, entry_hash, short
from hubtui.server.intake import Intake, Refused
from hubtui.server.operating import verify
from hubtui.server.running import Opened, open_server
from hubtui.server.verifier import Verifier
from hubtui.sync import bundle
from hubtui.sync.bundle import Address
from hubtui.sync.protocol import receipts
from hubtui.sync.protocol.receipts import Receipt
from tests.server.devices import MONTH, Terminal, now


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    with closing(open_server(tmp_path, training=True)) as server:
        yield server


@pytest.fixture
def device(opened: Opened) -> Terminal:
    made = Terminal()
    made.enrol(opened.store)
    return made


@pytest.fixture
def intake(opened: Opened) -> Intake:
    return Intake(opened.store, opened.keys, now)


def take(intake: Intake, opened: Opened, data: bytes) -> Receipt:
    return receipts.read(intake.take(data).receipt, opened.keys.signing.public_key())


def levels(receipt: Receipt) -> list[tuple[int, str, str]]:
    return [(line.seq, line.level, line.reason) for line in receipt.lines]


def findings(opened: Opened) -> set[tuple[str, int]]:
    with opened.store.reading() as ledger:
        return {(each.kind, each.seq) for each in ledger.findings()}


def held(opened: Opened) -> list[tuple[bytes, str]]:
    with opened.store.reading() as ledger:
        return [(each.data, each.reason) for each in ledger.holds()]


def count(opened: Opened) -> int:
    with opened.store.reading() as ledger:
        return ledger.counts()["entry"]


def test_every_entry_is_signed_for_by_its_hash(intake: Intake, opened: Opened, device: Terminal) -> None:
    entries = [device.next() for _ in range(3)]

    receipt = take(intake, opened, device.bundle(opened.keys, entries))

    assert [line.eid for line in receipt.lines] == [each.eid for each in entries]
    assert levels(receipt) == [(1, "stored", ""), (2, "stored", ""), (3, "stored", "")]
    assert (receipt.dev, receipt.stream, receipt.missing) == (device.dev, device.stream, ())
    assert verify(opened) == []


@pytest.mark.req("SYN-02")
def test_the_same_bundle_again_gets_the_very_same_receipt(
    intake: Intake, opened: Opened, device: Terminal
) -> None:
    data = device.bundle(opened.keys, [device.next()])

    first, again = intake.take(data), intake.take(data)

    assert first.receipt == again.receipt
    assert (first.again, again.again, count(opened)) == (False, True, 1)


@pytest.mark.req("SYN-02")
def test_the_same_entry_in_another_bundle_is_stored_once_and_signed_for_twice(
    intake: Intake, opened: Opened, device: Terminal
) -> None:
    entry = device.next()

    first = take(intake, opened, device.bundle(opened.keys, [entry]))
    second = take(intake, opened, device.bundle(opened.keys, [entry, entry]))

    assert first.rid != second.rid
    assert levels(second) == [(1, "stored", ""), (1, "stored", "")]
    assert count(opened) == 1


def test_another_bundle_under_the_same_name_is_refused(
    intake: Intake, opened: Opened, device: Terminal
) -> None:
    data = device.bundle(opened.keys, [device.next()])
    intake.take(data)

    with pytest.raises(Refused, match="bundle-mismatch"):
        intake.take(device.bundle(opened.keys, [device.next()], pid=bundle.read(data).pid))


def test_entries_may_come_in_any_order(intake: Intake, opened: Opened, device: Terminal) -> None:
    entries = [device.next() for _ in range(5)]

    for each in (entries[3], entries[0], entries[4], entries[2], entries[1]):
        last = take(intake, opened, device.bundle(opened.keys, [each]))

    assert (count(opened), last.missing, findings(opened)) == (5, (), set())
    assert verify(opened) == []


def test_a_receipt_names_the_gaps_in_the_stream(intake: Intake, opened: Opened, device: Terminal) -> None:
    entries = [device.next() for _ in range(9)]

    receipt = take(intake, opened, device.bundle(opened.keys, [entries[0], entries[4], entries[8]]))

    assert receipt.missing == ((2, 4), (6, 8))


def test_receipts_form_one_chain_for_each_device(intake: Intake, opened: Opened, device: Terminal) -> None:
    other = Terminal("dev-b", stream="stream-b")
    other.enrol(opened.store)

    mine = [take(intake, opened, device.bundle(opened.keys, [device.next()])) for _ in range(2)]
    take(intake, opened, other.bundle(opened.keys, [other.next()]))
    mine.append(take(intake, opened, device.bundle(opened.keys, [device.next()])))

    assert [each.previous for each in mine] == ["", mine[0].hash, mine[1].hash]


@pytest.mark.req("SYN-04")
def test_one_poison_entry_is_held_and_the_rest_is_stored(
    intake: Intake, opened: Opened, device: Terminal
) -> None:
    first = device.next()
    rest = [device.next() for _ in range(4)]
    items = [(first.data + b" ", first.signature), *((each.data, each.signature) for each in rest)]

    receipt = take(intake, opened, device.bundle_of(opened.keys, items))

    assert levels(receipt)[0] == (0, "held", "bad-encoding")
    assert receipt.lines[0].eid == short(entry_hash(first.data + b" "))
    assert [level for _, level, _ in levels(receipt)[1:]] == ["stored"] * 4
    assert held(opened) == [(first.data + b" ", "bad-encoding")]


def test_a_bad_signature_at_the_end_of_a_run_holds_only_that_entry(
    intake: Intake, opened: Opened, device: Terminal
) -> None:
    good, bad = device.next(), device.next()
    items = [(good.data, good.signature), (bad.data, bytes(64))]

    receipt = take(intake, opened, device.bundle_of(opened.keys, items))

    assert levels(receipt) == [(1, "stored", ""), (2, "held", "bad-signature")]


def test_a_bad_signature_inside_a_run_is_a_finding_of_the_background_check(
    intake: Intake, opened: Opened, device: Terminal
) -> None:
    first, second = device.next(), device.next()
    take(
        intake,
        opened,
        device.bundle_of(opened.keys, [(first.data, bytes(64)), (second.data, second.signature)]),
    )
    at_the_door = findings(opened)

    while Verifier(opened.store, now).some():
        pass

    assert at_the_door == set()
    assert findings(opened) == {("bad-signature", 1)}


def test_a_whole_run_under_another_key_is_held(intake: Intake, opened: Opened, device: Terminal) -> None:
    thief = Terminal(signing=Ed25519PrivateKey.generate())
    forged = [thief.next() for _ in range(2)]

    receipt = take(intake, opened, device.bundle(opened.keys, forged))

    assert {reason for _, _, reason in levels(receipt)} == {"bad-signature"}
    assert count(opened) == 0


def test_a_second_content_at_the_same_place_is_held_as_a_fork(
    intake: Intake, opened: Opened, device: Terminal
) -> None:
    take(intake, opened, device.bundle(opened.keys, [device.next("one")]))
    device.seq, device.previous = 0, ""
    other = device.next("two")

    receipt = take(intake, opened, device.bundle(opened.keys, [other]))

    assert levels(receipt) == [(1, "held", "fork")]
    assert held(opened) == [(other.data, "fork")]
    assert count(opened) == 1


def test_a_fork_inside_one_bundle_is_held_too(intake: Intake, opened: Opened, device: Terminal) -> None:
    one = device.next("one")
    device.seq, device.previous = 0, ""
    two = device.next("two")

    receipt = take(intake, opened, device.bundle(opened.keys, [one, two]))

    assert levels(receipt) == [(1, "stored", ""), (1, "held", "fork")]


def test_a_broken_chain_is_accepted_and_found(intake: Intake, opened: Opened, device: Terminal) -> None:
    entries = [device.next(), device.next(prev="A" * 43), device.next()]

    receipt = take(intake, opened, device.bundle(opened.keys, entries))

    assert receipt.held == ()
    assert findings(opened) == {("chain-break", 2)}
    assert any("chain is broken" in each for each in verify(opened))


def test_a_stream_that_does_not_begin_with_its_devices_statement_is_found(
    intake: Intake, opened: Opened, device: Terminal
) -> None:
    take(intake, opened, device.bundle(opened.keys, [device.next(prev="B" * 43)]))

    assert findings(opened) == {("chain-break", 1)}


@pytest.mark.parametrize(
    "changed", [{"dev": "dev-b"}, {"realm": "live"}], ids=["another device's name", "of another realm"]
)
def test_what_the_device_may_not_say_is_held(
    intake: Intake, opened: Opened, device: Terminal, changed: dict[str, str]
) -> None:
    receipt = take(intake, opened, device.bundle(opened.keys, [device.next(**changed)]))

    assert levels(receipt) == [(1, "held", "not-entitled")]
    assert count(opened) == 0


def test_another_devices_stream_is_not_written_to(intake: Intake, opened: Opened, device: Terminal) -> None:
    take(intake, opened, device.bundle(opened.keys, [device.next()]))
    other = Terminal("dev-b", stream=device.stream, seq=1)
    other.enrol(opened.store)

    receipt = take(intake, opened, other.bundle(opened.keys, [other.next()]))

    assert levels(receipt) == [(2, "held", "not-entitled")]


@pytest.mark.parametrize("state", ["suspended", "revoked"])
def test_what_a_barred_device_hands_in_is_kept_but_not_accepted(
    intake: Intake, opened: Opened, device: Terminal, state: str
) -> None:
    entry = device.next()
    device.enrol(opened.store, state)

    receipt = take(intake, opened, device.bundle(opened.keys, [entry]))

    assert levels(receipt) == [(1, "held", f"device-{state}")]
    assert held(opened) == [(entry.data, f"device-{state}")]


def test_an_unknown_kind_is_kept(intake: Intake, opened: Opened, device: Terminal) -> None:
    receipt = take(intake, opened, device.bundle(opened.keys, [device.next(kind="from.the.future", sv=99)]))

    assert levels(receipt) == [(1, "stored", "")]


def test_a_stranger_is_refused_and_nothing_is_kept(intake: Intake, opened: Opened) -> None:
    stranger = Terminal("stranger")

    with pytest.raises(Refused, match="unknown-device"):
        intake.take(stranger.bundle(opened.keys, [stranger.next()]))


def test_a_bundle_signed_by_another_is_refused(intake: Intake, opened: Opened, device: Terminal) -> None:
    with pytest.raises(Refused, match="bad-signature"):
        intake.take(device.bundle(opened.keys, [device.next()], signing=Ed25519PrivateKey.generate()))


def test_a_bundle_for_another_server_is_refused(
    intake: Intake, opened: Opened, device: Terminal, tmp_path: Path
) -> None:
    with closing(open_server(tmp_path / "other", training=True)) as other:
        data = device.bundle(other.keys, [device.next()])

    with pytest.raises(Refused, match="unopenable"):
        intake.take(data)


def test_a_device_is_known_by_its_alias_of_any_month(
    intake: Intake, opened: Opened, device: Terminal
) -> None:
    from hubtui.sync.protocol.enrolment import alias

    for month in ("1970-01", "2036-12", MONTH):
        address = Address(alias(device.alias_key, month), month, opened.keys.kid)
        take(intake, opened, device.bundle(opened.keys, [device.next()], address=address))

    assert count(opened) == 3


def test_a_device_enrolled_later_is_known_at_once(intake: Intake, opened: Opened, device: Terminal) -> None:
    take(intake, opened, device.bundle(opened.keys, [device.next()]))
    late = Terminal("late", stream="late")
    late.enrol(opened.store)

    take(intake, opened, late.bundle(opened.keys, [late.next()]))

    assert count(opened) == 2


def test_entries_nested_deep_or_doubled_or_huge_are_held(
    intake: Intake, opened: Opened, device: Terminal
) -> None:
    hostile = [
        b"[" * 10_000 + b"]" * 10_000,
        b'{"v":1,"v":1}',
        b'{"seq":9007199254740993}',
        b'"' + b"x" * (1024 * 1024) + b'"',
        b"\xff\xfe",
        b"",
    ]

    receipt = take(intake, opened, device.bundle_of(opened.keys, [(data, bytes(64)) for data in hostile]))

    assert {reason for _, _, reason in levels(receipt)} == {"bad-encoding"}
    assert len(held(opened)) == len(hostile)


def test_verify_names_an_entry_that_was_changed_under_the_servers_hands(
    intake: Intake, opened: Opened, device: Terminal
) -> None:
    entries: list[Envelope] = [device.next() for _ in range(3)]
    take(intake, opened, device.bundle(opened.keys, entries))
    connection = opened.store._connection
    connection.execute("DROP TRIGGER entry_never_update")
    connection.execute("UPDATE entry SET data = CAST(replace(data, 'note', 'nole') AS BLOB) WHERE seq = 2")

    wrong = verify(opened)

    assert len(wrong) == 1
    assert "stream-a-2" in wrong[0]
