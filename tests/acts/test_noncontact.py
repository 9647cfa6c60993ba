"""Work without the person, notes and tasks."""

from typing import Any

import pytest

from hubtui.domain.noncontact import NonContact
from hubtui.domain.note import Note
from hubtui.domain.session import Flag
from hubtui.domain.task import MOVES, Task, TaskState, task_overdue
from hubtui.domain.trouble import NotAllowed
from tests.acts.given import TODAY, held_case, kept, problems
from tests.builders import Desk

WORK: dict[str, Any] = {"type": "call", "done_on": TODAY, "minutes": 20, "result": "Fine frozen."}
TASK: dict[str, Any] = {"what": "Ring the council", "owner": "jokafor", "due_on": "2026-11-23"}


@pytest.mark.req("NCA-01")
def test_work_without_him_is_kept_with_whom_result_and_next_step(terminal: Desk) -> None:
    ref = held_case(terminal)

    done = terminal.do(
        "noncontact.record",
        case=ref,
        contacted="Fines office",
        activities=["a-cf03"],
        next_step="Letter due.",
        **WORK,
    )

    work = kept(terminal, NonContact, done.ids[0])
    assert (work.minutes, work.contacted, work.activities, work.next_step) == (
        20,
        "Fines office",
        ["A-CF03"],
        "Letter due.",
    )


@pytest.mark.req("NCA-01")
@pytest.mark.parametrize("minutes", [1, 720])
def test_a_minute_and_twelve_hours_are_within_bounds(terminal: Desk, minutes: int) -> None:
    ref = held_case(terminal)

    assert terminal.do("noncontact.record", case=ref, **{**WORK, "minutes": minutes}).ids


@pytest.mark.req("NCA-01")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": 721}, "minutes"),
        ({"result": " "}, "result"),
        ({"done_on": "2026-11-18"}, "done_on"),
        ({"done_on": "2026-11-21"}, "done_on"),
        ({"type": "daydreaming"}, "type"),
        ({"activities": ["A-XX01"]}, "activities"),
    ],
    ids=["no minutes", "over 12 hours", "no result", "before the referral", "tomorrow", "kind", "activity"],
)
def test_work_that_cannot_be_is_refused(terminal: Desk, changes: dict[str, Any], field: str) -> None:
    ref = held_case(terminal)

    assert field in problems(terminal, "noncontact.record", case=ref, **{**WORK, **changes})


@pytest.mark.req("PLN-04", "NCA-01")
def test_community_work_for_a_man_in_custody_is_marked_before_release(terminal: Desk) -> None:
    ref = held_case(terminal)
    outside = {**WORK, "activities": ["A-ME05"]}

    assert "setting_reason" in problems(terminal, "noncontact.record", case=ref, **outside)
    done = terminal.do("noncontact.record", case=ref, setting_reason="Job offer is open now.", **outside)

    assert kept(terminal, NonContact, done.ids[0]).flags == [Flag.BEFORE_RELEASE]


@pytest.mark.req("SES-11", "SEC-02")
def test_a_supervisor_comments_on_a_case_that_is_not_his(terminal: Desk) -> None:
    ref = held_case(terminal)
    work = terminal.do("noncontact.record", case=ref, **WORK).ids[0]

    own = terminal.do("note.add", case=ref, note="Mother visits on Sunday.").ids[0]
    comment = terminal.do("note.add", by="mreyes", case=ref, note="Chase weekly.", about=work).ids[0]

    assert not kept(terminal, Note, own).comment
    assert (kept(terminal, Note, comment).comment, kept(terminal, Note, comment).about) == (True, work)


@pytest.mark.req("SES-11")
def test_a_note_is_about_a_record_of_its_own_case(terminal: Desk) -> None:
    other = held_case(terminal)
    work = terminal.do("noncontact.record", case=other, **WORK).ids[0]
    ref = held_case(terminal, surname="Hart", prison_number="A1044DK", date_of_birth="1990-01-01")

    assert "about" in problems(terminal, "note.add", case=ref, note="x", about=work)
    assert "note" in problems(terminal, "note.add", case=ref, note="")


@pytest.mark.req("NCA-03")
def test_a_task_is_added_handed_over_and_finished(terminal: Desk) -> None:
    ref = held_case(terminal)

    task = terminal.do("task.add", case=ref, **TASK).ids[0]
    handed = terminal.do("task.hand_over", case=ref, task=task, owner="rlindqvist")
    terminal.do("task.finish", case=ref, task=task, result="Hostel place held.")

    done = kept(terminal, Task, task)
    assert (done.owner, done.state, done.result) == ("rlindqvist", "finished", "Hostel place held.")
    assert any("neither holds nor covers" in warning for warning in handed.warnings)


@pytest.mark.req("NCA-03")
def test_a_dropped_task_keeps_why(terminal: Desk) -> None:
    ref = held_case(terminal)
    task = terminal.do("task.add", case=ref, **TASK).ids[0]

    assert "reason" in problems(terminal, "task.drop", case=ref, task=task)
    terminal.do("task.drop", case=ref, task=task, reason="He found one himself.")

    assert kept(terminal, Task, task).dropped_because == "He found one himself."
    assert "already" in problems(terminal, "task.finish", case=ref, task=task, result="x")["task"]


@pytest.mark.req("NCA-03")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"owner": ""}, "owner"),
        ({"owner": "nobody"}, "owner"),
        ({"owner": "kstowe"}, "owner"),
        ({"due_on": None}, "due_on"),
        ({"what": ""}, "what"),
    ],
    ids=["no owner", "unknown owner", "an owner who has no cases", "no date", "nothing to do"],
)
def test_a_task_without_owner_or_date_is_refused(terminal: Desk, changes: dict[str, Any], field: str) -> None:
    ref = held_case(terminal)

    assert field in problems(terminal, "task.add", case=ref, **{**TASK, **changes})


@pytest.mark.req("NCA-03")
def test_a_task_is_overdue_once_its_day_is_past_and_it_is_still_open(terminal: Desk) -> None:
    ref = held_case(terminal)

    done = terminal.do("task.add", case=ref, **{**TASK, "due_on": "2026-11-19"})
    today_id = terminal.do("task.add", case=ref, **{**TASK, "due_on": TODAY}).ids[0]

    late, due = kept(terminal, Task, done.ids[0]), kept(terminal, Task, today_id)
    today = terminal.workspace.today()
    assert (task_overdue(late, today), task_overdue(due, today)) == (True, False)
    assert any("overdue" in warning for warning in done.warnings)


@pytest.mark.req("NCA-03")
def test_every_state_of_a_task_has_its_row_of_moves() -> None:
    assert set(MOVES) == set(TaskState)


ACTS: list[tuple[str, dict[str, Any]]] = [
    ("noncontact.record", WORK),
    ("task.add", TASK),
    ("task.hand_over", {"task": "x", "owner": "jokafor"}),
    ("task.finish", {"task": "x", "result": "x"}),
    ("task.drop", {"task": "x", "reason": "x"}),
    ("urgent.record", {"type": "seek-a-bed", "result": "x"}),
]


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize(("act", "data"), ACTS, ids=[act for act, _ in ACTS])
@pytest.mark.parametrize("login", ["rlindqvist", "mreyes", "kstowe"])
def test_only_who_holds_the_case_works_on_it(
    terminal: Desk, login: str, act: str, data: dict[str, Any]
) -> None:
    ref = held_case(terminal)

    with pytest.raises(NotAllowed):
        terminal.do(act, by=login, case=ref, **data)


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize("login", ["rlindqvist", "kstowe"])
def test_a_note_is_for_the_team_and_the_supervisor(terminal: Desk, login: str) -> None:
    ref = held_case(terminal)

    with pytest.raises(NotAllowed):
        terminal.do("note.add", by=login, case=ref, note="x")
