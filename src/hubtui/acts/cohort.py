"""Cohorts and specific needs."""

from hubtui.acts.cases import case_to_record, person_of
from hubtui.acts.registry import Input, Problems, Saved, act, saved
from hubtui.domain.case import Case
from hubtui.domain.cohort import (
    PRIVATE,
    Answer,
    Cohort,
    CohortAnswer,
    CohortRecorded,
    PrivateCohortRecorded,
    check_ages,
    check_answer,
)
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.text import GivenLine, Line, Prose
from hubtui.store.settings import setting
from hubtui.store.workspace import Tx, Workspace


class RecordCohorts(Input):
    """His answer about cohorts and needs: those that apply with what he says of them, or why there are none."""

    case: GivenLine
    answer: Answer = Answer.YES
    cohorts: list[Cohort] = []
    detail: Prose = ""
    source: Line = ""
    adaptations: Prose = ""
    reason: Line = ""


@act("cohort.record", roles=CASE_WORKERS, serves=("LNG-01",))
def record_cohorts(workspace: Workspace, data: RecordCohorts) -> Saved:
    """Record which cohorts and specific needs apply, in his own answer."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        person, today = person_of(tx.db, case), workspace.today()
        problems = Problems()
        problems.check(lambda: check_answer(data.answer, data.cohorts, data.reason))
        problems.check(
            lambda: check_ages(
                data.cohorts,
                person.date_of_birth,
                on=today,
                older_from=setting(tx.db, "older-age", on=today),
            )
        )
        problems.stop()
        ids = [_record(tx, case, data, cohort) for cohort in dict.fromkeys(data.cohorts) or (None,)]
        return saved(tx, case.reference, f"Cohorts recorded: {person.name}.", ids=ids)


def _record(tx: Tx, case: Case, data: RecordCohorts, cohort: Cohort | None) -> str:
    told = {name: getattr(data, name) or None for name in ("detail", "source", "adaptations", "reason")}
    answer = CohortAnswer(
        id=tx.workspace.new_id(), person=case.person, answer=data.answer, cohort=cohort, **told
    )
    # Details can name a private matter whatever the cohort they were typed for, so they all go with the most private.
    private = any(each in PRIVATE for each in data.cohorts)
    tx.record((PrivateCohortRecorded if private else CohortRecorded)(answer=answer), case.id)
    return answer.id
