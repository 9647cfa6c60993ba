"""The courier behind the lock screen: a process of its own, without any key, that hands in what the vault left.

Standard library only: the lock screen starts and stops it and knows nothing of networks.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

OUTBOX = "outbox"
BUNDLE, RECEIPT = ".hbp", ".hbr"
PATIENCE = 2.0
"""Seconds a courier is given to end; cut off at any moment it does no harm."""


def waits(vault: Path) -> bool:
    """Whether the vault left a bundle that has no receipt yet."""
    try:
        names = set(os.listdir(vault / OUTBOX))
    except OSError:
        return False
    return any(
        name.endswith(BUNDLE) and f"{name.removesuffix(BUNDLE)}{RECEIPT}" not in names for name in names
    )


@dataclass
class Courier:
    """At most one at a time for a vault."""

    vault: Path
    command: tuple[str, ...] = (sys.executable, "-m", "hubtui")
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Send one off if there is anything to carry and none is on the way."""
        if (self.process is not None and self.process.poll() is None) or not waits(self.vault):
            return
        self.process = subprocess.Popen(
            [*self.command, "--vault", str(self.vault), "courier"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=True,
        )

    def stop(self) -> None:
        """Call it back, before the vault is opened or the program ends."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
