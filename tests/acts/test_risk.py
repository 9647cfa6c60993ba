"""Risk information taken from HMPPS, read by each worker, and what waits until it is."""

from typing import Any

import pytest

from hubtui.acts.cases import find_case
from hubtui.acts.risk import current_risk, unmet_risk, unmet_risk_before_plan
from hubtui.domain.risk import headline
from hubtui.domain.trouble import NotAllowed, RuleBroken
from hubtui.store import caseload
from tests.builders import Desk, referral

HIGH = {"rosh_public": "high", "source": "P Marsh, probation", "source_date": "2026-11-18"}


def a_case(terminal: Desk) -> str:
    """A referral that J Okafor keyed in; answers its reference."""
    return terminal.do("referral.record", by="jokafor", **referral()).ref


def missing(terminal: Desk, ref: str, *, plan: bool = False) -> list[str]:
    """The rows that stand against recording a session, or agreeing a plan, for whoever is signed in."""
    ask = unmet_risk_before_plan if plan else unmet_risk
    with terminal.workspace.reading() as db:
        return [each.row for each in ask(db, terminal.workspace, find_case(db, ref))]


@pytest.mark.req("RSK-01")
def test_the_headline_follows_what_hmpps_gave(terminal: Desk) -> None:
    ref = a_case(terminal)

    terminal.do("risk.record", case=ref, **HIGH, mappa_level=2, to_self="Cut his arm in May.")

    (row,) = caseload.rows(terminal.workspace)
    assert row.risk == "RoSH high, risk to self, MAPPA level 2"


@pytest.mark.req("RSK-01")
def test_a_level_without_source_and_date_is_refused_at_both_fields(terminal: Desk) -> None:
    ref = a_case(terminal)

    with pytest.raises(RuleBroken) as refused:
        terminal.do("risk.record", case=ref, rosh_public="high")

    assert {problem.field for problem in refused.value.problems} == {"source", "source_date"}


@pytest.mark.req("RSK-01")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source_date": "2026-11-21"}, "source_date"),
        ({"mappa_level": 4}, "mappa_level"),
        ({"mappa_category": 0}, "mappa_category"),
        ({"none_held": True}, "none_held"),
        ({"rosh_public": None}, "note"),
        ({"rosh_public": "grave"}, "rosh_public"),
    ],
)
def test_wrong_risk_information_is_refused_at_its_field(
    terminal: Desk, changes: dict[str, Any], field: str
) -> None:
    ref = a_case(terminal)

    with pytest.raises(RuleBroken) as refused:
        terminal.do("risk.record", case=ref, **{**HIGH, **changes})

    assert [problem.field for problem in refused.value.problems] == [field]


@pytest.mark.req("RSK-01")
def test_new_information_replaces_all_of_the_old(terminal: Desk) -> None:
    ref = a_case(terminal)
    terminal.do("risk.record", case=ref, **HIGH, triggers="Drink.")

    terminal.do("risk.record", case=ref, rosh_staff="low", source="OMU", source_date="2026-11-20")

    with terminal.workspace.reading() as db:
        risk = current_risk(db, find_case(db, ref))
    assert risk is not None
    assert (risk.rosh_public, risk.triggers, headline(risk)) == (None, None, "RoSH low")


@pytest.mark.req("RSK-01")
def test_information_a_year_old_may_be_out_of_date_until_hmpps_confirms_it(terminal: Desk) -> None:
    ref = a_case(terminal)
    terminal.do("risk.record", case=ref, **{**HIGH, "source_date": "2025-11-19"})
    old = caseload.rows(terminal.workspace)[0].risk

    terminal.do("risk.record", case=ref, **{**HIGH, "source_date": "2025-11-19"}, nature="Corrected.")
    edited = caseload.rows(terminal.workspace)[0].risk
    terminal.do("risk.confirm", case=ref, confirmed_by="P Marsh", confirmed_on="2026-11-20")
    confirmed = caseload.rows(terminal.workspace)[0].risk

    assert (old, edited) == ("RoSH high, may be out of date",) * 2
    assert confirmed == "RoSH high"


@pytest.mark.req("RSK-09")
def test_each_worker_acknowledges_every_update_for_himself(terminal: Desk) -> None:
    ref = a_case(terminal)
    before = missing(terminal, ref)
    terminal.do("risk.record", case=ref, **HIGH)

    unread = missing(terminal, ref)
    terminal.do("risk.acknowledge", case=ref)
    read = missing(terminal, ref)
    terminal.sign_in("mreyes")
    other = missing(terminal, ref)
    terminal.do("risk.record", case=ref, **HIGH, triggers="Drink.")
    terminal.sign_in("jokafor")

    assert (before, unread, read, other) == ([], ["RSK-09"], [], ["RSK-09"])
    assert missing(terminal, ref) == ["RSK-09"]


@pytest.mark.req("RSK-09", "RSK-11")
def test_a_colleagues_concern_that_raises_risk_is_new_risk_information(terminal: Desk) -> None:
    ref = a_case(terminal)
    terminal.do(
        "concern.raise",
        by="rlindqvist",
        case=ref,
        kind="serious-harm",
        note="He said he would find her.",
        source="Said to me",
        raises_risk=True,
    )
    terminal.sign_in("jokafor")

    unread = missing(terminal, ref)
    terminal.do("risk.acknowledge", case=ref, chased="P Marsh", chased_on="2026-11-20")

    assert unread == ["RSK-09"]
    assert missing(terminal, ref) == []


@pytest.mark.req("RSK-09", "RSK-01")
def test_a_plan_waits_until_not_received_is_acknowledged_and_chased(terminal: Desk) -> None:
    ref = a_case(terminal)
    before = missing(terminal, ref, plan=True)

    with pytest.raises(RuleBroken) as refused:
        terminal.do("risk.acknowledge", case=ref)
    terminal.do(
        "risk.acknowledge",
        case=ref,
        chased="P Marsh",
        chased_on="2026-11-20",
        chase_again_on="2026-11-24",
    )

    assert before == ["RSK-09"]
    assert {problem.field for problem in refused.value.problems} == {"chased", "chased_on"}
    assert missing(terminal, ref, plan=True) == []


@pytest.mark.parametrize(
    ("chase", "field"),
    [
        ({"chased_on": "2026-11-21"}, "chased_on"),
        ({"chased_on": "2026-11-20", "chase_again_on": "2026-11-19"}, "chase_again_on"),
    ],
)
def test_a_chase_at_an_impossible_date_is_refused(terminal: Desk, chase: dict[str, str], field: str) -> None:
    ref = a_case(terminal)

    with pytest.raises(RuleBroken) as refused:
        terminal.do("risk.acknowledge", case=ref, chased="P Marsh", **chase)

    assert [problem.field for problem in refused.value.problems] == [field]


def test_nothing_can_be_confirmed_before_it_came_or_in_the_future(terminal: Desk) -> None:
    ref = a_case(terminal)

    with pytest.raises(RuleBroken, match="no risk information"):
        terminal.do("risk.confirm", case=ref, confirmed_by="P Marsh", confirmed_on="2026-11-20")
    terminal.do("risk.record", case=ref, **HIGH)
    with pytest.raises(RuleBroken, match="future"):
        terminal.do("risk.confirm", case=ref, confirmed_by="P Marsh", confirmed_on="2026-11-21")


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize("act", ["risk.record", "risk.confirm", "risk.acknowledge"])
@pytest.mark.parametrize("login", ["rlindqvist", "kstowe"])
def test_risk_information_is_for_those_who_may_read_the_case(terminal: Desk, act: str, login: str) -> None:
    ref = a_case(terminal)
    data: dict[str, Any] = {
        "risk.record": HIGH,
        "risk.confirm": {"confirmed_by": "P Marsh", "confirmed_on": "2026-11-20"},
        "risk.acknowledge": {},
    }[act]

    with pytest.raises(NotAllowed):
        terminal.do(act, by=login, case=ref, **data)
