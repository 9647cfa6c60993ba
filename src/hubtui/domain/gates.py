"""The gates before a step: everything still missing, for the greyed key, the checklist and the refusal alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hubtui.domain.person import MensService, check_age
from hubtui.domain.stage import Gate, Unmet
from hubtui.domain.trouble import RuleBroken


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the gates judge of a case. `before_agreeing` is what the plan's own rules still miss (G3)."""

    today: date
    born: date | None = None
    received_on: date | None = None
    mens_service: MensService | None = None
    worker: str | None = None
    worker_not_ready: str = ""
    initial_session_attended: bool = False
    before_agreeing: Sequence[Unmet] = ()


def unmet(gate: Gate, facts: CaseFacts) -> list[Unmet]:
    """Everything still missing before `gate`. Empty: it is open. KeyError for a gate not judged here."""
    return _JUDGES[gate](facts)


def unmet_before_allocating(facts: CaseFacts) -> list[Unmet]:
    """G1: of age, in the men's service or by a supervisor's decision, and a trained worker (ELG-01, ELG-02)."""
    missing = [*_unmet_age(facts)]
    if facts.mens_service is MensService.OUTSIDE:
        missing.append(
            Unmet(
                "This person is outside the men's service: record a supervisor's decision, or advice instead.",
                "ELG-02",
                "mens_service",
            )
        )
    if not facts.worker:
        missing.append(
            Unmet("Choose the worker who will be his single point of contact.", "REF-10", "worker")
        )
    elif facts.worker_not_ready:
        missing.append(Unmet(facts.worker_not_ready, "STF-02", "worker"))
    return missing


def _unmet_age(facts: CaseFacts) -> list[Unmet]:
    if facts.born is None:
        return [Unmet("Enter his date of birth.", "ELG-01", "date_of_birth")]
    try:
        check_age(facts.born, facts.received_on or facts.today, today=facts.today)
    except RuleBroken as broken:
        return [Unmet(broken.message, "ELG-01", "date_of_birth")]
    return []


def _unmet_before_assessing(facts: CaseFacts) -> list[Unmet]:
    if facts.initial_session_attended:
        return []
    return [Unmet("Record an initial contact session that he attended.", "SES-02", "case")]


def _unmet_before_service(facts: CaseFacts) -> list[Unmet]:
    return list(facts.before_agreeing)


_JUDGES = {
    Gate.G1: unmet_before_allocating,
    Gate.G2: _unmet_before_assessing,
    Gate.G3: _unmet_before_service,
}
