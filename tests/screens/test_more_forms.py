"""The forms that end what was begun: tasks, outcomes, the person's copy, the practitioner told, risk confirmed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from hubtui.domain.information import Topic
from hubtui.domain.outcome_progress import OutcomeProgress
from hubtui.domain.plan import Plan
from hubtui.domain.risk import Risk
from hubtui.domain.task import Task, TaskState
from hubtui.screens.case_forms import ON_THE_BOX
from hubtui.store import records
from tests.builders import Desk, desk
from tests.screens.snapshot import lines_of, press, text_of
from tests.screens.work_app import opened_app, with_people

BY_ACT = {form.act: form for form in ON_THE_BOX}


@pytest.fixture
def terminal(tmp_path: Path) -> Desk:
    terminal = desk(tmp_path)
    with_people(terminal)
    return terminal


@asynccontextmanager
async def opened(terminal: Desk, act: str, **given: Any) -> AsyncIterator[Pilot[Any]]:
    """The app at 80x24 with the form that ends in `act` above the caseload."""
    async with opened_app(terminal) as pilot:
        form = BY_ACT[act].make("ADEYEMI Tunde  A1001AA", {"case": "A1001AA", **given})
        await pilot.app.push_screen(form)
        await press(pilot)
        yield pilot


def found(terminal: Desk, kind: Any) -> list[Any]:
    with terminal.workspace.reading() as db:
        return records.find(db, kind, "1", order="recorded_at, id")


def task(terminal: Desk, what: str, due_on: str) -> str:
    added = terminal.do("task.add", by="jokafor", case="A1001AA", what=what, owner="jokafor", due_on=due_on)
    return added.ids[0]


def agreed(terminal: Desk) -> None:
    """Everything that agreeing asks for, and the agreement."""
    session = terminal.do("session.record", by="jokafor", case="A1001AA", **FIRST_TALK).ids[0]
    terminal.do("cohort.record", case="A1001AA", answer="none-applies")
    terminal.do("assessment.complete", case="A1001AA", session=session, **AREAS)
    terminal.do("score.record", case="A1001AA", point="start", housing=2)
    terminal.do("information.give", case="A1001AA", topics=[*Topic], given_on="2026-11-20")
    terminal.do("risk.acknowledge", case="A1001AA", chased="OMU", chased_on="2026-11-20")
    terminal.do("plan.write", case="A1001AA", **PLAN)
    terminal.do("plan.agree", case="A1001AA", how="signed")


FIRST_TALK: dict[str, Any] = {
    "type": "initial",
    "started_at": "2026-11-20T10:00:00+00:00",
    "minutes": 30,
    "place": "B2",
    "note": "First talk.",
}
AREAS: dict[str, Any] = {
    "housing": {"level": "high", "situation": "On the street before."},
    **{name: {"level": "none"} for name in ("ete", "finance", "community_link")},
}
HOUSING = {"outcome": "O1", "activities": [{"activity": "A-CH01"}]}
WORK = {"outcome": "O2", "activities": [{"activity": "A-CH02"}]}
PLAN: dict[str, Any] = {
    "outcomes": [HOUSING],
    "frequency": "weekly",
    "method": "in-person",
    "contact_method": "on the wing",
    "end_on": "2027-03-26",
}


@pytest.mark.req("NCA-03")
async def test_the_task_due_first_stands_first_and_is_finished_with_its_result(terminal: Desk) -> None:
    task(terminal, "Write to the bank", "2026-11-27")
    hostel = task(terminal, "Ring the hostel", "2026-11-24")

    async with opened(terminal, "task.finish") as pilot:
        shown = text_of(pilot.app)
        assert shown.index("Ring the hostel (J Okafor, by 24 Nov)") < shown.index("Write to the bank")
        await press(pilot, "1", "tab", "type:A bed from Monday.", "f8", "f8")

    finished = next(each for each in found(terminal, Task) if each.id == hostel)
    assert (finished.state, finished.result) == (TaskState.FINISHED, "A bed from Monday.")
    assert [each.what for each in found(terminal, Task) if each.open] == ["Write to the bank"]


@pytest.mark.req("NCA-03")
async def test_the_only_task_is_chosen_already_and_dropped_with_the_reason(terminal: Desk) -> None:
    task(terminal, "Ring the hostel", "2026-11-24")

    async with opened(terminal, "task.drop") as pilot:
        await press(pilot, "type:He has a bed.", "f8", "f8")

    dropped = found(terminal, Task)[0]
    assert (dropped.state, dropped.dropped_because) == (TaskState.DROPPED, "He has a bed.")


@pytest.mark.req("NCA-03")
async def test_a_finished_task_is_not_offered_again(terminal: Desk) -> None:
    done = task(terminal, "Ring the hostel", "2026-11-24")
    terminal.do("task.finish", case="A1001AA", task=done, result="A bed from Monday.")

    async with opened(terminal, "task.finish") as pilot:
        assert "None is open on this case." in text_of(pilot.app)
        assert "Ring the hostel" not in text_of(pilot.app)


@pytest.mark.req("PLN-10")
async def test_an_outcome_of_the_agreed_plan_is_closed_with_what_shows_it(terminal: Desk) -> None:
    agreed(terminal)

    async with opened(terminal, "outcome.progress") as pilot:
        assert "not started" in text_of(pilot.app)
        await press(pilot, "3", "f8")
        assert "Write what shows that it is achieved." in text_of(pilot.app)
        await press(pilot, "enter", "type:Tenancy signed.", "f8", "f8")

    saved = found(terminal, OutcomeProgress)[0]
    assert (saved.outcome, saved.state, saved.evidence) == ("O1", "achieved", "Tenancy signed.")
    assert f"{saved.from_on}" == "2026-11-20"


@pytest.mark.req("PLN-10")
async def test_an_outcome_not_achieved_asks_what_was_tried(terminal: Desk) -> None:
    agreed(terminal)

    async with opened(terminal, "outcome.progress") as pilot:
        await press(pilot, "4", *["tab"] * 4, "type:Council and hostel.", "f8", "f8")

    saved = found(terminal, OutcomeProgress)[0]
    assert (saved.state, saved.options_tried, saved.evidence) == ("not-achieved", "Council and hostel.", None)


@pytest.mark.req("PLN-10")
async def test_without_an_agreed_plan_no_outcome_is_offered(terminal: Desk) -> None:
    terminal.do("plan.write", by="jokafor", case="A1001AA", **PLAN)

    async with opened(terminal, "outcome.progress") as pilot:
        assert "No plan is agreed yet." in text_of(pilot.app)


@pytest.mark.req("PLN-03")
@pytest.mark.parametrize(("key", "how"), [("1", "given"), ("2", "offered-not-taken"), ("3", "kept-for-him")])
async def test_what_became_of_his_copy_is_recorded_with_the_day(terminal: Desk, key: str, how: str) -> None:
    agreed(terminal)

    async with opened(terminal, "plan.copy") as pilot:
        await press(pilot, key, "f8", "f8")

    plan = found(terminal, Plan)[0]
    assert (plan.copy_how, f"{plan.copy_given_on}", plan.copy_by) == (how, "2026-11-20", "jokafor")


@pytest.mark.req("PLN-05")
async def test_the_practitioner_of_his_chain_stands_there_to_have_been_told(terminal: Desk) -> None:
    agreed(terminal)
    chain = {"practitioner_name": "A Marsh", "practitioner_phone": "0117 496 0000"}
    terminal.do("contact_chain.set", case="A1001AA", **chain)
    terminal.do("plan.amend", case="A1001AA", reason="He asked for work.", outcomes=[HOUSING, WORK])

    async with opened(terminal, "plan.update_given") as pilot:
        await press(pilot, "type:email", "f8", "f8")

    plan = found(terminal, Plan)[-1]
    assert (plan.update_to, plan.update_means, f"{plan.update_given_on}") == (
        "A Marsh",
        "email",
        "2026-11-20",
    )


@pytest.mark.req("RSK-01")
async def test_the_risk_held_is_read_and_confirmed_with_name_and_day(terminal: Desk) -> None:
    held = {"rosh_children": "high", "source": "OMU", "source_date": "2026-10-01"}
    terminal.do("risk.record", by="jokafor", case="A1001AA", **held)

    async with opened(terminal, "risk.confirm") as pilot:
        assert "RoSH: children high." in text_of(pilot.app)
        await press(pilot, "type:P Hale", "f8", "f8")

    risk = found(terminal, Risk)[0]
    assert (risk.confirmed_by, f"{risk.confirmed_on}") == ("P Hale", "2026-11-20")
    assert risk.rosh_children == "high"


@pytest.mark.parametrize(
    "act",
    ["task.finish", "task.drop", "outcome.progress", "plan.copy", "plan.update_given", "risk.confirm"],
)
async def test_each_fits_the_smallest_screen_with_focus_in_a_question(terminal: Desk, act: str) -> None:
    async with opened(terminal, act) as pilot:
        lines = lines_of(pilot.app)

        assert "TRAINING" in lines[0]
        assert max(len(line) for line in lines) <= 80
        assert lines[-2].startswith(" F8 Continue  F7 Back a page")
        assert pilot.app.focused is not None
