"""Pictures of the real screens on the demo's data, as SVG: `python -m tests.screens.pictures docs/screens`.

The demo's seed and its clock are fixed, so that a picture changes only where a screen does.
"""

import asyncio
import re
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hubtui.app import HubtuiApp
from hubtui.demo.making import Places, make
from hubtui.demo.serving import serving
from hubtui.screens.database import Database, VaultDrafts
from hubtui.screens.host import Wiring
from hubtui.screens.places import places_for
from hubtui.screens.standing import Standing
from hubtui.store.opening import open_vault
from tests.screens.snapshot import press

FRIDAY = datetime(2026, 11, 20, 14, 32, tzinfo=UTC)
PEOPLE, SEED = 24, 7
SIZES = ((80, 24), (120, 40))
FOREIGN_FONT = re.compile(r"@font-face \{.*?\}", re.DOTALL)
"""Nothing is fetched from anywhere when a picture is looked at."""


@dataclass(frozen=True)
class Picture:
    """One screen: its file's name, who is signed in, and the keys that lead there."""

    name: str
    login: str
    keys: tuple[str, ...] = ()


PICTURES = (
    Picture("caseload", "jokafor"),
    Picture("person", "jokafor", ("enter",)),
    Picture("plan", "jokafor", ("enter", "2")),
    Picture("sessions", "jokafor", ("enter", "3")),
    Picture("risk", "jokafor", ("enter", "4")),
    Picture("timeline", "jokafor", ("enter", "5")),
    Picture("record-a-session", "jokafor", ("f2",)),
    Picture("raise-a-concern", "jokafor", ("c",)),
    Picture("week", "jokafor", ("g", "k")),
    Picture("search", "jokafor", ("g", "f", "type:landlord", "enter")),
    Picture("actions", "jokafor", ("f10",)),
    Picture("keys", "jokafor", ("f1",)),
    Picture("board", "mreyes", ("g", "d")),
    Picture("sync", "mreyes", ("g", "s")),
    Picture("sync-operator", "kstowe"),
    Picture("settings", "jokafor", ("g", "t")),
)


def main(folder: Path) -> None:
    """Make the demo in a temporary folder, and a picture of every screen in both sizes."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        places = Places(Path(scratch) / "demo")
        state = Path(scratch) / "state"
        with serving(places.server) as server:
            make(places, state, server, number=PEOPLE, seed=SEED, now=FRIDAY)
        for picture in PICTURES:
            for size in SIZES:
                file = folder / f"{picture.name}-{size[0]}x{size[1]}.svg"
                file.write_text(asyncio.run(drawn(picture, places, state, size)), encoding="utf-8")
                print(file)


async def drawn(picture: Picture, places: Places, state: Path, size: tuple[int, int]) -> str:
    """The screen as SVG."""
    passphrase = bytearray(places.passphrase_file(picture.login).read_bytes().strip())
    with open_vault(places.vault, state, picture.login, passphrase) as workspace:
        workspace.clock = lambda: FRIDAY
        database = Database(workspace)
        standing = Standing(database)
        await standing.refresh()
        wiring = Wiring(
            now=workspace.now,
            status=standing.facts,
            perform=standing.perform,
            database=database,
            drafts=VaultDrafts(database),
            recount=standing.refresh,
            training=True,
        )
        app = HubtuiApp(wiring, places_for(workspace.worker.role))
        try:
            async with app.run_test(size=size) as pilot:
                await press(pilot, *picture.keys)
                await pilot.pause(0.3)
                svg = app.export_screenshot(title=f"hubtui: {picture.name.replace('-', ' ')}")
        finally:
            database.close()
    return FOREIGN_FONT.sub("", svg)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
