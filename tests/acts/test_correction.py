"""Corrections: with a reason, by the author or the holder, and never over the original."""

from typing import Any

import pytest

from hubtui.domain.entry import Lane
from hubtui.domain.note import Note
from hubtui.domain.session import Session
from hubtui.domain.trouble import NotAllowed, NotFound
from hubtui.store import journal
from tests.acts.given import agreed, attended, held_case, kept, offered, problems
from tests.builders import Desk


@pytest.mark.req("SES-11")
def test_a_correction_changes_what_shows_and_keeps_the_original_with_author_and_time(
    terminal: Desk,
) -> None:
    ref = held_case(terminal)
    session = attended(terminal, ref)
    terminal.clock.forward(hours=1)

    terminal.do(
        "record.correct", case=ref, record=session, changes={"minutes": 54}, reason="Misread my notes."
    )

    assert kept(terminal, Session, session).minutes == 54
    with terminal.workspace.reading() as db:
        told = {
            each.kind: each for each in journal.entries(db) if each.kind.startswith(("session.", "record."))
        }
    first, second = told["session.attended"], told["record.corrected"]
    assert any(op.field == "minutes" and op.value == 45 for op in first.ops())
    assert (second.by, second.content["why"]) == ("jokafor", "Misread my notes.")
    assert first.wall < second.wall


@pytest.mark.req("SES-11")
@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"changes": {"note": "New."}}, "reason"),
        ({"changes": {"note": "New."}, "reason": " "}, "reason"),
        ({"changes": {}, "reason": "x"}, "changes"),
        ({"changes": {"result": "attended"}, "reason": "x"}, "result"),
        ({"changes": {"recorded_by": "mreyes"}, "reason": "x"}, "recorded_by"),
        ({"changes": {"minutes": 0}, "reason": "x"}, "minutes"),
        ({"changes": {"minutes": "many"}, "reason": "x"}, "minutes"),
        ({"changes": {"note": "x" * 20_001}, "reason": "x"}, "note"),
        ({"changes": {"started_at": "2026-11-20T10:00:00"}, "reason": "x"}, "started_at"),
        ({"changes": {"started_at": "2026-11-20T13:00:00Z"}, "reason": "x"}, "started_at"),
        ({"changes": {"activities": ["A-XX01"]}, "reason": "x"}, "activities"),
    ],
    ids=[
        "no reason",
        "blank reason",
        "nothing",
        "the result",
        "the author",
        "no minutes",
        "no number",
        "too long",
        "no offset",
        "still to come",
        "no such activity",
    ],
)
def test_a_correction_without_reason_or_sense_is_refused(
    terminal: Desk, data: dict[str, Any], field: str
) -> None:
    ref = held_case(terminal)
    session = attended(terminal, ref)

    assert field in problems(terminal, "record.correct", case=ref, record=session, **data)
    assert kept(terminal, Session, session).minutes == 45


@pytest.mark.req("SES-11", "SEC-07")
def test_a_corrected_time_is_kept_in_utc(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = attended(terminal, ref)

    terminal.do(
        "record.correct", record=session, changes={"started_at": "2026-11-20T10:30:00+01:00"}, reason="x"
    )

    with terminal.workspace.reading() as db:
        assert db.exec_driver_sql("SELECT started_at FROM session").one()[0] == "2026-11-20T09:30:00Z"


@pytest.mark.req("SES-11")
def test_a_note_cannot_be_corrected_to_nothing(terminal: Desk) -> None:
    ref = held_case(terminal)
    note = terminal.do("note.add", case=ref, note="x").ids[0]

    refused = problems(terminal, "record.correct", record=note, changes={"note": " "}, reason="x")

    assert "cannot be empty" in refused["note"]


@pytest.mark.req("SES-11", "SES-04")
def test_a_missed_session_is_not_corrected_into_the_future(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = offered(terminal, ref)
    terminal.do("session.miss", case=ref, session=session)

    refused = problems(
        terminal,
        "record.correct",
        record=session,
        changes={"planned_at": "2026-11-21T10:00:00Z"},
        reason="x",
    )

    assert "still to come" in refused["planned_at"]


@pytest.mark.req("SES-11", "SYN-03")
def test_a_correction_of_a_non_attendance_travels_in_its_lane(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = offered(terminal, ref)
    terminal.do("session.miss", case=ref, session=session)

    terminal.do("record.correct", record=session, changes={"attempts": "Rang the wing."}, reason="x")

    with terminal.workspace.reading() as db:
        made = [each for each in journal.entries(db) if each.kind == "record.corrected"]
    assert [each.content["lane"] for each in made] == [Lane.NON_ATTENDANCE]


@pytest.mark.req("SES-11", "LNG-05")
def test_what_a_correction_says_is_cleaned_like_anything_typed(terminal: Desk) -> None:
    ref = held_case(terminal)
    note = terminal.do("note.add", case=ref, note="Tŷ newydd").ids[0]

    terminal.do(
        "record.correct", record=note, changes={"note": "Ty\u0302 \x1b[31mnewydd\x00"}, reason="Spelling."
    )

    assert kept(terminal, Note, note).note == "Tŷ newydd"


@pytest.mark.req("SES-11")
def test_the_author_corrects_his_own_record_after_the_case_has_gone_to_another(terminal: Desk) -> None:
    ref = held_case(terminal)
    note = terminal.do("note.add", case=ref, note="x").ids[0]
    terminal.do("referral.allocate", by="mreyes", case=ref, worker="rlindqvist", reason="moved wing")

    terminal.do("record.correct", by="jokafor", record=note, changes={"note": "y"}, reason="z")
    terminal.do("record.correct", by="rlindqvist", record=note, changes={"note": "w"}, reason="holder")

    assert kept(terminal, Note, note).note == "w"


@pytest.mark.req("SES-11", "SEC-02")
@pytest.mark.parametrize("act", ["record.correct", "record.void"])
@pytest.mark.parametrize("login", ["rlindqvist", "mreyes", "kstowe"])
def test_nobody_else_corrects_it_not_even_a_supervisor(terminal: Desk, act: str, login: str) -> None:
    ref = held_case(terminal)
    note = terminal.do("note.add", case=ref, note="x").ids[0]
    data = {"changes": {"note": "y"}} if act == "record.correct" else {}

    with pytest.raises(NotAllowed):
        terminal.do(act, by=login, record=note, reason="z", **data)


@pytest.mark.req("SES-11")
def test_a_covering_worker_who_neither_wrote_it_nor_holds_the_case_is_refused(terminal: Desk) -> None:
    ref = held_case(terminal)
    note = terminal.do("note.add", case=ref, note="x").ids[0]
    terminal.do("case.cover", by="mreyes", case=ref, worker="rlindqvist")
    terminal.sign_in("rlindqvist")

    refused = problems(terminal, "record.correct", record=note, changes={"note": "y"}, reason="z")

    assert "author or the holder" in refused["record"]


@pytest.mark.req("SES-11")
def test_a_record_taken_out_of_use_stays_readable_with_its_reason(terminal: Desk) -> None:
    ref = held_case(terminal)
    note = terminal.do("note.add", case=ref, note="Wrong man.").ids[0]

    assert "reason" in problems(terminal, "record.void", record=note)
    terminal.do("record.void", case=ref, record=note, reason="Typed into the wrong case.")

    gone = kept(terminal, Note, note)
    assert (gone.voided, gone.note) == (True, "Wrong man.")
    assert "out of use already" in problems(terminal, "record.void", record=note, reason="x")["record"]


@pytest.mark.req("SES-11", "SES-05")
def test_taking_back_the_result_of_an_offer_leaves_the_offer_waiting_again(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = offered(terminal, ref)
    terminal.do("session.miss", case=ref, session=session, reason="Not there.")

    terminal.do("record.void", case=ref, record=session, reason="He was in the next room.")
    terminal.do("session.record", case=ref, session=session, minutes=20, note="Talked.")

    held = kept(terminal, Session, session)
    assert (held.attended, held.reason, held.voided) == (True, None, False)


@pytest.mark.req("SES-11")
def test_voiding_a_session_says_that_the_case_stays_where_it_stands(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = attended(terminal, ref)

    done = terminal.do("record.void", case=ref, record=session, reason="Wrong man.")

    assert kept(terminal, Session, session).voided
    assert any("supervisor can match it" in warning for warning in done.warnings)


@pytest.mark.req("SES-11", "PLN-05")
def test_a_plan_is_not_corrected_but_amended(terminal: Desk) -> None:
    agreed(terminal)
    with terminal.workspace.reading() as db:
        plan = db.exec_driver_sql("SELECT id FROM plan").one()[0]

    for act, data in (("record.correct", {"changes": {"frequency": "monthly"}}), ("record.void", {})):
        assert "an act of its own" in problems(terminal, act, record=plan, reason="x", **data)["record"]


@pytest.mark.req("SES-11")
def test_a_record_of_another_case_or_of_none_is_refused(terminal: Desk) -> None:
    other = held_case(terminal)
    note = terminal.do("note.add", case=other, note="x").ids[0]
    ref = held_case(terminal, surname="Hart", prison_number="A1044DK", date_of_birth="1990-01-01")

    assert "record" in problems(
        terminal, "record.correct", case=ref, record=note, changes={"note": "y"}, reason="z"
    )
    with pytest.raises(NotFound):
        terminal.do("record.void", record="nowhere", reason="x")
