import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.domain.places import (
    UNIT_CODE,
    CaseReference,
    Place,
    PlaceKind,
    checked,
    ended,
    place,
    places,
    read_reference,
)
from hubtui.domain.trouble import NotFound, RuleBroken

TODAY = date(2026, 11, 21)


@pytest.mark.req("RDT-01")
@pytest.mark.parametrize(
    ("code", "name", "kind", "region"),
    [
        ("hub-99", "Manchester", PlaceKind.HUB, "North West"),
        ("hub-100", "Liverpool", PlaceKind.HUB, "North West"),
        ("hub-101", "Warrington", PlaceKind.HUB, "North West"),
        ("hub-129", "Chatham", PlaceKind.HUB, "South East"),
        ("hub-st-leonards", "St Leonards-on-Sea", PlaceKind.SATELLITE, "South East"),
        ("hub-127", "Bristol", PlaceKind.HUB, "South West"),
        ("HHI", "Holme House", PlaceKind.PRISON, "North East"),
    ],
)
def test_the_places_the_sources_name_are_there(code: str, name: str, kind: PlaceKind, region: str) -> None:
    found = place(code)

    assert (found.name, found.kind, found.region) == (name, kind, region)


@pytest.mark.req("RDT-01")
def test_a_satellite_knows_its_hub_and_a_veterans_wing_its_prison() -> None:
    assert place("hub-st-leonards").parent == "hub-129"
    assert [each.code for each in places().values() if each.veterans_wing] == ["HHI"]


@pytest.mark.req("RDT-01")
def test_every_listed_place_may_stand_in_the_list() -> None:
    listed = places()

    assert all(checked(each, listed) is each for each in listed.values())
    assert all(re.fullmatch(UNIT_CODE, code) for code in listed)


def test_a_place_is_found_in_either_case_or_not_found() -> None:
    assert place(" hhi ").code == "HHI"
    assert place("HUB-127").code == "hub-127"
    with pytest.raises(NotFound, match="no place XYZ"):
        place("XYZ")


@pytest.mark.req("SES-08")
def test_a_prison_not_marked_either_way_is_taken_as_not_mandated_with_a_warning() -> None:
    holme_house = place("HHI")

    assert not holme_house.is_mandated()
    assert "not marked as mandated" in holme_house.mandated_warning()


@pytest.mark.req("SES-08")
@pytest.mark.parametrize("mandated", [True, False])
def test_a_prison_marked_is_what_it_is_marked(mandated: bool) -> None:
    marked = replace(place("HHI"), mandated=mandated)

    assert marked.is_mandated() is mandated
    assert marked.mandated_warning() == ""


def test_a_hub_is_never_asked_whether_it_is_mandated() -> None:
    assert place("hub-127").mandated_warning() == ""


@pytest.mark.parametrize(
    ("day", "used"),
    [
        pytest.param(date(2026, 1, 1), True, id="its first day"),
        pytest.param(date(2026, 12, 31), True, id="its last day"),
        pytest.param(date(2025, 12, 31), False, id="before"),
        pytest.param(date(2027, 1, 1), False, id="after"),
    ],
)
def test_a_place_is_used_between_its_dates(day: date, used: bool) -> None:
    hub = Place("hub-1", "Leeds", PlaceKind.HUB, start=date(2026, 1, 1), end=date(2026, 12, 31))

    assert hub.used_on(day) is used
    assert not replace(hub, active=False).used_on(day)


@pytest.mark.req("RDT-01")
def test_a_place_with_sessions_to_come_is_not_ended_and_they_are_listed() -> None:
    with pytest.raises(RuleBroken, match="02/12/2026, 05/12/2026"):
        ended(place("hub-127"), TODAY, [date(2026, 12, 5), TODAY, date(2026, 12, 2)])


@pytest.mark.req("RDT-01")
def test_a_place_is_ended_and_not_deleted() -> None:
    assert ended(place("hub-127"), TODAY, [TODAY]).end == TODAY


@pytest.mark.req("RDT-01")
@pytest.mark.parametrize(
    ("new", "field"),
    [
        pytest.param(Place("hub-900", "Hastings", PlaceKind.SATELLITE), "parent", id="satellite without hub"),
        pytest.param(Place("Leeds!", "Leeds", PlaceKind.HUB), "code", id="no code"),
        pytest.param(
            Place("hub-900", "Leeds", PlaceKind.HUB, start=TODAY, end=date(2026, 1, 1)),
            "end",
            id="ends first",
        ),
    ],
)
def test_a_place_that_makes_no_sense_is_refused(new: Place, field: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        checked(new, places())

    assert refusal.value.problems[0].field == field


@given(
    unit=st.sampled_from(sorted(places())),
    terminal=st.sampled_from("ABCZ"),
    year=st.integers(2000, 2099),
    number=st.integers(1, 9_999_999),
)
def test_a_case_reference_reads_back_in_either_case(unit: str, terminal: str, year: int, number: int) -> None:
    reference = CaseReference(unit, terminal, year, number)

    assert read_reference(str(reference)) == reference
    assert read_reference(f" {str(reference).upper()} ") == reference
    assert read_reference(str(reference).lower()) == reference


def test_a_case_reference_looks_as_the_contract_says() -> None:
    assert str(CaseReference("HHI", "A", 2026, 42)) == "HHI-A-26-00042"
    assert str(CaseReference("hub-127", "B", 2026, 7)) == "hub-127-B-26-00007"


@pytest.mark.parametrize(
    "text", ["", "A1234BC", "HHI-A-26", "HHI-AA-26-00042", "HHI-A-26-42", "hub-" * 100_000]
)
def test_other_text_is_no_case_reference(text: str) -> None:
    assert read_reference(text) is None
