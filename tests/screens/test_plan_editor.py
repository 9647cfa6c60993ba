"""Writing, agreeing and amending the action plan, by keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from hubtui.domain.information import Topic
from hubtui.domain.plan import Plan, Who
from hubtui.screens.case_forms import AGREE, PLAN, CaseForm
from hubtui.store import records
from tests.builders import Desk, desk
from tests.screens.snapshot import SIZE, lines_of, press, text_of
from tests.screens.work_app import opened_app, with_people

ACTIVITY = {"activity": "A-CH01"}
WRITTEN: dict[str, Any] = {
    "outcomes": [{"outcome": "O1", "activities": [ACTIVITY]}],
    "frequency": "weekly",
    "method": "in-person",
    "contact_method": "on the wing",
    "end_on": "2027-03-26",
}


@pytest.fixture
def terminal(tmp_path: Path) -> Desk:
    terminal = desk(tmp_path)
    with_people(terminal)
    return terminal


@asynccontextmanager
async def opened(terminal: Desk, form: CaseForm, size: tuple[int, int] = SIZE) -> AsyncIterator[Pilot[Any]]:
    async with opened_app(terminal, size=size) as pilot:
        await pilot.app.push_screen(form.make("ADEYEMI Tunde  A1001AA", {"case": "A1001AA"}))
        await press(pilot)
        yield pilot


def plans(terminal: Desk) -> list[Plan]:
    with terminal.workspace.reading() as db:
        return records.find(db, Plan, "1", order="version")


def ready_to_agree(terminal: Desk) -> None:
    """Everything that agreeing asks for, but the agreement."""
    held = {
        "type": "initial",
        "started_at": "2026-11-20T10:00:00+00:00",
        "minutes": 30,
        "note": "First talk.",
    }
    session = terminal.do("session.record", by="jokafor", case="A1001AA", place="B2", **held).ids[0]
    terminal.do("cohort.record", case="A1001AA", answer="none-applies")
    areas: dict[str, Any] = {name: {"level": "none"} for name in ("ete", "finance", "community_link")}
    areas["housing"] = {"level": "high", "situation": "On the street before."}
    terminal.do("assessment.complete", case="A1001AA", session=session, **areas)
    terminal.do("score.record", case="A1001AA", point="start", housing=2)
    terminal.do("information.give", case="A1001AA", topics=[*Topic], given_on="2026-11-20")
    terminal.do("risk.acknowledge", case="A1001AA", chased="OMU", chased_on="2026-11-20")
    terminal.do("plan.write", case="A1001AA", **WRITTEN)


@pytest.mark.req("PLN-01")
async def test_a_plan_is_written_with_its_activities_who_and_by_when(terminal: Desk) -> None:
    async with opened(terminal, PLAN) as pilot:
        await press(pilot, "space", "a", "type:keep or end tenancy", "enter", "f6", "o", "b")
        await press(pilot, "type:23", "tab", "type:12", "enter")
        assert "> [x] O1 Settled, suitable" in text_of(pilot.app)
        assert "O who: person   B by: Wed 23 Dec 2026" in text_of(pilot.app)

        await press(pilot, "f8", "2", "tab", "1", "tab", "type:On the wing", *["tab"] * 5)
        await press(pilot, "type:26", "tab", "type:3", "tab", "type:2027", "f8")
        assert "Keep or end tenancy in time (person, by Wed 23 Dec 2026)" in text_of(pilot.app)
        await press(pilot, "f8")

        plan = plans(terminal)[0]
        done = plan.outcomes[0].activities[0]
        assert (plan.outcomes[0].outcome, done.activity, done.who) == ("O1", "A-CH01", Who.PERSON)
        assert (f"{done.by_on}", plan.frequency, plan.agreed) == ("2026-12-23", "weekly", False)


@pytest.mark.req("PLN-01")
async def test_an_outcome_without_an_activity_is_refused_on_the_check_page(terminal: Desk) -> None:
    terminal.do("plan.write", by="jokafor", case="A1001AA", **WRITTEN)
    async with opened(terminal, PLAN) as pilot:
        await press(pilot, "f6", "w", "f8", "f8")

        assert "Outcome O1: choose at least one activity." in text_of(pilot.app)


@pytest.mark.req("PLN-02")
async def test_agreeing_too_early_lists_all_that_is_missing(terminal: Desk) -> None:
    terminal.do("plan.write", by="jokafor", case="A1001AA", **WRITTEN)
    async with opened(terminal, AGREE) as pilot:
        await press(pilot, "type:In his own words", "f8")

        assert "Complete the assessment" in text_of(pilot.app)
        assert "Explain and record: complaints." in text_of(pilot.app)


@pytest.mark.req("PLN-02")
async def test_a_plan_is_agreed_in_the_last_session_he_came_to(terminal: Desk) -> None:
    ready_to_agree(terminal)
    async with opened(terminal, AGREE) as pilot:
        await press(pilot, "type:In his own words", "f8", "f8")

        assert plans(terminal)[0].agreed
        assert lines_of(pilot.app)[-3].startswith(" Plan agreed, version 1: ADEYEMI Tunde.")


@pytest.mark.req("PLN-05")
async def test_an_agreed_plan_is_amended_with_a_reason_and_what_changed_is_listed(terminal: Desk) -> None:
    ready_to_agree(terminal)
    terminal.do("plan.agree", case="A1001AA", how="signed")
    async with opened(terminal, PLAN, (120, 40)) as pilot:
        await press(pilot, "f8", "1")
        contact = next(line for line in lines_of(pilot.app) if "[on the wing" in line)
        assert contact[:80].rstrip().endswith("]")

        await press(pilot, "f8", "f8")
        assert "Say why the plan changes." in text_of(pilot.app)

        await press(pilot, "enter", "type:More often before release.", "f8")
        assert "Changed from v1: frequency: weekly -> twice-weekly." in text_of(pilot.app)
        await press(pilot, "f8")

        assert [plan.version for plan in plans(terminal)] == [1, 2]
        assert plans(terminal)[0].frequency == "weekly"
