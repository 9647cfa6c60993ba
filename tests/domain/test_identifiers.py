from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.domain.identifiers import Identifier, check_letter, normalise
from hubtui.domain.trouble import RuleBroken

TODAY = date(2026, 11, 21)


@pytest.mark.req("REF-06")
@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (Identifier.PRISON_NUMBER, " a1234bc ", "A1234BC"),
        (Identifier.PRISON_NUMBER, "A12 34BC", "A1234BC"),
        (Identifier.CRN, "x123456", "X123456"),
        (Identifier.PNC, "08/0056560Z", "2008/0056560Z"),
        (Identifier.PNC, "08/56560z", "2008/0056560Z"),
        (Identifier.PNC, "2012/394773H", "2012/0394773H"),
        (Identifier.PNC, "2012394773H", "2012/0394773H"),
        (Identifier.PNC, "99/123456X", "1999/0123456X"),
        (Identifier.PNC, "2099/9999999V", "2099/9999999V"),
        (Identifier.CRO, "999999/99a", "999999/99A"),
        (Identifier.CRO, "SF99/999999A", "SF99/999999A"),
        (Identifier.CRO, "sf39/12f", "SF39/12F"),
        (Identifier.NINO, "ab 12 34 56 c", "AB123456C"),
        (Identifier.POSTCODE, "cf240ug", "CF24 0UG"),
        (Identifier.POSTCODE, "l9 7lh", "L9 7LH"),
        (Identifier.POSTCODE, "TS18-2QU", "TS18 2QU"),
        (Identifier.CFO_PARTICIPANT_ID, "1fak0001a", "1FAK0001A"),
    ],
)
def test_a_good_number_is_kept_in_its_one_form(kind: Identifier, typed: str, kept: str) -> None:
    assert normalise(kind, typed, today=TODAY) == kept


@pytest.mark.req("REF-06")
@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Identifier.PRISON_NUMBER, "A123BCD"),
        (Identifier.PRISON_NUMBER, "A١٢٣٤BC"),
        (Identifier.PRISON_NUMBER, ""),
        (Identifier.CRN, "XX12345"),
        (Identifier.PNC, "2099/9999999A"),
        (Identifier.PNC, "2012/394773I"),
        (Identifier.PNC, "/394773H"),
        (Identifier.CRO, "999999/99B"),
        (Identifier.CRO, "SF9/999999A"),
        (Identifier.NINO, "QQ123456C"),
        (Identifier.NINO, "AO123456C"),
        (Identifier.NINO, "GB123456C"),
        (Identifier.POSTCODE, "QQ1 1AA"),
        (Identifier.POSTCODE, "x"),
        (Identifier.CFO_PARTICIPANT_ID, "FAK0001A"),
    ],
)
def test_a_wrong_number_is_refused_with_an_example_of_a_good_one(kind: Identifier, typed: str) -> None:
    with pytest.raises(RuleBroken, match=f"looks like {kind.example}") as refusal:
        normalise(kind, typed, today=TODAY)

    assert refusal.value.problems[0].field == kind.value


@pytest.mark.parametrize("kind", Identifier)
def test_the_example_in_a_refusal_is_itself_good(kind: Identifier) -> None:
    assert normalise(kind, kind.example, today=TODAY) == kind.example


def test_a_refusal_does_not_repeat_the_number() -> None:
    with pytest.raises(RuleBroken) as refusal:
        normalise(Identifier.NINO, "QQ123456C", today=TODAY, field="contact_nino")

    assert "QQ123456C" not in refusal.value.message
    assert refusal.value.problems[0].field == "contact_nino"


@pytest.mark.req("REF-06")
@given(year=st.integers(1950, 2026), serial=st.integers(1, 9_999_999))
def test_exactly_one_letter_closes_a_pnc_number(year: int, serial: int) -> None:
    right = check_letter(year, serial, 7)

    assert normalise(Identifier.PNC, f"{year}/{serial}{right}", today=TODAY) == f"{year}/{serial:07}{right}"
    for wrong in set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {right}:
        with pytest.raises(RuleBroken):
            normalise(Identifier.PNC, f"{year}/{serial}{wrong}", today=TODAY)


def test_a_pnc_number_without_its_slash_is_refused_when_two_readings_fit() -> None:
    twofold = next(
        f"20{serial:06}{check_letter(20, serial, 7)}"
        for serial in range(100_000, 1_000_000)
        if check_letter(20, serial, 7) == check_letter(serial // 10_000, serial % 10_000, 7)
    )

    with pytest.raises(RuleBroken, match="looks like"):
        normalise(Identifier.PNC, twofold, today=TODAY)
