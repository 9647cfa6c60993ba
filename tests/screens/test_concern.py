"""Raising a concern and saying who was told, by keys: from the caseload, about anyone, with nobody reached yet."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from hubtui.domain.concern import Concern
from hubtui.domain.telling import Telling
from hubtui.screens.case_forms import CONCERN, TOLD, CaseForm
from hubtui.store import records
from tests.builders import Desk, desk
from tests.screens.snapshot import lines_of, press, text_of
from tests.screens.work_app import opened_app, with_people

SAID = "He sees no point in January."


@pytest.fixture
def terminal(tmp_path: Path) -> Desk:
    """Three people; the practitioner of the first can be rung."""
    terminal = desk(tmp_path)
    with_people(terminal)
    chain = {"practitioner_name": "A Marsh", "practitioner_phone": "0117 496 0000"}
    terminal.do("contact_chain.set", by="jokafor", case="A1001AA", **chain)
    return terminal


@asynccontextmanager
async def opened(terminal: Desk, form: CaseForm, **given: Any) -> AsyncIterator[Pilot[Any]]:
    async with opened_app(terminal) as pilot:
        await pilot.app.push_screen(form.make("ADEYEMI Tunde  A1001AA", given))
        await press(pilot)
        yield pilot


def found(terminal: Desk, kind: Any) -> list[Any]:
    with terminal.workspace.reading() as db:
        return records.find(db, kind, "1", order="recorded_at, id")


def raised(terminal: Desk) -> str:
    terminal.clock.forward(minutes=-30)
    concern = {"kind": "behaviour", "note": SAID, "raises_risk": True}
    made = terminal.do("concern.raise", by="jokafor", case="A1001AA", **concern).ids[0]
    terminal.clock.forward(minutes=30)
    return made


@pytest.mark.req("RSK-06", "RSK-07")
async def test_from_the_caseload_to_told_takes_at_most_16_keys_besides_text(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        before = ("c", "1", "tab")
        after = ("tab", "y", "f8", "y", "tab", "1", "tab", "tab", "f8", "f8", "f8")
        await press(pilot, *before, f"type:{SAID}", *after[:4])
        assert "Danger to life now: tell the nearest officer first." in text_of(pilot.app)
        assert "Ring A Marsh, Probation practitioner, 0117 496 0000." in text_of(pilot.app)
        assert "hubtui tells nobody" in text_of(pilot.app)

        await press(pilot, "tab", "1", "tab", "type:Officer Hale", "tab", "type:Wing officer", *after[-3:])

        assert len(before) + len(after) <= 16
        concern, telling = found(terminal, Concern)[0], found(terminal, Telling)[0]
        assert (concern.note, concern.outstanding, telling.name) == (SAID, False, "Officer Hale")


@pytest.mark.req("RSK-04")
async def test_the_question_about_risk_has_no_answer_beforehand_and_must_be_answered(terminal: Desk) -> None:
    async with opened(terminal, CONCERN, case="A1001AA") as pilot:
        await press(pilot, "1", "tab", f"type:{SAID}", "f8")

        assert "Answer: does this raise the Risk of Serious Harm?" in text_of(pilot.app)
        assert found(terminal, Concern) == []


@pytest.mark.req("RSK-07")
async def test_not_told_yet_is_said_after_saving_and_stays_open(terminal: Desk) -> None:
    async with opened(terminal, CONCERN, case="A1001AA") as pilot:
        await press(pilot, "1", "tab", f"type:{SAID}", "tab", "y", "f8", "n", "f8", "f8", "f8")

        assert lines_of(pilot.app)[-3].startswith(" ! Concern recorded about HHI-A-26-00001.")
        assert found(terminal, Concern)[0].outstanding


@pytest.mark.req("RSK-05", "RSK-11")
async def test_a_concern_about_somebody_unknown_asks_who_it_is_and_for_themes_and_source(
    terminal: Desk,
) -> None:
    async with opened(terminal, CONCERN) as pilot:
        await press(pilot, "type:The man in B2-14", "tab", "3", "f8")
        assert "Choose at least one theme" in text_of(pilot.app)
        assert "Say where this comes from." in text_of(pilot.app)

        await press(pilot, "enter", "1", "tab", f"type:{SAID}", "tab", "type:Seen by me", "tab", "n", "f8")
        await press(pilot, "f8", "f8")

        concern = found(terminal, Concern)[0]
        assert (concern.about, concern.case) == ("The man in B2-14", None)
        assert [theme.value for theme in concern.themes] == ["self-harm"]


@pytest.mark.req("RSK-06")
async def test_a_message_left_is_an_attempt_and_the_next_to_try_is_named(terminal: Desk) -> None:
    concern = raised(terminal)
    async with opened(terminal, TOLD, concern=concern) as pilot:
        assert "Try now: A Marsh, Probation practitioner, 0117 496 0000." in text_of(pilot.app)

        await press(pilot, "4", "tab", "type:A Marsh", "f8", "f8")

        assert found(terminal, Concern)[0].outstanding

    async with opened(terminal, TOLD, concern=concern) as pilot:
        assert "A Marsh, left a message." in text_of(pilot.app)


async def test_telling_without_name_or_role_is_refused_before_the_concern_is_raised(terminal: Desk) -> None:
    async with opened(terminal, CONCERN, case="A1001AA") as pilot:
        await press(pilot, "1", "tab", f"type:{SAID}", "tab", "y", "f8", "y", "tab", "1", "f8")
        await press(pilot, "f8")

        assert "Enter the name of the person you told." in text_of(pilot.app)
        assert found(terminal, Concern) == []
