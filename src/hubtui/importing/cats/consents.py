"""Consents of CATS. Each is a signed form; what it covers is not said in its row."""

from hubtui.domain.consent import Consent, ConsentHow, ConsentRecorded, Recipient
from hubtui.domain.dates import local_date
from hubtui.importing import values
from hubtui.importing.cats.people import person_id
from hubtui.importing.cats.tables import CONSENT, PERSON, RIGHT_TO_WORK
from hubtui.importing.making import Making
from hubtui.importing.rows import Row

TABLES = frozenset({CONSENT, RIGHT_TO_WORK})


def make(making: Making) -> None:
    """A consent for each form with a date; anything else of them is a note."""
    for row in making.of(CONSENT):
        _consent(making, row)
    for row in making.of(RIGHT_TO_WORK):
        written_at = values.instant(row.fields.get("Created"))
        making.note(row, "Right to work, as checked for CATS", written_at, *row.lines)


def _consent(making: Making, row: Row) -> None:
    people = making.of(PERSON)
    given_on = values.day(row.fields.get("ValidFrom"))
    if given_on is None or given_on > local_date(making.world.now) or not people:
        written_at = values.instant(row.fields.get("Created"))
        making.note(row, "Consent in CATS, its date not usable", written_at, *row.lines)
        return
    _check_first(making, people[0], row)
    consent = Consent(
        id=making.id("consent", row.id),
        person=person_id(making, people[0]),
        how=ConsentHow.SIGNED,
        given_on=given_on,
        signed_on=given_on,
        # The form is the one by which somebody joins the hubs: it covers the services there and no one else.
        agreed=[Recipient.PARTNER],
        purpose="Consent form of the CFO hubs",
        kept_at=f"CATS, document {row.text('DocumentId')}" if row.text("DocumentId") else "CATS",
        note=making.origin(row),
    )
    making.add(row, consent, ConsentRecorded(consent=consent))


def _check_first(making: Making, person: Row, row: Row) -> None:
    """Report a first consent that is said to be later than this one."""
    first, given_on = (
        values.day(person.fields.get("DateOfFirstConsent")),
        values.day(row.fields.get("ValidFrom")),
    )
    if first and given_on and given_on < first:
        problem = f"Dates out of order: the first consent is given as {person.text('DateOfFirstConsent')}."
        making.find(row, "ValidFrom", problem, "as given")
