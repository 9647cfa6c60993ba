"""The app on a real terminal, treated badly: pastes, storms of keys, tiny windows, kills; nothing is lost or leaks."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.blackbox.station import COMMAND, PASSPHRASE, WORKER, Station
from tests.blackbox.test_no_trace import found
from tests.terminal import Terminal

MARKS = ("Zwickelbrand", *PASSPHRASE.split())
SLOW = 60.0


@pytest.fixture
def screen(station: Station) -> Iterator[Terminal]:
    """The app's lock screen, without a passphrase anywhere in its environment."""
    env = {
        name: value for name, value in station.env().items() if name[7:] not in ("USER", "PASSPHRASE_FILE")
    }
    with Terminal(COMMAND, env=env, cwd=station.folder) as terminal:
        terminal.wait_for("LOCKED", SLOW)
        yield terminal


def sign_in(terminal: Terminal) -> None:
    """As the custody worker, up to the caseload."""
    terminal.send(WORKER)
    terminal.press("tab")
    terminal.send(PASSPHRASE)
    terminal.press("enter")
    terminal.wait_for("ADEYEMI", SLOW)


def begin_note(terminal: Terminal) -> None:
    """From the caseload to an empty note on the first person."""
    terminal.press("enter")
    terminal.wait_for("Overview", SLOW)
    terminal.press("f10")
    terminal.wait_for("Do what?", SLOW)
    terminal.send("add a note")
    terminal.wait_until(lambda text: "> Add a note" in text and "Drop a task" not in text, patience=SLOW)
    terminal.press("enter")
    terminal.wait_for("Page 1 of 2", SLOW)


def children(pid: int) -> list[int]:
    """The processes that a process started and that still run."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def back_to_the_lock(terminal: Terminal) -> None:
    """From whatever page the lock screen is at; an Escape counts once its sequence can be no other."""
    for _ in range(10):
        if "Forgotten it?" in terminal.text:
            return
        terminal.press("escape")
        time.sleep(0.5)
    raise AssertionError(terminal.text)


def test_the_lock_screen_bears_what_is_thrown_at_it(screen: Terminal) -> None:
    screen.paste(b"x" * (1 << 20))
    screen.paste(b"\x00\x1b[2J\xff\xfe[bold]")
    screen.press(*("f1", "escape", "f4", "escape", "f6", "tab", "f12", "f8", "f5", "up", "down") * 3)
    screen.resize(10, 5)
    screen.resize(80, 24)
    back_to_the_lock(screen)
    screen.press("f9")

    assert screen.wait_end() == 0
    assert b"Traceback" not in bytes(screen.output)


@pytest.mark.req("SEC-01", "SES-11")
def test_killed_in_a_note_nothing_leaks_and_the_draft_is_there_again(
    screen: Terminal, station: Station
) -> None:
    sign_in(screen)
    begin_note(screen)
    screen.send("Zwickelbrand came ")
    screen.wait_for("draft kept", SLOW)
    screen.paste(b"y" * (1 << 20))
    screen.wait_for("20,000 characters", SLOW)
    screen.press(*("f1", "escape", "f10", "escape") * 4)
    screen.resize(10, 5)
    screen.wait_for("Too sm", SLOW)
    screen.resize(80, 24)
    screen.wait_for("Add a note", SLOW)
    while_open = found(station.folder, MARKS)

    for child in children(screen.pid):
        os.kill(child, signal.SIGKILL)
    screen.wait_for("LOCKED", SLOW)
    assert "Zwickelbrand" not in screen.text
    after_the_kill = found(station.folder, MARKS)
    sign_in(screen)
    screen.wait_for("dr 1", SLOW)
    app = children(screen.pid)
    os.kill(screen.pid, signal.SIGHUP)

    assert screen.wait_end() in (129, -signal.SIGHUP)
    assert (while_open, after_the_kill, found(station.folder, MARKS)) == ([], [], [])
    assert not [pid for pid in app if Path(f"/proc/{pid}").exists()]
    assert station.entries() == 9
