"""What may be keyed in as a referral (REF-01, ELG-02)."""

from collections.abc import Collection
from datetime import date, datetime

from hubtui.domain.case import Case, Need
from hubtui.domain.identifiers import Identifier
from hubtui.domain.outcomes import outcome
from hubtui.domain.person import MensService
from hubtui.domain.roles import Role
from hubtui.domain.stage import CLOSED, Setting
from hubtui.domain.trouble import NotFound, Problem, RuleBroken
from hubtui.domain.worker import Worker

CUSTODY_ONLY = "O7"


def check_received(received_at: datetime, *, now: datetime) -> None:
    """Refuse a referral from the future (REF-01). Raises RuleBroken."""
    if received_at > now:
        raise RuleBroken(
            "received_at", "The referral cannot have been received in the future: check date and time."
        )


def check_sought(needs: Collection[Need], outcomes: Collection[str], setting: Setting) -> list[Problem]:
    """Everything wrong with what is asked of the service: no need, an unknown outcome, outcome 7 outside custody."""
    problems = [] if needs else [Problem("needs", "Choose at least one need.")]
    for id_ in outcomes:
        try:
            outcome(id_)
        except NotFound as unknown:
            problems.append(Problem("outcomes", unknown.message))
    if setting is Setting.COMMUNITY and CUSTODY_ONLY in {id_.upper() for id_ in outcomes}:
        problems.append(Problem("outcomes", "Outcome 7 is for custody only: take it out."))
    return problems


def check_mens_service(answer: MensService, reason: str, *, supervisor: bool) -> None:
    """Open a case outside the men's service by a supervisor's decision only (ELG-02). Raises RuleBroken.

    Nothing is asked of the person: no proof of any kind.
    """
    if answer is MensService.OUTSIDE:
        raise RuleBroken(
            "mens_service",
            "This service is for men: record what was asked as advice to another provider instead of a case.",
        )
    if answer is MensService.BY_DECISION and not supervisor:
        raise RuleBroken("mens_service", "Only a supervisor's decision opens this case: ask your supervisor.")
    if answer is MensService.BY_DECISION and not reason:
        raise RuleBroken("decision_reason", "Write the reason for your decision.")


def number_needed(setting: Setting) -> Identifier:
    """The number by which a person is known where he is served (REF-06)."""
    return Identifier.PRISON_NUMBER if setting is Setting.CUSTODY else Identifier.CRN


def check_same_birthday(known: date | None, given: date) -> None:
    """Refuse to add a referral to a person of another birthday. Raises RuleBroken."""
    if known and known != given:
        raise RuleBroken(
            "date_of_birth", "The person it is added to has another date of birth: check which is right."
        )


def check_allocation(case: Case, worker: Worker, reason: str) -> list[Problem]:
    """Everything that keeps a case from passing to a worker, besides its gate: closed, his already, no reason."""
    problems = []
    if case.stage in CLOSED:
        problems.append(Problem("case", f"{case.reference} is closed: it cannot be allocated."))
    if case.worker == worker.login:
        problems.append(Problem("worker", f"{worker.name} holds this case already."))
    elif case.worker and not reason:
        problems.append(Problem("reason", "Say why the worker changes."))
    return problems


def allocation_warnings(case: Case, worker: Worker) -> list[str]:
    """What the supervisor ought to know: that the worker cannot record where the person is served now."""
    setting = case.position.setting or case.setting
    if (worker.role, setting) in (
        (Role.CUSTODY_WORKER, Setting.COMMUNITY),
        (Role.OUTREACH_WORKER, Setting.CUSTODY),
    ):
        return [f"{worker.name} works elsewhere: {worker.role.words.lower()}, and this case is in {setting}."]
    return []
