"""Gathers what the gates judge of a case."""

from datetime import date

from hubtui.domain.case import Case
from hubtui.domain.dates import local_date
from hubtui.domain.gates import CaseFacts
from hubtui.domain.person import Person
from hubtui.domain.session import Session, SessionResult, SessionType
from hubtui.store import records
from hubtui.store.db import Db


def case_facts(db: Db, case: Case, *, today: date) -> CaseFacts:
    """The facts of a case as they stand in this transaction."""
    people = records.find(db, Person, "id = ?", (case.person,))
    person = people[0] if people else None
    return CaseFacts(
        today=today,
        born=person.date_of_birth if person else None,
        received_on=local_date(case.received_at) if case.received_at else None,
        mens_service=person.mens_service if person else None,
        worker=case.worker,
        initial_session_attended=_initial_session_attended(db, case),
    )


def _initial_session_attended(db: Db, case: Case) -> bool:
    return any(
        session.type is SessionType.INITIAL and session.result is SessionResult.ATTENDED
        for session in records.of_case(db, Session, case.id)
    )
