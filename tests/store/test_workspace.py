"""One act is one transaction: all of it is there or none of it, after whatever happened."""

import itertools
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import IntegrityError, OperationalError

from hubtui.acts.registry import perform
from hubtui.domain.case import Case
from hubtui.domain.trouble import NotFound
from hubtui.journal.envelope import read, verify
from hubtui.store import access_log, journal, records
from hubtui.store.apply import apply, rebuild
from hubtui.store.workspace import Workspace
from tests.builders import Desk, desk, referral
from tests.flushes import flushes


def everything(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    with workspace.reading() as db:
        names = [row[0] for row in db.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {
            name: [tuple(row) for row in db.exec_driver_sql(f'SELECT * FROM "{name}"')]
            for name in sorted(names)
        }


@pytest.mark.req("SEC-05", "SYN-01")
def test_an_act_that_is_broken_off_anywhere_leaves_no_trace(terminal: Desk) -> None:
    before = everything(terminal.workspace)
    with terminal.workspace.reading() as db:
        connection = db.connection.driver_connection
    assert connection is not None
    broken_off = 0

    for number in range(200):
        left = [int(1.12**number) + 2 * number]

        def count_down(left: list[int] = left) -> int:
            left[0] -= 1
            return int(left[0] == 0)

        connection.set_progress_handler(count_down, 10)
        try:
            terminal.do("referral.record", **referral())
        except (sqlcipher.OperationalError, OperationalError):
            broken_off += 1
        else:
            break
        finally:
            connection.set_progress_handler(None, 0)
        assert everything(terminal.workspace) == before

    assert broken_off > 10, "the act has many steps to be broken off at"
    assert everything(terminal.workspace) != before


@pytest.mark.req("SYN-01")
def test_every_saved_entry_waits_to_be_sent(terminal: Desk) -> None:
    with terminal.workspace.reading() as db:
        before = journal.unsent_count(db)

    saved = terminal.do("referral.record", **referral())

    with terminal.workspace.reading() as db:
        assert journal.unsent_count(db) == before + len(saved.entries)
        states = {row[0] for row in db.exec_driver_sql("SELECT state FROM journal")}
    assert states == {journal.QUEUED}


def test_entries_are_numbered_chained_and_signed(terminal: Desk) -> None:
    terminal.do("referral.record", **referral())

    with terminal.workspace.reading() as db:
        rows = db.exec_driver_sql("SELECT seq, data, sig FROM journal ORDER BY seq").all()

    key = terminal.workspace.device.signing.public_key()
    entries = [read(data, signature) for _, data, signature in rows]
    assert [seq for seq, _, _ in rows] == list(range(1, len(rows) + 1))
    assert all(verify(entry.hash, entry.signature, key) for entry in entries)
    for one, next_one in itertools.pairwise(entries):
        assert next_one.previous == journal.previous_hash(one)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal",
        "UPDATE journal SET by = 'somebody'",
        "UPDATE journal SET data = x'00'",
        "UPDATE journal SET data = NULL",
        "DELETE FROM access_log",
        "UPDATE access_log SET by = 'somebody'",
    ],
)
@pytest.mark.req("SEC-04", "SES-11")
def test_what_is_saved_can_be_neither_changed_nor_deleted(terminal: Desk, statement: str) -> None:
    access_log.note(terminal.workspace, "view", "HHI-A-26-00001")

    with pytest.raises(IntegrityError, match=r"never|may be cleared"), terminal.workspace.writing() as tx:
        tx.db.exec_driver_sql(statement)


def test_rebuilding_from_the_journal_gives_the_same_tables(terminal: Desk) -> None:
    terminal.do("referral.record", **referral())
    before = everything(terminal.workspace)

    with terminal.workspace.writing() as tx:
        rebuild(tx.db, journal.entries(tx.db))

    assert everything(terminal.workspace) == before


@pytest.mark.req("SYN-03")
def test_a_later_part_that_comes_first_waits_for_its_record(tmp_path: Path) -> None:
    author, reader = desk(tmp_path), desk(tmp_path, terminal="B")
    saved = author.do("referral.record", **referral())
    with author.workspace.reading() as db:
        case_id = saved.ids[0]
        entries = list(journal.entries(db, case_id))
    with reader.workspace.writing() as tx:
        for entry in reversed(entries[1:]):
            journal.append(tx.db, entry, own=False)
            apply(tx.db, entry, {})
    with reader.workspace.reading() as db:
        assert records.get(db, Case, case_id).reference == saved.ref
        with pytest.raises(NotFound):
            records.get(db, Case, "not-here")

    with reader.workspace.writing() as tx:
        apply(tx.db, entries[0], {})
        assert not journal.append(tx.db, entries[1], own=False)

    with reader.workspace.reading() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM caseload WHERE agg = ?", (case_id,)).one()[0] == 1
    for each in (author, reader):
        each.workspace.close()


@pytest.mark.req("SEC-07")
def test_a_save_after_the_clock_jumped_back_says_that_the_clock_is_suspect(terminal: Desk) -> None:
    terminal.do("referral.record", **referral())
    terminal.clock.forward(hours=-5)

    terminal.do(
        "referral.record",
        **referral(surname="Brannigan", prison_number="A1044DK", received_at="2026-11-18T10:00:00+00:00"),
    )

    with terminal.workspace.reading() as db:
        last = list(journal.entries(db))[-1]
    assert last.content["at"]["suspect"] is True


def test_a_rehearsal_says_what_would_happen_and_saves_nothing(terminal: Desk) -> None:
    before = everything(terminal.workspace)

    said = perform(terminal.workspace, "referral.record", referral(), rehearse=True)

    assert said.message.startswith("Referral recorded")
    assert everything(terminal.workspace) == before


@pytest.mark.req("SEC-05")
def test_a_save_waits_for_the_disk_exactly_once(tmp_path: Path) -> None:
    program = tmp_path / "saving.py"
    program.write_text(
        "import sys; sys.path.insert(0, '.')\n"
        "from pathlib import Path\n"
        "from tests.builders import desk, referral\n"
        "from tests.flushes import mark\n"
        "at = desk(Path(sys.argv[1]))\n"
        "for number in range(5):\n"
        "    mark()\n"
        "    at.do('referral.record', **referral(surname=f'Person{number}', prison_number=f'A100{number}AA'))\n"
        "mark()\n",
        encoding="utf-8",
    )

    assert flushes(program, str(tmp_path)) == [1] * 5
