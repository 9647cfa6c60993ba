"""What runs beside the screens: what a worker is told of the vault, and that trouble ends nothing."""

import asyncio
from datetime import timedelta
from typing import Any, cast

import pytest

from hubtui.app import HubtuiApp
from hubtui.desk.at_work import run
from hubtui.desk.housekeeping import Housekeeping
from hubtui.desk.uploading import Uploading
from hubtui.domain.trouble import Unavailable
from hubtui.screens.database import Database
from hubtui.screens.standing import Standing
from hubtui.store import access_log
from hubtui.store.vault import Unlocked
from tests.builders import Desk
from tests.screens.snapshot import lines_of


def shown_at_first(monkeypatch: pytest.MonkeyPatch, terminal: Desk) -> list[str]:
    """The lines of the first screen of the app as it is started at work."""
    seen: list[str] = []

    async def look(app: HubtuiApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            seen.extend(lines_of(app))

    def start(app: HubtuiApp) -> str:
        asyncio.run(look(app))
        return "quit"

    monkeypatch.setattr(HubtuiApp, "start", start)
    run(terminal.workspace, lambda _reference: None)
    return seen


@pytest.mark.req("SEC-05")
def test_what_is_wrong_with_the_vault_is_said_when_the_app_opens(
    monkeypatch: pytest.MonkeyPatch, terminal: Desk
) -> None:
    terminal.workspace.banner = "Records are missing: 3 of 5 saves are here."

    lines = shown_at_first(monkeypatch, terminal)

    assert any("! Records are missing: 3 of 5 saves are here." in line for line in lines)


@pytest.fixture
def told() -> list[str]:
    """What a worker was told."""
    return []


def house_of(terminal: Desk, told: list[str]) -> Housekeeping:
    made = Housekeeping(Database(terminal.workspace), cast(Unlocked, None))  # the log needs nothing of it
    made.tell = told.append
    return made


@pytest.mark.req("SEC-04")
def test_a_broken_access_log_is_told_after_the_start(terminal: Desk, told: list[str]) -> None:
    for _ in range(3):
        access_log.note(terminal.workspace, "view", "HHI-A-26-00001")
    house = house_of(terminal, told)

    house.check_access_log()
    while_whole = list(told)
    with terminal.workspace.writing() as tx:
        tx.db.exec_driver_sql("DROP TRIGGER access_log_is_as_made")
        tx.db.exec_driver_sql("UPDATE access_log SET by = 'somebody' WHERE n = 2")
    house.check_access_log()

    assert while_whole == []
    assert [words.split(".")[0] for words in told] == ["The access log is not as it was written (line 2)"]


def test_trouble_with_the_store_is_told_and_ends_no_uploading(
    monkeypatch: pytest.MonkeyPatch, terminal: Desk, told: list[str]
) -> None:
    database = Database(terminal.workspace)
    uploading = Uploading(database, Standing(database))
    uploading.warn = told.append
    looks: list[int] = []

    def due(_self: Any) -> bool:
        looks.append(1)
        if len(looks) == 2:
            uploading._ended.set()
        raise Unavailable("The disk is full.", "Free some space.")

    monkeypatch.setattr("hubtui.desk.uploading.LOOK_EVERY", timedelta())
    monkeypatch.setattr(Uploading, "_due", due)
    uploading.begin()
    uploading._thread.join(timeout=5)

    assert told == ["The disk is full. Free some space."] * 2
