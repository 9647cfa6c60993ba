"""The table of cases: finding one by its numbers, the next number, and what is known of its person on all of them."""

from typing import TypeVar

from hubtui.domain.case import Case
from hubtui.domain.record import Record
from hubtui.store import records
from hubtui.store.db import Db

R = TypeVar("R", bound=Record)

BY_NUMBER = (
    '"id" = ? OR "reference" = ? OR "person" IN (SELECT "id" FROM "person"'
    ' WHERE "prison_number" = ? OR "crn" = ? OR "source_number" = ?)'
)
OF_PERSON = 'aggregate IN (SELECT id FROM "case" WHERE person = ?) AND voided = 0'


def of_number(db: Db, given: str) -> list[Case]:
    """The cases of an id, a reference, a prison number, a CRN or another system's number, the latest first."""
    upper = given.upper()
    found = records.find(db, Case, BY_NUMBER, (given, given, upper, upper, given), order="recorded_at DESC")
    return found or records.find(db, Case, "upper(reference) = ?", (upper,))


def highest_number(db: Db, start: str) -> int:
    """The highest number given to a case whose reference starts so; 0 before the first."""
    row = db.exec_driver_sql(
        'SELECT max(reference) FROM "case" WHERE reference GLOB ?', (f"{start}[0-9]*",)
    ).one()
    return int(row[0].rsplit("-", 1)[1]) if row[0] else 0


def of_person(db: Db, kind: type[R], person: str) -> list[R]:
    """All records of a kind on whichever case of a person, oldest first, without those taken out of use."""
    return records.find(db, kind, OF_PERSON, (person,))
