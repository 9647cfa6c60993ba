"""Cohorts that follow from age."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.domain.cohort import BY_AGE, Cohort, by_age, check_ages
from hubtui.domain.trouble import RuleBroken

TODAY = date(2026, 11, 20)


@pytest.mark.req("LNG-01")
@pytest.mark.parametrize(
    ("born", "cohorts"),
    [
        (date(2008, 11, 20), {Cohort.YOUNG_ADULT}),
        (date(2008, 11, 21), set()),
        (date(2000, 11, 21), {Cohort.YOUNG_ADULT}),
        (date(2000, 11, 20), set()),
        (date(1976, 11, 21), set()),
        (date(1976, 11, 20), {Cohort.OLDER}),
    ],
    ids=["18-today", "17", "25", "26-today", "49", "50-today"],
)
def test_the_cohorts_of_age_begin_and_end_on_birthdays(born: date, cohorts: set[Cohort]) -> None:
    assert by_age(born, on=TODAY, older_from=50) == cohorts


@pytest.mark.req("LNG-01")
@given(born=st.dates(date(1930, 1, 1), TODAY), older_from=st.integers(40, 70))
def test_only_what_age_itself_says_can_be_set_by_hand(born: date, older_from: int) -> None:
    for cohort in BY_AGE:
        if cohort in by_age(born, on=TODAY, older_from=older_from):
            check_ages([cohort], born, on=TODAY, older_from=older_from)
        else:
            with pytest.raises(RuleBroken, match="by his date of birth"):
                check_ages([cohort], born, on=TODAY, older_from=older_from)


@pytest.mark.req("LNG-01")
def test_without_a_date_of_birth_nothing_contradicts() -> None:
    check_ages(BY_AGE, None, on=TODAY, older_from=50)
