"""Concerns about anyone, and the telling of HMPPS that stays open until somebody was spoken to."""

from typing import Any

import pytest

from hubtui.domain.entry import Lane
from hubtui.domain.trouble import NotAllowed, NotFound, RuleBroken
from hubtui.store import caseload, due
from tests.builders import Desk, referral

BEHAVIOUR: dict[str, Any] = {
    "kind": "behaviour",
    "note": "Threw a chair and shouted at the tutor.",
    "raises_risk": False,
}
HARM: dict[str, Any] = {
    "kind": "serious-harm",
    "note": "He says he knows where she lives.",
    "source": "Said in session",
    "raises_risk": True,
}


def a_case(terminal: Desk, **changes: Any) -> str:
    """A referral that J Okafor keyed in; answers its reference."""
    return terminal.do("referral.record", by="jokafor", **referral(**changes)).ref


def untold(terminal: Desk) -> int:
    return caseload.rows(terminal.workspace)[0].untold


@pytest.mark.req("RSK-04")
def test_unacceptable_behaviour_is_recorded_and_leaves_first(terminal: Desk) -> None:
    ref = a_case(terminal)

    done = terminal.do("concern.raise", case=ref, **BEHAVIOUR, place="Gym", staff_threatened=True)

    assert (done.ref, done.warnings, untold(terminal)) == (ref, (), 0)
    with terminal.workspace.reading() as db:
        lane = db.exec_driver_sql(
            "SELECT lane FROM journal WHERE eid = ?", (done.entries[0]["eid"],)
        ).scalar_one()
    assert lane == Lane.RISK


@pytest.mark.req("RSK-04", "RSK-05", "RSK-06", "RSK-11")
@pytest.mark.parametrize(
    ("data", "fields"),
    [
        pytest.param({**BEHAVIOUR, "note": "  "}, ["note"], id="narrative left empty"),
        pytest.param({**BEHAVIOUR, "raises_risk": None}, ["raises_risk"], id="question unanswered"),
        pytest.param({**HARM, "source": ""}, ["source"], id="no source"),
        pytest.param({**HARM, "kind": "raised-risk"}, ["themes"], id="no theme"),
        pytest.param({**HARM, "themes": ["bad luck"]}, ["themes.0"], id="no such theme"),
        pytest.param(
            {**BEHAVIOUR, "learned_at": "2026-11-20T13:00:00+00:00"},
            ["learned_at"],
            id="learned later than now",
        ),
        pytest.param(
            {
                **BEHAVIOUR,
                "learned_at": "2026-11-20T10:00:00+00:00",
                "happened_at": "2026-11-20T10:30:00+00:00",
            },
            ["happened_at"],
            id="happened after it was learned",
        ),
        pytest.param(
            {"kind": "raised-risk"}, ["note", "themes", "source", "raises_risk"], id="everything at once"
        ),
    ],
)
def test_an_incomplete_concern_is_refused_at_every_field(
    terminal: Desk, data: dict[str, Any], fields: list[str]
) -> None:
    ref = a_case(terminal)

    with pytest.raises(RuleBroken) as refused:
        terminal.do("concern.raise", case=ref, **data)

    assert [problem.field for problem in refused.value.problems] == fields


@pytest.mark.req("RSK-06")
def test_only_information_about_outcomes_has_no_as_its_preset_answer(terminal: Desk) -> None:
    ref = a_case(terminal)

    terminal.do("concern.raise", case=ref, kind="outcome-information", note="Kept the job for a month.")

    assert untold(terminal) == 0


@pytest.mark.req("RSK-11")
def test_a_concern_about_nobody_in_particular_is_refused(terminal: Desk) -> None:
    with pytest.raises(RuleBroken, match="Say who it is about"):
        terminal.do("concern.raise", by="jokafor", **BEHAVIOUR)
    with pytest.raises(NotFound):
        terminal.do("concern.raise", case="A9999ZZ", **BEHAVIOUR)


@pytest.mark.req("RSK-11", "RSK-06")
def test_a_concern_about_somebody_unknown_is_told_and_closed_like_any_other(terminal: Desk) -> None:
    about = "'Baz', cell B2-09, red beard"
    raised = terminal.do("concern.raise", by="jokafor", about=about, **HARM)
    open_before = [thing.rule for thing in due.rows(terminal.workspace)]

    terminal.do("concern.told", concern=raised.ids[0], means="phone", name="A Cole", role="Duty Officer")

    assert raised.ref == raised.ids[0]
    assert open_before == ["RSK-06", "RSK-11"]
    assert "RSK-06" not in [thing.rule for thing in due.rows(terminal.workspace)]
    assert caseload.count(terminal.workspace) == 0


@pytest.mark.req("RSK-11", "SEC-02")
def test_writing_about_a_colleagues_case_gives_no_right_to_read_it(terminal: Desk) -> None:
    ref = a_case(terminal)
    terminal.do("contact_chain.set", case=ref, practitioner_name="P Marsh", practitioner_phone="01632 960144")

    done = terminal.do("concern.raise", by="rlindqvist", case=ref, **HARM)

    assert done.ref == ref
    assert caseload.count(terminal.workspace) == 0
    assert not any("Marsh" in warning for warning in done.warnings)
    assert [thing.rule for thing in due.rows(terminal.workspace)] == ["RSK-06"]


@pytest.mark.req("RSK-11")
def test_the_holder_and_the_supervisor_see_a_colleagues_concern_first(terminal: Desk) -> None:
    ref = a_case(terminal)
    raised = terminal.do("concern.raise", by="rlindqvist", case=ref, **BEHAVIOUR)

    terminal.sign_in("mreyes")
    first = due.rows(terminal.workspace)[0]
    terminal.do("concern.read", concern=raised.ids[0])

    assert (first.rule, first.ref) == ("RSK-11", ref)
    assert "RSK-11" not in [thing.rule for thing in due.rows(terminal.workspace)]


@pytest.mark.req("RSK-06", "RSK-07")
def test_a_yes_stays_outstanding_until_the_telling_is_recorded(terminal: Desk) -> None:
    ref = a_case(terminal)

    raised = terminal.do("concern.raise", case=ref, **HARM)
    outstanding = untold(terminal)
    told = terminal.do(
        "concern.told",
        concern=raised.ids[0],
        means="in-person",
        name="P Marsh",
        role="Probation practitioner",
        said="Will ring the police.",
    )

    assert (outstanding, untold(terminal)) == (1, 0)
    assert "HMPPS has not been told yet" in raised.message
    assert told.warnings == ()


@pytest.mark.req("RSK-07")
def test_the_worker_reads_whom_to_reach_first_then_numbers_then_what_to_say(terminal: Desk) -> None:
    ref = a_case(terminal)
    terminal.do(
        "contact_chain.set",
        case=ref,
        practitioner_name="P Marsh",
        practitioner_phone="01632 960144",
        duty_officer_phone="01632 960100",
    )

    lines = terminal.do("concern.raise", case=ref, **HARM).warnings

    assert lines[0] == "Danger to life now: tell the nearest officer first."
    assert lines[1] == "Ring P Marsh, Probation practitioner, 01632 960144."
    assert lines[2] == "Ring Duty Officer line, 01632 960100."
    assert lines[-1].startswith("hubtui tells nobody")


@pytest.mark.req("RSK-06")
@pytest.mark.parametrize("means", ["message-left", "email", "no-answer"])
def test_an_attempt_leaves_it_outstanding_and_offers_the_next_of_the_chain(
    terminal: Desk, means: str
) -> None:
    ref = a_case(terminal)
    terminal.do(
        "contact_chain.set",
        case=ref,
        practitioner_name="P Marsh",
        secondary_name="L Ahmed",
        omu_name="OMU desk",
    )
    raised = terminal.do("concern.raise", case=ref, **HARM)

    done = terminal.do("concern.told", concern=raised.ids[0], means=means, name="p marsh")

    assert untold(terminal) == 1
    assert done.warnings == ("Still to be told. Try next: L Ahmed, Secondary contact, no number known.",)


@pytest.mark.req("RSK-06")
def test_somebody_outside_hmpps_does_not_close_it(terminal: Desk) -> None:
    raised = terminal.do("concern.raise", case=a_case(terminal), **HARM)

    terminal.do(
        "concern.told",
        concern=raised.ids[0],
        means="phone",
        name="Sgt Hale",
        role="Custody sergeant",
        organisation="Police",
        in_hmpps=False,
    )

    assert untold(terminal) == 1


@pytest.mark.req("RSK-06")
@pytest.mark.parametrize(
    ("told", "fields"),
    [
        pytest.param({"means": "phone"}, ["name", "role"], id="told nobody by name"),
        pytest.param({"means": "email"}, ["name"], id="tried nobody"),
        pytest.param(
            {"means": "phone", "name": "A", "role": "B", "at": "2026-11-20T09:59:00+00:00"},
            ["at"],
            id="told before it was learned",
        ),
        pytest.param(
            {"means": "phone", "name": "A", "role": "B", "at": "2026-11-20T12:01:00+00:00"},
            ["at"],
            id="told in the future",
        ),
        pytest.param({"means": "pigeon", "name": "A", "role": "B"}, ["means"], id="no such means"),
    ],
)
def test_a_telling_that_cannot_be_is_refused(terminal: Desk, told: dict[str, Any], fields: list[str]) -> None:
    raised = terminal.do(
        "concern.raise", case=a_case(terminal), learned_at="2026-11-20T10:00:00+00:00", **HARM
    )

    with pytest.raises(RuleBroken) as refused:
        terminal.do("concern.told", concern=raised.ids[0], **told)

    assert [problem.field for problem in refused.value.problems] == fields
    assert untold(terminal) == 1


@pytest.mark.req("RSK-06")
@pytest.mark.parametrize(("minutes", "state"), [(60, "soon"), (61, "late")])
def test_it_is_late_after_sixty_minutes(terminal: Desk, minutes: int, state: str) -> None:
    terminal.do("concern.raise", case=a_case(terminal), **HARM)

    terminal.clock.forward(minutes=minutes)

    assert due.rows(terminal.workspace)[0].state.value == state


@pytest.mark.req("RSK-06", "SEC-02")
@pytest.mark.parametrize("act", ["concern.told", "concern.read"])
def test_a_stranger_to_case_and_concern_may_not_handle_it(terminal: Desk, act: str) -> None:
    raised = terminal.do("concern.raise", case=a_case(terminal), **HARM)
    data = {"means": "phone", "name": "A", "role": "B"} if act == "concern.told" else {}

    with pytest.raises(NotAllowed):
        terminal.do(act, by="rlindqvist", concern=raised.ids[0], **data)


@pytest.mark.req("SEC-02", "RSK-11")
@pytest.mark.parametrize(
    ("login", "may"), [("jokafor", True), ("rlindqvist", True), ("mreyes", True), ("kstowe", False)]
)
def test_everybody_but_the_operator_may_raise_a_concern(terminal: Desk, login: str, may: bool) -> None:
    ref = a_case(terminal)
    terminal.sign_in(login)

    if may:
        assert terminal.do("concern.raise", case=ref, **BEHAVIOUR).ref == ref
    else:
        with pytest.raises(NotAllowed):
            terminal.do("concern.raise", case=ref, **BEHAVIOUR)
