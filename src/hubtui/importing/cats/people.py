"""Participants of CATS: the person, his numbers, his case and where it stands."""

from datetime import datetime

from hubtui.domain.case import Case, ReferralReceived, ReferralSource
from hubtui.domain.dates import local_date
from hubtui.domain.identifiers import Identifier
from hubtui.domain.person import Person, PersonRecorded
from hubtui.domain.stage import Setting, Stage, Step, stage_of
from hubtui.importing import values
from hubtui.importing.admitting import birthday, mens_service, surname
from hubtui.importing.cats.tables import ENROLMENT, IDENTIFIER, PERSON
from hubtui.importing.making import Making
from hubtui.importing.numbers import Numbers
from hubtui.importing.rows import Row

TABLES = frozenset({PERSON, IDENTIFIER, ENROLMENT})

SOURCES: dict[str, ReferralSource | None] = {
    "cfo evolution provider": ReferralSource.CFO_PRIME_PROVIDER,
    "probation": ReferralSource.PROBATION_PRACTITIONER,
    "approved premises": None,
    "cas2": None,
    "cas3": None,
    "custodial family services": ReferralSource.DELIVERY_PARTNER,
    "crs - women": ReferralSource.DELIVERY_PARTNER,
    "crs - personal wellbeing": ReferralSource.DELIVERY_PARTNER,
    "crs - dependency & recovery": ReferralSource.DELIVERY_PARTNER,
    "crs - accommodation": ReferralSource.DELIVERY_PARTNER,
    "custody staff": ReferralSource.PRISON_STAFF,
    "new futures network": None,
    "prison education provider": ReferralSource.EDUCATION_PROVIDER,
    "dwp": None,
    "healthcare": None,
    "community / voluntary sector organisation": None,
    "local authority": None,
    "courts": ReferralSource.COURT,
    "self-referral": ReferralSource.SELF_REFERRAL,
    "other": None,
    "previously enrolled on cfo3": None,
    "previously enrolled on cfo activity hubs": None,
}
"""The sources over there, in lower case, and the one here that means the same; others are kept in their words."""

NUMBERS = {0: Identifier.PRISON_NUMBER, 1: Identifier.CRN, 2: Identifier.PNC}
UNMAPPED = {-1: Setting.CUSTODY, -2: Setting.COMMUNITY}
"""Places that say only in which of the two settings somebody is."""

IDENTIFIED, ARCHIVED, DORMANT = 0, 4, 5
_STEPS = {
    0: Step.ALLOCATED,
    1: Step.ASSESSING,
    2: Step.ASSESSING,
    3: Step.IN_SERVICE,
    4: Step.IN_SERVICE,
    5: Step.IN_SERVICE,
    6: Step.ASSESSING,
}


def make(making: Making) -> None:
    """The person, his case, and a note for each of the stages he went through over there."""
    for row in making.of(PERSON):
        making.home = making.id("case", row.id)
        flags: list[str] = []
        _person(making, row, flags)
        _case(making, row, flags)
    for row in making.of(ENROLMENT):
        status = making.world.words("EnrolmentStatus", row.fields.get("EnrolmentStatus"))
        making.note(
            row, f"Enrolment in CATS: {status}", values.instant(row.fields.get("Created")), *row.lines
        )


def person_id(making: Making, row: Row) -> str:
    """The record of the person whom a participant is."""
    return making.id("person", row.id)


def received(making: Making, row: Row) -> datetime | None:
    """When he became known over there, never later than now."""
    at = values.instant(row.fields.get("Created"))
    return min(at, making.world.now) if at else None


def _person(making: Making, row: Row, flags: list[str]) -> None:
    numbers = Numbers(person_id(making, row))
    for identifier in making.of(IDENTIFIER):
        kind = NUMBERS.get(_number(identifier, "Type"))
        if kind is not None:
            numbers.take(making, identifier, "Value", kind)
    flags.extend(numbers.flags)
    known_since = local_date(received(making, row) or making.world.now)
    record = Person(
        id=numbers.person,
        surname=surname(making, row, "LastName"),
        forenames=" ".join(part for part in (row.text("FirstName"), row.text("MiddleName")) if part),
        date_of_birth=birthday(making, row, "DateOfBirth", known_since, flags),
        source_number=row.id,
        no_number_because=None if numbers.kept else "No number that can be kept came from CATS",
        mens_service=mens_service(making, row, "Gender", flags),
        nationality=row.text("Nationality") or None,
        **numbers.kept,
    )
    making.add(row, record, PersonRecorded(person=record))


def _case(making: Making, row: Row, flags: list[str]) -> None:
    worker = making.world.login(row.fields.get("OwnerId"))
    if worker is None:
        flags.append("no owner")
        making.find(row, "OwnerId", "No worker of this vault is the owner.", "unallocated, flagged")
    spot = making.world.spot(row.fields.get("CurrentLocationId"))
    if spot is None and row.text("CurrentLocationId"):
        flags.append(f"place not mapped: {row.text('CurrentLocationId')}")
    setting = spot.setting if spot else UNMAPPED.get(_number(row, "CurrentLocationId"))
    stage, before = _stage(making, row, setting or Setting.CUSTODY, worker)
    source = SOURCES.get(row.text("ReferralSource").lower())
    case = Case(
        id=making.home,
        person=person_id(making, row),
        reference="",
        stage=stage,
        stages_before=before,
        setting=setting,
        source=source.value if source else row.text("ReferralSource") or None,
        received_at=received(making, row),
        unit=spot.code if spot and spot.code else None,
        worker=worker,
        flags=sorted(set(flags)),
        imported_from=making.origin(row),
        note="\n".join(_remarks(making, row)) or None,
    )
    making.add(row, case, ReferralReceived(case=case))


def _stage(making: Making, row: Row, setting: Setting, worker: str | None) -> tuple[Stage, list[Stage]]:
    """Where the case stands, and the stages it remembers. What is not known waits to be allocated."""
    status = _number(row, "EnrolmentStatus")
    if status not in _STEPS or (status == IDENTIFIED and worker is None):
        return Stage.RECEIVED, []
    stage = stage_of(_STEPS[status], setting)
    if status == DORMANT:
        return Stage.SUSPENDED, [stage]
    if status == ARCHIVED:
        return (Stage.DIED, []) if _died(making) else (Stage.ENDED_EARLY, [stage])
    return stage, []


def _died(making: Making) -> bool:
    """Whether the last time the case was archived it was for a death."""
    archived = [row for row in making.of(ENROLMENT) if _number(row, "EnrolmentStatus") == ARCHIVED]
    latest = max(archived, key=lambda row: row.text("Created"), default=None)
    return latest is not None and latest.text("Reason").lower() == "deceased"


def _remarks(making: Making, row: Row) -> list[str]:
    """What a worker wants to read of the row without looking at the row itself."""
    enrolled = making.world.spot(row.fields.get("EnrolmentLocationId"))
    said = {
        "Referral": row.text("ReferralComments"),
        "Enrolled at": enrolled.name if enrolled else "",
        "Why there": row.text("EnrolmentLocationJustification"),
        "Assessment": row.text("AssessmentJustification"),
    }
    return [f"{label}: {text}" for label, text in said.items() if text]


def _number(row: Row, column: str) -> int:
    found = values.whole(row.fields.get(column))
    return -99 if found is None else found
