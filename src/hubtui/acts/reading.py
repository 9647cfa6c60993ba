"""Looking: opening a case and searching are asked for here, so that rights are judged and each look is logged."""

from dataclasses import dataclass

from hubtui.acts.cases import case_to_read, check_trained, person_of
from hubtui.acts.concern import chain_of
from hubtui.acts.registry import refusals_logged, refuse_unless
from hubtui.acts.risk import concerns_of, current_risk
from hubtui.domain.case import Case
from hubtui.domain.concern import Concern, ConcernKind
from hubtui.domain.contact_chain import ContactChain
from hubtui.domain.person import Person
from hubtui.domain.risk import Risk
from hubtui.domain.roles import SUPERVISORS, Role
from hubtui.domain.trouble import NotFound
from hubtui.store import access_log, caseload, due, search, timeline
from hubtui.store.access_log import AccessLine
from hubtui.store.caseload import CaseRow
from hubtui.store.due import DueRow
from hubtui.store.search import Hit
from hubtui.store.summary import freshened
from hubtui.store.timeline import Line
from hubtui.store.workspace import Workspace


@dataclass(frozen=True)
class CaseView:
    """A case as its first page shows it."""

    row: CaseRow
    case: Case
    person: Person
    risk: Risk | None
    chain: ContactChain | None
    concerns: tuple[Concern, ...]
    due: tuple[DueRow, ...]

    @property
    def behaviour(self) -> tuple[Concern, ...]:
        """The records of unacceptable behaviour, of which the case shows the number and the last (RSK-04)."""
        return tuple(each for each in self.concerns if each.type is ConcernKind.BEHAVIOUR)

    @property
    def outstanding(self) -> tuple[Concern, ...]:
        """The concerns of which HMPPS has still to be told: the banner stands while there is one (RSK-07)."""
        return tuple(each for each in self.concerns if each.outstanding)


def open_case(workspace: Workspace, ref: str) -> CaseView:
    """Open a case by reference, prison number or CRN. Raises NotFound, NotAllowed; either way it is logged."""
    case = allowed_case(workspace, ref)
    freshened(workspace)
    with workspace.reading() as db:
        row = caseload.one(db, case.id, workspace.now())
        if row is None:
            raise NotFound("The first part of that case is not on this terminal yet.")
        concerns = concerns_of(db, case)
        if not sees_restricted(workspace, case):
            login = workspace.worker.login
            concerns = [each for each in concerns if not each.type.safeguarding or each.recorded_by == login]
        person, risk, chain = person_of(db, case), current_risk(db, case), chain_of(db, case)
    owed = due.rows(workspace, due.Wanted(case=case.id, ahead=True))
    return CaseView(row, case, person, risk, chain, tuple(concerns), tuple(owed))


def timeline_of(
    workspace: Workspace,
    ref: str,
    wanted: timeline.Wanted = timeline.ALL,
    *,
    offset: int = 0,
    limit: int = 100,
    oldest_first: bool = False,
) -> list[Line]:
    """A window on all that was recorded on a case. Raises NotFound, NotAllowed."""
    case = allowed_case(workspace, ref)
    with workspace.reading() as db:
        return timeline.rows(
            db,
            case.id,
            wanted,
            reader=workspace.worker.login,
            sees_restricted=sees_restricted(workspace, case),
            offset=offset,
            limit=limit,
            oldest_first=oldest_first,
        )


def allowed_case(workspace: Workspace, ref: str) -> Case:
    """The case, if the one signed in may read it; the look, or the refusal, goes into the access log."""
    with refusals_logged(workspace, "case"), workspace.reading() as db:
        case = case_to_read(db, workspace, ref)
    access_log.note(workspace, "view", case.reference)
    return case


def sees_restricted(workspace: Workspace, case: Case) -> bool:
    """Whether safeguarding detail and the names of others are for the one signed in: case team and supervisor."""
    worker = workspace.worker
    return worker.role == Role.SUPERVISOR or worker.login in (case.worker, *case.cover)


def look_for(workspace: Workspace, text: str, *, limit: int = 50) -> list[Hit]:
    """Search, and log that somebody did: how much was found, never what was typed.

    What is found is shown, so that whoever may open no case for want of training finds none (STF-02). Raises
    NotAllowed.
    """
    with refusals_logged(workspace, "search"), workspace.reading() as db:
        check_trained(db, workspace)
    hits = search.find(workspace, text, limit=limit)
    access_log.note(workspace, "search", "", f"{len(hits)} found")
    return hits


def read_access_log(workspace: Workspace, find: str = "", *, limit: int = 200) -> list[AccessLine]:
    """Who signed in, looked or was refused, the latest first; that this was read is logged too (SEC-04).

    Lines that hold `find`, where it is given. Raises NotAllowed to all but a supervisor.
    """
    refuse_unless(SUPERVISORS, workspace, "access log")
    with workspace.reading() as db:
        found = access_log.lines(db, find=find, limit=limit)
    access_log.note(workspace, "view", "access log")
    return found
