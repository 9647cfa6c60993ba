"""A terminal made once a run and copied for every test; a server beside it."""

import fcntl
from pathlib import Path

import pytest

from tests.blackbox.station import Station, made


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Station:
    """The closed terminal that others are copies of, made by whichever test process comes first."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    with (shared / "blackbox.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = shared / "blackbox"
        if not (shared / "blackbox.made").exists():
            made(folder)
            (shared / "blackbox.made").touch()
    return Station(folder)


@pytest.fixture
def station(pattern: Station, tmp_path: Path) -> Station:
    """A terminal of this test's own."""
    return pattern.copy(tmp_path / "station")
