"""One case as a single list: what it shows, to whom, and how corrections stand beside what they correct."""

from datetime import date
from typing import Any

import pytest

from hubtui.acts.reading import timeline_of
from hubtui.domain.case import CaseMoved
from hubtui.domain.trouble import NotAllowed
from hubtui.journal import envelope as envelopes
from hubtui.store import access_log, journal
from hubtui.store.apply import apply
from hubtui.store.timeline import Wanted
from tests.builders import Desk, referral

CONCERN: dict[str, Any] = {"kind": "behaviour", "note": "Shouted at the tutor.", "raises_risk": False}
SAFEGUARDING: dict[str, Any] = {
    "kind": "safeguarding-child",
    "note": "A child at home.",
    "raises_risk": False,
}


def a_case(terminal: Desk) -> str:
    """A referral that J Okafor keyed in; answers its reference."""
    return terminal.do("referral.record", by="jokafor", **referral()).ref


def raise_one(terminal: Desk, ref: str, by: str = "jokafor", **data: Any) -> str:
    """A concern about the case; answers its id."""
    return terminal.do("concern.raise", by=by, **{"case": ref, **CONCERN, **data}).ids[0]


@pytest.mark.req("REF-15")
def test_every_entry_shows_when_it_happened_when_it_was_recorded_by_whom_and_how_far_it_has_gone(
    terminal: Desk,
) -> None:
    ref = a_case(terminal)
    raise_one(terminal, ref, learned_at="2026-11-20T09:00:00+00:00")

    *rest, latest = sorted(timeline_of(terminal.workspace, ref), key=lambda line: line.number)

    assert (latest.title, latest.summary) == ("Concern raised", "Shouted at the tutor.")
    assert (latest.at.isoformat(), latest.recorded_at.isoformat()) == (
        "2026-11-20T09:00:00+00:00",
        "2026-11-20T12:00:00+00:00",
    )
    assert (latest.by, latest.sync, latest.received_at) == ("jokafor", "queued", None)
    assert [line.kind for line in rest] == ["person.recorded", "referral.received"]


@pytest.mark.req("REF-15")
def test_it_is_filtered_by_kind_outcome_and_period(terminal: Desk) -> None:
    ref = terminal.do("referral.record", by="jokafor", **referral(outcomes=["O1"])).ref
    raise_one(terminal, ref)

    def kinds(wanted: Wanted) -> list[str]:
        return [line.kind for line in timeline_of(terminal.workspace, ref, wanted)]

    assert kinds(Wanted(kinds=("concern",))) == ["concern.raised"]
    assert kinds(Wanted(kinds=("concern.raised", "person"))) == ["concern.raised", "person.recorded"]
    assert kinds(Wanted(outcome="O1")) == ["referral.received"]
    assert kinds(Wanted(first=date(2026, 11, 20))) == ["concern.raised", "person.recorded"]
    assert kinds(Wanted(last=date(2026, 11, 19))) == ["referral.received"]


@pytest.mark.req("REF-15")
def test_windows_join_without_gap_in_either_direction(terminal: Desk) -> None:
    ref = a_case(terminal)
    raise_one(terminal, ref)

    whole = [line.eid for line in timeline_of(terminal.workspace, ref)]
    parts = [timeline_of(terminal.workspace, ref, offset=at, limit=1)[0].eid for at in range(3)]
    backwards = [line.eid for line in timeline_of(terminal.workspace, ref, oldest_first=True)]

    assert parts == whole
    assert backwards == whole[::-1]


@pytest.mark.req("REF-15", "SEC-02")
def test_a_restricted_record_is_withheld_outside_the_case_team(terminal: Desk) -> None:
    ref = a_case(terminal)
    terminal.do("concern.raise", by="rlindqvist", case=ref, **SAFEGUARDING)

    terminal.sign_in("jokafor")
    (line,) = timeline_of(terminal.workspace, ref, Wanted(first=date(2026, 11, 20), kinds=("concern",)))
    terminal.sign_in("mreyes")
    (whole,) = timeline_of(terminal.workspace, ref, Wanted(kinds=("concern",)))

    assert (line.kind, line.title, line.summary, line.data, line.withheld) == (
        "withheld",
        "Withheld",
        "",
        {},
        True,
    )
    assert (whole.summary, whole.withheld) == ("A child at home.", False)


@pytest.mark.req("REF-15", "SEC-02")
def test_what_was_said_later_of_a_restricted_record_is_withheld_with_it(terminal: Desk) -> None:
    ref = a_case(terminal)
    concern = raise_one(terminal, ref, by="rlindqvist", **{**SAFEGUARDING, "raises_risk": True})
    terminal.do(
        "concern.told",
        concern=concern,
        means="phone",
        name="P Ames",
        role="Duty Officer",
        said="Will visit her.",
    )
    read = terminal.do("concern.read", by="mreyes", concern=concern)
    terminal.do("save.undo", entries=[each["eid"] for each in read.entries])
    raise_one(terminal, ref, by="rlindqvist")

    terminal.sign_in("jokafor")
    outside = timeline_of(terminal.workspace, ref, Wanted(kinds=("concern", "save")))
    terminal.do("referral.allocate", by="mreyes", case=ref, worker="jokafor")
    terminal.sign_in("jokafor")
    in_the_team = timeline_of(terminal.workspace, ref, Wanted(kinds=("concern", "save")))

    assert [line.kind for line in outside] == ["concern.raised", *["withheld"] * 4]
    assert not any(line.withheld for line in in_the_team)


@pytest.mark.req("REF-15")
def test_a_correction_stands_beside_the_original(terminal: Desk) -> None:
    ref = a_case(terminal)
    raised = terminal.do("concern.raise", case=ref, **CONCERN)
    undone = terminal.do("save.undo", entries=[each["eid"] for each in raised.entries])

    lines = {line.eid: line for line in timeline_of(terminal.workspace, ref)}

    original = lines[raised.entries[0]["eid"]]
    assert [each.eid for each in original.corrections] == [undone.entries[0]["eid"]]
    assert original.summary == "Shouted at the tutor."


def test_what_a_newer_version_wrote_is_shown_as_such_and_not_lost(terminal: Desk) -> None:
    ref = a_case(terminal)
    case = timeline_of(terminal.workspace, ref)[0]
    with terminal.workspace.writing() as tx:
        row = tx.db.exec_driver_sql("SELECT data, sig FROM journal WHERE eid = ?", (case.eid,)).one()
        content = {**envelopes.read(*row).content, "kind": "tomorrow.invented", "st": "another", "seq": 1}
        unknown = envelopes.signed(content, terminal.workspace.device.signing)
        journal.append(tx.db, unknown, own=False)
        apply(tx.db, unknown, {})

    titles = [line.title for line in timeline_of(terminal.workspace, ref)]

    assert "1 item needs a newer version" in titles


@pytest.mark.req("SEC-07")
def test_what_was_saved_after_the_clock_jumped_back_is_marked(terminal: Desk) -> None:
    ref = a_case(terminal)
    terminal.clock.forward(hours=-3)
    raise_one(terminal, ref)

    marked = {line.kind: line.clock_suspect for line in timeline_of(terminal.workspace, ref)}

    assert marked == {"concern.raised": True, "referral.received": False, "person.recorded": False}


@pytest.mark.req("SEC-02", "SEC-04")
def test_looking_is_logged_and_so_is_a_refusal(terminal: Desk) -> None:
    ref = a_case(terminal)
    timeline_of(terminal.workspace, ref)

    terminal.sign_in("rlindqvist")
    with pytest.raises(NotAllowed):
        timeline_of(terminal.workspace, ref)

    with terminal.workspace.reading() as db:
        latest = [(line.what, line.by, line.subject, line.detail) for line in access_log.lines(db, limit=2)]
    assert latest == [("refused", "rlindqvist", "case", ref), ("view", "jokafor", ref, "")]


@pytest.mark.req("REF-13")
def test_a_move_says_to_which_stage_and_an_allocation_to_whom(terminal: Desk) -> None:
    ref = a_case(terminal)
    terminal.do("referral.allocate", by="mreyes", case=ref, worker="jokafor")

    said = {(line.title, line.summary) for line in timeline_of(terminal.workspace, ref)}

    assert {("Allocated", "jokafor"), ("Case moved", "Allocated (custody)")} <= said


def test_a_stage_of_a_newer_version_stands_in_the_timeline_as_it_was_written() -> None:
    assert CaseMoved.summary({"stage": "on-leave"}) == "on-leave"
