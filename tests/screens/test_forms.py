"""Every form about a case: it opens on a real store, fits 80 columns, and ends in its act by keys alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from hubtui.domain.assessment import Assessment
from hubtui.domain.case import Case
from hubtui.domain.contact_chain import ContactChain
from hubtui.domain.information import InformationGiven
from hubtui.domain.note import Note
from hubtui.domain.person import Person
from hubtui.domain.release import CustodyEpisode
from hubtui.domain.risk import Risk, RiskAcknowledgement
from hubtui.domain.score import Score
from hubtui.domain.session import Session
from hubtui.domain.task import Task
from hubtui.domain.worker import Training
from hubtui.screens.case_forms import ACKNOWLEDGE, CORRECT, OFFER, ON_THE_BOX, REFERRAL, RISK, CaseForm
from hubtui.screens.frame import Frame
from hubtui.store import records
from tests.builders import Desk, desk
from tests.screens.snapshot import lines_of, press, text_of
from tests.screens.work_app import opened_app, with_people

TRAINING = CaseForm("training", "training.record", "Record training", records=False)
BY_MODULE = {form.module: form for form in (*ON_THE_BOX, REFERRAL, TRAINING)}
SUPERVISORS_ONLY = ("allocate", "training")


@pytest.fixture
def terminal(tmp_path: Path) -> Desk:
    terminal = desk(tmp_path)
    with_people(terminal)
    return terminal


@asynccontextmanager
async def opened(
    terminal: Desk, form: CaseForm | str, login: str = "jokafor", **given: Any
) -> AsyncIterator[Pilot[Any]]:
    """The app with a form about the first of the three above the caseload."""
    wanted = BY_MODULE[form] if isinstance(form, str) else form
    async with opened_app(terminal, login) as pilot:
        await pilot.app.push_screen(wanted.make("ADEYEMI Tunde  A1001AA", {"case": "A1001AA", **given}))
        await press(pilot)
        yield pilot


def found(terminal: Desk, kind: Any) -> list[Any]:
    with terminal.workspace.reading() as db:
        return records.find(db, kind, "1", order="recorded_at, id")


def attended(terminal: Desk) -> str:
    """A session that he came to this morning."""
    held = {
        "type": "initial",
        "started_at": "2026-11-20T10:00:00+00:00",
        "minutes": 30,
        "note": "First talk.",
    }
    return terminal.do("session.record", by="jokafor", case="A1001AA", place="B2 room 1", **held).ids[0]


def widest(app: App[Any]) -> int:
    return max(len(line) for line in lines_of(app))


@pytest.mark.parametrize("module", sorted(BY_MODULE))
async def test_a_form_opens_with_focus_in_a_question_and_says_its_keys(terminal: Desk, module: str) -> None:
    login = "mreyes" if module in SUPERVISORS_ONLY else "jokafor"
    async with opened(terminal, module, login) as pilot:
        lines = lines_of(pilot.app)

        assert "TRAINING" in lines[0]
        assert widest(pilot.app) <= 80
        assert lines[-2].startswith(" F8 Continue")
        assert isinstance(pilot.app.screen, Frame)
        assert pilot.app.focused is not None
        assert any(line.startswith(">") for line in lines)


@pytest.mark.req("SES-01")
async def test_a_session_is_offered_where_he_was_last_met(terminal: Desk) -> None:
    attended(terminal)
    async with opened(terminal, OFFER) as pilot:
        await press(pilot, "type:24", "enter", "type:1000", "f8", "f8", "f8")

        offered = found(terminal, Session)[-1]
        assert (offered.place, offered.type.value) == ("B2 room 1", "plan")
        assert f"{offered.planned_at:%d/%m %H:%M}" == "24/11 10:00"


@pytest.mark.req("SES-07")
async def test_a_remote_offer_asks_why(terminal: Desk) -> None:
    attended(terminal)
    async with opened(terminal, OFFER) as pilot:
        await press(pilot, "type:24", "enter", "type:1000", "tab", "tab", "tab", "tab", "tab", "2", "f8")

        assert "Answer this: Why not in person?" in text_of(pilot.app)


@pytest.mark.req("REF-01")
async def test_a_referral_is_keyed_in_from_the_caseload(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, "a", "type:Green", "tab", "type:Paul", "tab", "type:3", "tab", "type:4", "tab")
        await press(pilot, "type:1990", "tab", "1", "tab", "type:A1402RE", "f8")
        await press(pilot, "type:prison staff", "enter", "f8", "1", "f8", "f8", "f8", "f8")

        person, case = found(terminal, Person)[-1], found(terminal, Case)[-1]
        assert (person.surname, person.prison_number) == ("Green", "A1402RE")
        assert ([need.value for need in case.needs], case.source) == (["housing"], "prison-staff")


@pytest.mark.req("CON-01")
async def test_the_topics_still_to_explain_are_ticked_already(terminal: Desk) -> None:
    async with opened(terminal, "information") as pilot:
        await press(pilot, "1", "f8", "f8")

        topics = {each.topic.value for each in found(terminal, InformationGiven)}
        assert topics == {"data-protection", "confidentiality", "complaints", "feedback-and-consultation"}


@pytest.mark.req("ASM-01")
async def test_an_assessment_goes_area_by_area_and_takes_the_start_score(terminal: Desk) -> None:
    session = attended(terminal)
    async with opened(terminal, "assessment") as pilot:
        await press(pilot, "4", "tab", "type:On the street before.", "f8", "1", "f8", "1", "f8", "1", "f8")
        assert "Page 5 of 7: cohorts" in lines_of(pilot.app)[0]
        await press(pilot, "2", "f8", "f8", "1")
        await press(pilot, *["tab"] * 6, "type:2", "enter", "f8", "f8")

        done, score = found(terminal, Assessment)[0], found(terminal, Score)[0]
        assert (done.session, done.housing.level.value) == (session, "high")
        assert (score.area.value, score.score, score.point.value) == ("housing", 2, "start")


@pytest.mark.req("REF-08")
async def test_the_contact_chain_keeps_what_is_not_touched(terminal: Desk) -> None:
    chain = {"practitioner_name": "A Marsh", "practitioner_phone": "0117 496 0000"}
    terminal.do("contact_chain.set", by="jokafor", case="A1001AA", **chain)
    async with opened(terminal, "contact_chain") as pilot:
        await press(pilot, "tab", "type:North office", "f8", "f8", "f8")

        kept = found(terminal, ContactChain)[0]
        assert (kept.practitioner_name, kept.practitioner_office) == ("A Marsh", "North office")


@pytest.mark.req("REF-09")
async def test_release_facts_are_shown_and_a_new_date_is_saved_alone(terminal: Desk) -> None:
    terminal.do("release.set", by="jokafor", case="A1001AA", wing="B2", reception_date="2026-09-01")
    async with opened(terminal, "release") as pilot:
        assert "B2" in text_of(pilot.app)

        await press(pilot, "f8", "type:15", "tab", "type:12", "f8", "f8")

        stay = found(terminal, CustodyEpisode)[0]
        assert (stay.wing, f"{stay.release_date}") == ("B2", "2026-12-15")


@pytest.mark.req("RSK-01", "RSK-09")
async def test_risk_information_is_recorded_and_read_in_full_before_it_is_acknowledged(
    terminal: Desk,
) -> None:
    async with opened(terminal, RISK) as pilot:
        await press(pilot, "tab", "3", *["tab"] * 7, "type:OMU", "tab", "type:2", "f8")
        await press(pilot, "type:Ex-partner", "f8", "f8")
        assert found(terminal, Risk)[0].rosh_children == "high"

    async with opened(terminal, ACKNOWLEDGE) as pilot:
        assert "RoSH: children high." in text_of(pilot.app)
        assert "Who is at risk: Ex-partner" in text_of(pilot.app)
        await press(pilot, "1", "f8", "f8")

        assert found(terminal, RiskAcknowledgement)[0].login == "jokafor"


@pytest.mark.req("REF-10")
async def test_the_supervisor_sees_each_workers_caseload_and_why_one_cannot_be_chosen(terminal: Desk) -> None:
    terminal.do("worker.change", by="mreyes", worker="rlindqvist", presence="absent")
    async with opened(terminal, "allocate", "mreyes") as pilot:
        assert "J Okafor, HHI, 3 open" in text_of(pilot.app)
        assert "R Lindqvist, HHI, 0 open: " in text_of(pilot.app)


async def test_a_note_a_task_and_training_are_recorded(terminal: Desk) -> None:
    async with opened(terminal, "note") as pilot:
        await press(pilot, "type:Called the council.", "f8", "f8")
    async with opened(terminal, "task") as pilot:
        await press(pilot, "type:Ring the hostel", "tab", "tab", "type:24", "f8", "f8")
    async with opened(terminal, TRAINING, "mreyes") as pilot:
        await press(pilot, "1", "tab", "type:Safeguarding", "tab", "t", "f8", "f8")

    assert found(terminal, Note)[0].note == "Called the council."
    assert (found(terminal, Task)[0].owner, f"{found(terminal, Task)[0].due_on}") == ("jokafor", "2026-11-24")
    assert found(terminal, Training)[0].module == "Safeguarding"


@pytest.mark.req("SES-11")
async def test_a_record_is_corrected_field_by_field_with_a_reason(terminal: Desk) -> None:
    session = attended(terminal)
    async with opened(terminal, CORRECT, record=session) as pilot:
        await press(pilot, "ctrl+g", "h", "backspace", "backspace", "type:50", "f8")
        await press(pilot, "type:Typed wrongly.", "f8", "f8")

        assert found(terminal, Session)[0].minutes == 50
