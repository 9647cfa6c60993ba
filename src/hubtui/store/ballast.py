"""A file that only takes room, to be given up when the disk is full so that the work in hand can still be
saved.

Standard library only. Source: store.md 4.2, 5 (disk full).
"""

import os
import shutil
from pathlib import Path

from hubtui.store.slots import create_private

FILE = "ballast"
MEBIBYTE = 1024 * 1024
BYTES = 16 * MEBIBYTE
TRAINING_BYTES = MEBIBYTE  # a training vault's work in hand is worth less than the disk of a test machine
SCARCE = 64 * MEBIBYTE  # below this a worker is warned


def lay(folder: Path, size: int) -> bool:
    """Take `size` bytes of the disk if they are not taken yet; False, and none taken, where they are not
    there.
    """
    path = folder / FILE
    if path.exists() and path.stat().st_size >= size:
        return True
    path.unlink(missing_ok=True)
    try:
        with create_private(path) as file:
            _allocate(file.fileno(), size)
    except OSError:
        path.unlink(missing_ok=True)
        return False
    return True


def release(folder: Path) -> bool:
    """Give the room back to the disk; False if it was given back before."""
    path = folder / FILE
    if not path.exists():
        return False
    path.unlink()
    return True


def relay(folder: Path, size: int) -> bool:
    """Take the room again once there is plenty beside it; whether it is taken."""
    return free_bytes(folder) >= SCARCE + size and lay(folder, size)


def free_bytes(folder: Path) -> int:
    """What this disk still has for us, in bytes."""
    return shutil.disk_usage(folder).free


def scarce(folder: Path) -> bool:
    """Whether a worker should be told that the disk is nearly full."""
    return free_bytes(folder) < SCARCE


def _allocate(descriptor: int, size: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, size)
        return
    left = size
    while left:
        left -= os.write(descriptor, bytes(min(left, MEBIBYTE)))
    os.fsync(descriptor)
