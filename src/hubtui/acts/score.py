"""Scores of distance travelled."""

from datetime import date

from hubtui.acts.cases import advance_after, case_to_record, person_of
from hubtui.acts.registry import Input, Problems, Saved, act, saved
from hubtui.acts.session import session_of
from hubtui.domain.case import Need
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.score import Point, Score, ScoredBy, ScoreRecorded, field_of, wrong_with_scores
from hubtui.domain.stage import Step
from hubtui.domain.text import GivenLine, Line
from hubtui.store import records
from hubtui.store.plan import agreed_plan
from hubtui.store.workspace import Workspace


class RecordScores(Input):
    """Scores from 1 (furthest to go) to 10, of one or more areas, taken together (ASM-02)."""

    case: GivenLine
    point: Point
    scored_by: ScoredBy = ScoredBy.WORKER
    housing: int | None = None
    ete: int | None = None
    finance: int | None = None
    community_link: int | None = None
    scored_on: date | None = None
    session: Line = ""


@act("score.record", roles=CASE_WORKERS, serves=("ASM-02",))
def record_scores(workspace: Workspace, data: RecordScores) -> Saved:
    """Record how far the person has come, area by area, from 1 to 10."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        session = session_of(tx.db, case, data.session).id if data.session else None
        scores = [
            Score(
                id=workspace.new_id(),
                area=area,
                point=data.point,
                score=value,
                scored_by=data.scored_by,
                scored_on=data.scored_on or workspace.today(),
                session=session,
            )
            for area in Need
            if (value := getattr(data, field_of(area))) is not None
        ]
        problems = Problems()
        if not scores:
            problems.add("housing", "Score at least one area, from 1 to 10.")
        earlier = records.of_case(tx.db, Score, case.id)
        problems.found.extend(wrong_with_scores(scores, earlier, today=workspace.today()))
        problems.stop()
        for score in scores:
            tx.record(ScoreRecorded(score=score), case.id)
        if agreed_plan(tx.db, case) is not None:
            # The last thing that the step into service may have waited for (G3).
            advance_after(tx, case, Step.IN_SERVICE)
        name = person_of(tx.db, case).name
        return saved(tx, case.reference, f"Scores recorded: {name}.", ids=[each.id for each in scores])
