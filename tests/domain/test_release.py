"""Where releases and returns lead, and what contradicts itself in the facts of a stay."""

from datetime import date

import pytest

from hubtui.domain.release import (
    CustodyEpisode,
    LegalStatus,
    ReleaseRoute,
    after_release,
    after_return,
    check_facts,
)
from hubtui.domain.stage import CLOSED, COMMUNITY, CUSTODY, Position, Stage


@pytest.mark.req("REF-09")
@pytest.mark.parametrize("route", list(ReleaseRoute))
@pytest.mark.parametrize("status", list(LegalStatus))
def test_only_hdc_and_rotl_are_closed_to_a_person_on_remand(route: ReleaseRoute, status: LegalStatus) -> None:
    problems = check_facts(CustodyEpisode(id="1", person="p", route=route, legal_status=status))

    refused = status is LegalStatus.REMAND and route in (ReleaseRoute.HDC, ReleaseRoute.ROTL)
    assert [problem.field for problem in problems] == (["route"] if refused else [])


@pytest.mark.req("REF-09")
@pytest.mark.parametrize(
    ("release", "refused"), [(date(2026, 4, 30), True), (date(2026, 5, 1), False), (None, False)]
)
def test_a_release_is_not_before_the_reception_and_may_be_unknown(
    release: date | None, refused: bool
) -> None:
    stay = CustodyEpisode(id="1", person="p", reception_date=date(2026, 5, 1), release_date=release)

    assert bool(check_facts(stay)) is refused


@pytest.mark.req("REF-13")
@pytest.mark.parametrize("stage", list(Stage))
def test_a_release_leads_out_of_custody_from_every_stage_and_moves_nobody_who_is_out(stage: Stage) -> None:
    to = after_release(Position(stage))

    stays = stage in CLOSED | COMMUNITY | {Stage.RELEASED}
    assert to == (None if stays else Position(Stage.RELEASED))


@pytest.mark.req("REF-13")
@pytest.mark.parametrize("stage", sorted(COMMUNITY))
def test_a_return_goes_into_service_where_a_plan_was_agreed_else_to_the_start(stage: Stage) -> None:
    assert after_return(Position(stage), plan_agreed=True) == Position(Stage.IN_SERVICE_CUSTODY)
    assert after_return(Position(stage), plan_agreed=False) == Position(Stage.ALLOCATED_CUSTODY)


@pytest.mark.req("REF-13")
@pytest.mark.parametrize("stage", sorted(CUSTODY | CLOSED | {Stage.RECEIVED, Stage.GATE, Stage.SHORT_NOTICE}))
def test_a_return_moves_no_case_that_is_in_custody_closed_or_not_begun(stage: Stage) -> None:
    assert after_return(Position(stage), plan_agreed=True) is None


@pytest.mark.req("REF-13")
def test_a_case_suspended_in_the_community_returns_to_custody_and_one_in_custody_stays_suspended() -> None:
    outside = Position(Stage.SUSPENDED, (Stage.IN_SERVICE_COMMUNITY,))
    inside = Position(Stage.SUSPENDED, (Stage.IN_SERVICE_CUSTODY,))

    assert after_return(outside, plan_agreed=True) == Position(Stage.IN_SERVICE_CUSTODY)
    assert after_return(inside, plan_agreed=True) is None
    assert after_release(inside) == Position(Stage.RELEASED)
    assert after_release(outside) is None
