import pytest

from hubtui.domain.outcomes import offered, outcome, outcomes
from hubtui.domain.stage import Setting
from hubtui.domain.trouble import NotFound


def test_there_are_eight_outcomes() -> None:
    assert list(outcomes()) == [f"O{n}" for n in range(1, 9)]


@pytest.mark.req("PLN-04")
def test_in_custody_every_outcome_can_be_started() -> None:
    assert offered(Setting.CUSTODY) == list(outcomes().values())


@pytest.mark.req("PLN-04")
def test_outcomes_two_and_seven_cannot_be_started_in_the_community() -> None:
    assert [each.id for each in offered(Setting.COMMUNITY)] == ["O1", "O3", "O4", "O5", "O6", "O8"]


@pytest.mark.req("PLN-04")
def test_an_outcome_started_in_custody_may_be_finished_after_release() -> None:
    assert outcome("O7") in offered(Setting.COMMUNITY, started=frozenset({"O7"}))
    assert outcome("O2") not in offered(Setting.COMMUNITY, started=frozenset({"O7"}))


def test_an_outcome_is_found_in_either_case_or_not_found() -> None:
    assert outcome(" o2 ").clause == "3.5.1.2"
    with pytest.raises(NotFound, match="O1 to O8"):
        outcome("O9")
