"""Referrals: keyed in from paper or a call, given to a worker, or returned to the referrer."""

from dataclasses import dataclass, field
from datetime import date

from hubtui.acts.cases import case_to_read, find_case, flag, move, person_of
from hubtui.acts.registry import Input, Instant, Problems, Saved, act, saved
from hubtui.acts.release import StayFacts, check_stay, record_stay, stay_facts
from hubtui.domain import referral as rules
from hubtui.domain.case import (
    Case,
    CaseAllocated,
    Need,
    ReferralReceived,
    ReferralReturned,
    ReferralSource,
    ReturnReason,
    Urgency,
)
from hubtui.domain.dates import local_date
from hubtui.domain.gates import unmet_before_allocating
from hubtui.domain.identifiers import Identifier, normalise
from hubtui.domain.person import MensService, Person, PersonChanged, PersonRecorded, check_age
from hubtui.domain.roles import CASE_WORKERS, SUPERVISORS, Role
from hubtui.domain.session import Session
from hubtui.domain.stage import Position, Setting, Stage, Step, stage_of
from hubtui.domain.text import GivenLine, Line, Prose
from hubtui.domain.trouble import NotFound, Problem, RuleBroken
from hubtui.store import records
from hubtui.store.case import highest_number
from hubtui.store.db import Db
from hubtui.store.facts import case_facts
from hubtui.store.person import UNIQUE, holder_of, namesakes, reference_of
from hubtui.store.worker import get_worker
from hubtui.store.workspace import Tx, Workspace

REFERRER_NOT_TOLD = "Returned, referrer not told"


class RecordReferral(StayFacts):
    """A referral that arrived on paper or by phone (REF-01)."""

    surname: GivenLine
    forenames: Line = ""
    date_of_birth: date
    source: ReferralSource
    setting: Setting
    received_at: Instant
    needs: list[Need]
    outcomes: list[str] = []
    urgency: Urgency = Urgency.STANDARD
    prison_number: Line = ""
    crn: Line = ""
    pnc: Line = ""
    no_number_because: Line = ""
    number_left_blank: bool = False
    link_to: Line = ""
    same_person_reason: Line = ""
    mens_service: MensService = MensService.WITHIN
    decision_reason: Line = ""
    referrer_name: Line = ""
    referrer_role: Line = ""
    referrer_organisation: Line = ""
    referrer_contact: Line = ""
    risk_supplied: Prose = ""
    note: Prose = ""


@act(
    "referral.record",
    roles=CASE_WORKERS,
    serves=("REF-01", "REF-06", "REF-07", "REF-09", "ELG-01", "ELG-02", "ELG-03"),
)
def record_referral(workspace: Workspace, data: RecordReferral) -> Saved:
    """Key in a referral that arrived on paper or by phone; the case begins and its clocks start."""
    with workspace.writing() as tx:
        problems = Problems()
        linked = _linked(tx.db, data, problems)
        _check_form(workspace, data, problems)
        numbers, warnings = _identify(tx.db, data, linked, problems, workspace.today())
        check_stay(tx, linked.id if linked else "", stay_facts(data), problems)
        problems.stop()
        person = linked or _person(workspace, data, numbers)
        case = _case(tx, workspace, data, person)
        _record_person(tx, data, case, linked, person, numbers)
        tx.record(ReferralReceived(case=case), case.id)
        warnings += [flag(tx, case, words) for words in numbers.flags]
        if said := stay_facts(data):
            warnings += record_stay(tx, case, said)
        return saved(
            tx,
            case.reference,
            f"Referral recorded: {person.name}.",
            ids=(case.id, person.id),
            warnings=warnings,
        )


def _check_form(workspace: Workspace, data: RecordReferral, problems: Problems) -> None:
    supervisor = workspace.worker.role == Role.SUPERVISOR
    received_on = local_date(data.received_at)
    problems.check(lambda: rules.check_received(data.received_at, now=workspace.now()))
    problems.check(lambda: check_age(data.date_of_birth, received_on, today=workspace.today()))
    problems.found.extend(rules.check_sought(data.needs, data.outcomes, data.setting))
    problems.check(
        lambda: rules.check_mens_service(data.mens_service, data.decision_reason, supervisor=supervisor)
    )


def _linked(db: Db, data: RecordReferral, problems: Problems) -> Person | None:
    """The person that the referral is added to, where one is named."""
    if not data.link_to:
        return None
    try:
        person = person_of(db, find_case(db, data.link_to))
    except NotFound as unknown:
        problems.add("link_to", unknown.message)
        return None
    problems.check(lambda: rules.check_same_birthday(person.date_of_birth, data.date_of_birth))
    return person


@dataclass
class _Numbers:
    """The numbers to keep, why one was left blank, and what to flag."""

    kept: dict[str, str] = field(default_factory=dict)
    because: str = ""
    flags: list[str] = field(default_factory=list)

    def leave_blank(self, words: str) -> None:
        self.because = words
        self.flags.append(words)


def _identify(
    db: Db, data: RecordReferral, linked: Person | None, problems: Problems, today: date
) -> tuple[_Numbers, list[str]]:
    """The numbers to keep and what to warn of; nothing is asked of a person who was named and not found."""
    if data.link_to and linked is None:
        return _Numbers(), []
    return _numbers(db, data, linked, problems, today), _namesakes(db, data, linked, problems)


def _numbers(
    db: Db, data: RecordReferral, linked: Person | None, problems: Problems, today: date
) -> _Numbers:
    """Each number in its kept form; one that is wrong or another person's is refused, or left blank if so asked."""
    found = _Numbers(because=data.no_number_because)
    for kind in UNIQUE:
        if typed := getattr(data, kind.value):
            try:
                found.kept[kind.value] = _number(db, kind, typed, linked, today)
            except _NotKept as refused:
                if data.number_left_blank:
                    found.leave_blank(refused.flag)
                else:
                    problems.found.extend(refused.problems)
    wanted = rules.number_needed(data.setting)
    known = linked and getattr(linked, wanted.value)
    if not (getattr(data, wanted.value) or known or found.because):
        problems.add(
            wanted.value,
            f"Enter the {wanted.words}, or say under 'no number because' why it is not yet known.",
        )
    return found


class _NotKept(RuleBroken):
    """A number that cannot be kept; `flag` says so where it is left blank instead."""

    def __init__(self, kind: Identifier, message: str, flag: str) -> None:
        super().__init__(kind.value, message)
        self.flag = flag


def _number(db: Db, kind: Identifier, typed: str, linked: Person | None, today: date) -> str:
    """The number in its kept form. Raises _NotKept for a wrong form or a number of another person (REF-07)."""
    try:
        number = normalise(kind, typed, today=today)
    except RuleBroken as broken:
        flag = f"{kind.words[0].upper()}{kind.words[1:]} left blank: what was given has the wrong form"
        raise _NotKept(kind, broken.message, flag) from None
    holder = holder_of(db, kind, number, besides=linked.id if linked else "")
    own = getattr(linked, kind.value) if linked else None
    if holder or own not in (None, number):
        reference = reference_of(db, holder) if holder else "The person it is added to"
        flag = f"Likely duplicate of {reference}: {kind.words} left blank"
        raise _NotKept(kind, _taken(reference, kind, other=holder is not None), flag)
    return number


def _taken(reference: str, kind: Identifier, *, other: bool) -> str:
    if not other:
        return f"{reference} has another {kind.words}: check which is right, or leave the number blank."
    return f"{reference} has this {kind.words}: open that case, add the referral to it, or leave the number blank."


def _namesakes(db: Db, data: RecordReferral, linked: Person | None, problems: Problems) -> list[str]:
    """Ask about somebody of the same name and birthday; once confirmed with a reason, warn only (REF-07)."""
    others = [] if linked else namesakes(db, data.surname, data.date_of_birth)
    if not others:
        return []
    references = ", ".join(reference_of(db, person) for person in others)
    if not data.same_person_reason:
        problems.add(
            "same_person_reason",
            f"{references}: same surname and date of birth. Add the referral to that person, or say why this"
            " is somebody else.",
        )
    return [f"Same surname and date of birth as {references}."]


def _person(workspace: Workspace, data: RecordReferral, numbers: _Numbers) -> Person:
    return Person(
        id=workspace.new_id(),
        surname=data.surname,
        forenames=data.forenames,
        date_of_birth=data.date_of_birth,
        no_number_because=numbers.because or None,
        mens_service=data.mens_service,
        **numbers.kept,
    )


def _record_person(
    tx: Tx, data: RecordReferral, case: Case, linked: Person | None, person: Person, numbers: _Numbers
) -> None:
    if linked is None:
        why = " ".join(filter(None, (data.same_person_reason, data.decision_reason)))
        tx.record(PersonRecorded(person=person), case.id, why=why)
        return
    fresh = {name: number for name, number in numbers.kept.items() if getattr(linked, name) is None}
    if fresh:
        tx.record(PersonChanged(person=linked.id, changes=dict(fresh)), linked.aggregate)


_TEXTS = (
    *("referrer_name", "referrer_role", "referrer_organisation", "referrer_contact"),
    *("risk_supplied", "note"),
)


def _case(tx: Tx, workspace: Workspace, data: RecordReferral, person: Person) -> Case:
    return Case(
        id=workspace.new_id(),
        person=person.id,
        reference=next_reference(tx, workspace),
        stage=Stage.RECEIVED,
        unit=workspace.unit,
        outcomes=[id_.upper() for id_ in data.outcomes],
        **data.model_dump(include={"setting", "source", "received_at", "needs", "urgency"}),
        **{name: getattr(data, name) or None for name in _TEXTS},
    )


def next_reference(tx: Tx, workspace: Workspace) -> str:
    """The next case reference of this terminal (mission 2), such as HHI-A-26-00042."""
    start = f"{workspace.unit}-{workspace.terminal}-{workspace.today():%y}-"
    return f"{start}{highest_number(tx.db, start) + 1:05d}"


class AllocateReferral(Input):
    """Who becomes the person's single point of contact (REF-10)."""

    case: GivenLine
    worker: GivenLine
    reason: Line = ""


@act("referral.allocate", roles=SUPERVISORS, serves=("REF-10", "REF-13", "STF-02"))
def allocate_referral(workspace: Workspace, data: AllocateReferral) -> Saved:
    """Give a case to one named worker; a later change of worker says why."""
    with workspace.writing() as tx:
        case = case_to_read(tx.db, workspace, data.case)
        worker = get_worker(tx.db, data.worker)
        given = case.model_copy(update={"worker": worker.login})
        problems = [
            Problem(each.field, each.message)
            for each in unmet_before_allocating(case_facts(tx.db, given, today=workspace.today()))
        ]
        problems.extend(rules.check_allocation(case, worker, data.reason))
        if problems:
            raise RuleBroken.all(problems)
        tx.record(CaseAllocated(case=case.id, worker=worker.login), case.id, why=data.reason)
        if case.stage is Stage.RECEIVED:
            move(tx, case, Position(stage_of(Step.ALLOCATED, case.setting or Setting.CUSTODY)))
        return saved(
            tx,
            case.reference,
            f"Allocated to {worker.name}: {person_of(tx.db, case).name}.",
            warnings=rules.allocation_warnings(given, worker),
        )


class ReturnReferral(Input):
    """Why a referral goes back, and who was told."""

    case: GivenLine
    reason: ReturnReason
    told: Line = ""
    note: Prose = ""


@act("referral.return", roles=SUPERVISORS, serves=("REF-13",))
def return_referral(workspace: Workspace, data: ReturnReferral) -> Saved:
    """Return a referral to the referrer before it begins, with the reason."""
    with workspace.writing() as tx:
        case = case_to_read(tx.db, workspace, data.case)
        if case.stage is not Stage.RECEIVED:
            raise RuleBroken(
                "case", f"{case.reference} has begun ({case.stage.words.lower()}): end it instead."
            )
        if any(each.result is None for each in records.of_case(tx.db, Session, case.id)):
            raise RuleBroken("case", "A session is still booked: record what became of it first.")
        tx.record(ReferralReturned(case=case.id, reason=data.reason, told=data.told), case.id, why=data.note)
        warnings = [] if data.told else [flag(tx, case, REFERRER_NOT_TOLD)]
        return saved(
            tx, case.reference, f"Referral returned: {person_of(tx.db, case).name}.", warnings=warnings
        )
