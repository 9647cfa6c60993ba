import pytest

from hubtui.domain.roles import CASE_WORKERS, EVERYONE, RIGHTS, Reach, Right, Role, reach


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize("right", Right)
def test_every_right_says_how_far_every_role_may_go(right: Right) -> None:
    assert set(RIGHTS[right]) == EVERYONE


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize(
    "right", [Right.KEY_IN_REFERRAL, Right.RECORD_WORK, Right.RECORD_RISK, Right.SAFEGUARDING_DETAIL]
)
def test_a_sync_operator_never_touches_what_a_case_says(right: Right) -> None:
    assert reach(Role.SYNC_OPERATOR, right) is Reach.NONE


@pytest.mark.req("RSK-11")
def test_everyone_who_works_with_people_may_record_risk_about_anyone() -> None:
    assert {role for role in Role if reach(role, Right.RECORD_RISK) is Reach.ALL} == CASE_WORKERS


@pytest.mark.req("REF-10")
def test_only_a_supervisor_allocates() -> None:
    assert [role for role in Role if reach(role, Right.ALLOCATE) is Reach.ALL] == [Role.SUPERVISOR]


def test_every_role_has_words_for_the_screen() -> None:
    assert [role.words for role in Role] == [
        "Custody worker",
        "Outreach worker",
        "Supervisor",
        "Sync operator",
    ]
