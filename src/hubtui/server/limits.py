"""What one client may ask of the server: bodies of a size, in a time, so many a minute, so many at once."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_REMEMBERED = 20_000


@dataclass(frozen=True)
class Limits:
    """Seconds, and requests a second with how many may come at once. `bodies`: uploads read at the same
    time.
    """

    stall: float = 30.0
    whole: float = 300.0
    bodies: int = 64
    device_rate: float = 100.0
    device_burst: float = 400.0
    address_rate: float = 0.2
    address_burst: float = 20.0


@dataclass
class Buckets:
    """Tokens that come back with time, by name; the longest unused are forgotten."""

    rate: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    _levels: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, name: str) -> bool:
        """Whether one more is allowed to `name` just now."""
        now = self.clock()
        level, since = self._levels.pop(name, (self.burst, now))
        level = min(self.burst, level + (now - since) * self.rate)
        self._levels[name] = (level - 1 if level >= 1 else level, now)
        if len(self._levels) > MOST_REMEMBERED:
            self._levels.popitem(last=False)
        return level >= 1
