"""A death, and taking it back where it was reported in error."""

from datetime import date

from hubtui.acts.cases import case_of_theirs, person_of
from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.death import Death, DeathRecorded, DeathUndone, check_death
from hubtui.domain.roles import CASE_WORKERS, SUPERVISORS
from hubtui.domain.session import Session
from hubtui.domain.stage import Stage
from hubtui.domain.text import GivenLine, Line, Prose
from hubtui.domain.trouble import RuleBroken
from hubtui.store import records
from hubtui.store.workspace import Workspace


class RecordDeath(Input):
    """What is known of the death (EOS-09). `told_by` is who told us, `told_hmpps` who in HMPPS was told."""

    case: GivenLine
    died_on: date
    told_by: GivenLine
    place: Line = ""
    told_hmpps: Line = ""
    note: Prose = ""


@act("death.record", roles=CASE_WORKERS, serves=("EOS-09", "REF-13"))
def record_death(workspace: Workspace, data: RecordDeath) -> Saved:
    """Record that he has died; sessions to come are off and none counts as missed."""
    with workspace.writing() as tx:
        case = case_of_theirs(tx.db, workspace, data.case)
        check_death(data.died_on, today=workspace.today())
        if case.stage is Stage.DIED:
            raise RuleBroken("case", f"The death of {person_of(tx.db, case).name} is recorded already.")
        stopped = [each.id for each in records.of_case(tx.db, Session, case.id) if each.result is None]
        death = Death(
            id=workspace.new_id(),
            stage_was=case.stage,
            stages_before_were=case.stages_before,
            sessions_stopped=stopped,
            **data.model_dump(exclude={"case"}),
        )
        tx.record(DeathRecorded(case=case.id, death=death), case.id)
        return saved(tx, case.reference, f"Death recorded: {person_of(tx.db, case).name}.", ids=(death.id,))


class UndoDeath(Input):
    """That a death was reported in error."""

    case: GivenLine
    reason: GivenLine


@act("death.undo", roles=SUPERVISORS, serves=("EOS-09",))
def undo_death(workspace: Workspace, data: UndoDeath) -> Saved:
    """Restore a case and its sessions after a death reported in error."""
    with workspace.writing() as tx:
        case = case_of_theirs(tx.db, workspace, data.case)
        known = records.of_case(tx.db, Death, case.id)
        if not known:
            raise RuleBroken("case", f"No death is recorded on {case.reference}.")
        death = known[-1]
        undone = DeathUndone(
            case=case.id,
            death=death.id,
            stage=death.stage_was,
            stages_before=death.stages_before_were,
            sessions=death.sessions_stopped,
            reason=data.reason,
        )
        tx.record(undone, case.id, why=data.reason)
        return saved(tx, case.reference, f"Case restored: {person_of(tx.db, case).name}.")
