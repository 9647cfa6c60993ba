"""Workers, their training and their caseloads, as an act or a list asks for them."""

from dataclasses import dataclass
from datetime import date

from hubtui.domain import worker as rules
from hubtui.domain.roles import CASE_WORKERS, Role
from hubtui.domain.stage import OPEN
from hubtui.domain.trouble import RuleBroken
from hubtui.domain.worker import Training, TrainingModule, Worker
from hubtui.store import records
from hubtui.store.db import Db
from hubtui.store.settings import setting


@dataclass(frozen=True, slots=True)
class Candidate:
    """A worker as the one who allocates sees him (REF-10). `not_ready` says why he cannot be chosen, or nothing."""

    login: str
    name: str
    role: Role
    base: str
    open_cases: int
    not_ready: str


def get_worker(db: Db, login: str, field: str = "worker") -> Worker:
    """The worker of a login, in either case. Raises RuleBroken at `field`."""
    found = records.find(db, Worker, "login = ?", (login.strip().lower(),))
    if not found:
        raise RuleBroken(field, f"Nobody here signs in as {login[:40]}: choose a worker of this unit.")
    return found[0]


def not_ready(db: Db, worker: Worker, *, on: date) -> str:
    """Why a worker cannot be given a case, in a sentence; empty where he can."""
    return rules.not_ready(worker, _required(db, worker.role, on), _trainings(db, worker.login), on=on)


def candidates(db: Db, *, on: date) -> list[Candidate]:
    """Everyone who works on cases and has not left, those with the fewest open cases first."""
    listed = [
        Candidate(
            each.login,
            each.name,
            each.role,
            each.base or "",
            open_cases(db, each.login),
            not_ready(db, each, on=on),
        )
        for each in records.find(db, Worker, "presence <> ?", (rules.Presence.RETIRED.value,))
        if each.role in CASE_WORKERS
    ]
    return sorted(listed, key=lambda each: (bool(each.not_ready), each.open_cases, each.name))


def open_cases(db: Db, login: str) -> int:
    """How many open cases a worker holds."""
    stages = sorted(stage.value for stage in OPEN)
    marks = ", ".join("?" * len(stages))
    row = db.exec_driver_sql(
        f'SELECT count(*) FROM "case" WHERE worker = ? AND voided = 0 AND stage IN ({marks})',  # noqa: S608
        (login, *stages),
    ).one()
    return int(row[0])


def missing_modules(db: Db, login: str, role: Role, *, on: date) -> list[str]:
    """The mandatory modules that a worker has never completed: without them he opens no case (STF-02)."""
    return rules.never_completed(_required(db, role, on), _trainings(db, login))


def lapsed_modules(db: Db, login: str, role: Role, *, on: date) -> list[str]:
    """The mandatory modules whose date and grace have passed: they keep a worker from new work (STF-02)."""
    grace = setting(db, "training-grace", on=on)
    return rules.out_of_date(_required(db, role, on), _trainings(db, login), on=on, grace_days=grace)


def _required(db: Db, role: Role, on: date) -> list[str]:
    return rules.mandatory(records.find(db, TrainingModule, "voided = 0"), role, on=on)


def _trainings(db: Db, login: str) -> list[Training]:
    return records.find(db, Training, "login = ? AND voided = 0", (login,))
