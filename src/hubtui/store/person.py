"""Looking a person up: who holds a number, who has the same name and birthday, and what cases he has."""

from datetime import date

from hubtui.domain.case import Case
from hubtui.domain.identifiers import Identifier
from hubtui.domain.person import Person
from hubtui.store import records
from hubtui.store.db import Db

UNIQUE = (Identifier.PRISON_NUMBER, Identifier.CRN, Identifier.PNC)
"""Numbers that two people never share (REF-07)."""


def holder_of(db: Db, kind: Identifier, number: str, *, besides: str = "") -> Person | None:
    """The person, other than `besides`, who holds a number in its kept form."""
    found = records.find(db, Person, f'"{kind.value}" = ? AND id <> ? AND voided = 0', (number, besides))
    return found[0] if found else None


def namesakes(db: Db, surname: str, born: date) -> list[Person]:
    """Everyone of this surname, whatever its capitals, and this date of birth."""
    found = records.find(db, Person, "date_of_birth = ? AND voided = 0", (born.isoformat(),))
    return [person for person in found if person.surname.casefold() == surname.casefold()]


def cases_of(db: Db, person: str) -> list[Case]:
    """A person's cases, the latest first."""
    return records.find(db, Case, "person = ? AND voided = 0", (person,), order="recorded_at DESC, id DESC")


def reference_of(db: Db, person: Person) -> str:
    """The reference by which a person is shown to somebody who may not open him."""
    cases = cases_of(db, person.id)
    return cases[0].reference if cases else "a person without a case"
