"""Non-contact activity: work done for a person without him (NCA-01)."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from hubtui.domain.dates import show_day
from hubtui.domain.entry import Entry, Json, Op, created, journalled
from hubtui.domain.record import Record, Searchable, kept
from hubtui.domain.trouble import Problem

LONGEST_MINUTES = 720


class WorkKind(StrEnum):
    """What kind of work it was."""

    CALL = "call"
    LETTER = "letter"
    REFERRAL = "referral"
    ADVOCACY = "advocacy"
    LIAISON = "liaison"
    DOCUMENT = "document"
    RESEARCH = "research"


@kept("noncontact")
class NonContact(Record):
    """A piece of work on a local date; `contacted` is whom or what body it was with."""

    type: WorkKind
    done_on: date
    minutes: int
    contacted: Annotated[str | None, Searchable()] = None
    activities: list[str] = []
    outcomes: list[str] = []
    setting_reason: Annotated[str | None, Searchable()] = None
    result: Annotated[str, Searchable()] = ""
    next_step: Annotated[str | None, Searchable()] = None
    note: Annotated[str | None, Searchable()] = None
    flags: list[str] = []
    imported_from: str | None = None


@journalled("noncontact.recorded", "Non-contact work")
class NonContactRecorded(Entry):
    """Work was done for the person."""

    work: NonContact

    def ops(self) -> Iterator[Op]:
        yield from created(self.work)

    def happened(self) -> date:
        return self.work.done_on

    @classmethod
    def summary(cls, fields: Mapping[str, Json]) -> str:
        said = " ".join(str(fields.get("result") or "").split())[:80]
        return f"{fields.get('type')}, {fields.get('minutes')} min: {said}"


def wrong_with_work(work: NonContact, *, received_on: date | None, today: date) -> list[Problem]:
    """Everything that stands against the record: minutes outside 1 to 720, no result, an impossible date."""
    problems = []
    if not 1 <= work.minutes <= LONGEST_MINUTES:
        problems.append(Problem("minutes", f"Enter the minutes, from 1 to {LONGEST_MINUTES}."))
    if not work.result:
        problems.append(Problem("result", "Write what came of it."))
    if work.done_on > today:
        problems.append(Problem("done_on", "The date is in the future: record work once it is done."))
    if received_on is not None and work.done_on < received_on:
        problems.append(Problem("done_on", f"The referral came on {show_day(received_on)}: check the date."))
    return problems
