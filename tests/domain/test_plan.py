"""The plan's own rules: gaps, changes, what is owed, the gate, and the copy that others may read."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.domain.assessment import Assessment, latest_complete
from hubtui.domain.case import Need
from hubtui.domain.outcome_progress import OutcomeProgress, Progress, standing, wrong_with_progress
from hubtui.domain.plan import (
    CONTENT,
    BeforeAgreeing,
    Plan,
    changes_between,
    copy_owed,
    draft_of,
    gaps,
    high_needs_left_out,
    is_significant,
    plan_in_force,
    unmet_before_agreeing,
    unmet_scores,
    update_owed_since,
)
from hubtui.domain.plan_copy import plan_copy_blocks
from hubtui.domain.score import Point, Score, distances, unscored
from hubtui.domain.stage import Position, Stage, Unmet

AGREED = date(2026, 11, 20)
IN_CUSTODY = Position(Stage.ASSESSING_CUSTODY)
OUTSIDE = Position(Stage.ASSESSING_COMMUNITY)
WHOLE: dict[str, Any] = {
    "id": "p",
    "outcomes": [{"outcome": "O1", "activities": [{"activity": "A-BH02"}]}],
    "frequency": "weekly",
    "method": "in-person",
    "contact_method": "phone",
    "start_on": AGREED,
    "end_on": date(2027, 3, 26),
    "worker": "jokafor",
}


def plan(**changes: Any) -> Plan:
    return Plan.model_validate({**WHOLE, **changes})


@pytest.mark.req("PLN-01")
@given(st.sets(st.sampled_from(["outcomes", "frequency", "method", "contact_method", "end_on"])))
def test_every_gap_is_named_and_nothing_else(missing: set[str]) -> None:
    holed = Plan.model_validate({name: value for name, value in WHOLE.items() if name not in missing})

    assert {each.field for each in gaps(holed, IN_CUSTODY)} == missing


@pytest.mark.req("PLN-04")
def test_an_outcome_started_in_custody_may_be_finished_after_release() -> None:
    started = plan(outcomes=[{"outcome": "O2", "activities": [{"activity": "A-CH01"}]}])

    assert {each.field for each in gaps(started, OUTSIDE)} == {"outcomes"}
    assert gaps(started, OUTSIDE, before=started) == []


@pytest.mark.req("PLN-05")
@pytest.mark.parametrize(
    ("changes", "words", "significant"),
    [
        ({"frequency": "monthly"}, "frequency: weekly -> monthly", True),
        ({"method": "phone"}, "method: in-person -> phone", True),
        ({"end_on": date(2027, 4, 1)}, "end date: 2027-03-26 -> 2027-04-01", True),
        ({"worker": "rlindqvist"}, "key worker: jokafor -> rlindqvist", True),
        ({"approach": "slower"}, "approach: none -> slower", True),
        ({"contact_method": "letter"}, "contact method: phone -> letter", False),
        ({"sessions_planned": 8}, "number of sessions: none -> 8", False),
        (
            {"outcomes": [{"outcome": "O1", "activities": [{"activity": "A-BH03"}]}]},
            "activity A-BH03 added",
            True,
        ),
        (
            {"outcomes": [{"outcome": "O8", "activities": [{"activity": "A-BH02"}]}]},
            "outcome O1 taken out",
            True,
        ),
        (
            {"outcomes": [{"outcome": "O1", "activities": [{"activity": "A-BH02", "who": "person"}]}]},
            "who does what, or by when",
            True,
        ),
    ],
)
def test_a_change_is_told_in_words_and_weighed(
    changes: dict[str, Any], words: str, significant: bool
) -> None:
    new = plan(**changes)

    assert words in changes_between(plan(), new)
    assert is_significant(plan(), new) is significant
    assert changes_between(new, new) == []


@pytest.mark.req("PLN-05")
def test_every_part_of_a_plan_is_compared() -> None:
    blank = Plan(id="q")

    for name in CONTENT:
        assert changes_between(
            blank, blank.model_copy(update={name: getattr(plan(sessions_planned=3, approach="x"), name)})
        )


@pytest.mark.req("PLN-03", "PLN-05")
def test_a_copy_is_owed_from_agreement_and_an_update_from_a_significant_change() -> None:
    draft, now = plan(), plan(agreed_on=AGREED)
    changed = plan(agreed_on=AGREED, significant=True, changed_on=AGREED)

    assert [copy_owed(each) for each in (None, draft, now)] == [False, False, True]
    assert not copy_owed(plan(agreed_on=AGREED, copy_given_on=AGREED))
    assert update_owed_since(changed) == AGREED
    assert update_owed_since(now) is None
    assert update_owed_since(changed.model_copy(update={"update_given_on": AGREED})) is None


@pytest.mark.req("PLN-05")
def test_the_highest_agreed_version_is_in_force_and_a_draft_waits_beside_it() -> None:
    first, second = plan(agreed_on=AGREED), plan(id="p2", version=2, agreed_on=AGREED)
    draft = plan(id="p3", version=3)

    assert plan_in_force([second, draft, first]) == second
    assert draft_of([second, draft, first]) == draft
    assert plan_in_force([draft]) is None


@pytest.mark.req("PLN-01")
def test_a_high_need_is_served_by_an_outcome_of_its_own() -> None:
    found = Assessment.model_validate({"id": "a", "housing": {"level": "high"}, "ete": {"level": "high"}})

    assert high_needs_left_out(plan(), found) == [Need.ETE]
    assert high_needs_left_out(plan(), None) == []


@pytest.mark.req("PLN-02", "ASM-02", "CON-01", "RSK-09")
def test_the_gate_lists_each_missing_thing_by_its_row() -> None:
    missing = unmet_before_agreeing(
        BeforeAgreeing(None, information=[Unmet("told", "CON-01")], risk=[Unmet("risk", "RSK-09")])
    )

    assert [each.row for each in missing] == ["PLN-01", "ASM-01", "CON-01", "RSK-09", "PLN-02"]


@pytest.mark.req("PLN-02", "ASM-02")
def test_the_gate_is_open_when_all_is_there_and_shut_by_a_session_after_the_day() -> None:
    assessment = Assessment.model_validate({"id": "a", "housing": {"level": "high"}})
    score = Score(id="s", area=Need.HOUSING, point=Point.START, score=3, scored_on=AGREED)
    whole = BeforeAgreeing(plan(), (), assessment, [AGREED], AGREED)

    assert unmet_before_agreeing(whole) == []
    late = BeforeAgreeing(plan(), (), assessment, [date(2026, 11, 21)], AGREED)
    assert [each.row for each in unmet_before_agreeing(late)] == ["PLN-02"]
    assert [each.row for each in unmet_scores(assessment, [])] == ["ASM-02"]
    assert list(unmet_scores(assessment, [score])) == []
    assert unscored([Need.HOUSING, Need.ETE], [score]) == [Need.ETE]


@pytest.mark.req("PLN-03")
def test_the_copy_holds_the_plan_and_no_word_that_a_worker_typed_about_him() -> None:
    secret = "licence: keep away from Northfield"
    agreed = plan(
        agreed_on=AGREED,
        approach=secret,
        reason=secret,
        high_needs_left=secret,
        sessions_planned=6,
        outcomes=[{"outcome": "O1", "activities": [{"activity": "A-BH02", "what": secret, "who": "both"}]}],
    )

    blocks = plan_copy_blocks(agreed, name="Tunde", workers={"J Okafor": "your worker in prison"})
    paper = "\n".join(line for block in blocks for line in (block.heading, *block.lines))

    assert secret not in paper
    for part in (
        "Settled, suitable home",
        "Explain options",
        "weekly",
        "in person",
        "phone",
        "J Okafor",
        "6",
    ):
        assert part in paper


@pytest.mark.req("PLN-10")
@pytest.mark.parametrize("state", list(Progress))
def test_every_closing_of_an_outcome_asks_for_what_shows_it(state: Progress) -> None:
    bare = OutcomeProgress(id="g", outcome="O1", state=state, from_on=AGREED)

    assert bool(wrong_with_progress(bare, {"O1"}, today=AGREED)) is state.closed


@pytest.mark.req("PLN-10")
def test_the_latest_progress_counts() -> None:
    early = OutcomeProgress(id="1", outcome="O1", state=Progress.IN_PROGRESS, from_on=AGREED)
    late = OutcomeProgress(id="0", outcome="O1", state=Progress.ACHIEVED, from_on=date(2026, 12, 1))

    assert standing([late, early]) == {"O1": Progress.ACHIEVED}


@pytest.mark.req("ASM-01", "ASM-02")
def test_of_two_on_one_day_the_later_recorded_counts() -> None:
    first = Assessment(id="z", completed_on=AGREED)
    second = Assessment(id="a", completed_on=AGREED)
    start = Score(id="z", area=Need.ETE, point=Point.START, score=2, scored_on=AGREED)
    review = Score(id="a", area=Need.ETE, point=Point.REVIEW, score=6, scored_on=AGREED)

    assert latest_complete([first, second]) == second
    assert [each.change for each in distances([start, review])] == [4]
