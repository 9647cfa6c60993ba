import csv
import re
from importlib.resources import files

import pytest

from hubtui.data import ATTRIBUTION, read, rows

LISTS = {
    "activities": 86,
    "bank_holidays_england_wales": 83,
    "cats_activity_definitions": 300,
    "cats_code_lists": 289,
    "cfo_contracts": 9,
    "crs_complexity_levels": 102,
    "crs_desired_outcomes": 330,
    "crs_services": 196,
    "css_contract_areas": 99,
    "first_places": 7,
    "hubs": 42,
    "identifier_formats": 8,
    "local_authorities": 339,
    "outcomes": 8,
    "police_areas": 43,
    "prisons": 172,
    "probation_delivery_units": 109,
    "probation_offices": 326,
    "probation_regions": 12,
    "welsh_terms": 302,
}
README = files("hubtui.data").joinpath("README.md").read_text(encoding="utf-8")


@pytest.mark.req("RDT-01")
@pytest.mark.parametrize(("name", "count"), LISTS.items())
def test_a_list_comes_whole_and_says_where_it_is_from(name: str, count: int) -> None:
    assert len(rows(name)) == count
    assert re.search(rf"^\| {name} \| {count} \|", README, re.MULTILINE)


def test_no_list_is_shipped_without_being_named() -> None:
    shipped = {
        file.name.removesuffix(".csv")
        for file in files("hubtui.data").iterdir()
        if file.name.endswith(".csv")
    }

    assert shipped == set(LISTS)


@pytest.mark.parametrize("name", LISTS)
def test_every_row_of_a_list_has_every_column(name: str) -> None:
    with files("hubtui.data").joinpath(f"{name}.csv").open(encoding="utf-8") as lines:
        header, *body = csv.reader(lines)

    assert all(len(row) == len(header) for row in body)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("prisons", "code"),
        ("hubs", "cfo_location_id"),
        ("probation_offices", "probation_office_id"),
        ("local_authorities", "gss"),
        ("activities", "id"),
        ("activities", "clause"),
        ("outcomes", "id"),
    ],
)
def test_a_key_names_one_row(name: str, key: str) -> None:
    keys = [row[key] for row in rows(name)]

    assert len(set(keys)) == len(keys)


def test_a_list_that_does_not_exist_is_no_empty_list() -> None:
    with pytest.raises(FileNotFoundError):
        rows("nowhere")


def test_a_caller_may_change_its_rows_without_changing_the_list() -> None:
    rows("outcomes")[0]["title"] = "changed"

    assert read("outcomes")[0]["title"] != "changed"


def test_the_licence_of_the_lists_is_named_beside_them() -> None:
    assert ATTRIBUTION in README
