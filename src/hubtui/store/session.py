"""Sessions as lists need them: what stands booked at a time, and a worker's day or week."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hubtui.domain.booking import Booked, clashes
from hubtui.domain.case import Case
from hubtui.domain.dates import instant_text, start_of_day
from hubtui.domain.person import Person
from hubtui.domain.risk import Risk, headline, risk_id
from hubtui.domain.session import Session
from hubtui.store import records
from hubtui.store.db import Db

LONGEST_BOOKING = timedelta(days=1)


def booked(session: Session, case: Case) -> Booked:
    """The session as what keeps its person and its worker busy."""
    worker = session.worker or case.worker or ""
    place = session.place or ""
    return Booked(case.person, worker, place, session.type, session.planned_at, session.until)


def standing(db: Db, wanted: Booked, *, without: set[str]) -> list[Booked]:
    """The sessions without a result that overlap `wanted`, for its person or its worker; `without` some ids."""
    near = records.find(
        db,
        Session,
        "result IS NULL AND voided = 0 AND planned_at > ? AND planned_at < ?",
        (instant_text(wanted.start - LONGEST_BOOKING), instant_text(wanted.end)),
        order="planned_at",
    )
    cases = _cases(db, {each.aggregate for each in near})
    found = [
        booked(each, cases[each.aggregate])
        for each in near
        if each.id not in without and each.aggregate in cases
    ]
    return [
        each
        for each in found
        if each.overlaps(wanted) and (each.person == wanted.person or each.worker == wanted.worker)
    ]


@dataclass(frozen=True, slots=True)
class Appointment:
    """One line of the day's or the week's sessions (SES-10). `clash` says who is booked twice, or is empty."""

    session: Session
    reference: str
    name: str
    risk: str
    clash: str

    @property
    def result(self) -> str:
        """How it stands, in words."""
        return self.session.result.words if self.session.result else "to record"


def agenda(db: Db, first: date, last: date, *, login: str | None = None) -> list[Appointment]:
    """The sessions of the local dates `first` to `last`, both included, in time order (SES-10).

    Those of one worker, or all: only a supervisor is shown all.
    """
    sessions = records.find(
        db,
        Session,
        "voided = 0 AND planned_at >= ? AND planned_at < ? AND (? IS NULL OR worker = ?"
        ' OR aggregate IN (SELECT id FROM "case" WHERE worker = ?))',
        (*_between(first, last), login, login, login),
        order="planned_at, id",
    )
    cases = _cases(db, {each.aggregate for each in sessions})
    known = [(each, cases[each.aggregate]) for each in sessions if each.aggregate in cases]
    return [_appointment(db, session, case, known) for session, case in known]


def _between(first: date, last: date) -> tuple[str, str]:
    ends: datetime = start_of_day(last + timedelta(days=1))
    return instant_text(start_of_day(first)), instant_text(ends)


def _appointment(db: Db, session: Session, case: Case, listed: list[tuple[Session, Case]]) -> Appointment:
    people = records.find(db, Person, "id = ?", (case.person,))
    risks = records.find(db, Risk, "id = ?", (risk_id(case.person),))
    others = [booked(other, of) for other, of in listed if other.id != session.id and other.result is None]
    found = clashes(booked(session, case), others) if session.result is None else []
    return Appointment(
        session,
        case.reference,
        people[0].name if people else "",
        headline(risks[0] if risks else None),
        found[0].words if found else "",
    )


def _cases(db: Db, ids: set[str]) -> dict[str, Case]:
    return {each: case for each in ids for case in records.find(db, Case, "id = ?", (each,))}
