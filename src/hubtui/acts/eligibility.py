"""Who the service is for: a supervisor's decision on one case, and advice where there is no case (ELG-02)."""

from datetime import date

from hubtui.acts.cases import case_to_read, person_of
from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.advice import Advice, AdviceRecorded, check_advice
from hubtui.domain.person import MensService, PersonChanged
from hubtui.domain.record import UNIT
from hubtui.domain.roles import CASE_WORKERS, SUPERVISORS
from hubtui.domain.text import GivenLine, GivenProse, Prose
from hubtui.store.workspace import Workspace


class DecideEligibility(Input):
    """Whether a person is within the men's service, and why."""

    case: GivenLine
    mens_service: MensService
    reason: GivenProse


@act("eligibility.decide", roles=SUPERVISORS, serves=("ELG-02",))
def decide_eligibility(workspace: Workspace, data: DecideEligibility) -> Saved:
    """Decide whether a person is within the men's service, with the reason."""
    with workspace.writing() as tx:
        case = case_to_read(tx.db, workspace, data.case)
        person = person_of(tx.db, case)
        decided = PersonChanged(person=person.id, changes={"mens_service": data.mens_service})
        tx.record(decided, person.aggregate, why=data.reason)
        return saved(tx, case.reference, f"Decision recorded: {person.name}.")


class RecordAdvice(Input):
    """Advice to another provider about a person whom this service does not take."""

    provider: GivenLine
    given_on: date
    asked: Prose = ""
    note: GivenProse


@act("advice.record", roles=CASE_WORKERS, serves=("ELG-02",))
def record_advice(workspace: Workspace, data: RecordAdvice) -> Saved:
    """Record advice given to another provider; no case begins."""
    with workspace.writing() as tx:
        check_advice(data.given_on, today=workspace.today())
        advice = Advice(
            id=workspace.new_id(),
            provider=data.provider,
            given_on=data.given_on,
            asked=data.asked or None,
            note=data.note,
        )
        tx.record(AdviceRecorded(advice=advice), UNIT)
        return saved(tx, "", f"Advice recorded: {data.provider}.", ids=(advice.id,))
