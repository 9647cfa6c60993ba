"""From the vault over a real line to a real server and back: what is queued, sent, signed for and held."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from hubtui.domain.entry import Lane
from hubtui.domain.trouble import NotAllowed, RuleBroken, Unavailable
from hubtui.journal.envelope import Envelope
from hubtui.server.operating import set_state, verify
from hubtui.server.running import utc_now
from hubtui.server.verifier import Verifier
from hubtui.store import outbox, queue
from hubtui.store.workspace import Workspace
from hubtui.sync import client
from hubtui.sync.checking import wrong_receipts
from hubtui.sync.enrolling import NoServer
from hubtui.sync.ports import Progress
from hubtui.sync.running import run_once
from tests.server.serving import Serving, serving
from tests.sync.entries import NoteEdited, NoteWritten
from tests.sync.handing_in import (
    enrol,
    enrolled,
    hand_in,
    journal_names,
    states,
    terminal,
    unsent,
    write_note,
)
from tests.sync.lines import proxy


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Serving]:
    with serving(tmp_path / "server") as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path, server: Serving) -> Workspace:
    return enrolled(tmp_path, server.url, server.new_code())


def spoil(workspace: Workspace, entry: Envelope, **changed: bytes) -> None:
    """Damage an entry in the journal, as a failing disk might, past the triggers that guard it."""
    with workspace.writing() as tx:
        triggers = tx.db.exec_driver_sql("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all()
        for name, _ in triggers:
            tx.db.exec_driver_sql(f"DROP TRIGGER {name}")
        for column, value in changed.items():
            tx.db.exec_driver_sql(f"UPDATE journal SET {column} = ? WHERE eid = ?", (value, entry.eid))
        for _, sql in triggers:
            tx.db.exec_driver_sql(sql)


@pytest.mark.req("SYN-01", "SYN-02")
def test_every_entry_of_the_vault_arrives_once_and_is_signed_for(
    workspace: Workspace, server: Serving
) -> None:
    for number in range(30):
        write_note(workspace, f"note {number}")

    outcome = hand_in(workspace)

    assert outcome.state == client.DONE
    assert {eid for _, _, _, eid in server.dump()} == journal_names(workspace)
    assert set(states(workspace).values()) == {"stored"}
    assert unsent(workspace) == []


def test_what_was_signed_for_is_whole_at_both_ends(workspace: Workspace, server: Serving) -> None:
    write_note(workspace)
    hand_in(workspace)

    assert verify(server.opened) == []
    assert wrong_receipts(workspace) == []


@pytest.mark.req("SYN-02")
def test_a_second_run_sends_nothing(workspace: Workspace, server: Serving) -> None:
    hand_in(workspace)

    again = hand_in(workspace)

    assert (again.state, again.bundles, again.stored) == (client.DONE, 0, 0)


@pytest.mark.req("SYN-01")
def test_a_saved_entry_waits_in_the_queue_until_it_is_signed_for(workspace: Workspace) -> None:
    hand_in(workspace)

    entry = write_note(workspace)
    waiting = unsent(workspace)
    hand_in(workspace)

    assert [(each.eid, each.state) for each in waiting] == [(entry.eid, "queued")]
    assert unsent(workspace) == []


@pytest.mark.req("SYN-03")
def test_risk_leaves_first_then_non_attendance_then_the_rest_oldest_first(
    workspace: Workspace, server: Serving
) -> None:
    hand_in(workspace)
    lanes = [Lane.WORK, Lane.NON_ATTENDANCE, Lane.WORK, Lane.RISK, Lane.NON_ATTENDANCE]
    made = [write_note(workspace, lane=lane) for lane in lanes]

    hand_in(workspace)

    expected = [made[at].eid for at in (3, 1, 4, 0, 2)]
    assert [eid for _, _, _, eid in server.dump()][-5:] == expected


@pytest.mark.req("SYN-03")
def test_a_case_is_opened_at_the_server_before_its_urgent_entries(
    workspace: Workspace, server: Serving
) -> None:
    hand_in(workspace)
    case = str(uuid4())
    opening = write_note(workspace, "referral", case=case)
    other = write_note(workspace, "of another case")
    urgent = write_note(workspace, "risk", case=case, lane=Lane.RISK)

    hand_in(workspace)

    assert [eid for _, _, _, eid in server.dump()][-3:] == [opening.eid, urgent.eid, other.eid]


@pytest.mark.req("SYN-03")
def test_a_record_is_at_the_server_before_an_urgent_edit_of_it(workspace: Workspace, server: Serving) -> None:
    case, record = str(uuid4()), str(uuid4())
    write_note(workspace, "referral", case=case)
    hand_in(workspace)
    with workspace.writing() as tx:
        made = tx.record(NoteWritten(record=record, note="offered"), case)
        edited = tx.record(NoteEdited(record=record, note="moved"), case)
        unrelated = tx.record(NoteWritten(record=str(uuid4()), note="other"), case)
        missed = tx.record(NoteEdited(record=record, note="missed"), case, lane=Lane.NON_ATTENDANCE)

    hand_in(workspace)

    order = [made.eid, edited.eid, missed.eid, unrelated.eid]
    assert [eid for _, _, _, eid in server.dump()][-4:] == order


@pytest.mark.req("SYN-03")
def test_an_urgent_entry_overtakes_a_bundle_that_was_sealed_before_it(
    workspace: Workspace, server: Serving
) -> None:
    slow = write_note(workspace)
    with proxy(server.url, cut_request=lambda head, body: 10 if head.startswith(b"PUT") else None) as line:
        hand_in(workspace, line.url)

    urgent = write_note(workspace, lane=Lane.RISK)
    hand_in(workspace)

    names = [eid for _, _, _, eid in server.dump()]
    assert names.index(urgent.eid) < names.index(slow.eid)


@pytest.mark.req("SYN-02")
def test_a_run_stops_when_told_and_the_next_one_goes_on(workspace: Workspace, server: Serving) -> None:
    for number in range(600):
        write_note(workspace, f"note {number} " + "words " * 50)
    told: list[Progress] = []

    stopped = run_once(workspace, stop=lambda: bool(told), tell=told.append)
    left = len(unsent(workspace))
    done = run_once(workspace, tell=told.append)

    assert stopped.state == client.STOPPED
    assert 0 < left < 601
    assert told[0] == Progress(601 - left, left)
    assert (done.state, told[-1].waiting) == (client.DONE, 0)
    assert len(server.dump()) == 601


@pytest.mark.req("SYN-04")
def test_an_entry_that_cannot_be_accepted_is_held_with_the_reason_and_stops_nothing(
    workspace: Workspace, server: Serving
) -> None:
    good = [write_note(workspace) for _ in range(5)]
    poison = write_note(workspace, lane=Lane.RISK)
    spoil(workspace, poison, sig=bytes(64))

    outcome = hand_in(workspace)

    assert (outcome.state, outcome.held) == (client.DONE, 1)
    assert [(each.eid, each.state, each.problem) for each in unsent(workspace)] == [
        (poison.eid, "held", "bad-signature")
    ]
    assert {each.eid for each in good} <= {eid for _, _, _, eid in server.dump()}


def test_an_entry_whose_bytes_are_not_as_made_is_held_here_and_the_rest_goes(
    workspace: Workspace, server: Serving
) -> None:
    damaged = write_note(workspace, lane=Lane.RISK)
    good = write_note(workspace)
    spoil(workspace, damaged, data=b"\xff" + damaged.data)

    hand_in(workspace)

    assert [(each.eid, each.problem) for each in unsent(workspace)] == [(damaged.eid, "damaged")]
    assert states(workspace)[good.eid] == "stored"


def test_a_bad_signature_inside_a_run_is_found_off_the_request_path(
    workspace: Workspace, server: Serving
) -> None:
    inside = write_note(workspace)
    write_note(workspace)
    spoil(workspace, inside, sig=bytes(64))

    hand_in(workspace)
    while Verifier(server.opened.store, utc_now).some():
        pass

    with server.opened.store.reading() as ledger:
        found = {(each.kind, each.seq) for each in ledger.findings()}
    assert found == {("bad-signature", inside.seq)}
    assert len(verify(server.opened)) == 1


@pytest.mark.req("SYN-04")
def test_a_held_entry_goes_again_once_it_is_mended(workspace: Workspace, server: Serving) -> None:
    entry = write_note(workspace)
    spoil(workspace, entry, sig=bytes(64))
    hand_in(workspace)

    spoil(workspace, entry, sig=entry.signature)
    with workspace.writing() as tx:
        requeued = outbox.requeue(tx.db, entry.eid)
    hand_in(workspace)

    assert requeued
    assert states(workspace)[entry.eid] == "stored"


@pytest.mark.req("SYN-04", "SYN-08")
def test_each_entry_shows_its_receipt_and_when_it_was_recorded_and_received(workspace: Workspace) -> None:
    entry = write_note(workspace)
    hand_in(workspace)

    with workspace.reading() as db:
        item = next(each for each in queue.recently_received(db, 10) if each.eid == entry.eid)
        kept = dict(outbox.receipts(db))

    assert item.receipt in kept
    assert item.recorded_at == entry.wall
    assert item.received_at is not None
    assert item.received_at != item.recorded_at


@pytest.mark.req("SYN-08")
def test_the_last_good_run_is_written_down_and_a_bad_one_is_not(workspace: Workspace) -> None:
    hand_in(workspace, "http://127.0.0.1:1")
    with workspace.reading() as db:
        before = queue.last_success(db)
    hand_in(workspace)
    with workspace.reading() as db:
        after = queue.last_success(db)

    assert before is None
    assert after == "2026-11-20T12:00:00.000Z"


def test_what_the_server_lost_goes_again(workspace: Workspace, server: Serving) -> None:
    write_note(workspace)
    hand_in(workspace)
    connection = server.opened.store._connection
    connection.execute("DROP TRIGGER entry_never_delete")
    connection.execute("DELETE FROM unchecked")
    connection.execute("DELETE FROM entry WHERE cseq = 2")
    connection.execute("UPDATE stream_range SET last = 1")

    outcome = hand_in(workspace)

    assert (outcome.state, outcome.lost, outcome.stored) == (client.DONE, 1, 1)
    assert len(server.dump()) == 2


def test_a_server_that_holds_more_than_this_vault_made_is_told(workspace: Workspace, server: Serving) -> None:
    hand_in(workspace)
    server.opened.store._connection.execute("UPDATE stream_range SET last = 40")

    outcome = hand_in(workspace)

    assert list(outcome.ahead.values()) == [40]
    assert ["its disk went back in time" in words for words in outcome.warnings] == [True]


def test_a_receipt_of_another_epoch_proves_nothing(workspace: Workspace, server: Serving) -> None:
    with proxy(server.url, lose_answer=lambda head: head.startswith(b"PUT")) as line:
        hand_in(workspace, line.url)
    server.opened.store._connection.execute("INSERT INTO epoch VALUES (2, 'new', 'old', '2026-11-21')")

    first = hand_in(workspace)
    left = len(unsent(workspace))
    second = hand_in(workspace)

    assert (first.state, left) == (client.BUSY, 1)
    assert second.state == client.DONE
    assert unsent(workspace) == []


def test_a_suspended_device_is_told_and_its_work_is_held_until_it_is_let_in_again(
    workspace: Workspace, server: Serving
) -> None:
    entry = write_note(workspace)
    set_state(server.opened, workspace.device.dev, "suspended")

    barred = hand_in(workspace)
    held = {each.eid: each.problem for each in unsent(workspace)}
    set_state(server.opened, workspace.device.dev, "active")
    let_in = hand_in(workspace)

    assert barred.state == client.BARRED
    assert held[entry.eid] == "device-suspended"
    assert let_in.state == client.DONE
    assert unsent(workspace) == []


def test_a_full_disk_at_the_server_signs_for_nothing_and_costs_nothing(
    workspace: Workspace, server: Serving
) -> None:
    for number in range(100):
        write_note(workspace, f"{number} " * 300)
    connection = server.opened.store._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count={pages + 2}").fetchone()

    full = hand_in(workspace)
    left, there = len(unsent(workspace)), len(server.dump())
    connection.execute("PRAGMA max_page_count=1000000").fetchone()
    freed = hand_in(workspace)

    assert (full.state, left, there) == (client.BUSY, 101, 0)
    assert (freed.state, len(server.dump())) == (client.DONE, 101)


def test_one_entry_too_big_for_any_bundle_is_held_here_and_the_rest_goes(
    workspace: Workspace, server: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hubtui.sync.bundle.MAX_PLAIN", 20_000)
    monkeypatch.setattr("hubtui.sync.bundle.MAX_SEALED", 10_000)
    huge = write_note(workspace, "x" * 30_000, lane=Lane.RISK)
    small = write_note(workspace)

    hand_in(workspace)

    assert states(workspace)[huge.eid] == "held"
    assert states(workspace)[small.eid] == "stored"


def test_a_live_vault_is_not_taken_on_by_a_training_server(tmp_path: Path, server: Serving) -> None:
    with pytest.raises(NotAllowed, match="training"):
        enrol(terminal(tmp_path, "L", realm="live"), server.url, server.new_code())


def test_a_training_vault_is_not_taken_on_by_a_live_server(tmp_path: Path) -> None:
    with serving(tmp_path / "live", training=False) as live, pytest.raises(NotAllowed, match="training"):
        enrol(terminal(tmp_path), live.url, live.new_code())


def test_the_first_device_settles_what_kind_of_server_it_is(tmp_path: Path) -> None:
    with serving(tmp_path / "new", training=None) as fresh:
        enrol(terminal(tmp_path), fresh.url, fresh.new_code())

        with pytest.raises(NotAllowed, match="training"):
            enrol(terminal(tmp_path, "L", realm="live"), fresh.url, fresh.new_code())


def test_a_vault_that_is_not_enrolled_says_how_to(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="enrol URL"):
        run_once(terminal(tmp_path))


def test_a_code_that_was_used_by_another_is_refused(tmp_path: Path, server: Serving) -> None:
    code = server.new_code()
    enrol(terminal(tmp_path, "B"), server.url, code)

    with pytest.raises(RuleBroken, match="Ask for a new one"):
        enrol(terminal(tmp_path, "C"), server.url, code)


def test_enrolling_twice_with_the_same_code_is_the_same_enrolment(tmp_path: Path, server: Serving) -> None:
    code = server.new_code()
    workspace = terminal(tmp_path, "B")

    first = enrol(workspace, server.url, code)
    second = enrol(workspace, server.url, code)

    assert (first.alias_key, first.certificate) == (second.alias_key, second.certificate)


def test_a_server_that_does_not_know_the_code_cannot_take_a_device_on(
    tmp_path: Path, server: Serving
) -> None:
    workspace = terminal(tmp_path, "B")
    with serving(tmp_path / "impostor") as impostor:
        code = server.new_code()
        letters = code.replace("-", "")[:20]
        ours = server.opened.store
        with ours.reading() as ledger:
            known = ledger.code(letters[:5])
        assert known is not None
        with impostor.opened.store.writing() as ledger:
            ledger.put_code(replace(known, key=bytes(32)))

        with pytest.raises((NoServer, RuleBroken)):
            enrol(workspace, impostor.url, code)

    with workspace.reading() as db:
        assert outbox.pinned(db) is None


def test_entries_of_a_new_stream_follow_those_of_the_old_one(workspace: Workspace, server: Serving) -> None:
    write_note(workspace)
    workspace.new_stream("rollback")
    write_note(workspace)

    hand_in(workspace)

    assert {eid for _, _, _, eid in server.dump()} == journal_names(workspace)
    assert verify(server.opened) == []
