"""What may be shown before anybody has signed in: which terminal this is, and how long guessers wait.

No names and no counts (design/README.md).
"""

import math
import time


class Facts:
    """What the lock screen knows. Before anything is read it knows nothing and says nothing."""

    def __init__(self) -> None:
        self.terminal = ""
        self.training = False
        self.sign_ins: list[tuple[str, str, str]] = []
        self.missing_keys: frozenset[str] = frozenset()
        self.trouble = ""
        self.tries_left: int | None = None
        self._wait_until = 0.0

    def seconds_to_wait(self, now: float | None = None) -> int:
        """Whole seconds until another try counts; `now` on the monotonic clock."""
        left = self._wait_until - (time.monotonic() if now is None else now)
        return max(0, math.ceil(left))

    def wait(self, seconds: float) -> None:
        """From now on, another try has to wait this long."""
        self._wait_until = max(self._wait_until, time.monotonic() + seconds)


def plain(text: str, longest: int) -> str:
    """One line that cannot steer a terminal: no control characters, no longer than `longest`."""
    return "".join(character if character.isprintable() else "?" for character in text[:longest])
