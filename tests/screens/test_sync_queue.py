"""The sync screen by keys: what goes first, what came of a round, stopping, carrying by hand, and whose names show."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from hubtui.desk.uploading import Uploading
from hubtui.screens.host import Host
from hubtui.screens.standing import Standing
from hubtui.screens.sync_queue import SyncQueue
from hubtui.sync.enrolling import enrol_by_wire
from hubtui.sync.ports import Progress
from hubtui.sync.running import SystemClock
from hubtui.sync.transport import HttpTransport
from tests.builders import Desk
from tests.screens.snapshot import lines_of, press, text_of
from tests.screens.work_app import opened_app, with_people
from tests.server.serving import Serving, serving

SYNC = ("g", "s")
RISK = {
    "kind": "raised-risk",
    "themes": ["gangs"],
    "note": "SECRETWORD",
    "raises_risk": False,
    "source": "He.",
}


class Rounds:
    """Rounds as the desk tells of them, standing still."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress = progress
        self.stopped = False

    @property
    def busy(self) -> bool:
        return self.progress is not None

    def stop(self) -> None:
        self.stopped = True


@asynccontextmanager
async def on_the_line(terminal: Desk, login: str, server: Serving) -> AsyncIterator[Pilot[Any]]:
    """The app of an enrolled terminal, F5 doing real rounds."""
    with HttpTransport(server.url) as line:
        enrol_by_wire(
            terminal.workspace, server.url, server.new_code(), line, SystemClock(terminal.workspace.now)
        )
    async with opened_app(terminal, login) as pilot:
        host = _host(pilot)
        assert host.wiring.database is not None
        standing = Standing(host.wiring.database)
        uploading = Uploading(host.wiring.database, standing)
        host.wiring = replace(
            host.wiring,
            sync=uploading.now,
            uploads=uploading,
            status=standing.facts,
            recount=standing.refresh,
        )
        yield pilot


def _host(pilot: Pilot[Any]) -> Host:
    assert isinstance(pilot.app, Host)
    return pilot.app


@pytest.mark.req("SYN-01", "SYN-04")
async def test_risk_stands_first_then_the_oldest_each_with_its_state_in_words(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.do("concern.raise", by="jokafor", case=ref, **RISK)

    async with opened_app(terminal) as pilot:
        await press(pilot, *SYNC)
        lines = lines_of(pilot.app)

    assert lines[1].startswith(" [1 To upload 7]  2 Held 0  3 Uploaded 0  4 Receipts 0")
    assert lines[6].startswith(" > 20 Nov 12:00 ADEYEMI Tunde")
    assert "Concern raised" in lines[6]
    assert lines[6].endswith("FIRST")
    assert all(line.endswith("waiting") for line in lines[7:10])


@pytest.mark.req("SEC-02", "SYN-04")
async def test_a_sync_operator_sees_kind_author_time_and_state_and_no_name_or_note(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.do("concern.raise", by="jokafor", case=ref, **RISK)

    async with opened_app(terminal, "kstowe") as pilot:
        shown = text_of(pilot.app)
        assert isinstance(pilot.app.screen, SyncQueue)

    assert "Concern raised" in shown
    assert "jokafor" in shown
    assert ref in shown
    assert "never its words: your role is sync operator" in shown
    for name in ("ADEYEMI", "Tunde", "SECRETWORD"):
        assert name not in shown


async def test_a_worker_sees_what_he_wrote_himself(terminal: Desk) -> None:
    with_people(terminal)

    async with opened_app(terminal) as pilot:
        await press(pilot, *SYNC)

        assert "mreyes" not in text_of(pilot.app)
        assert "jokafor" in text_of(pilot.app)


@pytest.mark.req("SYN-02", "SYN-08")
async def test_f5_hands_everything_in_and_receipts_stand_in_the_last_view(
    terminal: Desk, tmp_path: Path
) -> None:
    with_people(terminal)

    with serving(tmp_path / "server") as server:
        async with on_the_line(terminal, "mreyes", server) as pilot:
            await press(pilot, *SYNC, "f5")
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()
            after = lines_of(pilot.app)
            await press(pilot, "4")
            receipts = lines_of(pilot.app)
        handed_in = len(server.dump())

    assert "Connected: everything is handed in." in after[-3]
    assert "[1 To upload 0]" in after[1]
    assert "Everything recorded on this terminal is with the server." in "\n".join(after)
    assert "stored" in receipts[6]
    assert f"{handed_in} entries" in "\n".join(receipts)


@pytest.mark.req("SYN-02")
async def test_a_round_tells_how_far_it_is_and_s_stops_it(terminal: Desk) -> None:
    with_people(terminal)
    rounds = Rounds(Progress(3, 9))

    async with opened_app(terminal) as pilot:
        host = _host(pilot)
        host.wiring = replace(host.wiring, uploads=rounds)
        await press(pilot, *SYNC)
        assert "Uploading: 3 of 12." in lines_of(pilot.app)[2]

        await press(pilot, "s")
        assert "The rest stays queued." in lines_of(pilot.app)[-3]

    assert rounds.stopped


async def test_stopping_with_nothing_under_way_says_why_not(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, *SYNC, "s")

        assert "No upload is under way." in lines_of(pilot.app)[-3]
        assert "No server knows this terminal yet" in lines_of(pilot.app)[2]


@pytest.mark.req("SYN-03")
async def test_f4_writes_sealed_files_to_a_folder_and_the_records_stay_queued(
    terminal: Desk, tmp_path: Path
) -> None:
    with_people(terminal)
    stick = tmp_path / "stick"
    stick.mkdir()

    with serving(tmp_path / "server") as server:
        async with on_the_line(terminal, "kstowe", server) as pilot:
            await press(pilot, "4", "1", "f4", "tab", f"type:{stick}", "f8")
            said = lines_of(pilot.app)[-3]
            await press(pilot, "escape")
            shown = text_of(pilot.app)

    assert "records sealed in 1 files. They stay queued until a receipt." in said
    assert "on stick" in shown
    assert any(path.is_file() for path in stick.rglob("*"))


async def test_carrying_without_a_folder_asks_for_one(terminal: Desk, tmp_path: Path) -> None:
    with serving(tmp_path / "server") as server:
        async with on_the_line(terminal, "kstowe", server) as pilot:
            await press(pilot, "2", "f4", "f8")

            assert "Enter the folder where the stick is mounted." in lines_of(pilot.app)[-3]


async def test_on_a_wide_terminal_the_record_stands_beside_the_list(terminal: Desk) -> None:
    with_people(terminal)

    async with opened_app(terminal, "mreyes", size=(120, 40)) as pilot:
        await press(pilot, *SYNC)
        first = lines_of(pilot.app)[4]

    assert "| ! " in first
