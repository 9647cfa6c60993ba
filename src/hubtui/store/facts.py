"""Gathers what the gates judge of a case."""

from datetime import date

from hubtui.domain.case import Case
from hubtui.domain.dates import local_date
from hubtui.domain.gates import CaseFacts
from hubtui.domain.person import Person
from hubtui.domain.session import Session, SessionResult, SessionType
from hubtui.domain.worker import Worker
from hubtui.store import records
from hubtui.store.db import Db
from hubtui.store.plan import unmet_before_service
from hubtui.store.worker import not_ready


def case_facts(db: Db, case: Case, *, today: date) -> CaseFacts:
    """The facts of a case as they stand in this transaction."""
    people = records.find(db, Person, "id = ?", (case.person,))
    person = people[0] if people else None
    workers = records.find(db, Worker, "login = ?", (case.worker,)) if case.worker else []
    return CaseFacts(
        today=today,
        born=person.date_of_birth if person else None,
        received_on=local_date(case.received_at) if case.received_at else None,
        mens_service=person.mens_service if person else None,
        worker=case.worker,
        worker_not_ready=not_ready(db, workers[0], on=today) if workers else "",
        initial_session_attended=_initial_session_attended(db, case),
        before_agreeing=unmet_before_service(db, case, today=today),
    )


def _initial_session_attended(db: Db, case: Case) -> bool:
    return any(
        session.type is SessionType.INITIAL and session.result is SessionResult.ATTENDED
        for session in records.of_case(db, Session, case.id)
    )
