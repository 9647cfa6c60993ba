"""Tries at the passphrase are counted on the disk before each try, so that ending the program does not give
one back.

For fingers on the keyboard; somebody with the disk is stopped by the cost of a guess. Counted for each login
typed, whether it exists or not, so that nobody can lock a colleague or the supervisor out, nor learn who
works here.

The wait runs on the time since the machine was started and not on the clock of the wall, which anybody can
set. After a restart that time begins again, and what it shows has passed in any case: it never says more than
is true, and at most a wait (15 minutes) begins anew. Standard library only. Source: store.md 4.7; SEC-01.
"""

import json
import math
import sys
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from hubtui.domain.trouble import Unavailable, WrongPassphrase
from hubtui.store import header
from hubtui.store.slots import SlotFile

FILE = "throttle"
FREE_TRIES = 4
WAITS = (15, 30, 60, 120, 300, 900)  # seconds before the fifth try, the sixth, ...
AFTER_LOSS = FREE_TRIES + WAITS.index(300)
MOST_STRANGERS = 32
RECOVERY = "recovery"


@dataclass(frozen=True)
class ThrottleState:
    """What the lock screen may say: tries before the next wait begins, and whole seconds still to wait."""

    tries_left: int
    wait_seconds: int


class TooManyTries(WrongPassphrase):
    """The wait has not passed; nothing was tried."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__("Too many tries.", f"Wait {spoken(wait_seconds)}, then try again.")
        self.wait_seconds = wait_seconds


@dataclass(frozen=True)
class _Count:
    """Failures in a row, and the time since the machine's start at the last of them (seconds)."""

    failures: int
    at: int

    def wait(self, now: float) -> int:
        if self.failures < FREE_TRIES:
            return 0
        step = WAITS[min(self.failures - FREE_TRIES, len(WAITS) - 1)]
        passed = now - self.at if now >= self.at else now
        return max(0, math.ceil(step - passed))

    def state(self, now: float) -> ThrottleState:
        return ThrottleState(max(0, FREE_TRIES - self.failures), self.wait(now))


@dataclass(frozen=True)
class _Counts:
    """All counters. `others` stands for each login without one of its own; `last` is the last counted;
    `lost` says that there was no file to read them from.
    """

    by_key: dict[str, _Count]
    others: _Count
    last: str = ""
    lost: bool = False

    def of(self, key: str) -> _Count:
        return self.by_key.get(key, self.others)


def uptime() -> float:
    """Seconds since the machine was started, sleep included where the system tells."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    else:
        return time.monotonic()


def spoken(seconds: int) -> str:
    """A wait in words: seconds up to a minute, then whole minutes, never less than is left."""
    if seconds <= 60:
        return f"{seconds} second{'s' if seconds != 1 else ''}"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} minutes"


def throttle_state(vault_dir: Path, login: str = "", *, now: Callable[[], float] = uptime) -> ThrottleState:
    """Tries left and seconds to wait: of this login, or without one of the login last refused here.

    Needs no key and holds no lock. Raises Unavailable or Damaged where there is no readable vault.
    """
    key = key_of(header.look(header.read(vault_dir).vault, login)) if login else ""
    counts = _read(vault_dir, now())
    return counts.of(key or counts.last).state(now())


def key_of(look: str) -> str:
    """The name of a login's counter: half of its look is enough, and 64 of them must fit in a slot."""
    return look[:16]


def create(folder: Path) -> None:
    """Write the empty counters. They stand from set-up on, so that a missing file is never a fresh start."""
    _write(folder, _Counts({}, _Count(0, 0)))


def count(folder: Path, key: str, known: Collection[str], *, now: Callable[[], float] = uptime) -> None:
    """Count one try for this login, on the disk when this returns; TooManyTries if its wait has not passed.

    `known` are the counters of the vault's own logins: they are never given up to make room for strangers.
    """
    instant = now()
    counts = _read(folder, instant)
    before = counts.of(key)
    if wait := before.wait(instant):
        if counts.lost:
            _write(folder, counts)  # so that the wait runs from now on
        raise TooManyTries(wait)
    kept = _without_spare_strangers(
        {**counts.by_key, key: _Count(before.failures + 1, int(instant))}, known, key
    )
    _write(folder, _Counts(kept, counts.others, last=key))


def clear(folder: Path, key: str, *, now: Callable[[], float] = uptime) -> None:
    """The passphrase was right: this login begins anew. The other counters stand."""
    counts = _read(folder, now())
    by_key = {name: number for name, number in counts.by_key.items() if name != key}
    if counts.others.failures:
        by_key[key] = _Count(0, 0)
    _write(folder, _Counts(by_key, counts.others, last=key))


def _without_spare_strangers(
    by_key: dict[str, _Count], known: Collection[str], newest: str
) -> dict[str, _Count]:
    strangers = [key for key in by_key if key not in known and key != newest]
    strangers.sort(key=lambda key: (by_key[key].failures, by_key[key].at))
    spare = strangers[: max(0, len(strangers) - MOST_STRANGERS)]
    return {key: number for key, number in by_key.items() if key not in spare}


def _read(folder: Path, now: float) -> _Counts:
    """The counters; if they were lost, everybody stands at the five-minute step: not free, not locked out."""
    lost = _Counts({}, _Count(AFTER_LOSS, int(now)), lost=True)
    try:
        with SlotFile(folder / FILE) as file:
            return next((counts for slot in file.read() if (counts := _parse(slot.payload))), lost)
    except FileNotFoundError:
        return lost


def _parse(payload: bytes) -> _Counts | None:
    try:
        value = json.loads(payload)
        by_key = {str(key): _Count(int(number), int(at)) for key, (number, at) in value["keys"].items()}
        return _Counts(by_key, _Count(*map(int, value["others"])), str(value["last"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _write(folder: Path, counts: _Counts) -> None:
    value = {
        "keys": {key: [number.failures, number.at] for key, number in counts.by_key.items()},
        "others": [counts.others.failures, counts.others.at],
        "last": counts.last,
    }
    try:
        with SlotFile.open_or_create(folder / FILE) as file:
            written = file.read()
            next_turn = written[0].turn + 1 if written else 1
            file.write(next_turn, json.dumps(value, separators=(",", ":")).encode(), durable=True)
    except OSError as error:
        # A try that cannot be counted is not made: else a full disk would be a way past the throttle.
        raise Unavailable(
            "The try could not be counted on this disk.", "Free some disk space, then try again."
        ) from error
