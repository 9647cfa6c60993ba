"""One process owns the vault: a lock of the operating system, which ends with its owner, however that ends.

The text in the file only tells a second window who is there; it holds no name of a worker.
Standard library only. Source: store.md 5, design README (the open app owns the vault).
"""

import contextlib
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from hubtui.domain.trouble import Unavailable

FILE = "instance.lock"
_LOCKED_BYTE = 4096  # past the text: Windows forbids others to read a locked byte


class InstanceLock:
    """The vault is ours while this is held; `release` or the end of the process frees it."""

    def __init__(self, folder: Path) -> None:
        """Take the lock, or raise Unavailable naming the process that holds it and since when (UTC)."""
        path = folder / FILE
        self._descriptor = _open(path)
        while _lock(self._descriptor):
            if _same_file(self._descriptor, path):
                _write_owner(self._descriptor)
                return
            # The file was deleted or replaced between opening and locking: what we hold guards nothing.
            os.close(self._descriptor)
            self._descriptor = _open(path)
        owner = _read_owner(self._descriptor)
        os.close(self._descriptor)
        raise Unavailable(
            f"This vault is open in another window{owner}.",
            "Lock or close it there, then try again.",
        )

    def release(self) -> None:
        """Let others in. The file stays: deleting it would let two processes lock two files of one name."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)


def _same_file(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False


def _write_owner(descriptor: int) -> None:
    since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, f"process {os.getpid()} on {platform.node()} since {since}\n".encode())


def _read_owner(descriptor: int) -> str:
    """What the file says of its owner, as ` (process 7 on host since ...)`; empty if it says nothing."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    text = os.read(descriptor, 200).decode(errors="replace").strip()
    return f" ({text})" if text.isprintable() and text else ""


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
