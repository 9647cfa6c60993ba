"""How far the outcomes of a plan have come."""

from datetime import date

from hubtui.acts.cases import case_to_record
from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.outcome_progress import (
    OutcomeProgress,
    OutcomeProgressed,
    Progress,
    wrong_with_progress,
)
from hubtui.domain.plan import Plan
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.text import GivenLine, Prose
from hubtui.domain.trouble import RuleBroken
from hubtui.store import records
from hubtui.store.workspace import Workspace


class SetProgress(Input):
    """One outcome's progress (PLN-10). Without `from_on` it is so from today."""

    case: GivenLine
    outcome: GivenLine
    state: Progress
    from_on: date | None = None
    evidence: Prose = ""
    options_tried: Prose = ""


@act("outcome.progress", roles=CASE_WORKERS, serves=("PLN-10",))
def set_progress(workspace: Workspace, data: SetProgress) -> Saved:
    """Set how far an outcome has come, with what shows it."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        progress = OutcomeProgress(
            id=workspace.new_id(),
            outcome=data.outcome.upper(),
            state=data.state,
            from_on=data.from_on or workspace.today(),
            evidence=data.evidence or None,
            options_tried=data.options_tried or None,
        )
        agreed = [each for each in records.of_case(tx.db, Plan, case.id) if each.agreed]
        planned = {id_ for each in agreed for id_ in each.outcome_ids}
        problems = wrong_with_progress(progress, planned, today=workspace.today())
        if problems:
            raise RuleBroken.all(problems)
        tx.record(OutcomeProgressed(progress=progress), case.id)
        message = f"Outcome {progress.outcome}: {data.state.words}."
        return saved(tx, case.reference, message, ids=(progress.id,))
