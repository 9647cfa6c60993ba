"""Assessment, scores and urgent actions."""

from typing import Any

import pytest

from hubtui.domain.assessment import Assessment, NeedLevel
from hubtui.domain.score import Score, distances
from hubtui.domain.trouble import NotAllowed
from hubtui.store import records
from tests.acts.given import AREAS, answer, attended, every_area, held_case, kept, offered, problems
from tests.builders import Desk, referral


@pytest.mark.req("ASM-01")
def test_a_draft_is_saved_at_any_point_and_completed_with_what_was_missing(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = attended(terminal, ref)
    draft = terminal.do("assessment.draft", case=ref, housing=answer("high")).ids[0]
    terminal.do("assessment.draft", case=ref, ete=answer(), session=session)

    done = terminal.do("assessment.complete", case=ref, finance={"level": "none"}, community_link=answer())

    assert done.ids == (draft,)
    assessment = kept(terminal, Assessment, draft)
    assert assessment.completed_on is not None
    assert assessment.session == session
    assert assessment.areas(NeedLevel.HIGH) == ["housing"]


@pytest.mark.req("ASM-01")
@pytest.mark.parametrize("area", AREAS)
def test_completing_with_an_unanswered_area_is_refused_by_name_and_the_draft_stays(
    terminal: Desk, area: str
) -> None:
    ref = held_case(terminal)
    session = attended(terminal, ref)
    half: dict[str, Any] = {area: {"level": "high"}}
    draft = terminal.do("assessment.draft", case=ref, session=session, **half).ids[0]
    others = {name: answer() for name in AREAS if name != area}

    refused = problems(terminal, "assessment.complete", case=ref, **others)

    assert list(refused) == [area]
    assert kept(terminal, Assessment, draft).completed_on is None


@pytest.mark.req("ASM-01")
def test_an_assessment_names_a_session_he_attended(terminal: Desk) -> None:
    ref = held_case(terminal)
    to_come = offered(terminal, ref)

    assert "session" in problems(terminal, "assessment.complete", case=ref, **every_area(answer()))
    refused = problems(terminal, "assessment.complete", case=ref, session=to_come, **every_area(answer()))

    assert "attendance" in refused["session"]


@pytest.mark.req("RSK-09", "ASM-01")
def test_unread_risk_information_stops_the_completion_and_not_the_draft(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = attended(terminal, ref)
    terminal.do("risk.record", case=ref, rosh_public="high", source="P Marsh", source_date="2026-11-19")
    whole = {"session": session, **every_area(answer())}

    refused = problems(terminal, "assessment.complete", case=ref, **whole)
    assert "(4)" in next(iter(refused.values()))
    terminal.do("assessment.draft", case=ref, **whole)
    terminal.do("risk.acknowledge", case=ref)

    assert terminal.do("assessment.complete", case=ref).ids


@pytest.mark.req("ASM-02")
@pytest.mark.parametrize("score", [0, 11, -3])
def test_a_score_outside_one_to_ten_is_refused(terminal: Desk, score: int) -> None:
    ref = held_case(terminal)

    refused = problems(terminal, "score.record", case=ref, point="start", housing=score)

    assert "from 1 to 10" in refused["housing"]


@pytest.mark.req("ASM-02")
def test_a_second_start_score_is_refused_and_a_review_shows_the_change(terminal: Desk) -> None:
    ref = held_case(terminal)
    terminal.do("score.record", case=ref, point="start", housing=3, ete=5)

    assert (
        "start score already"
        in problems(terminal, "score.record", case=ref, point="start", housing=4)["housing"]
    )
    terminal.do("score.record", case=ref, point="review", housing=7)

    with terminal.workspace.reading() as db:
        found = {each.area: each.change for each in distances(records.find(db, Score, "1 = 1"))}
    assert found == {"housing": 4, "ete": 0}


@pytest.mark.req("ASM-02")
def test_a_score_needs_an_area_and_a_day_that_has_come(terminal: Desk) -> None:
    ref = held_case(terminal)

    assert "housing" in problems(terminal, "score.record", case=ref, point="end")
    assert "scored_on" in problems(
        terminal, "score.record", case=ref, point="end", housing=2, scored_on="2026-11-21"
    )


@pytest.mark.req("ASM-04")
def test_an_urgent_action_is_recorded_as_soon_as_there_is_a_referral(terminal: Desk) -> None:
    ref = terminal.do("referral.record", by="jokafor", **referral()).ref

    done = terminal.do("urgent.record", case=ref, type="protect-a-tenancy", result="Landlord told.")

    assert done.ids


@pytest.mark.req("ASM-04")
@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"result": "x"}, "type"),
        ({"type": "tell-family", "result": ""}, "result"),
        ({"type": "tell-family", "result": "x", "done_on": "2026-11-21"}, "done_on"),
    ],
    ids=["no type", "no result", "tomorrow"],
)
def test_an_urgent_action_without_type_or_result_is_refused(
    terminal: Desk, data: dict[str, str], field: str
) -> None:
    ref = held_case(terminal)

    assert field in problems(terminal, "urgent.record", case=ref, **data)


ACTS: list[tuple[str, dict[str, Any]]] = [
    ("assessment.draft", {"housing": answer()}),
    ("assessment.complete", {}),
    ("score.record", {"point": "start", "housing": 3}),
]


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize(("act", "data"), ACTS, ids=[act for act, _ in ACTS])
@pytest.mark.parametrize("login", ["rlindqvist", "mreyes", "kstowe"])
def test_only_who_holds_the_case_assesses_and_scores(
    terminal: Desk, login: str, act: str, data: dict[str, Any]
) -> None:
    ref = held_case(terminal)

    with pytest.raises(NotAllowed):
        terminal.do(act, by=login, case=ref, **data)
