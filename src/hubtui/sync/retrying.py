"""When to try again by itself: waits that grow and are drawn by lot, never more than a quarter of an hour."""

import json
from dataclasses import dataclass

from hubtui.sync.bundle import MAX_SEALED
from hubtui.sync.ports import Clock, Rng

FIRST_WAIT = 2.0
LONGEST_WAIT = 900.0
FIRST_TARGET = 64 * 1024
LEAST_TARGET = 4 * 1024


@dataclass(frozen=True)
class Retry:
    """How many runs failed in a row, when the next may start by itself, and how large bundles may be.

    `ready` is a monotonic reading (seconds) of the machine's run `boot`, so that no step of the wall clock
    can
    park it; in another run of the machine it stands for nothing and a try is made at once.
    """

    failures: int = 0
    boot: str = ""
    ready: float = 0.0
    target: int = FIRST_TARGET

    @classmethod
    def of(cls, text: str | None) -> "Retry":
        if text is None:
            return cls()
        failures, boot, ready, target = json.loads(text)
        return cls(failures, boot, ready, target)

    def text(self) -> str:
        return json.dumps([self.failures, self.boot, self.ready, self.target])

    def wait(self, clock: Clock) -> float:
        """Seconds until a run may start by itself; a worker's key need not wait."""
        if self.boot != clock.boot():
            return 0.0
        return max(0.0, min(self.ready - clock.monotonic(), LONGEST_WAIT))

    def after_failure(self, clock: Clock, rng: Rng, asked: float = 0.0) -> "Retry":
        """The next wait: drawn between nothing and the bound, or as long as the server asked if that is
        longer.
        """
        bound = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(self.failures, 20))
        wait = max(rng.uniform(0.0, bound), min(asked, LONGEST_WAIT))
        return Retry(self.failures + 1, clock.boot(), clock.monotonic() + wait, self.target)

    def after_answer(self) -> "Retry":
        """Any signed answer ends the row of failures."""
        return Retry(target=self.target)

    def larger(self) -> "Retry":
        return Retry(self.failures, self.boot, self.ready, min(MAX_SEALED, self.target * 2))

    def smaller(self) -> "Retry":
        return Retry(self.failures, self.boot, self.ready, max(LEAST_TARGET, self.target // 2))
