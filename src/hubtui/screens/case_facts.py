"""What a form about a person offers to choose from and shows beside its questions, read once when it opens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from hubtui.acts.cases import find_case, may_look, person_of
from hubtui.acts.concern import chain_of
from hubtui.acts.risk import concerns_of, current_risk
from hubtui.domain.assessment import Assessment
from hubtui.domain.case import Case
from hubtui.domain.concern import Concern
from hubtui.domain.contact_chain import ContactChain
from hubtui.domain.dates import local_date, show_short_day, show_time
from hubtui.domain.plan import Plan, draft_of, plan_in_force
from hubtui.domain.release import CustodyEpisode
from hubtui.domain.risk import Risk, headline
from hubtui.domain.session import Session
from hubtui.domain.worker import Presence, Worker
from hubtui.store import access_log, records
from hubtui.store.db import Db
from hubtui.store.places import known_places
from hubtui.store.release import open_episode
from hubtui.store.workspace import Workspace
from hubtui.widgets.control import Choice


@dataclass(frozen=True)
class CaseFacts:
    """What is known where a form opens. `case` is None where it is about nobody known, or not the reader's.

    `now` is an instant in UTC; None until the facts are read.
    """

    now: datetime | None = None
    login: str = ""
    case: Case | None = None
    name: str = ""
    risk: Risk | None = None
    chain: ContactChain | None = None
    episode: CustodyEpisode | None = None
    sessions: tuple[Session, ...] = ()
    plans: tuple[Plan, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    concerns: tuple[Concern, ...] = ()
    staff: tuple[Worker, ...] = ()
    places: tuple[Choice, ...] = ()

    @property
    def waiting(self) -> list[Session]:
        """The sessions without a result, first to last."""
        return sorted(
            (each for each in self.sessions if each.result is None), key=lambda each: each.planned_at
        )

    @property
    def due_session(self) -> Session | None:
        """The session whose result is most likely recorded now: the last that has begun, else the next."""
        begun = [each for each in self.waiting if self.now and each.planned_at <= self.now]
        return begun[-1] if begun else next(iter(self.waiting), None)

    @property
    def attended(self) -> list[Session]:
        """The sessions he came to, the last first."""
        return sorted(
            (each for each in self.sessions if each.attended), key=lambda each: each.at, reverse=True
        )

    @property
    def plan(self) -> Plan | None:
        """The version in force, else the draft."""
        return plan_in_force(self.plans) or draft_of(self.plans)

    def session(self, id_: object) -> Session | None:
        """The session of this id."""
        return next((each for each in self.sessions if each.id == id_), None)

    def staff_choices(self) -> list[Choice]:
        """Everyone who can be named, by login, the one signed in first."""
        here = [each for each in self.staff if each.presence is not Presence.RETIRED]
        ordered = sorted(here, key=lambda each: (each.login != self.login, each.name))
        return [Choice(each.login, each.name) for each in ordered]


def read_facts(workspace: Workspace, ref: str) -> CaseFacts:
    """What is known about the case of that reference to the one signed in; that he looked is logged."""
    with workspace.reading() as db:
        case = find_case(db, ref) if ref else None
        theirs = case if case is not None and may_look(db, workspace, case) else None
        facts = _of_case(db, workspace, theirs)
    if theirs is not None:
        access_log.note(workspace, "view", theirs.reference, "form")
    return facts


def _of_case(db: Db, workspace: Workspace, case: Case | None) -> CaseFacts:
    now, today = workspace.now(), workspace.today()
    login = workspace.worker.login
    staff = tuple(records.find(db, Worker, "1", order="name, login"))
    used = sorted(
        (each for each in known_places(db).values() if each.used_on(today)), key=lambda each: each.name
    )
    places = tuple(Choice(each.code, f"{each.name} ({each.code})") for each in used)
    if case is None:
        return CaseFacts(now=now, login=login, staff=staff, places=places)
    return CaseFacts(
        now=now,
        login=login,
        case=case,
        name=person_of(db, case).name,
        risk=current_risk(db, case),
        chain=chain_of(db, case),
        episode=open_episode(db, case.person),
        sessions=tuple(records.of_case(db, Session, case.id)),
        plans=tuple(records.of_case(db, Plan, case.id)),
        assessments=tuple(records.of_case(db, Assessment, case.id)),
        concerns=tuple(concerns_of(db, case)),
        staff=staff,
        places=places,
    )


def session_words(session: Session) -> str:
    """`Plan session 20 Nov 10:00, B2 room 1`: a session as one chooses it."""
    at = f"{show_short_day(local_date(session.at))} {show_time(session.at)}"
    return f"{session.type.words} {at}" + (f", {session.place}" if session.place else "")


def session_choices(sessions: Sequence[Session]) -> list[Choice]:
    """Sessions to choose from."""
    return [Choice(each.id, session_words(each)) for each in sessions]


def beside(facts: CaseFacts) -> list[str]:
    """What a worker keeps in view while he writes: the plan, the last session, what to watch for."""
    return [*_plan(facts), "", *_last(facts), "", *_watch(facts)]


def _plan(facts: CaseFacts) -> Iterator[str]:
    plan = facts.plan
    if plan is None:
        yield "! No plan yet"
        return
    yield f"! Plan v{plan.version}" + ("" if plan.agreed else ", a draft")
    for each in plan.outcomes:
        yield f"{each.outcome} {each.title}"
        for done in each.activities:
            by = f", by {show_short_day(done.by_on)}" if done.by_on else ""
            yield f"  {done.title}{by}"


def _last(facts: CaseFacts) -> Iterator[str]:
    if not facts.attended:
        yield "! Not seen yet"
        return
    last = facts.attended[0]
    yield f"! Last time, {show_short_day(local_date(last.at))}"
    yield from (last.note or "").splitlines()
    if last.next_steps:
        yield f"Next: {last.next_steps}"


def _watch(facts: CaseFacts) -> Iterator[str]:
    yield "! Watch for"
    yield f"RISK {headline(facts.risk).removeprefix('risk ')}"
    for each in facts.concerns:
        if each.outstanding:
            yield f"! {each.title}: HMPPS not told yet"
