"""Makes the demo's vault: four sign-ins, their training, and what fictional people lived, most of it handed in."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from hubtui.acts.people import add_person
from hubtui.demo import days
from hubtui.demo.serving import Serving
from hubtui.demo.tales import tales
from hubtui.demo.telling import STAFF, Hurried, SteppedClock, Teller, hurried
from hubtui.domain.dates import local_date
from hubtui.domain.person import Person
from hubtui.domain.roles import CASE_WORKERS, Role
from hubtui.domain.trouble import Unavailable
from hubtui.front.facts_reader import SIGN_INS
from hubtui.store import records
from hubtui.store.clock import clock_for
from hubtui.store.opening import open_vault, set_up
from hubtui.store.summary import freshened
from hubtui.store.workspace import SignedIn, Workspace
from hubtui.sync.enrolling import enrol_by_wire
from hubtui.sync.running import SystemClock, run_once
from hubtui.sync.transport import HttpTransport
from hubtui.sync.vault_queue import VaultQueue

UNIT = "HHI"
OPERATOR, FIRST = "kstowe", "mreyes"
HISTORY = timedelta(days=400)
"""How long before now the vault says it was made: before anything that the tales tell."""

PASSPHRASES = {
    "jokafor": "meadow lantern copper",
    "rlindqvist": "harbour thistle ladder",
    "mreyes": "pebble orchard violin",
    "kstowe": "saddle walnut compass",
}
"""Words for a vault of invented people: they are shown on its lock screen."""

MODULES = ("Safeguarding", "Information security", "Working in custody")


@dataclass(frozen=True)
class Places:
    """Where everything of a demo lies: all of it in one folder."""

    folder: Path

    @property
    def vault(self) -> Path:
        return self.folder / "vault"

    @property
    def server(self) -> Path:
        return self.folder / "server"

    @property
    def made(self) -> bool:
        """Whether a demo was made here to its end."""
        return (self.vault / SIGN_INS).is_file()

    def passphrase_file(self, login: str) -> Path:
        return self.folder / "passphrases" / login


def make(
    places: Places, state: Path, server: Serving, *, number: int, seed: int, now: datetime | None = None
) -> int:
    """Make everything in an empty folder, with its server; answers how many people there are.

    Raises Unavailable where something is in the way. `now` (UTC) is the training clock's or the machine's.
    """
    ends = now or clock_for("training")()
    clock = SteppedClock(ends - HISTORY)
    _write_passphrases(places)
    set_up(
        places.vault,
        state,
        unit=UNIT,
        terminal="A",
        login=FIRST,
        name=STAFF[FIRST][0],
        passphrase=_passphrase(FIRST),
        training=True,
        clock=clock,
    )
    with _opened(places, state, clock) as workspace:
        _take_on_staff(workspace)
        teller = Teller(workspace, clock)
        _train(teller, clock)
        teller.begin(tales(number, seed, teller.do, ends))
        teller.tell(until=days.at(days.latest_day(ends, 9, 0), 8, 30))
        _hand_in(workspace, server)
        teller.tell(until=ends)
        freshened(workspace)
    _write_sign_ins(places)
    return number


def open_again(places: Places, state: Path, url: str) -> int:
    """Take up a demo made before, its server now at `url`; answers how many people it has. Raises Unavailable."""
    if not places.vault.is_dir():
        raise Unavailable("This folder holds no demo.", "Choose an empty folder, or none.")
    with open_vault(places.vault, state, OPERATOR, _passphrase(OPERATOR)) as workspace:
        queue = VaultQueue(workspace)
        server = queue.server()
        if server is None or workspace.realm != "training":
            raise Unavailable("This folder holds no demo.", "Choose an empty folder, or none.")
        queue.pin(replace(server, url=url))
        run_once(workspace)
        with workspace.reading() as db:
            return len(records.find(db, Person, "voided = 0"))


@contextmanager
def _opened(places: Places, state: Path, clock: SteppedClock) -> Iterator[Hurried]:
    with open_vault(places.vault, state, FIRST, _passphrase(FIRST)) as workspace:
        workspace.clock = clock
        yield hurried(workspace)


def _take_on_staff(workspace: Workspace) -> None:
    for login, (name, role) in STAFF.items():
        if login != FIRST:
            add_person(workspace, login, name, role, _passphrase(login))


def _train(teller: Teller, clock: SteppedClock) -> None:
    on = local_date(clock.instant).isoformat()
    roles = [role.value for role in Role if role in CASE_WORKERS]
    with teller.workspace.hurrying():
        for module in MODULES:
            teller.do(FIRST, "training.require", module=module, roles=roles)
            for login, (_, role) in STAFF.items():
                if role in CASE_WORKERS:
                    teller.do(FIRST, "training.record", worker=login, module=module, completed_on=on)


def _hand_in(workspace: Workspace, server: Serving) -> None:
    name, role = STAFF[OPERATOR]
    workspace.worker = SignedIn(OPERATOR, name, role.value)
    url = server.url
    with HttpTransport(url) as line:
        enrol_by_wire(workspace, url, server.new_code(UNIT), line, SystemClock(workspace.clock))
    outcome = run_once(workspace)
    if outcome.state != "done":
        raise Unavailable("The demo's records could not be handed in.", f"The server was {outcome.state}.")


def _passphrase(login: str) -> bytearray:
    return bytearray(PASSPHRASES[login].encode())


def _write_passphrases(places: Places) -> None:
    places.passphrase_file(FIRST).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for login, words in PASSPHRASES.items():
        file = places.passphrase_file(login)
        file.write_text(f"{words}\n", encoding="ascii")
        file.chmod(0o600)


def _write_sign_ins(places: Places) -> None:
    listed = [
        {"login": login, "role": role.value, "passphrase": PASSPHRASES[login]}
        for login, (_, role) in STAFF.items()
    ]
    (places.vault / SIGN_INS).write_text(json.dumps(listed, indent=1), encoding="ascii")
