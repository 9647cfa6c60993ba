"""The plan: every gap at once, agreed only when all is there, and amended as versions."""

from typing import Any

import pytest

from hubtui.domain.plan import Plan
from hubtui.domain.stage import Stage
from hubtui.domain.trouble import NotAllowed, RuleBroken
from hubtui.store import journal, records
from tests.acts.given import (
    AT_TEN,
    TODAY,
    agreed,
    answer,
    attended,
    case_of,
    every_area,
    held_case,
    kept,
    plan,
    problems,
    ready_to_agree,
)
from tests.builders import Desk

TOMORROW = "2026-11-21"
AGREE: dict[str, Any] = {"agreed_on": TODAY, "how": "signed"}


@pytest.mark.req("PLN-01")
def test_a_plan_with_nothing_in_it_is_refused_naming_every_gap_together(terminal: Desk) -> None:
    ref = held_case(terminal)

    refused = problems(terminal, "plan.write", case=ref)

    assert set(refused) == {"outcomes", "frequency", "method", "contact_method", "end_on"}


@pytest.mark.req("PLN-01")
@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"outcomes": [{"outcome": "O1"}]}, "outcomes", "at least one activity"),
        ({"end_on": TODAY}, "end_on", "after the start"),
        ({"sessions_planned": 0}, "sessions_planned", "at least one session"),
        (
            {"outcomes": [{"outcome": "O9", "activities": [{"activity": "A-CH01"}]}]},
            "outcomes",
            "no outcome",
        ),
        (
            {"outcomes": [{"outcome": "O1", "activities": [{"activity": "A-XX01"}]}]},
            "outcomes",
            "no activity",
        ),
        ({"outcomes": plan()["outcomes"] * 2}, "outcomes", "twice"),
    ],
    ids=[
        "outcome without activity",
        "ends as it starts",
        "no session",
        "no such outcome",
        "no such activity",
        "an outcome twice",
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    terminal: Desk, changes: dict[str, Any], field: str, sentence: str
) -> None:
    ref = held_case(terminal)

    refused = problems(terminal, "plan.write", case=ref, **plan(**changes))

    assert sentence in refused[field]


@pytest.mark.req("PLN-01")
def test_a_plan_written_again_takes_the_place_of_its_draft(terminal: Desk) -> None:
    ref = held_case(terminal)
    first = terminal.do("plan.write", case=ref, **plan()).ids[0]

    again = terminal.do("plan.write", case=ref, **plan(frequency="monthly", sessions_planned=6)).ids[0]

    assert again == first
    written = kept(terminal, Plan, first)
    assert (written.frequency, written.sessions_planned, written.version) == ("monthly", 6, 1)
    assert written.worker == "jokafor"


@pytest.mark.req("PLN-01")
def test_a_high_need_without_an_outcome_is_listed_until_a_reason_is_written(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = attended(terminal, ref)
    areas = {**every_area(answer()), "finance": answer("high")}
    terminal.do("assessment.complete", case=ref, session=session, **areas)

    done = terminal.do("plan.write", case=ref, **plan())
    explained = terminal.do("plan.write", case=ref, **plan(high_needs_left="later"))

    assert ["Finance" in warning for warning in done.warnings] == [True]
    assert explained.warnings == ()


@pytest.mark.req("PLN-04")
@pytest.mark.parametrize("outcome", ["O2", "O7"])
def test_outcomes_of_custody_cannot_be_started_in_the_community(terminal: Desk, outcome: str) -> None:
    ref = held_case(terminal, worker="rlindqvist")
    wanted = plan(outcomes=[{"outcome": outcome, "activities": [{"activity": "A-BH01"}]}])

    assert "only in custody" in problems(terminal, "plan.write", case=ref, **wanted)["outcomes"]


@pytest.mark.req("PLN-04")
def test_community_work_may_be_planned_in_custody_and_custody_work_not_in_the_community(
    terminal: Desk,
) -> None:
    inside = held_case(terminal)
    terminal.do(
        "plan.write",
        case=inside,
        **plan(outcomes=[{"outcome": "O8", "activities": [{"activity": "A-ML09"}]}]),
    )
    outside = held_case(terminal, worker="rlindqvist", surname="Hart", date_of_birth="1990-02-02")

    assert "custody only" in problems(terminal, "plan.write", case=outside, **plan())["outcomes"]


@pytest.mark.req("PLN-02", "CON-01", "ASM-02", "RSK-09", "REF-13")
def test_agreeing_too_early_lists_everything_that_is_missing(terminal: Desk) -> None:
    ref = held_case(terminal)
    before = case_of(terminal, ref).stage

    with pytest.raises(RuleBroken, match="Write the plan first") as refused:
        terminal.do("plan.agree", case=ref)

    said = str(refused.value)
    for part in (
        "Complete the assessment",
        "what to expect",
        "data protection",
        "confidentiality",
        "complaints",
        "feedback and consultation",
        "not received",
        "session that he attended",
        "how he agreed",
    ):
        assert part in said
    assert case_of(terminal, ref).stage is before


@pytest.mark.req("PLN-02", "REF-13")
def test_a_plan_is_agreed_once_all_is_there_and_the_case_is_in_service(terminal: Desk) -> None:
    ref = ready_to_agree(terminal)

    done = terminal.do("plan.agree", case=ref, **AGREE)

    now = kept(terminal, Plan, done.ids[0])
    assert (str(now.agreed_on), now.agreed_how) == (TODAY, "signed")
    assert now.agreed_session
    assert case_of(terminal, ref).stage is Stage.IN_SERVICE_CUSTODY


@pytest.mark.req("PLN-02")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agreed_on": TOMORROW}, "agreed_on"),
        ({"agreed_on": "2026-11-19"}, "session"),
        ({"how": ""}, "how"),
    ],
    ids=["tomorrow", "before any session", "not saying how"],
)
def test_a_plan_agreed_on_an_impossible_day_or_nobody_knows_how_is_refused(
    terminal: Desk, changes: dict[str, str], field: str
) -> None:
    ref = ready_to_agree(terminal)

    assert field in problems(terminal, "plan.agree", case=ref, **{**AGREE, **changes})


@pytest.mark.req("PLN-02")
def test_the_session_of_agreement_is_one_he_attended(terminal: Desk) -> None:
    ref = ready_to_agree(terminal)
    missed = terminal.do("session.miss", case=ref, planned_at="2026-11-20T11:00:00Z").ids[0]

    assert "session" in problems(terminal, "plan.agree", case=ref, session=missed, **AGREE)


@pytest.mark.req("ASM-02", "PLN-02")
def test_a_plan_agreed_without_start_scores_waits_for_them_before_the_service_begins(terminal: Desk) -> None:
    ref = ready_to_agree(terminal)
    areas = {**every_area({"level": "none"}), "housing": answer("high")}
    with terminal.workspace.reading() as db:
        scores = [row[0] for row in db.exec_driver_sql("SELECT id FROM score")]
    for score in scores:
        terminal.do("record.void", record=score, reason="typed into the wrong case")
    terminal.clock.forward(minutes=1)
    session = terminal.do(
        "session.record", case=ref, started_at="2026-11-20T11:00:00Z", minutes=10, note="x", place="B2"
    ).ids[0]
    terminal.do("assessment.complete", case=ref, session=session, **areas)

    said = terminal.do("plan.agree", case=ref, **AGREE).warnings

    assert any("start score for Housing" in each for each in said)
    assert not any("Finance" in each for each in said)
    assert case_of(terminal, ref).stage is Stage.ASSESSING_CUSTODY
    terminal.do("score.record", case=ref, point="start", housing=3)
    assert case_of(terminal, ref).stage is Stage.IN_SERVICE_CUSTODY


@pytest.mark.req("REF-13", "PLN-02")
def test_no_other_way_leads_into_service_without_an_agreed_plan(terminal: Desk) -> None:
    ref = ready_to_agree(terminal)

    refused = problems(terminal, "case.move", case=ref, to="in-service-custody", reason="x")

    assert "plan.agree" in " ".join(refused.values())


@pytest.mark.req("PLN-05")
def test_an_agreed_plan_is_not_written_over(terminal: Desk) -> None:
    ref = agreed(terminal)

    assert "amend" in problems(terminal, "plan.write", case=ref, **plan())["case"]


@pytest.mark.req("PLN-05")
def test_an_amendment_is_a_new_version_that_says_what_changed_and_why(terminal: Desk) -> None:
    ref = agreed(terminal)

    done = terminal.do("plan.amend", case=ref, frequency="fortnightly", reason="He started work.")

    with terminal.workspace.reading() as db:
        first, second = records.find(db, Plan, "1 = 1", order="version")
        entry = next(each for each in journal.entries(db) if each.kind == "plan.amended")
    assert (first.version, first.frequency, second.version) == (1, "weekly", 2)
    assert second.changes == ["frequency: weekly -> fortnightly"]
    assert second.outcomes == first.outcomes
    assert (second.reason, second.significant, entry.content["why"]) == (
        "He started work.",
        True,
        "He started work.",
    )
    assert any("tell the probation practitioner" in warning for warning in done.warnings)


@pytest.mark.req("PLN-05")
@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"frequency": "monthly"}, "reason"),
        ({"frequency": "weekly", "reason": "x"}, "outcomes"),
        ({"end_on": TODAY, "reason": "x"}, "end_on"),
    ],
    ids=["no reason", "nothing changed", "ends as it starts"],
)
def test_an_amendment_without_reason_change_or_sense_is_refused(
    terminal: Desk, data: dict[str, str], field: str
) -> None:
    ref = agreed(terminal)

    assert field in problems(terminal, "plan.amend", case=ref, **data)


@pytest.mark.req("PLN-05")
def test_only_an_agreed_plan_is_amended(terminal: Desk) -> None:
    ref = ready_to_agree(terminal)

    assert "agreed" in problems(terminal, "plan.amend", case=ref, frequency="monthly", reason="x")["case"]


@pytest.mark.req("PLN-05")
def test_the_update_to_the_practitioner_is_recorded_and_no_longer_owed(terminal: Desk) -> None:
    ref = agreed(terminal)
    told = {"told_on": TODAY, "to": "P Marsh, COM", "means": "phone"}
    assert "no significant change" in problems(terminal, "plan.update_given", case=ref, **told)["case"]
    version = terminal.do("plan.amend", case=ref, frequency="monthly", reason="x").ids[0]

    for day in ("2026-11-19", TOMORROW):
        assert "told_on" in problems(terminal, "plan.update_given", case=ref, **{**told, "told_on": day})
    terminal.do("plan.update_given", case=ref, **told)

    now = kept(terminal, Plan, version)
    assert (str(now.update_given_on), now.update_to) == (TODAY, "P Marsh, COM")


@pytest.mark.req("PLN-03")
@pytest.mark.parametrize("how", ["given", "offered-not-taken", "kept-for-him"])
def test_a_copy_given_offered_or_kept_counts_as_given(terminal: Desk, how: str) -> None:
    ref = agreed(terminal)

    version = terminal.do("plan.copy", case=ref, given_on=TODAY, how=how).ids[0]

    now = kept(terminal, Plan, version)
    assert (str(now.copy_given_on), now.copy_how) == (TODAY, how)


@pytest.mark.req("PLN-03")
@pytest.mark.parametrize("day", ["2026-11-19", TOMORROW], ids=["before it was agreed", "in the future"])
def test_a_copy_on_an_impossible_day_is_refused(terminal: Desk, day: str) -> None:
    ref = agreed(terminal)

    assert "given_on" in problems(terminal, "plan.copy", case=ref, given_on=day)


@pytest.mark.req("PLN-03")
def test_no_copy_of_a_plan_that_is_not_agreed(terminal: Desk) -> None:
    ref = ready_to_agree(terminal)

    assert "case" in problems(terminal, "plan.copy", case=ref, given_on=TODAY)


@pytest.mark.req("PLN-10")
@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"state": "achieved"}, "evidence"),
        ({"state": "no-longer-relevant"}, "evidence"),
        ({"state": "not-achieved"}, "options_tried"),
        ({"state": "in-progress", "from_on": TOMORROW}, "from_on"),
        ({"state": "in-progress", "outcome": "O3"}, "outcome"),
    ],
    ids=["achieved", "no longer relevant", "not achieved", "tomorrow", "not in the plan"],
)
def test_an_outcome_is_not_closed_without_evidence_or_the_options_tried(
    terminal: Desk, data: dict[str, str], field: str
) -> None:
    ref = agreed(terminal)

    assert field in problems(terminal, "outcome.progress", case=ref, **{"outcome": "O1", **data})


@pytest.mark.req("PLN-10")
@pytest.mark.parametrize(
    "data",
    [
        {"state": "in-progress"},
        {"state": "achieved", "evidence": "Tenancy signed."},
        {"state": "not-achieved", "options_tried": "Council, three landlords."},
    ],
    ids=["in progress", "achieved", "not achieved"],
)
def test_an_outcomes_progress_is_kept_with_what_shows_it(terminal: Desk, data: dict[str, str]) -> None:
    ref = agreed(terminal)

    assert terminal.do("outcome.progress", case=ref, outcome="o1", **data).ids


PLAN_ACTS: list[tuple[str, dict[str, Any]]] = [
    ("plan.write", plan()),
    ("plan.agree", AGREE),
    ("plan.amend", {"reason": "x"}),
    ("plan.copy", {"given_on": TODAY}),
    ("plan.update_given", {"told_on": TODAY, "to": "x", "means": "x"}),
    ("outcome.progress", {"outcome": "O1", "state": "in-progress"}),
]


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize(("act", "data"), PLAN_ACTS, ids=[act for act, _ in PLAN_ACTS])
@pytest.mark.parametrize("login", ["rlindqvist", "mreyes", "kstowe"])
def test_only_who_holds_the_case_works_on_its_plan(
    terminal: Desk, login: str, act: str, data: dict[str, Any]
) -> None:
    ref = held_case(terminal)

    with pytest.raises(NotAllowed):
        terminal.do(act, by=login, case=ref, **data)


@pytest.mark.req("PLN-02", "SES-02")
def test_a_case_with_only_an_urgent_session_is_asked_for_the_initial_one_in_the_same_list(
    terminal: Desk,
) -> None:
    ref = held_case(terminal)
    attended(terminal, ref, type="urgent", started_at=AT_TEN)

    with pytest.raises(RuleBroken, match="initial contact session"):
        terminal.do("plan.agree", case=ref)
