"""Urgent actions at first contact."""

from datetime import date

from hubtui.acts.cases import case_to_record, person_of
from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.text import GivenLine, GivenProse, Prose
from hubtui.domain.urgent import UrgentAction, UrgentKind, UrgentRecorded, check_done_on
from hubtui.store.workspace import Workspace


class RecordUrgent(Input):
    """An urgent action (ASM-04). Without `done_on` it was done today."""

    case: GivenLine
    type: UrgentKind
    result: GivenProse
    done_on: date | None = None
    next_step: Prose = ""
    note: Prose = ""


@act("urgent.record", roles=CASE_WORKERS, serves=("ASM-04",))
def record_urgent(workspace: Workspace, data: RecordUrgent) -> Saved:
    """Record an urgent action at first contact, before any assessment or plan."""
    done_on = data.done_on or workspace.today()
    check_done_on(done_on, today=workspace.today())
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case, any_stage=True, always=True)
        action = UrgentAction(
            id=workspace.new_id(),
            type=data.type,
            result=data.result,
            done_on=done_on,
            next_step=data.next_step or None,
            note=data.note or None,
        )
        tx.record(UrgentRecorded(action=action), case.id)
        name = person_of(tx.db, case).name
        return saved(tx, case.reference, f"Urgent action recorded: {name}.", ids=(action.id,))
