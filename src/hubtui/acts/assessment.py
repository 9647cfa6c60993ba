"""The assessment of strengths and needs: drafted at any point, completed when every area is answered."""

from typing import Any

from hubtui.acts.cases import case_to_record, person_of
from hubtui.acts.registry import Input, Problems, Saved, act, saved
from hubtui.acts.session import session_of
from hubtui.acts.session_result import risk_problems
from hubtui.domain.assessment import (
    Assessment,
    AssessmentCompleted,
    AssessmentDrafted,
    NeedLevel,
    open_draft,
    wrong_with_completion,
)
from hubtui.domain.case import Case, Need
from hubtui.domain.cohort import unmet_cohorts
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.score import field_of
from hubtui.domain.text import GivenLine, Line, Prose
from hubtui.domain.trouble import Problem
from hubtui.store import records
from hubtui.store.cohort import answers_of
from hubtui.store.workspace import Tx, Workspace


class Answer(Input):
    """What was found in one need area."""

    level: NeedLevel | None = None
    situation: Prose = ""
    strengths: Prose = ""
    barriers: Prose = ""
    matters: Prose = ""
    actions: Prose = ""


class DraftAssessment(Input):
    """As much of an assessment as is known (ASM-01). What is left out stays as it was drafted."""

    case: GivenLine
    session: Line = ""
    housing: Answer | None = None
    ete: Answer | None = None
    finance: Answer | None = None
    community_link: Answer | None = None


@act("assessment.draft", roles=CASE_WORKERS, serves=("ASM-01",))
def draft_assessment(workspace: Workspace, data: DraftAssessment) -> Saved:
    """Save an assessment half done; it can be taken up again at any point."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        written, begun, facts = _written(tx, case, data)
        tx.record(AssessmentDrafted(assessment=written.id, begun=begun, facts=facts), case.id)
        name = person_of(tx.db, case).name
        return saved(tx, case.reference, f"Assessment saved as a draft: {name}.", ids=(written.id,))


class CompleteAssessment(DraftAssessment):
    """The last answers of an assessment, with what was drafted before (ASM-01)."""


@act("assessment.complete", roles=CASE_WORKERS, serves=("ASM-01", "RSK-09", "LNG-01"))
def complete_assessment(workspace: Workspace, data: CompleteAssessment) -> Saved:
    """Complete the assessment: every need area answered, and the session where it was done."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        written, begun, facts = _written(tx, case, data)
        session = session_of(tx.db, case, written.session) if written.session else None
        problems = Problems(risk_problems(tx.db, workspace, case))
        problems.found.extend(wrong_with_completion(written, session, today=workspace.today()))
        asked = unmet_cohorts(answers_of(tx.db, case.person))
        problems.found.extend(Problem(missing.field, missing.message) for missing in asked)
        problems.stop()
        done = {**facts, "completed_on": workspace.today()}
        tx.record(AssessmentCompleted(assessment=written.id, begun=begun, facts=done), case.id)
        name = person_of(tx.db, case).name
        return saved(tx, case.reference, f"Assessment completed: {name}.", ids=(written.id,))


def _written(
    tx: Tx, case: Case, data: DraftAssessment
) -> tuple[Assessment, Assessment | None, dict[str, Any]]:
    """The assessment as it would stand; its blank beginning, if it begins now; and what is written now."""
    draft = open_draft(records.of_case(tx.db, Assessment, case.id))
    begun = None if draft else Assessment(id=tx.workspace.new_id())
    facts: dict[str, Any] = {"session": data.session} if data.session else {}
    if data.session:
        session_of(tx.db, case, data.session)
    for area in Need:
        answer = getattr(data, field_of(area))
        if answer is not None:
            facts[field_of(area)] = {
                name: value for name, value in answer.model_dump(mode="json").items() if value
            }
    standing = draft or begun
    assert standing is not None, "an assessment is drafted before or begins now"
    written = Assessment.model_validate({**standing.model_dump(), **facts})
    return written, begun, facts
