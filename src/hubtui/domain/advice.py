"""Advice to another provider about somebody whom this service does not take (ELG-02, mission 8.10)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from hubtui.domain.entry import Entry, Op, created, journalled
from hubtui.domain.record import Record, Searchable, kept
from hubtui.domain.trouble import RuleBroken


@kept("advice")
class Advice(Record):
    """What was asked and answered; no case begins."""

    provider: Annotated[str, Searchable()]
    given_on: date
    asked: Annotated[str | None, Searchable()] = None
    note: Annotated[str, Searchable()]


def check_advice(given_on: date, *, today: date) -> None:
    """Refuse a date in the future. Raises RuleBroken."""
    if given_on > today:
        raise RuleBroken("given_on", "This date is in the future: enter the day of the advice.")


@journalled("advice.recorded", "Advice to another provider")
class AdviceRecorded(Entry):
    """Another provider was advised."""

    advice: Advice

    def ops(self) -> Iterator[Op]:
        yield from created(self.advice)

    def happened(self) -> date:
        return self.advice.given_on
