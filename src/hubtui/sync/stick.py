"""Sticks: where things lie on one, how to write so that a pulled stick does no harm, how to read without
trust.

    HUBTUI/enrol/<device>.hbe, .hba              a request to enrol, and the server's answer
    HUBTUI/<server8>/up/<pid>.hbp                bundles for the server, the same bytes as on the wire
    HUBTUI/<server8>/down/<folder alias>/<pid>.hbr   receipts for one device
    HUBTUI/<server8>/down/<pid>.hbr              receipts fetched by a courier, who cannot tell the devices
    apart
    HUBTUI/<server8>/INDEX-<n>.hbm               what a device wrote, signed, written last

Names found on a stick are compared, never followed; symbolic links and all that is no plain file are passed
over.
"""

import errno
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hubtui.domain.trouble import Unavailable

ROOT = "HUBTUI"
BUNDLE, RECEIPT, INDEX, REQUEST, ANSWER = ".hbp", ".hbr", ".hbm", ".hbe", ".hba"
MOST_FILES = 20_000
GOOD_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
TEMPORARY = ".part"
ODD_NAME = "(a file with an odd name)"


@dataclass(frozen=True)
class Found:
    """A file on a medium: its name as it may be shown, and its bytes, or why it was passed over."""

    name: str
    data: bytes
    problem: str = ""


def up(medium: Path, server_id: str) -> Path:
    return medium / ROOT / server_id[:8] / "up"


def down(medium: Path, server_id: str) -> Path:
    return medium / ROOT / server_id[:8] / "down"


def enrolments(medium: Path) -> Path:
    return medium / ROOT / "enrol"


def write(path: Path, data: bytes) -> None:
    """Write the file whole or not at all: beside it, to the disk, read back, then under its name.

    Raises Unavailable where the medium is full, gone or does not give back what was written.
    """
    fresh = path.with_name(path.name + TEMPORARY)
    if _leads_away(path.parent):
        raise Unavailable("A folder on the medium is a link to another place.", "Use another medium.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if fresh.read_bytes() != data:
            raise Unavailable("The medium does not keep what is written to it.", "Use another one.")
        fresh.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise Unavailable(
            f"The medium cannot be written: {error.strerror}.", "Free some space or use another."
        ) from error


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # FAT and some network folders cannot sync a folder; the file itself is down already.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def files(folder: Path, suffix: str, most_bytes: int) -> Iterator[Found]:
    """The plain files of a folder with this ending, by name; those too large or too odd only with a
    problem.
    """
    if _leads_away(folder):
        yield Found(folder.name, b"", "a link to another place")
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    wanted = [entry for entry in entries if entry.name.endswith(suffix)]
    for entry in wanted[:MOST_FILES]:
        name = entry.name if GOOD_NAME.fullmatch(entry.name) else ODD_NAME
        yield _read(name, entry.path, most_bytes)
    if len(wanted) > MOST_FILES:
        yield Found("", b"", f"more than {MOST_FILES} files: the rest was passed over")


def _leads_away(folder: Path) -> bool:
    """Whether a folder that a medium brought is a symbolic link, or lies behind one."""
    while folder.name:
        if folder.is_symlink():
            return True
        if folder.name == ROOT or ROOT not in folder.parts:
            return False
        folder = folder.parent
    return False


def _read(name: str, path: str, most_bytes: int) -> Found:
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        descriptor = os.open(path, flags)
    except OSError:
        return Found(name, b"", "cannot be read")
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode):
        os.close(descriptor)
        return Found(name, b"", "no plain file")
    with os.fdopen(descriptor, "rb") as file:
        if about.st_size > most_bytes:
            return Found(name, b"", "too large")
        try:
            data = file.read(most_bytes + 1)
        except OSError:
            return Found(name, b"", "cannot be read")
    return Found(name, data[:most_bytes])
