"""How a figure is taken, and the line it is printed on."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One goal: what was measured against what floor (both in milliseconds or MiB), and whether it is met."""

    row: str
    what: str
    measured: float
    floor: float
    goal: str
    limit: float
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        return self.measured / self.floor if self.floor else 0.0

    @property
    def met(self) -> bool:
        return self.ratio <= self.limit

    def line(self) -> str:
        verdict = "met" if self.met else "MISSED"
        return (
            f"{self.row:<7} {self.what:<52.52} {self.measured:>9.2f} {self.unit:<3} / {self.floor:>9.2f}"
            f" = {self.ratio:>6.2f}   {self.goal:<22} {verdict}"
        )


def milliseconds(
    work: Callable[[], object], *, times: int, before: Callable[[], object] | None = None
) -> list[float]:
    """How long each of so many runs took."""
    taken = []
    for _ in range(times):
        if before:
            before()
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def median(values: list[float]) -> float:
    return statistics.median(values)


def interleaved(*works: Callable[[], object], times: int) -> list[float]:
    """The median of each, run turn by turn, so that a busy moment of the machine falls on all alike."""
    taken: list[list[float]] = [[] for _ in works]
    for work in works:
        work()
    for _ in range(times):
        for at, work in enumerate(works):
            start = time.perf_counter()
            work()
            taken[at].append((time.perf_counter() - start) * 1000)
    return [median(values) for values in taken]


def percentile(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
