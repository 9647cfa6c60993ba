"""Urgent actions at first contact, before any assessment or plan (ASM-04)."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from hubtui.domain.entry import Entry, Json, Op, created, journalled
from hubtui.domain.record import Record, Searchable, kept
from hubtui.domain.trouble import RuleBroken


class UrgentKind(StrEnum):
    """What had to be done at once."""

    BED = "seek-a-bed"
    TENANCY = "protect-a-tenancy"
    PAYMENT = "stop-a-payment"
    FAMILY = "tell-family"
    MONEY = "money-help"

    @property
    def words(self) -> str:
        return self.value.replace("-", " ").capitalize()


@kept("urgent_action")
class UrgentAction(Record):
    """One urgent action, done on a local date."""

    type: UrgentKind
    result: Annotated[str, Searchable()]
    done_on: date
    next_step: Annotated[str | None, Searchable()] = None
    note: Annotated[str | None, Searchable()] = None


@journalled("urgent.recorded", "Urgent action")
class UrgentRecorded(Entry):
    """Something could not wait for an assessment."""

    action: UrgentAction

    def ops(self) -> Iterator[Op]:
        yield from created(self.action)

    def happened(self) -> date:
        return self.action.done_on

    @classmethod
    def summary(cls, fields: Mapping[str, Json]) -> str:
        said = " ".join(str(fields.get("result") or "").split())
        return f"{str(fields.get('type')).replace('-', ' ')}: {said}"[:80]


def check_done_on(done_on: date, *, today: date) -> None:
    """Refuse a day to come. Raises RuleBroken."""
    if done_on > today:
        raise RuleBroken("done_on", "The date is in the future: record the action once it is done.")
