from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.domain.settings import (
    SETTINGS,
    Adjustable,
    Change,
    Unit,
    as_time,
    changed,
    in_force,
    setting_named,
)
from hubtui.domain.trouble import NotFound, RuleBroken

APRIL = date(2026, 4, 1)
NAMES = st.sampled_from(sorted(SETTINGS))


@pytest.mark.req("RDT-05")
@pytest.mark.parametrize("value", [0, -1, 366], ids=["zero", "negative", "over a year"])
def test_a_senseless_value_is_refused_with_the_range(value: int) -> None:
    with pytest.raises(RuleBroken, match="from 1 to 365") as refusal:
        changed("first-offer-standard", value, APRIL, "Instruction 4")

    assert refusal.value.problems[0].field == "value"


@pytest.mark.req("RDT-05")
@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("idle-lock", 525_600),
        ("unsent-red", 8_760),
        ("short-sentence", 52),
        ("risk-information-old", 12),
        ("result-prompt", 1_439),
        ("dtr-chase", 28),
    ],
)
def test_a_value_reaches_at_most_a_year_in_its_own_unit(name: str, most: int) -> None:
    assert changed(name, most, APRIL, "Instruction 4").value == most
    with pytest.raises(RuleBroken):
        changed(name, most + 1, APRIL, "Instruction 4")


@pytest.mark.req("RDT-05")
def test_a_change_says_where_it_comes_from() -> None:
    with pytest.raises(RuleBroken, match="instruction or decision"):
        changed("first-offer-standard", 8, APRIL, "  ")


@pytest.mark.req("RDT-05")
def test_a_change_holds_from_its_date_and_never_before() -> None:
    changes = [changed("first-offer-standard", 8, APRIL, "Instruction 4")]

    assert in_force("first-offer-standard", date(2026, 3, 31), changes) == 10
    assert in_force("first-offer-standard", APRIL, changes) == 8


@pytest.mark.req("RDT-05")
def test_the_latest_change_wins_and_a_correction_of_its_day_too() -> None:
    changes = [
        Change("first-offer-standard", 7, date(2026, 6, 1), "Instruction 5"),
        Change("first-offer-standard", 8, APRIL, "Instruction 4"),
        Change("first-offer-standard", 6, date(2026, 6, 1), "Instruction 5, put right"),
        Change("self-referral-reply", 3, date(2026, 7, 1), "Instruction 6"),
    ]

    assert in_force("first-offer-standard", date(2026, 5, 1), changes) == 8
    assert in_force("first-offer-standard", date(2026, 8, 1), changes) == 6


@given(name=NAMES, on=st.dates())
def test_without_a_change_the_default_is_in_force_and_is_itself_allowed(name: str, on: date) -> None:
    default = SETTINGS[name].default

    assert in_force(name, on) == default
    assert changed(name, default, on, "Instruction 4").value == default


def test_a_setting_that_does_not_exist_is_not_found() -> None:
    for ask in (lambda: setting_named("speed"), lambda: in_force("speed", APRIL)):
        with pytest.raises(NotFound, match="no setting named speed"):
            ask()


@pytest.mark.req("SES-05")
def test_results_are_asked_for_at_four_in_the_afternoon() -> None:
    assert as_time(in_force("result-prompt", APRIL)) == time(16, 0)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("first-offer-standard", 10, "10 working days"),
        ("first-offer-urgent", 1, "1 working day"),
        ("result-prompt", 960, "16:00"),
        ("older-age", 50, "50 years of age"),
    ],
)
def test_a_value_is_shown_with_its_unit(name: str, value: int, shown: str) -> None:
    assert setting_named(name).show(value) == shown


def test_the_defaults_are_those_of_the_field_guide() -> None:
    guide = {
        "first-offer-urgent": 1,
        "first-offer-standard": 10,
        "self-referral-reply": 5,
        "practitioner-answer": 5,
        "significant-change-update": 1,
        "reception-checks": 5,
        "dtr-chase": 7,
        "cas3-prompt": 28,
        "readiness-red": 5,
        "enforcement-information": 2,
        "services-told": 5,
        "directory-check": 90,
        "staff-supervision": 42,
        "fresh-offer": 20,
        "signature-chase": 10,
        "risk-information-old": 12,
        "emergency-view": 60,
        "incident-told": 60,
        "incident-countdown": 72,
        "data-request": 1,
        "idle-lock": 5,
        "unsent-amber": 24,
        "unsent-red": 72,
        "unsent-risk-red": 1,
        "retention": 90,
    }

    assert {name: SETTINGS[name].default for name in guide} == guide


def test_every_setting_has_words_a_row_and_a_name_of_its_own() -> None:
    assert all(setting.words and setting.row for setting in SETTINGS.values())
    assert len({setting.words for setting in SETTINGS.values()}) == len(SETTINGS)


def test_a_setting_may_have_a_limit_of_its_own() -> None:
    assert Adjustable("x", "X", Unit.DAYS, 1, "RDT-05", most=3).largest == 3
