"""Referrals: keyed in, judged, given to a worker, returned."""

from typing import Any

import pytest

from hubtui.acts.cases import find_case, person_of
from hubtui.acts.registry import Saved
from hubtui.domain.case import Case
from hubtui.domain.person import MensService, Person
from hubtui.domain.release import CustodyEpisode, LegalStatus
from hubtui.domain.stage import Stage
from hubtui.domain.trouble import NotAllowed, RuleBroken
from hubtui.store import records
from tests.acts.given import ready_to_agree
from tests.builders import Desk, referral


def record(desk: Desk, by: str = "jokafor", **changes: Any) -> Saved:
    return desk.do("referral.record", by=by, **referral(**changes))


def case_of(desk: Desk, ref: str) -> Case:
    with desk.workspace.reading() as db:
        return find_case(db, ref)


def person(desk: Desk, ref: str) -> Person:
    with desk.workspace.reading() as db:
        return person_of(db, find_case(db, ref))


def refused(desk: Desk, by: str = "jokafor", **changes: Any) -> dict[str, str]:
    """What a referral is refused for, by field; nothing may have been saved."""
    before = desk.workspace.stream().next_seq
    with pytest.raises(RuleBroken) as caught:
        record(desk, by, **changes)
    assert desk.workspace.stream().next_seq == before
    return {problem.field: problem.message for problem in caught.value.problems}


@pytest.mark.req("REF-01")
def test_a_referral_keeps_all_that_was_keyed_in(terminal: Desk) -> None:
    saved = record(
        terminal,
        referrer_name="J Pell",
        referrer_role="Resettlement officer",
        referrer_organisation="HMP Holme House",
        referrer_contact="0117 496 0000",
        outcomes=["o1", "O7"],
        urgency="urgent",
        risk_supplied="Medium to staff.",
        legal_status="sentenced",
        sentence_kind="fixed",
        release_date="2026-12-18",
    )

    case = case_of(terminal, saved.ref)
    with terminal.workspace.reading() as db:
        (stay,) = records.find(db, CustodyEpisode, "person = ?", (case.person,))
    assert saved.ref == "HHI-A-26-00001"
    assert case.stage is Stage.RECEIVED
    assert (case.referrer_name, case.referrer_organisation) == ("J Pell", "HMP Holme House")
    assert (case.outcomes, case.urgency, case.risk_supplied) == (["O1", "O7"], "urgent", "Medium to staff.")
    assert str(case.received_at) == "2026-11-19 10:00:00+00:00"
    assert (stay.legal_status, str(stay.release_date)) == (LegalStatus.SENTENCED, "2026-12-18")


@pytest.mark.req("REF-01")
@pytest.mark.parametrize("field", ["surname", "date_of_birth", "source", "setting", "received_at", "needs"])
def test_a_referral_without_a_mandatory_field_is_refused_by_its_name(terminal: Desk, field: str) -> None:
    typed = referral()
    del typed[field]

    with pytest.raises(RuleBroken) as caught:
        terminal.do("referral.record", **typed)

    assert [problem.field for problem in caught.value.problems] == [field]


@pytest.mark.req("REF-01")
@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"received_at": "2026-11-20T12:00:01+00:00"}, "received_at", "future"),
        ({"date_of_birth": "2026-11-21"}, "date_of_birth", "future"),
        ({"needs": []}, "needs", "at least one"),
        ({"outcomes": ["O9"]}, "outcomes", "O1 to O8"),
        ({"setting": "community", "crn": "X123456", "outcomes": ["o7"]}, "outcomes", "custody only"),
    ],
    ids=["received-tomorrow", "born-tomorrow", "no-need", "unknown-outcome", "family-outcome-in-community"],
)
def test_a_referral_that_cannot_be_so_is_refused_at_its_field(
    terminal: Desk, changes: dict[str, Any], field: str, words: str
) -> None:
    assert words in refused(terminal, **changes)[field]


@pytest.mark.req("REF-01")
def test_everything_wrong_is_said_at_once(terminal: Desk) -> None:
    problems = refused(
        terminal, needs=[], prison_number="A1", received_at="2027-01-01T00:00:00Z", mens_service="outside"
    )

    assert set(problems) == {"needs", "prison_number", "received_at", "mens_service"}


@pytest.mark.req("ELG-01")
@pytest.mark.parametrize(
    ("born", "words"),
    [("2008-11-20", "he turns 18 on 20/11/2026"), ("1910-01-01", "over 110")],
    ids=["under-18-on-the-day-received", "impossibly-old"],
)
def test_only_a_person_of_age_when_the_referral_was_received_is_admitted(
    terminal: Desk, born: str, words: str
) -> None:
    assert words in refused(terminal, date_of_birth=born)["date_of_birth"]
    assert record(terminal, date_of_birth="2008-11-19").ref


@pytest.mark.req("REF-06")
@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("prison_number", " a1001aa ", "A1001AA"),
        ("crn", "x123456", "X123456"),
        ("pnc", "08/56560z", "2008/0056560Z"),
    ],
)
def test_a_number_is_kept_in_its_one_form(terminal: Desk, field: str, typed: str, kept: str) -> None:
    saved = record(terminal, "jokafor", **{field: typed})

    assert getattr(person(terminal, saved.ref), field) == kept


@pytest.mark.req("REF-06")
@pytest.mark.parametrize(
    ("field", "typed", "good"),
    [
        ("prison_number", "AA101A", "A1234BC"),
        ("crn", "123456", "X123456"),
        ("pnc", "08/0056560A", "2099/9999999V"),
    ],
)
def test_a_wrong_number_is_refused_with_a_good_one_or_left_blank_and_flagged(
    terminal: Desk, field: str, typed: str, good: str
) -> None:
    assert good in refused(terminal, **{field: typed})[field]

    saved = record(terminal, "jokafor", number_left_blank=True, **{field: typed})

    (flagged,) = case_of(terminal, saved.ref).flags
    assert "left blank: what was given has the wrong form" in flagged
    assert getattr(person(terminal, saved.ref), field) is None
    assert any(flagged in warning for warning in saved.warnings)


@pytest.mark.req("REF-06")
@pytest.mark.parametrize(("setting", "field"), [("custody", "prison_number"), ("community", "crn")])
def test_the_number_of_the_setting_or_why_it_is_unknown_is_needed(
    terminal: Desk, setting: str, field: str
) -> None:
    assert "no number because" in refused(terminal, setting=setting, prison_number="")[field]

    saved = record(terminal, setting=setting, prison_number="", no_number_because="Received today")

    assert person(terminal, saved.ref).no_number_because == "Received today"


@pytest.mark.req("REF-07")
@pytest.mark.parametrize(
    ("field", "number"), [("prison_number", "A1001AA"), ("crn", "X123456"), ("pnc", "08/56560Z")]
)
def test_a_number_of_somebody_else_is_refused_naming_his_case(
    terminal: Desk, field: str, number: str
) -> None:
    first = record(terminal, "jokafor", **{field: number})
    other: dict[str, Any] = {
        "surname": "Baker",
        "date_of_birth": "1988-01-01",
        "prison_number": "",
        "no_number_because": "new",
    }

    problems = refused(terminal, **{**other, field: number})
    saved = record(terminal, **{**other, field: number, "number_left_blank": True})

    assert first.ref in problems[field]
    assert getattr(person(terminal, saved.ref), field) is None
    assert case_of(terminal, saved.ref).flags[0].startswith(f"Likely duplicate of {first.ref}")


@pytest.mark.req("REF-07")
def test_a_second_referral_can_be_added_to_the_same_person(terminal: Desk) -> None:
    first = record(terminal)

    second = record(terminal, link_to=first.ref, crn="X123456")

    assert second.ref == "HHI-A-26-00002"
    assert case_of(terminal, second.ref).person == case_of(terminal, first.ref).person
    assert person(terminal, first.ref).crn == "X123456"


@pytest.mark.req("REF-07")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"date_of_birth": "1990-01-01"}, "date_of_birth"),
        ({"prison_number": "B2002BB"}, "prison_number"),
        ({"link_to": "HHI-A-26-00099"}, "link_to"),
    ],
    ids=["another-birthday", "another-number", "no-such-case"],
)
def test_a_referral_is_not_added_to_a_person_it_contradicts(
    terminal: Desk, changes: dict[str, Any], field: str
) -> None:
    first = record(terminal)

    assert list(refused(terminal, **{"link_to": first.ref, **changes})) == [field]


@pytest.mark.req("REF-07")
def test_a_namesake_with_the_same_birthday_has_to_be_told_apart_with_a_reason(terminal: Desk) -> None:
    first = record(terminal)
    twin = {"surname": "ADEYEMI", "prison_number": "B2002BB"}

    assert first.ref in refused(terminal, **twin)["same_person_reason"]
    saved = record(terminal, **twin, same_person_reason="Twin brother, other number")

    assert first.ref in saved.warnings[0]
    assert case_of(terminal, saved.ref).person != case_of(terminal, first.ref).person


@pytest.mark.req("ELG-02")
def test_a_worker_cannot_open_a_case_outside_the_mens_service(terminal: Desk) -> None:
    outside = refused(terminal, mens_service="outside")["mens_service"]
    decided = refused(terminal, mens_service="by-decision", decision_reason="x")["mens_service"]

    assert "advice to another provider" in outside
    assert "supervisor" in decided
    assert not {"proof", "medical", "legal", "certificate"} & set(outside.lower().split())


@pytest.mark.req("ELG-02")
def test_a_supervisors_decision_opens_a_case_with_its_reason(terminal: Desk) -> None:
    assert "decision_reason" in refused(terminal, by="mreyes", mens_service="by-decision")

    saved = record(terminal, by="mreyes", mens_service="by-decision", decision_reason="He asked to be here.")

    assert person(terminal, saved.ref).mens_service is MensService.BY_DECISION


@pytest.mark.req("ELG-02")
def test_a_case_decided_to_be_outside_cannot_be_allocated_until_decided_otherwise(terminal: Desk) -> None:
    ref = record(terminal).ref
    terminal.do(
        "eligibility.decide", by="mreyes", case=ref, mens_service="outside", reason="Referred in error"
    )

    with pytest.raises(RuleBroken, match="outside the men's service"):
        terminal.do("referral.allocate", case=ref, worker="jokafor")
    terminal.do("eligibility.decide", case=ref, mens_service="by-decision", reason="Asked to be here")

    assert terminal.do("referral.allocate", case=ref, worker="jokafor").entries


@pytest.mark.req("ELG-02")
def test_advice_about_somebody_else_is_recorded_without_a_case(terminal: Desk) -> None:
    saved = terminal.do(
        "advice.record",
        by="jokafor",
        provider="Women's centre",
        given_on="2026-11-20",
        note="Told of hostels",
    )

    assert (saved.ref, len(saved.entries)) == ("", 1)
    with pytest.raises(RuleBroken, match="future"):
        terminal.do("advice.record", provider="x", given_on="2026-11-21", note="y")


@pytest.mark.req("ELG-03")
@pytest.mark.parametrize(
    "fact",
    [
        {"legal_status": "remand"},
        {"legal_status": "recall", "route": "post-recall"},
        {"probation_supervises": False},
        {"release_area": "Outside the contract area"},
    ],
    ids=["unsentenced", "post-recall", "no-practitioner", "released-elsewhere"],
)
def test_none_of_four_facts_blocks_a_referral_an_assessment_or_a_plan(
    terminal: Desk, fact: dict[str, Any]
) -> None:
    ref = ready_to_agree(terminal, **fact)

    terminal.do("plan.agree", case=ref, agreed_on="2026-11-20", how="signed")

    assert case_of(terminal, ref).stage is Stage.IN_SERVICE_CUSTODY


@pytest.mark.req("REF-10")
def test_an_allocation_names_one_worker_and_moves_the_case(terminal: Desk) -> None:
    ref = record(terminal).ref

    saved = terminal.do("referral.allocate", by="mreyes", case=ref, worker="JOkafor")

    case = case_of(terminal, ref)
    assert (case.worker, case.stage) == ("jokafor", Stage.ALLOCATED_CUSTODY)
    assert saved.message == "Allocated to J Okafor: ADEYEMI Tunde."


@pytest.mark.req("REF-10")
def test_a_community_case_is_allocated_in_the_community(terminal: Desk) -> None:
    ref = record(terminal, setting="community", crn="X123456").ref

    saved = terminal.do("referral.allocate", by="mreyes", case=ref, worker="jokafor")

    assert case_of(terminal, ref).stage is Stage.ALLOCATED_COMMUNITY
    assert "works elsewhere" in saved.warnings[0]


@pytest.mark.req("REF-10")
@pytest.mark.parametrize(
    ("worker", "before", "words"),
    [
        ("jokafor", {"act": "worker.change", "presence": "absent"}, "J Okafor is absent"),
        ("jokafor", {"act": "worker.change", "presence": "retired"}, "J Okafor is retired"),
        ("kstowe", {}, "does not work on cases"),
        ("nobody", {}, "Nobody here signs in as nobody"),
    ],
    ids=["absent", "retired", "sync-operator", "unknown"],
)
def test_nobody_unfit_is_given_a_case(
    terminal: Desk, worker: str, before: dict[str, str], words: str
) -> None:
    ref = record(terminal).ref
    if before:
        terminal.do(before["act"], by="mreyes", worker=worker, presence=before["presence"])

    with pytest.raises(RuleBroken, match=words):
        terminal.do("referral.allocate", by="mreyes", case=ref, worker=worker)

    assert case_of(terminal, ref).worker is None


@pytest.mark.req("REF-10")
def test_a_change_of_worker_needs_a_reason(terminal: Desk) -> None:
    ref = record(terminal).ref
    terminal.do("referral.allocate", by="mreyes", case=ref, worker="jokafor")

    with pytest.raises(RuleBroken, match="Say why the worker changes"):
        terminal.do("referral.allocate", case=ref, worker="rlindqvist")
    with pytest.raises(RuleBroken, match="holds this case already"):
        terminal.do("referral.allocate", case=ref, worker="jokafor")
    terminal.do("referral.allocate", case=ref, worker="rlindqvist", reason="Moved to the hub")

    case = case_of(terminal, ref)
    assert (case.worker, case.stage) == ("rlindqvist", Stage.ALLOCATED_CUSTODY)


@pytest.mark.req("REF-13")
def test_a_referral_goes_back_with_its_reason_and_waits_for_the_referrer_to_be_told(terminal: Desk) -> None:
    ref = record(terminal).ref

    terminal.do("referral.return", by="mreyes", case=ref, reason="need-met-elsewhere")

    case = case_of(terminal, ref)
    assert (case.stage, case.returned_because) == (Stage.RETURNED, "need-met-elsewhere")
    assert case.flags == ["Returned, referrer not told"]
    with pytest.raises(RuleBroken, match=r"has begun|closed"):
        terminal.do("referral.return", case=ref, reason="duplicate")


@pytest.mark.req("REF-13")
def test_a_referral_returned_with_the_referrer_told_is_not_flagged(terminal: Desk) -> None:
    ref = record(terminal).ref

    terminal.do("referral.return", by="mreyes", case=ref, reason="released-or-moved", told="J Pell, by phone")

    assert case_of(terminal, ref).flags == []


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize("act", ["referral.allocate", "referral.return", "eligibility.decide"])
def test_only_a_supervisor_gives_or_returns_cases(terminal: Desk, act: str) -> None:
    ref = record(terminal).ref

    with pytest.raises(NotAllowed):
        terminal.do(act, by="jokafor", case=ref)
