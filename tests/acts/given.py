"""What many acts start from: a case in a worker's hands, a session held, everything there to agree a plan."""

from typing import Any

import pytest

from hubtui.domain.case import Case
from hubtui.domain.record import Record
from hubtui.domain.trouble import RuleBroken
from hubtui.store import records
from tests.builders import Desk, referral

TODAY = "2026-11-20"
AT_TEN = "2026-11-20T10:00:00+00:00"
AREAS = ("housing", "ete", "finance", "community_link")


def held_case(terminal: Desk, *, worker: str = "jokafor", **changes: Any) -> str:
    """A case that J Okafor (custody) or R Lindqvist (community) holds and is signed in for, asked
    about cohorts; its reference.
    """
    if worker == "rlindqvist":
        changes = {"setting": "community", "crn": "X100001", "prison_number": "", **changes}
    ref = terminal.do("referral.record", by="mreyes", **referral(**changes)).ref
    terminal.do("referral.allocate", case=ref, worker=worker)
    terminal.sign_in(worker)
    terminal.do("cohort.record", case=ref, answer="none-applies")
    return ref


def offered(terminal: Desk, ref: str, **changes: Any) -> str:
    """A session offered for ten o'clock this morning; its id."""
    wanted = {"type": "plan", "planned_at": AT_TEN, "method": "in-person", "place": "B2", **changes}
    return terminal.do("session.offer", case=ref, **wanted).ids[0]


def attended(terminal: Desk, ref: str, **changes: Any) -> str:
    """An initial session held this morning; its id."""
    held = {
        "type": "initial",
        "started_at": AT_TEN,
        "minutes": 45,
        "method": "in-person",
        "place": "B2",
        "note": "Talked about a room.",
        **changes,
    }
    return terminal.do("session.record", case=ref, **held).ids[0]


def every_area(value: Any) -> dict[str, Any]:
    """The same answer or score in every need area."""
    return dict.fromkeys(AREAS, value)


def answer(level: str = "low") -> dict[str, str]:
    """An area of an assessment, answered."""
    return {"level": level, "situation": "Sofa at a friend's."}


def plan(**changes: Any) -> dict[str, Any]:
    """A plan with nothing missing."""
    return {
        "outcomes": [{"outcome": "O1", "activities": [{"activity": "A-CH01"}]}],
        "frequency": "weekly",
        "method": "in-person",
        "contact_method": "through the wing office",
        "start_on": TODAY,
        "end_on": "2027-03-26",
        **changes,
    }


def ready_to_agree(terminal: Desk, **changes: Any) -> str:
    """A case with all that agreeing a plan asks for, and the plan written."""
    ref = held_case(terminal, **changes)
    session = attended(terminal, ref)
    topics = ["what-to-expect", "data-protection", "confidentiality", "complaints"]
    terminal.do(
        "information.give",
        case=ref,
        topics=[*topics, "feedback-and-consultation"],
        given_on=TODAY,
        language="English",
        format="spoken",
    )
    terminal.do("risk.acknowledge", case=ref, chased="OMU", chased_on=TODAY)
    terminal.do("assessment.complete", case=ref, session=session, **every_area(answer()))
    terminal.do("score.record", case=ref, point="start", **every_area(3))
    terminal.do("plan.write", case=ref, **plan())
    return ref


def agreed(terminal: Desk) -> str:
    """A case with a plan agreed today."""
    ref = ready_to_agree(terminal)
    terminal.do("plan.agree", case=ref, agreed_on=TODAY, how="signed")
    return ref


def problems(terminal: Desk, act: str, **data: Any) -> dict[str, str]:
    """The refusal of an act: each field's sentence."""
    with pytest.raises(RuleBroken) as refused:
        terminal.do(act, **data)
    return {each.field: each.message for each in refused.value.problems}


def case_of(terminal: Desk, ref: str) -> Case:
    """The case as it stands."""
    with terminal.workspace.reading() as db:
        return records.find(db, Case, "reference = ?", (ref,))[0]


def kept(terminal: Desk, kind: type[Record], record: str) -> Any:
    """A record as it stands."""
    with terminal.workspace.reading() as db:
        return records.get(db, kind, record)
