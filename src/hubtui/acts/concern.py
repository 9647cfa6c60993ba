"""Concerns: raised about anyone by anyone who works with people, and told to HMPPS (RSK-04 to RSK-07, RSK-11)."""

from hubtui.acts.cases import find_case, may_read
from hubtui.acts.registry import Input, Instant, Problems, Saved, act, saved
from hubtui.domain.case import Case
from hubtui.domain.concern import (
    Concern,
    ConcernKind,
    ConcernRead,
    Raises,
    Theme,
    problems_in_concern,
    raised,
)
from hubtui.domain.contact_chain import Contact, ContactChain, chain_id
from hubtui.domain.roles import CASE_WORKERS, Role
from hubtui.domain.stage import Setting, setting_of
from hubtui.domain.telling import (
    ConcernTold,
    Means,
    Telling,
    TellingState,
    TellingTried,
    contact_line,
    guidance,
    next_to_try,
    problems_in_telling,
    whom_to_tell,
)
from hubtui.domain.text import GivenLine, Line, Prose
from hubtui.domain.trouble import NotAllowed, NotFound
from hubtui.store import records
from hubtui.store.db import Db
from hubtui.store.workspace import Workspace


class RaiseConcern(Input):
    """A concern (RSK-04, RSK-05, RSK-11). Times left out are now; `about` says who it is where there is no case."""

    kind: ConcernKind
    case: Line = ""
    about: Line = ""
    note: Prose = ""
    raises_risk: bool | None = None
    themes: list[Theme] = []
    learned_at: Instant | None = None
    happened_at: Instant | None = None
    place: Line = ""
    present: Line = ""
    immediate_action: Prose = ""
    staff_threatened: bool | None = None
    others_threatened: bool | None = None
    source: Line = ""
    reliability: Line = ""


@act("concern.raise", roles=CASE_WORKERS, serves=("RSK-04", "RSK-05", "RSK-06", "RSK-07", "RSK-11"))
def raise_concern(workspace: Workspace, data: RaiseConcern) -> Saved:
    """Raise a concern about anyone; if it raises risk, HMPPS has to be told at once and that stays open."""
    with workspace.writing() as tx:
        case = find_case(tx.db, data.case) if data.case else None
        concern = _concern(workspace, data, case)
        answered = None if data.raises_risk is None else _answer(data.raises_risk)
        Problems(
            problems_in_concern(concern, known=case is not None, answered=answered, now=workspace.now())
        ).stop()
        tx.record(raised(concern), concern.case or concern.id)
        whom = case.reference if case else concern.about or ""
        warnings = _what_to_do(tx.db, workspace, case) if concern.outstanding else []
        return saved(
            tx,
            case.reference if case else concern.id,
            f"Concern recorded about {whom}."
            + (" HMPPS has not been told yet." if concern.outstanding else ""),
            ids=(concern.id,),
            warnings=warnings,
        )


def _answer(yes: bool) -> Raises:
    return Raises.YES if yes else Raises.NO


def _concern(workspace: Workspace, data: RaiseConcern, case: Case | None) -> Concern:
    words = {
        name: getattr(data, name) or None
        for name in ("about", "place", "present", "immediate_action", "source", "reliability")
    }
    return Concern(
        id=workspace.new_id(),
        type=data.kind,
        case=case.id if case else None,
        note=data.note,
        themes=data.themes,
        raises_risk=_answer(bool(data.raises_risk)),
        learned_at=data.learned_at or workspace.now(),
        happened_at=data.happened_at,
        staff_threatened=data.staff_threatened,
        others_threatened=data.others_threatened,
        telling=TellingState.OUTSTANDING if data.raises_risk else None,
        **words,
    )


def _what_to_do(db: Db, workspace: Workspace, case: Case | None) -> list[str]:
    """Who to reach and what to say. The chain's names are for those who may read the case (RSK-11)."""
    if case is None or not may_read(workspace, case):
        return guidance(None, None)
    return guidance(chain_of(db, case), _setting(case))


def _setting(case: Case) -> Setting | None:
    return setting_of(case.stage) or case.setting


def chain_of(db: Db, case: Case) -> ContactChain | None:
    """The contact chain of a case; None where nobody has been entered."""
    try:
        return records.get(db, ContactChain, chain_id(case.id))
    except NotFound:
        return None


class TellConcern(Input):
    """Who in HMPPS was told of a concern, or who was tried (RSK-06). The time left out is now."""

    concern: GivenLine
    means: Means
    name: Line = ""
    role: Line = ""
    organisation: Line = ""
    in_hmpps: bool = True
    at: Instant | None = None
    said: Prose = ""


@act("concern.told", roles=CASE_WORKERS, serves=("RSK-06", "RSK-07"))
def tell_concern(workspace: Workspace, data: TellConcern) -> Saved:
    """Record who in HMPPS was told, how and when; a message left, an e-mail or no answer is an attempt."""
    with workspace.writing() as tx:
        concern = concern_to_handle(tx.db, workspace, data.concern)
        telling = Telling(
            id=workspace.new_id(),
            concern=concern.id,
            means=data.means,
            at=data.at or workspace.now(),
            in_hmpps=data.in_hmpps,
            **{name: getattr(data, name) or None for name in ("name", "role", "organisation", "said")},
        )
        Problems(problems_in_telling(telling, learned_at=concern.learned_at, now=workspace.now())).stop()
        entry = ConcernTold(telling=telling) if telling.closes else TellingTried(telling=telling)
        tx.record(entry, concern.aggregate)
        case = _case_of(tx.db, concern)
        return saved(
            tx,
            case.reference if case else concern.id,
            _told_words(telling),
            ids=(telling.id,),
            warnings=_still_owed(tx.db, workspace, concern, case),
        )


def _told_words(telling: Telling) -> str:
    whom = telling.name or telling.role or ""
    if telling.closes:
        return f"Told {whom}, {telling.role}, {telling.means.words}: the telling is closed."
    return f"Recorded: {whom}, {telling.means.words}. HMPPS has still to be told."


def _still_owed(db: Db, workspace: Workspace, concern: Concern, case: Case | None) -> list[str]:
    """After an attempt: whom to try next."""
    if not records.get(db, Concern, concern.id).outstanding:
        return []
    following = next_contact(db, concern, case) if case and may_read(workspace, case) else None
    whom = contact_line(following) if following else "anybody in HMPPS who can act, such as the Duty Officer"
    return [f"Still to be told. Try next: {whom}."]


def next_contact(db: Db, concern: Concern, case: Case) -> Contact | None:
    """The next of the contact chain to try for this concern."""
    order = whom_to_tell(chain_of(db, case), _setting(case))
    return next_to_try(order, tellings_of(db, concern))


def tellings_of(db: Db, concern: Concern) -> list[Telling]:
    """Everybody told or tried for this concern, first to last."""
    return records.find(db, Telling, "concern = ? AND voided = 0", (concern.id,), order="at, id")


class ReadConcern(Input):
    """That somebody responsible has read a concern (RSK-11)."""

    concern: GivenLine


@act("concern.read", roles=CASE_WORKERS, serves=("RSK-11",))
def read_concern(workspace: Workspace, data: ReadConcern) -> Saved:
    """Say that you have read a colleague's concern; it leaves your due list."""
    with workspace.writing() as tx:
        concern = concern_to_handle(tx.db, workspace, data.concern)
        tx.record(ConcernRead(concern=concern.id, login=workspace.worker.login), concern.aggregate)
        case = _case_of(tx.db, concern)
        return saved(tx, case.reference if case else concern.id, "Concern marked as read.", ids=(concern.id,))


def concern_to_handle(db: Db, workspace: Workspace, concern: str) -> Concern:
    """A concern that the one signed in wrote, or of a case he may read. Raises NotFound, NotAllowed."""
    found = records.get(db, Concern, concern)
    worker = workspace.worker
    if found.recorded_by == worker.login or worker.role == Role.SUPERVISOR:
        return found
    case = _case_of(db, found)
    if case is None or not may_read(workspace, case):
        raise NotAllowed(
            "This concern is not yours, and you do not hold or cover its case.",
            "Its author, the case's holder or your supervisor can record this.",
            about=case.reference if case else found.id,
        )
    return found


def _case_of(db: Db, concern: Concern) -> Case | None:
    try:
        return records.get(db, Case, concern.case) if concern.case else None
    except NotFound:
        return None
