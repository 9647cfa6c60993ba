"""Where the program learns what time it is: the terminal's clock, or in training the file that names an instant."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from hubtui.domain.trouble import Unavailable

Clock = Callable[[], datetime]
"""Answers the present instant, aware, in UTC."""


def system_clock() -> datetime:
    """What the terminal's clock says."""
    return datetime.now(UTC)


def training_clock(file: Path) -> Clock:
    """A clock that reads one ISO instant from a file each time; only a training vault accepts it."""

    def read() -> datetime:
        try:
            instant = datetime.fromisoformat(file.read_text(encoding="utf-8").strip())
        except (OSError, ValueError) as error:
            raise Unavailable(
                "The training clock's file does not hold an instant.", f"Look at {file}."
            ) from error
        if instant.tzinfo is None:
            raise Unavailable("The training clock's file names no time zone.", f"Look at {file}.")
        return instant.astimezone(UTC)

    return read


def clock_for(realm: str) -> Clock:
    """The clock of a vault of this realm (`live` or `training`)."""
    file = os.environ.get("HUBTUI_TRAINING_CLOCK")
    return training_clock(Path(file)) if file and realm == "training" else system_clock


def iso(instant: datetime) -> str:
    """An instant as it is stored: UTC, milliseconds, `Z`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@cache
def boot() -> str:
    """What tells this run of the machine from others, so that monotonic readings are compared only within one."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8]
    except OSError:
        return f"p{os.getpid()}"


def monotonic_ms() -> int:
    """Milliseconds that never run backwards within one boot."""
    return time.monotonic_ns() // 1_000_000


BACKWARD = timedelta(minutes=2)


def suspect(now: datetime, latest: datetime | None) -> bool:
    """Whether the clock has jumped back behind the latest entry of the journal (SEC-07)."""
    return latest is not None and now < latest - BACKWARD
