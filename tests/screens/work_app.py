"""The app over a real encrypted store, as it is after unlocking, with a few people on it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from hubtui.app import HubtuiApp
from hubtui.screens.database import Database, VaultDrafts
from hubtui.screens.frame import Frame
from hubtui.screens.host import Display, Place, Wiring
from hubtui.screens.places import places_for
from hubtui.screens.standing import Standing
from tests.builders import Desk, referral
from tests.screens.snapshot import SIZE


@asynccontextmanager
async def opened_app(
    terminal: Desk,
    login: str = "jokafor",
    *,
    size: tuple[int, int] = SIZE,
    first: Callable[[], Frame] | None = None,
) -> AsyncIterator[Pilot[Any]]:
    """The app with `login` signed in, at its first place or at `first`; ASCII, so that lines read plainly."""
    terminal.sign_in(login)
    database = Database(terminal.workspace)
    standing = Standing(database)
    places = places_for(terminal.workspace.worker.role)
    app = HubtuiApp(
        Wiring(
            now=terminal.workspace.now,
            status=standing.facts,
            perform=standing.perform,
            database=database,
            drafts=VaultDrafts(database),
            undo=standing.undo,
            recount=standing.refresh,
            before_lock=standing.before_lock,
            training=True,
            display=Display(ascii=True),
        ),
        [Place("first", "1", "First", first), *places] if first else places,
    )
    try:
        async with app.run_test(size=size) as pilot:
            await app.workers.wait_for_complete()
            await pilot.pause()
            yield pilot
    finally:
        database.close()


PEOPLE = (
    ("Adeyemi", "Tunde", "A1001AA", ["housing", "ete"]),
    ("Brannigan", "Sean", "A1044DK", ["housing"]),
    ("Evans", "Gethin", "A3007LT", ["finance", "community-link", "ete"]),
)


def with_people(terminal: Desk, *, worker: str = "jokafor") -> list[str]:
    """Three people in custody, allocated to a worker; their references."""
    refs = [
        terminal.do(
            "referral.record",
            by=worker,
            **referral(surname=surname, forenames=forenames, prison_number=number, needs=needs),
        ).ref
        for surname, forenames, number, needs in PEOPLE
    ]
    for ref in refs:
        terminal.do("referral.allocate", by="mreyes", case=ref, worker=worker)
    return refs
