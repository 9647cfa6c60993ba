from collections import Counter
from datetime import date

import pytest

from hubtui.domain.activities import (
    ActivitySetting,
    activities,
    activity,
    delivery_warning,
    offered,
    plannable,
    reworded,
    title_on,
)
from hubtui.domain.stage import Position, Stage
from hubtui.domain.trouble import NotFound, RuleBroken

IN_CUSTODY = Position(Stage.IN_SERVICE_CUSTODY)
AT_GATE = Position(Stage.GATE, (Stage.IN_SERVICE_CUSTODY,))
IN_COMMUNITY = Position(Stage.IN_SERVICE_COMMUNITY)


def test_the_catalogue_is_whole() -> None:
    counts = Counter(each.setting for each in activities().values())

    assert counts == {
        ActivitySetting.CUSTODY: 20,
        ActivitySetting.RELEASE: 5,
        ActivitySetting.BOTH: 21,
        ActivitySetting.COMMUNITY: 40,
    }


@pytest.mark.req("PLN-04")
@pytest.mark.parametrize(
    ("position", "offers", "withholds"),
    [
        pytest.param(IN_CUSTODY, "A-CH01", "A-R01", id="custody before the gate"),
        pytest.param(IN_CUSTODY, "A-BH05", "A-ML09", id="community work waits for release"),
        pytest.param(AT_GATE, "A-R01", "A-ML09", id="at the gate"),
        pytest.param(Position(Stage.RELEASED), "A-R05", "A-CH01", id="the day of release"),
        pytest.param(IN_COMMUNITY, "A-ML09", "A-CH01", id="community"),
        pytest.param(IN_COMMUNITY, "A-BH05", "A-R02", id="release is past"),
    ],
)
def test_only_what_fits_the_stage_is_offered(position: Position, offers: str, withholds: str) -> None:
    ids = {each.id for each in offered(position)}

    assert offers in ids
    assert withholds not in ids


@pytest.mark.req("PLN-04")
@pytest.mark.parametrize(
    "position", [IN_CUSTODY, AT_GATE, IN_COMMUNITY], ids=["custody", "gate", "community"]
)
def test_papers_bank_accounts_and_work_on_licence_are_open_in_every_stage(position: Position) -> None:
    ids = {each.id for each in offered(position)}

    assert {"A-ML07", "A-MF03", "A-MF07", "A-ME06", "A-ME10", "A-ME20"} <= ids


@pytest.mark.req("PLN-04")
def test_community_work_may_be_planned_in_custody_but_not_the_other_way_round() -> None:
    assert activity("A-ML09") in plannable(IN_CUSTODY)
    assert activity("A-CH01") not in plannable(IN_COMMUNITY)


@pytest.mark.req("PLN-04")
def test_community_work_done_in_custody_is_warned_about_by_its_setting() -> None:
    warning = delivery_warning(activity("A-ML09"), IN_CUSTODY)

    assert "is a community activity and he is in custody" in warning
    assert delivery_warning(activity("A-ML09"), IN_COMMUNITY) == ""
    assert delivery_warning(activity("A-ML07"), IN_CUSTODY) == ""


def test_before_allocation_nothing_is_left_out() -> None:
    assert offered(Position(Stage.RECEIVED)) == list(activities().values())


def test_three_activities_wait_for_hmpps() -> None:
    assert [each.id for each in activities().values() if each.gated] == ["A-CH02", "A-BH21", "A-ME20"]


def test_education_and_work_in_custody_is_the_community_partners() -> None:
    assert [each.id for each in activities().values() if each.by_community_partner] == ["A-CE01", "A-CE02"]


@pytest.mark.req("RDT-02")
def test_a_case_keeps_the_wording_in_force_when_it_chose() -> None:
    change = reworded("a-ml09", "Peer group", date(2027, 1, 1), "DPP 3")

    assert title_on("A-ML09", date(2026, 12, 31), [change]) == "Peer support group"
    assert title_on("A-ML09", date(2027, 1, 1), [change]) == "Peer group"


@pytest.mark.req("RDT-02")
@pytest.mark.parametrize(
    ("title", "plan_version", "field"),
    [
        pytest.param("Peer group", " ", "plan_version", id="no plan version"),
        pytest.param("", "DPP 3", "title", id="no title"),
    ],
)
def test_a_change_without_its_plan_version_or_title_is_refused(
    title: str, plan_version: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        reworded("A-ML09", title, date(2027, 1, 1), plan_version)

    assert refusal.value.problems[0].field == field


def test_an_activity_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound, match="A-CH01"):
        activity("A-ZZ01")
