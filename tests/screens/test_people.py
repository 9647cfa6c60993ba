"""The people of a terminal, for a supervisor: training, absence, and who may look."""

import pytest

from hubtui.domain.worker import Presence, Worker
from hubtui.store import records
from tests.builders import Desk
from tests.screens.snapshot import lines_of, press, text_of
from tests.screens.work_app import opened_app, with_people

PEOPLE = ("g", "p")


@pytest.mark.req("STF-02")
async def test_whoever_lacks_a_mandatory_module_is_not_ready_and_it_is_named(terminal: Desk) -> None:
    roles = ["custody-worker"]
    terminal.do("training.require", by="mreyes", module="Safeguarding", roles=roles)

    async with opened_app(terminal, "mreyes") as pilot:
        await press(pilot, *PEOPLE)
        line = next(line for line in lines_of(pilot.app) if "jokafor" in line)

        assert " NO" in line
        assert "Safeguarding" in text_of(pilot.app)


async def test_training_is_recorded_from_here(terminal: Desk) -> None:
    async with opened_app(terminal, "mreyes") as pilot:
        await press(pilot, *PEOPLE, "a")

        assert "Record training" in lines_of(pilot.app)[0]


@pytest.mark.req("REF-10")
async def test_e_says_that_somebody_is_absent_and_warns_of_his_cases(terminal: Desk) -> None:
    with_people(terminal)

    async with opened_app(terminal, "mreyes") as pilot:
        await press(pilot, *PEOPLE, "e")
        said = lines_of(pilot.app)[-3]

    with terminal.workspace.reading() as db:
        worker = records.find(db, Worker, "login = 'jokafor'")[0]
    assert worker.presence is Presence.ABSENT
    assert "Now absent." in said
    assert "3 open cases" in said


@pytest.mark.req("SEC-02")
async def test_a_worker_is_not_offered_the_people(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, "g")

        assert "People" not in lines_of(pilot.app)[-3]
