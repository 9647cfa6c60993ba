"""The contact chain: what is missing of it, and what cannot be a telephone number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.domain.contact_chain import ContactChain, Link, check_contacts, is_missing


@pytest.mark.req("REF-08")
@pytest.mark.parametrize(
    ("chain", "missing"),
    [
        (None, True),
        (ContactChain(id="1", duty_officer_phone="0117 496 0000"), True),
        (ContactChain(id="1", practitioner_name="P Marsh"), False),
        (ContactChain(id="1", omu_name="OMU Holme House"), False),
    ],
    ids=["nothing", "only-a-line", "a-practitioner", "the-omu-without-one"],
)
def test_a_chain_is_missing_until_somebody_of_hmpps_is_named(
    chain: ContactChain | None, missing: bool
) -> None:
    assert is_missing(chain) is missing


@pytest.mark.req("REF-08")
@given(st.from_regex(r"\+?[0-9]{5,12}", fullmatch=True), st.text("abcxyzABCXYZ", min_size=1, max_size=3))
def test_any_letter_spoils_a_telephone_number(number: str, letters: str) -> None:
    assert check_contacts({"omu_phone": number}) == []
    assert [each.field for each in check_contacts({"omu_phone": number + letters})] == ["omu_phone"]


@pytest.mark.req("REF-08")
def test_the_links_are_tried_in_their_order_and_empty_ones_left_out() -> None:
    chain = ContactChain(
        id="1", omu_name="OMU", practitioner_name="P Marsh", duty_officer_phone="0117 496 0000"
    )

    assert [each.link for each in chain.contacts] == [Link.PRACTITIONER, Link.DUTY_OFFICER, Link.OMU]
