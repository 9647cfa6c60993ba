"""The screens' goals: start, unlock, memory, keys, lists and type-ahead, on a real terminal of 80x24."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.terminal import KEYS, Terminal

from bench.measuring import Figure, median, percentile

TURNS = 7
BURSTS = 20
ROOT = Path(__file__).parents[1]
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("ready to be measured", id="s")
    def on_key(self, event):
        self.query_one("#s", Static).update(f"ready to be measured {event.key} {self.n}")
        self.n += 1
    n = 0
Bare().run()
"""


def bare(folder: Path) -> list[str]:
    """The floor: a Textual app with one Static."""
    program = folder / "bare.py"
    program.write_text(BARE, encoding="utf-8")
    return [sys.executable, str(program)]


def started(command: list[str], shown: str, env: dict[str, str]) -> Terminal:
    terminal = Terminal(command, size=(80, 24), env=env)
    terminal.wait_for(shown, 20)
    return terminal


def resident(pid: int) -> float:
    """MiB resident of a process and its children; pages that both hold are counted in both."""
    total = 0.0
    for each in [pid, *_children(pid)]:
        try:
            text = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Rss:")) / 1024
    return total


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(each) for each in task.read_text(encoding="ascii").split()]
    return [*found, *(grand for each in found for grand in _children(each))]


def make_vault(folder: Path, *, memory_mib: int = 0) -> dict[str, str]:
    """A training vault with one supervisor; `memory_mib` sets what one unlock costs (0: as calibrated)."""
    from unittest.mock import patch

    from hubtui.store import keys
    from hubtui.store.header import Kdf
    from hubtui.store.opening import set_up

    def costly(*, training: bool) -> Kdf:
        del training
        return Kdf(memory_mib * 1024, 3, 4, os.urandom(16))

    measured = keys.calibrated if memory_mib == 0 else costly
    with patch.object(keys, "calibrated", measured):
        set_up(
            folder / "vault",
            folder / "state",
            unit="HHI",
            terminal="A",
            login="mreyes",
            name="M Reyes",
            passphrase=bytearray(b"alpha beta gamma delta"),
            training=True,
        )
    return {"HUBTUI_VAULT": str(folder / "vault"), "HUBTUI_STATE": str(folder / "state")}


def signed_in(env: dict[str, str]) -> tuple[Terminal, float]:
    """The app at its caseload, and how long after the last key of the passphrase it was painted (ms)."""
    terminal = started([sys.executable, "-m", "hubtui"], "LOCKED", env)
    time.sleep(2.0)
    terminal.send(b"mreyes\talpha beta gamma delta")
    time.sleep(0.2)
    begin = time.perf_counter()
    terminal.send(b"\r")
    terminal.wait_for("> Caseload", 30)
    return terminal, (time.perf_counter() - begin) * 1000


def starting(folder: Path) -> Iterator[Figure]:
    env = make_vault(folder)
    floor, ours, idle = [], [], []
    for _ in range(TURNS):
        with started(bare(folder), "ready", {}) as terminal:
            floor.append(terminal.when_shown("ready") * 1000)
            time.sleep(0.5)
            idle.append(resident(terminal.pid))
        with started([sys.executable, "-m", "hubtui"], "LOCKED", env) as terminal:
            ours.append(terminal.when_shown("LOCKED") * 1000)
    yield Figure("start", "start to lock screen / bare Textual", median(ours), median(floor), "<= 0.3", 0.3)
    terminal, _ = signed_in(env)
    with terminal:
        time.sleep(3)
        used = resident(terminal.pid)
    yield Figure("memory", "both processes idle / bare Textual", used, median(idle), "<= 3", 3.0, "MiB")


def unlocking(folder: Path) -> Iterator[Figure]:
    """P8 as it stands in the decisions: last key of the passphrase to the painted caseload."""
    from hubtui.store import header, keys

    env = make_vault(folder, memory_mib=256)
    kdf = next(slot.kdf for slot in header.read(folder / "vault").slots if slot.kdf is not None)
    floor, ours = [], []
    for _ in range(TURNS):
        begin = time.perf_counter()
        keys.derived_from(bytearray(b"alpha beta gamma delta"), kdf)
        floor.append((time.perf_counter() - begin) * 1000)
        terminal, taken = signed_in(env)
        with terminal:
            ours.append(taken)
    yield Figure(
        "P8", "last key to caseload / Argon2 at 256 MiB", median(ours), median(floor), "<= 1.25", 1.25
    )


def key_times(terminal: Terminal, keys: list[bytes]) -> list[float]:
    """For each key the time until the screen has been painted anew (ms)."""
    taken = []
    for key in keys:
        before = len(terminal.chunks)
        begin = time.monotonic()
        terminal.send(key)
        while len(terminal.chunks) == before:
            time.sleep(0.0002)
        taken.append((terminal.chunks[before][0] - begin) * 1000)
        time.sleep(0.05)
    return taken


def listing(folder: Path) -> Iterator[Figure]:
    """Key to paint in a list, and opening a caseload of 50,000 against one of 500."""
    from bench.store import fill_caseload

    opened = {}
    keys: dict[str, list[float]] = {}
    with started(bare(folder), "ready", {}) as terminal:
        keys["floor"] = key_times(terminal, [b"a"] * 60)
    for count in (500, 50_000):
        place = folder / str(count)
        place.mkdir()
        env = make_vault(place)
        _fill(place, count, fill_caseload)
        times = []
        for turn in range(3):
            terminal, taken = signed_in(env)
            with terminal:
                times.append(taken)
                if count == 50_000 and turn == 0:
                    terminal.send(b"3")
                    time.sleep(1)
                    keys["list"] = key_times(terminal, [b"j"] * 60)
        opened[count] = median(times)
    yield Figure("list", "caseload of 50,000 opens / one of 500", opened[50_000], opened[500], "<= 1.2", 1.2)
    yield Figure(
        "key",
        "key to paint in a list, p95 / a Static's",
        percentile(keys["list"], 0.95),
        percentile(keys["floor"], 0.95),
        "<= 5",
        5.0,
    )


def _fill(place: Path, count: int, fill: Callable[..., None]) -> None:
    import random

    from hubtui.store import vault
    from hubtui.store.opening import workspace_of

    unlocked = vault.unlock(
        place / "vault", "mreyes", bytearray(b"alpha beta gamma delta"), state=place / "state"
    )
    workspace = workspace_of(unlocked)
    fill(workspace, random.Random(4), count)
    workspace.close()
    unlocked.close(seal=True)


def typing_ahead(folder: Path) -> Iterator[Figure]:
    """Bursts with no gap between keys into a form that is busy for 300 ms: each must land where it was meant."""
    del folder
    burst = KEYS["f2"] + b"hello" + KEYS["tab"] + b"world d" + KEYS["enter"]
    with Terminal([sys.executable, "-m", "tests.screens.typeahead_app"], cwd=ROOT) as terminal:
        terminal.wait_for("F1 Keys")
        terminal.send(burst * BURSTS + KEYS["f9"])
        terminal.wait_for("ended", 60)
        terminal.wait_end()
        right = terminal.text.count("hello|world d")
    yield Figure(
        "burst",
        "type-ahead without gaps: bursts gone wrong",
        BURSTS - right,
        BURSTS,
        "20 of 20 right",
        0.0,
        "",
    )


def figures(folder: Path) -> Iterator[Figure]:
    for part in (starting, unlocking, listing, typing_ahead):
        place = folder / part.__name__
        place.mkdir()
        yield from part(place)
