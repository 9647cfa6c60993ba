"""The person: who he is, once, whatever the number of his cases."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from hubtui.domain.dates import age_on
from hubtui.domain.entry import Entry, Op, created, journalled, puts
from hubtui.domain.record import Record, RecordId, Searchable, kept
from hubtui.domain.trouble import RuleBroken

OF_AGE = 18
OLDEST = 110


class MensService(StrEnum):
    """Whether the person is within the men's service (ELG-02)."""

    WITHIN = "within"
    BY_DECISION = "by-decision"
    OUTSIDE = "outside"


@kept("person")
class Person(Record):
    """A man who is helped. Identity numbers are in their kept form (REF-06)."""

    surname: Annotated[str, Searchable()]
    forenames: Annotated[str, Searchable()] = ""
    known_as: Annotated[str, Searchable()] = ""
    date_of_birth: date | None = None
    prison_number: Annotated[str | None, Searchable()] = None
    crn: Annotated[str | None, Searchable()] = None
    pnc: Annotated[str | None, Searchable()] = None
    cro: Annotated[str | None, Searchable()] = None
    nino: Annotated[str | None, Searchable()] = None
    source_number: Annotated[str | None, Searchable()] = None
    no_number_because: str | None = None
    mens_service: MensService | None = None
    language: str | None = None
    nationality: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None

    @property
    def name(self) -> str:
        """The name as lists show it."""
        return f"{self.surname.upper()} {self.forenames}".strip()

    @property
    def number(self) -> str:
        """The number a worker knows him by."""
        return self.prison_number or self.crn or self.source_number or ""


def check_age(born: date, received: date, *, today: date) -> None:
    """Admit only people aged 18 or over on the day the referral was received (ELG-01). Raises RuleBroken."""
    if born > today:
        raise RuleBroken("date_of_birth", "The date of birth is in the future: check the year.")
    if age_on(born, received) > OLDEST:
        raise RuleBroken("date_of_birth", f"That would make him over {OLDEST} years old: check the year.")
    if age_on(born, received) < OF_AGE:
        comes_of_age = _birthday(born, born.year + OF_AGE)
        raise RuleBroken(
            "date_of_birth",
            f"He was under 18 when the referral was received; he turns 18 on {comes_of_age:%d/%m/%Y}.",
        )


def _birthday(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


@journalled("person.recorded", "Person recorded")
class PersonRecorded(Entry):
    """A person becomes known to this service."""

    person: Person

    def ops(self) -> Iterator[Op]:
        yield from created(self.person)


@journalled("person.changed", "Person's details changed")
class PersonChanged(Entry):
    """What is known of a person is put right or added to."""

    person: RecordId
    changes: dict[str, object]

    def ops(self) -> Iterator[Op]:
        yield from puts(self.person, **self.changes)
