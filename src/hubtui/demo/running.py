"""Runs a demo: its server, then the app on its vault; all of it stopped at the end, however it ends."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from hubtui.demo.making import Places, make, open_again
from hubtui.demo.serving import serving
from hubtui.domain.trouble import RuleBroken, Trouble
from hubtui.store import header

MOST_PEOPLE = 2_000
STOPPING = ("SIGTERM", "SIGHUP")


@dataclass(frozen=True)
class Wanted:
    """What was asked for. Without a folder a temporary one is made; `keep` leaves it there at the end."""

    folder: Path | None
    people: int
    seed: int
    keep: bool

    def __post_init__(self) -> None:
        if not 1 <= self.people <= MOST_PEOPLE:
            raise RuleBroken("people", f"Choose 1 to {MOST_PEOPLE} people.")


@dataclass(frozen=True)
class Demo:
    """A demo that stands: its folder's places, its server's address, its people."""

    places: Places
    url: str
    people: int


@contextmanager
def demo(wanted: Wanted, state: Path) -> Iterator[Demo]:
    """A demo whose server runs while the block does. Raises RuleBroken, Unavailable.

    A folder that holds a demo is taken up as it stands. Signals that end the program end the server too.
    """
    with ExitStack() as stack:
        stack.enter_context(_ending_well())
        places = Places(wanted.folder) if wanted.folder else _temporary(stack, state, keep=wanted.keep)
        _check(places.folder, places)
        server = stack.enter_context(serving(places.server))
        if places.made:
            number = open_again(places, state, server.url)
        else:
            number = make(places, state, server, number=wanted.people, seed=wanted.seed)
        yield Demo(places, server.url, number)


def _temporary(stack: ExitStack, state: Path, *, keep: bool) -> Places:
    places = Places(Path(tempfile.mkdtemp(prefix="hubtui-demo-")))
    if not keep:
        stack.callback(_take_away, places, state)
    return places


def _take_away(places: Places, state: Path) -> None:
    """The whole demo, with what the platform's state folder keeps of its vault."""
    if header.exists(places.vault):
        with contextlib.suppress(Trouble):
            shutil.rmtree(state / header.read(places.vault).vault, ignore_errors=True)
    shutil.rmtree(places.folder, ignore_errors=True)


def _check(folder: Path, places: Places) -> None:
    if folder.exists() and not folder.is_dir():
        raise RuleBroken("dir", f"{folder} is no folder.")
    if folder.is_dir() and any(folder.iterdir()) and not places.made:
        raise RuleBroken("dir", f"{folder} holds something else: choose an empty folder for the demo.")


def run_app(vault: Path) -> int:
    """The app on that vault, in this terminal, until it ends; answers its exit code.

    It is a process of its own, so that the one that owns the terminal stays small.
    """
    with _leaving_ctrl_c_to_the_app():
        return subprocess.run([sys.executable, "-m", "hubtui", "--vault", str(vault)], check=False).returncode


@contextmanager
def _leaving_ctrl_c_to_the_app() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _ending_well() -> Iterator[None]:
    """Signals that would end this process on the spot let it leave its blocks first."""

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    known = [getattr(signal, name) for name in STOPPING if hasattr(signal, name)]
    before = [(number, signal.signal(number, leave)) for number in known]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def at_a_terminal() -> bool:
    """Whether there is a terminal to open the app in."""
    return os.isatty(sys.stdin.fileno()) and os.isatty(sys.stdout.fileno())
