"""Keeping the caseload and the due list in step with the journal, for the cases that something has touched.

Applying an entry marks its case stale; the lists have the stale ones worked out again before they are read. What is
written is a function of the journal alone, so that rebuilding gives the same rows whenever it happens.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from hubtui.domain.assessment import Assessment
from hubtui.domain.case import Case, Urgency
from hubtui.domain.concern import Concern
from hubtui.domain.contact_chain import ContactChain, is_missing
from hubtui.domain.dates import local_date
from hubtui.domain.due import WORK, Facts, Owed, owed
from hubtui.domain.person import Person
from hubtui.domain.plan import Plan, plan_in_force
from hubtui.domain.record import Record
from hubtui.domain.release import CustodyEpisode, Release, ReturnToCustody
from hubtui.domain.risk import Risk, RiskAcknowledgement, headline, old_from
from hubtui.domain.session import Session
from hubtui.domain.settings import Change, SettingChange, in_force
from hubtui.domain.stage import CLOSED
from hubtui.domain.task import Task
from hubtui.domain.working_days import BankHolidays
from hubtui.store import records
from hubtui.store.clock import iso
from hubtui.store.db import Db
from hubtui.store.holidays import bank_holidays
from hubtui.store.tables import CASE_TEAM, CASELOAD, DUE
from hubtui.store.workspace import Workspace

NEVER = "9999-12-31T00:00:00.000Z"
"""Stands for no date, so that what has none comes last."""
EVERYONE = ""
"""The login in `case_team` that stands for whoever may read all cases."""
BATCH = 200

R = TypeVar("R", bound=Record)


def freshen(db: Db) -> int:
    """Work out the lines of stale cases again; answers how many there were. Must be inside a transaction that may
    write. No clock has part in any line.
    """
    stale = _stale(db)
    for batch in _batches(stale):
        _summarise(db, batch)
    return len(stale)


def freshened(workspace: Workspace) -> None:
    """Bring the lists up to date, in a transaction of its own, where something has changed. Raises Unavailable."""
    with fresh_reading(workspace):
        pass


@contextmanager
def fresh_reading(workspace: Workspace) -> Iterator[Db]:
    """A look at the store whose lists are up to date: one transaction, and two more only where one was stale.

    What a damaged vault holds is shown as it is. Raises Unavailable.
    """
    with workspace.reading() as db:
        if workspace.read_only or not _any_stale(db):
            yield db
            return
    with workspace.writing() as tx:
        freshen(tx.db)
    with workspace.reading() as db:
        yield db


def _any_stale(db: Db) -> bool:
    return db.exec_driver_sql("SELECT 1 FROM caseload WHERE stale = 1 LIMIT 1").first() is not None


def _stale(db: Db) -> list[str]:
    """The stale cases, and the others of the same persons: a name and a risk are held once a person."""
    rows = db.exec_driver_sql(
        "SELECT agg FROM caseload WHERE stale = 1 UNION SELECT other.id FROM caseload c"
        ' CROSS JOIN "case" mine ON mine.id = c.agg CROSS JOIN "case" other ON other.person = mine.person'
        " WHERE c.stale = 1"
    )
    return sorted(agg for (agg,) in rows)


def _batches(items: Iterable[str]) -> Iterator[list[str]]:
    left = iter(items)
    while batch := list(islice(left, BATCH)):
        yield batch


@dataclass
class _Batch:
    """What is known of a batch of cases, by aggregate or by person."""

    persons: dict[str, Person]
    risks: dict[str, Risk]
    acknowledgements: dict[str, list[RiskAcknowledgement]]
    episodes: dict[str, list[CustodyEpisode]]
    by_case: dict[type[Record], dict[str, list[Any]]]
    last_seen: dict[str, str]
    setting: Callable[[str, date], int]
    holidays: BankHolidays

    def of(self, kind: type[R], aggregate: str) -> list[R]:
        return self.by_case[kind].get(aggregate, [])


OF_A_CASE: dict[type[Record], str] = {
    Session: "voided = 0 AND (result IS NULL OR type = 'initial')",
    Concern: "voided = 0",
    ContactChain: "voided = 0",
    Release: "voided = 0",
    ReturnToCustody: "voided = 0",
    Task: "voided = 0 AND state = 'open'",
    Plan: "voided = 0 AND agreed_on IS NOT NULL",
    Assessment: "voided = 0 AND completed_on IS NOT NULL",
}
"""What is read of each case, and which of it can matter."""


def _summarise(db: Db, aggregates: list[str]) -> None:
    cases = {case.id: case for case in _where(db, Case, "id", aggregates)}
    known = _gather(db, aggregates, cases.values())
    lines, team, due = [], [], []
    for aggregate in aggregates:
        case = cases.get(aggregate)
        facts = _facts(aggregate, case, known)
        things = owed(facts)
        line = _line(aggregate, case, facts, things, known)
        lines.append(line)
        team += [_member(login, line, case) for login in _readers(case, known.of(Concern, aggregate))]
        due += [_due_row(aggregate, number, thing) for number, thing in enumerate(things)]
    for table in (CASE_TEAM, DUE):
        db.exec_driver_sql(f"DELETE FROM {table.name} WHERE agg IN ({_marks(aggregates)})", tuple(aggregates))  # noqa: S608
    _insert(db, CASELOAD, lines)
    _insert(db, CASE_TEAM, team)
    _insert(db, DUE, due)


def _insert(db: Db, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        names = list(rows[0])
        columns = ", ".join(f'"{name}"' for name in names)
        db.exec_driver_sql(
            f"INSERT OR REPLACE INTO {table.name} ({columns}) VALUES ({_marks(names)})",  # noqa: S608
            [tuple(row.values()) for row in rows],
        )


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _where(db: Db, kind: type[R], column: str, values: Sequence[str], also: str = "voided = 0") -> list[R]:
    return records.find(db, kind, f'"{column}" IN ({_marks(values)}) AND {also}', values)


def _grouped(found: Iterable[R], key: Callable[[R], str]) -> dict[str, list[R]]:
    groups: dict[str, list[R]] = defaultdict(list)
    for record in found:
        groups[key(record)].append(record)
    return groups


def _gather(db: Db, aggregates: list[str], cases: Iterable[Case]) -> _Batch:
    persons = sorted({case.person for case in cases})
    shared = [
        agg
        for (agg,) in db.exec_driver_sql(
            f'SELECT id FROM "case" WHERE person IN ({_marks(persons)})',  # noqa: S608
            tuple(persons),
        )
    ]
    seen = (
        "SELECT aggregate, max(planned_at) FROM session WHERE result = 'attended' AND voided = 0"  # noqa: S608
        f" AND aggregate IN ({_marks(aggregates)}) GROUP BY aggregate"
    )
    last_seen = {aggregate: at for aggregate, at in db.exec_driver_sql(seen, tuple(aggregates))}  # noqa: C416
    by_case: dict[type[Record], dict[str, list[Any]]] = {
        kind: _grouped(_where(db, kind, "aggregate", aggregates, which), lambda record: record.aggregate)
        for kind, which in OF_A_CASE.items()
    }
    changes = [
        Change(each.name, each.value, each.from_date, each.source)
        for each in records.find(db, SettingChange, "voided = 0")
    ]
    return _Batch(
        {person.id: person for person in _where(db, Person, "id", persons)},
        {risk.person: risk for risk in _where(db, Risk, "aggregate", shared)},
        _grouped(_where(db, RiskAcknowledgement, "aggregate", shared), lambda each: each.person),
        _grouped(_where(db, CustodyEpisode, "aggregate", shared), lambda each: each.person),
        by_case,
        last_seen,
        lambda name, on: in_force(name, on, changes),
        bank_holidays(db),
    )


def _facts(aggregate: str, case: Case | None, known: _Batch) -> Facts:
    concerns = known.of(Concern, aggregate)
    if case is None:
        return Facts(concerns=concerns, setting=known.setting)
    episode = _open_episode(case, known)
    chains = known.of(ContactChain, aggregate)
    return Facts(
        stage=case.stage,
        received_at=case.received_at,
        urgent=case.urgency is Urgency.URGENT,
        team=_team(case),
        sessions=known.of(Session, aggregate),
        concerns=concerns,
        risk=known.risks.get(case.person),
        acknowledgements=known.acknowledgements.get(case.person, []),
        tasks=known.of(Task, aggregate),
        plan=plan_in_force(known.of(Plan, aggregate)),
        assessment_complete=bool(known.of(Assessment, aggregate)),
        chain_missing=is_missing(chains[-1] if chains else None),
        release_on=episode.release_date if episode else None,
        supervised=episode is None or episode.probation_supervises is not False,
        changes_of_place=_changes_of_place(aggregate, known),
        setting=known.setting,
        holidays=known.holidays,
    )


def _team(case: Case) -> tuple[str, ...]:
    return tuple(dict.fromkeys(login for login in (case.worker, *case.cover) if login))


def _open_episode(case: Case, known: _Batch) -> CustodyEpisode | None:
    """The stay in custody that goes on; None where there is none."""
    still_in = [each for each in known.episodes.get(case.person, []) if each.ended_on is None]
    return still_in[-1] if still_in else None


def _changes_of_place(aggregate: str, known: _Batch) -> list[date]:
    """The dates of releases and returns, after which risk information may be out of date."""
    released = [local_date(each.released_at) for each in known.of(Release, aggregate)]
    return [*released, *(each.on for each in known.of(ReturnToCustody, aggregate))]


def _readers(case: Case | None, concerns: list[Concern]) -> list[str]:
    """Logins that may read the case; until it is given to somebody, the one who keyed it in.

    A concern about nobody known is read by the one who raised it.
    """
    if case is None:
        authors = [concern.recorded_by for concern in concerns]
    else:
        authors = [] if case.worker else [case.recorded_by]
    team = _team(case) if case else ()
    return list(dict.fromkeys([EVERYONE, *team, *authors]))


def _line(
    aggregate: str, case: Case | None, facts: Facts, things: list[Owed], known: _Batch
) -> dict[str, Any]:
    line: dict[str, Any] = dict.fromkeys(column.name for column in CASELOAD.columns)
    dated = [thing for thing in things if thing.due_at is not None]
    nearest = min(dated or [thing for thing in things if thing.opens is None], key=_order, default=None)
    line |= {
        "agg": aggregate,
        "stale": 0,
        "rank": min((thing.rank for thing in things), default=WORK),
        "nearest_at": _instant(nearest.due_at if nearest else None),
        "nearest_what": nearest.what if nearest else "",
        "nearest_ahead": nearest.ahead if nearest else "",
        "nearest_opens": iso(nearest.opens) if nearest and nearest.opens else None,
        "nearest_rule": nearest.rule if nearest else "",
        "untold": sum(concern.outstanding for concern in facts.concerns),
    }
    if case is None:
        about = next((concern.about for concern in facts.concerns if concern.about), "")
        return line | {"name": about, "sort": folded(about), "open": 0}
    return line | _of_case(case, facts, known)


def _of_case(case: Case, facts: Facts, known: _Batch) -> dict[str, Any]:
    person = known.persons.get(case.person)
    name, number = (person.name, person.number) if person else ("", "")
    risk = facts.risk
    months = facts.setting("risk-information-old", risk.as_of) if risk and risk.as_of else 0
    old = old_from(risk.as_of, months=months, changes_of_place=facts.changes_of_place) if risk else None
    return {
        "ref": case.reference,
        "name": name,
        "sort": folded(name),
        "number": number,
        "find": _findable(case, person),
        "stage": case.stage.value,
        "open": int(case.stage not in CLOSED),
        "unit": case.unit,
        "worker": case.worker,
        "needs": " ".join(case.needs),
        "urgent": int(facts.urgent),
        "received_at": iso(case.received_at) if case.received_at else None,
        "last_seen": known.last_seen.get(case.id),
        "release_on": facts.release_on.isoformat() if facts.release_on else None,
        "risk": headline(risk),
        "risk_old_from": old.isoformat() if old else None,
        "flags": "\n".join(case.flags),
    }


def _findable(case: Case, person: Person | None) -> str:
    parts = [case.reference]
    if person:
        parts += [
            *(person.surname, person.forenames, person.known_as),
            *(each for each in (person.prison_number, person.crn, person.pnc, person.cro) if each),
            *(each for each in (person.nino, person.source_number) if each),
        ]
    return folded(" ".join(parts))


def folded(text: str) -> str:
    """Text as the filter compares it: no capitals, no accents, single spaces."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


def _member(login: str, line: dict[str, Any], case: Case | None) -> dict[str, Any]:
    sees_all = login == EVERYONE or (case is not None and login in _team(case))
    return {
        "login": login,
        "withheld": int(not sees_all),
        **{name: line[name] for name in ("agg", "open", "rank", "nearest_at", "sort")},
    }


def _order(thing: Owed) -> tuple[int, str]:
    return thing.rank, _instant(thing.due_at)


def _instant(instant: datetime | None) -> str:
    return iso(instant) if instant else NEVER


def _due_row(aggregate: str, number: int, thing: Owed) -> dict[str, Any]:
    return {
        "agg": aggregate,
        "number": number,
        "what": thing.what,
        "ahead": thing.ahead,
        "rule": thing.rule,
        "opens": iso(thing.opens) if thing.opens else None,
        "due_at": _instant(thing.due_at),
        "record": thing.record,
        "rank": thing.rank,
        "only_for": thing.only_for,
        "also_for": thing.also_for,
    }
