"""Opening a case for an act: finding it by any of its numbers, and asking whether this worker may."""

from hubtui.domain.case import Case
from hubtui.domain.person import Person
from hubtui.domain.roles import WORKERS, Role
from hubtui.domain.stage import AT_THE_GATE, COMMUNITY, CUSTODY
from hubtui.domain.trouble import NotAllowed, NotFound
from hubtui.store import records
from hubtui.store.db import Db
from hubtui.store.workspace import Workspace

FIND = (
    '"id" = ? OR "reference" = ? OR "person" IN (SELECT "id" FROM "person"'
    ' WHERE "prison_number" = ? OR "crn" = ? OR "source_number" = ?)'
)


def find_case(db: Db, ref: str) -> Case:
    """The case of a reference, prison number or CRN; of several for one person, the latest. Raises NotFound."""
    wanted = ref.strip().upper()
    given = ref.strip()
    found = records.find(db, Case, FIND, (given, given, wanted, wanted, given), order="recorded_at DESC")
    if not found:
        found = records.find(db, Case, "upper(reference) = ?", (wanted,))
    if not found:
        raise NotFound(
            f"No case here has the reference or number {given[:40]}.",
            "Look it up with hubtui caseload --all.",
        )
    return found[0]


def person_of(db: Db, case: Case) -> Person:
    """The person of a case. Raises NotFound where only a later part of him has come."""
    return records.get(db, Person, case.person)


def may_read(workspace: Workspace, case: Case) -> bool:
    """Whether the one signed in may read the case (mission 1): held or covered, a supervisor all in the area."""
    worker = workspace.worker
    if worker.role == Role.SUPERVISOR:
        return True
    if worker.role not in WORKERS:
        return False
    if case.worker is None:
        return case.recorded_by == worker.login
    return worker.login == case.worker or worker.login in case.cover


def case_to_read(db: Db, workspace: Workspace, ref: str) -> Case:
    """The case, if the one signed in may read it. Raises NotFound, NotAllowed."""
    case = find_case(db, ref)
    if not may_read(workspace, case):
        raise NotAllowed(
            f"You do not hold or cover {case.reference}.", "Its holder or your supervisor can open it."
        )
    return case


def case_to_record(db: Db, workspace: Workspace, ref: str, *, any_stage: bool = False) -> Case:
    """The case, if the one signed in may record work on it now. Raises NotFound, NotAllowed.

    Custody workers record in custody and at the gate, outreach workers at the gate and in the community, a
    supervisor on cases of his own (mission 1). `any_stage` is for the few acts that every stage leaves open.
    """
    case = case_to_read(db, workspace, ref)
    role, login = workspace.worker.role, workspace.worker.login
    if role == Role.SUPERVISOR and login != case.worker and login not in case.cover:
        raise NotAllowed(f"{case.reference} is not one of your own cases.", "Its worker records on it.")
    if any_stage or case.stage in AT_THE_GATE:
        return case
    if role == Role.CUSTODY_WORKER and case.stage in COMMUNITY:
        raise NotAllowed(f"{case.reference} is in the community now.", "Its outreach worker records on it.")
    if role == Role.OUTREACH_WORKER and case.stage in CUSTODY:
        raise NotAllowed(
            f"{case.reference} is in custody.", "Its custody worker records on it until the gate."
        )
    return case
