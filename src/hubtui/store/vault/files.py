"""What the vault does with files as such."""

import hashlib
import os
import threading
from datetime import datetime
from pathlib import Path

QUARANTINE = "quarantine"


def wal_of(database: Path) -> Path:
    """The write-ahead log beside a database."""
    return database.with_name(database.name + "-wal")


def has_wal(database: Path) -> bool:
    """Whether there is anything in its log."""
    wal = wal_of(database)
    return wal.exists() and wal.stat().st_size > 0


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def quarantine(folder: Path, path: Path, at: datetime) -> None:
    """Put what is refused aside, never deleted by the program; nothing if it is not there."""
    if not path.exists():
        return
    aside = folder / QUARANTINE
    aside.mkdir(mode=0o700, exist_ok=True)
    path.rename(aside / f"{at:%Y%m%dT%H%M%S%f}-{path.name}")


def remove_database(path: Path) -> None:
    """Delete a database and its log."""
    for name in (path, wal_of(path)):
        name.unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make names in a folder last; where folders cannot be opened (Windows) the system sees to it itself."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


class Digest:
    """The SHA-256 of a file, made while something else takes its time."""

    def __init__(self, path: Path) -> None:
        self._value: str | None = None
        self._thread = threading.Thread(target=self._run, args=(path,), daemon=True)
        self._thread.start()

    def result(self) -> str | None:
        """Waits for it; None if the file could not be read."""
        self._thread.join()
        return self._value

    def _run(self, path: Path) -> None:
        try:
            self._value = digest_of(path)
        except OSError:
            self._value = None
