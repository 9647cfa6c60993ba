"""Undo takes a save back for a minute and deletes nothing."""

import pytest

from hubtui.domain.case import Case
from hubtui.domain.session import Session
from hubtui.domain.trouble import RuleBroken
from hubtui.store import journal, outbox, records
from tests.builders import Desk, referral


def a_missed_session(terminal: Desk) -> tuple[str, list[str]]:
    """A session offered and then marked missed; its id and the entries of the second save."""
    ref = terminal.do("referral.record", by="jokafor", **referral()).ref
    at = "2026-11-20T10:00:00+00:00"
    offer = {"planned_at": at, "place": "B2 room 1", "type": "urgent", "method": "in-person"}
    offered = terminal.do("session.offer", case=ref, **offer).ids[0]
    missed = terminal.do("session.miss", case=ref, session=offered, reason="would not come out")
    return offered, [entry["eid"] for entry in missed.entries]


@pytest.mark.req("SES-11")
def test_undoing_a_result_leaves_the_offer_as_it_was(terminal: Desk) -> None:
    session_id, entries = a_missed_session(terminal)

    terminal.do("save.undo", entries=entries)

    with terminal.workspace.reading() as db:
        session = records.get(db, Session, session_id)
        kinds = [entry.kind for entry in journal.entries(db, session.aggregate)]
    assert (session.result, session.reason, session.voided) == (None, None, False)
    assert kinds[-2:] == ["session.missed", "save.undone"]


@pytest.mark.req("SES-11")
def test_undoing_what_began_voids_it_and_search_no_longer_finds_it(terminal: Desk) -> None:
    saved = terminal.do("referral.record", by="jokafor", **referral())

    terminal.do("save.undo", entries=[entry["eid"] for entry in saved.entries])

    with terminal.workspace.reading() as db:
        assert records.of_case(db, Case, saved.ids[0]) == []
        assert records.of_case(db, Case, saved.ids[0], voided=True)[0].reference == saved.ref
        assert db.exec_driver_sql("SELECT count(*) FROM search WHERE search MATCH 'adeyemi'").one()[0] == 0


def test_after_a_minute_a_save_is_corrected_instead(terminal: Desk) -> None:
    _, entries = a_missed_session(terminal)
    terminal.clock.forward(seconds=61)

    with pytest.raises(RuleBroken, match="over a minute old"):
        terminal.do("save.undo", entries=entries)


def test_only_the_author_undoes(terminal: Desk) -> None:
    _, entries = a_missed_session(terminal)

    with pytest.raises(RuleBroken, match="Only its author"):
        terminal.do("save.undo", by="mreyes", entries=entries)


@pytest.mark.req("SES-11")
def test_what_a_sealed_bundle_carries_may_be_at_the_server_and_is_corrected_instead(terminal: Desk) -> None:
    _, entries = a_missed_session(terminal)
    with terminal.workspace.writing() as tx:
        carried = [each.n for each in outbox.waiting(tx.db, 100) if each.eid in entries]
        outbox.keep_bundle(
            tx.db, outbox.Pending("a-bundle", 1, b"sealed"), carried, "2026-11-20T12:00:00.000Z"
        )

    with pytest.raises(RuleBroken, match="sent already"):
        terminal.do("save.undo", entries=entries)
