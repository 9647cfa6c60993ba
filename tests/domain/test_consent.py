"""Consent: the latest answer for a kind of recipient counts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.domain.consent import Consent, ConsentHow, Recipient, live_consent

MONDAY = date(2026, 11, 16)


def answer(
    day: int, *, agreed: list[Recipient] | None = None, refused: list[Recipient] | None = None
) -> Consent:
    return Consent(
        id=str(day),
        person="p",
        how=ConsentHow.SPOKEN,
        given_on=date(2026, 11, day),
        agreed=agreed or [],
        refused=refused or [],
    )


@pytest.mark.req("CON-02")
def test_consent_covers_its_own_recipients_from_its_day_on() -> None:
    asked = [answer(16, agreed=[Recipient.COUNCIL])]

    assert live_consent(asked, Recipient.COUNCIL, on=MONDAY) == asked[0]
    assert live_consent(asked, Recipient.COUNCIL, on=date(2026, 11, 15)) is None
    assert live_consent(asked, Recipient.EMPLOYER, on=MONDAY) is None


@pytest.mark.req("CON-02")
def test_a_later_refusal_withdraws_and_an_answer_about_others_does_not() -> None:
    asked = [
        answer(16, agreed=[Recipient.COUNCIL]),
        answer(17, refused=[Recipient.EMPLOYER]),
        answer(18, refused=[Recipient.COUNCIL]),
    ]

    assert live_consent(asked, Recipient.COUNCIL, on=date(2026, 11, 17)) == asked[0]
    assert live_consent(asked, Recipient.COUNCIL, on=date(2026, 11, 18)) is None


@pytest.mark.req("CON-02")
@given(answers=st.lists(st.booleans(), min_size=1, max_size=9))
def test_of_several_answers_on_one_day_the_last_recorded_counts(answers: list[bool]) -> None:
    council = [Recipient.COUNCIL]
    asked = [answer(16, agreed=council) if yes else answer(16, refused=council) for yes in answers]

    assert (live_consent(asked, Recipient.COUNCIL, on=MONDAY) is not None) is answers[-1]
