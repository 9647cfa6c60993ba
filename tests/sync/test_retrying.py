"""Waits between tries: they grow, are spread, end, and no step of a clock can park them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from hubtui.sync.retrying import LONGEST_WAIT, Retry


@dataclass
class StillClock:
    seconds: float = 1000.0
    run: str = "boot-1"

    def wall(self) -> datetime:
        return datetime(1970, 1, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.seconds

    def boot(self) -> str:
        return self.run


class Highest:
    def token(self, length: int) -> bytes:
        return bytes(length)

    def uniform(self, low: float, high: float) -> float:
        return high


def test_bounds_double_up_to_a_quarter_of_an_hour() -> None:
    clock, retry, waits = StillClock(), Retry(), []
    for _ in range(12):
        retry = retry.after_failure(clock, Highest())
        waits.append(retry.wait(clock))

    assert waits == [2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 900.0, 900.0, 900.0]


def test_a_signed_answer_ends_the_row_of_failures() -> None:
    retry = Retry().after_failure(StillClock(), Highest()).after_failure(StillClock(), Highest())

    assert retry.after_answer().failures == 0
    assert retry.after_answer().wait(StillClock()) == 0.0


def test_what_the_server_asks_for_wins_if_it_is_longer() -> None:
    clock = StillClock()

    assert Retry().after_failure(clock, Highest(), 60.0).wait(clock) == 60.0
    assert Retry().after_failure(clock, Highest(), 1e12).wait(clock) == LONGEST_WAIT


def test_in_another_run_of_the_machine_a_try_is_made_at_once() -> None:
    retry = Retry().after_failure(StillClock(), Highest())

    assert retry.wait(StillClock(run="boot-2")) == 0.0


@given(st.integers(0, 10_000), st.floats(-1e9, 1e9), st.floats(0, 1e9))
def test_no_wait_is_ever_longer_than_a_quarter_of_an_hour(failures: int, now: float, asked: float) -> None:
    retry = Retry(failures).after_failure(StillClock(0.0), Highest(), asked)

    assert 0.0 <= retry.wait(StillClock(now)) <= LONGEST_WAIT


@given(st.integers(0, 100), st.text("abc", max_size=5), st.floats(0, 1e6), st.integers(1, 2**20))
def test_what_is_written_down_is_read_back(failures: int, boot: str, ready: float, target: int) -> None:
    retry = Retry(failures, boot, ready, target)

    assert Retry.of(retry.text()) == retry
