"""People and referrals of Community Support: one person, and a case for each of his referrals."""

from datetime import datetime

from hubtui.domain.case import Case, Need, ReferralReceived, Urgency
from hubtui.domain.dates import local_date
from hubtui.domain.identifiers import Identifier
from hubtui.domain.person import Person, PersonRecorded
from hubtui.domain.stage import Setting, Stage, Step, stage_of
from hubtui.importing import values
from hubtui.importing.admitting import birthday, mens_service, surname
from hubtui.importing.community_support.tables import (
    APPOINTMENT,
    ASSIGNMENT,
    DETAILS,
    EVENT,
    FEEDBACK,
    ICS,
    ICS_HISTORY,
    PERSON,
    PROVIDER,
    REFERRAL,
)
from hubtui.importing.making import Making
from hubtui.importing.numbers import Numbers
from hubtui.importing.rows import Row

TABLES = frozenset({PERSON, DETAILS, REFERRAL, PROVIDER, ASSIGNMENT, EVENT})
NEEDS = {
    "accommodation": Need.HOUSING,
    "employment and education": Need.ETE,
    "finances": Need.FINANCE,
    "personal relationships and community": Need.COMMUNITY_LINK,
}
"""The needs over there that are among the needs served here; the others stay in their rows."""


def make(making: Making) -> None:
    """The person, his cases, and what else is known of both as notes."""
    flags: list[str] = []
    for row in making.of(PERSON):
        _person(making, row, flags)
        if not making.of(REFERRAL):
            _bare_case(making, row, [*flags, "no referral"])
    for row in making.of(REFERRAL):
        _case(making, row, flags)
    for row in making.of(DETAILS):
        making.note(row, "Details given to Community Support", stamp(row), *row.lines)
    for table in (PROVIDER, ASSIGNMENT, EVENT):
        for row in making.of(table):
            making.note(row, _words(making, row), stamp(row), *row.lines)
    _check_events(making)


def stamp(row: Row) -> datetime | None:
    """When a row was made over there."""
    return values.instant(row.fields.get("created_at"))


def person_id(making: Making) -> str:
    """The record of the person whose rows these are."""
    return making.id("person", making.of(PERSON)[0].id)


def place(making: Making) -> None:
    """Find the case of every row: its referral's, and for the person's own rows that of the first referral."""
    referrals = sorted(making.of(REFERRAL), key=lambda row: (row.text("created_at"), row.id))
    cases = {row.id: making.id("case", row.id) for row in referrals}
    if referrals:
        making.home = cases[referrals[0].id]
    elif making.of(PERSON):
        making.home = making.id("case of person", making.of(PERSON)[0].id)
    appointments = {row.id: row.text("referral_id") for row in making.of(APPOINTMENT)}
    held = {
        row.id: appointments.get(row.text("appointment_id"), "")
        for row in (*making.of(ICS), *making.of(ICS_HISTORY))
    }
    delivered = {
        row.text("appointment_delivery_id"): held[row.id]
        for row in (*making.of(ICS), *making.of(ICS_HISTORY))
    }
    for rows in making.rows.values():
        for row in rows:
            referral = (
                (row.id if row.table == REFERRAL else row.text("referral_id"))
                or appointments.get(row.text("appointment_id"))
                or held.get(row.text("appointment_ics_id"))
                or delivered.get(row.id, "")
            )
            if referral in cases:
                making.case_of[row.name] = cases[referral]


def _person(making: Making, row: Row, flags: list[str]) -> None:
    numbers = Numbers(person_id(making))
    identifier = row.text("identifier")
    if identifier:
        numbers.take(making, row, "identifier", _kind(identifier))
    flags.extend(numbers.flags)
    details = making.of(DETAILS)[0].text if making.of(DETAILS) else (lambda _column: "")
    known_since = local_date(min(stamp(row) or making.world.now, making.world.now))
    record = Person(
        id=numbers.person,
        surname=surname(making, row, "last_name"),
        forenames=" ".join(part for part in (row.text("first_name"), row.text("middle_name")) if part),
        date_of_birth=birthday(making, row, "date_of_birth", known_since, flags),
        source_number=identifier or row.id,
        no_number_because=None if numbers.kept else "No number that can be kept came from Community Support",
        mens_service=mens_service(making, row, "gender", flags),
        language=details("preferred_language") or None,
        address=details("address") or None,
        phone=details("phone_number") or None,
        email=details("email_address") or None,
        **numbers.kept,
    )
    making.add(row, record, PersonRecorded(person=record))


def _kind(identifier: str) -> Identifier:
    """A prison number has letters at both ends; anything else is meant to be a CRN."""
    compact = identifier.replace(" ", "")
    return Identifier.PRISON_NUMBER if compact[-1:].isalpha() else Identifier.CRN


def _case(making: Making, row: Row, flags: list[str]) -> None:
    own = list(flags)
    worker, cover = _workers(making, row, own)
    identifier = making.of(PERSON)[0].text("identifier") if making.of(PERSON) else ""
    if row.text("person_identifier") not in ("", identifier):
        making.find(row, "person_identifier", f"The person has another number: {identifier}.", "as given")
    created = stamp(row)
    case = Case(
        id=making.case(row),
        person=person_id(making),
        reference="",
        stage=_stage(making, row),
        setting=Setting.COMMUNITY,
        received_at=min(created, making.world.now) if created else None,
        referrer_name=making.world.label(row.fields.get("created_by")) or None,
        needs=_needs(making, row),
        urgency=Urgency.URGENT if values.truth(row.fields.get("urgency")) else Urgency.STANDARD,
        worker=worker,
        cover=cover,
        flags=sorted(set(own)),
        imported_from=making.origin(row),
        note=f"Reference there: {row.text('reference_number')}" if row.text("reference_number") else None,
    )
    making.add(row, case, ReferralReceived(case=case))


def _bare_case(making: Making, row: Row, flags: list[str]) -> None:
    making.find(row, "", "This person has no referral.", "a case without referral, flagged")
    case = Case(
        id=making.home,
        person=person_id(making),
        reference="",
        setting=Setting.COMMUNITY,
        flags=sorted(set(flags)),
        imported_from=making.origin(row),
    )
    making.add(row, case, ReferralReceived(case=case))


def _workers(making: Making, row: Row, flags: list[str]) -> tuple[str | None, list[str]]:
    """The worker and those who cover: the ones assigned and not taken off, the first assigned first."""
    standing = [
        each for each in making.linked(ASSIGNMENT, "referral_id", row.id) if not each.text("deleted_at")
    ]
    logins: list[str] = []
    for each in sorted(standing, key=lambda row: row.text("created_at")):
        login = making.world.login(each.fields.get("user_id"))
        if login is None:
            making.find(
                each, "user_id", "No worker of this vault is the one assigned.", "not allocated, flagged"
            )
        elif login not in logins:
            logins.append(login)
    if not logins:
        flags.append("no owner")
        if not standing:
            making.find(row, "", "Nobody is assigned to this referral.", "unallocated, flagged")
    return (logins[0] if logins else None), logins[1:]


def _stage(making: Making, row: Row) -> Stage:
    """As far as the referral has come by what was done: assigned, an appointment made, a session held."""
    appointments = {each.id for each in making.linked(APPOINTMENT, "referral_id", row.id)}
    offers = [
        each
        for each in (*making.of(ICS), *making.of(ICS_HISTORY))
        if each.text("appointment_id") in appointments
    ]
    offered = {each.id for each in offers}
    if any(
        values.truth(each.fields.get("record_session_did_session_happen"))
        for each in making.of(FEEDBACK)
        if each.text("appointment_ics_id") in offered
    ):
        return stage_of(Step.ASSESSING, Setting.COMMUNITY)
    if offers:
        return stage_of(Step.CONTACT_OFFERED, Setting.COMMUNITY)
    if making.linked(ASSIGNMENT, "referral_id", row.id):
        return stage_of(Step.ALLOCATED, Setting.COMMUNITY)
    return Stage.RECEIVED


def _needs(making: Making, row: Row) -> list[Need]:
    """The needs that rows of any table name for the referral."""
    labels = {
        making.world.label(each.fields["need_id"]).lower()
        for rows in making.rows.values()
        for each in rows
        if each.fields.get("need_id") and each.text("referral_id") == row.id
    }
    return sorted(need for label, need in NEEDS.items() if label in labels)


def _words(making: Making, row: Row) -> str:
    who = making.world.label(row.fields.get("user_id")) or making.world.label(row.fields.get("actor_id"))
    words = {
        PROVIDER: "Referral given to a provider",
        ASSIGNMENT: "Assignment ended" if row.text("deleted_at") else "Assigned",
        EVENT: f"Referral {row.text('event_type').lower()}",
    }[row.table]
    return f"{words}: {who}" if who else words


def _check_events(making: Making) -> None:
    """Report events that are said to have happened before their referral was made."""
    made_at = {row.id: stamp(row) for row in making.of(REFERRAL)}
    for row in making.of(EVENT):
        begun, at = made_at.get(row.text("referral_id")), stamp(row)
        if begun and at and at < begun:
            making.find(row, "created_at", "Dates out of order: this is before its referral.", "as given")
