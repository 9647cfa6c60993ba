"""What is known of a person, put right."""

from typing import Any

import pytest

from hubtui.acts.cases import find_case, person_of
from hubtui.domain.person import Person
from hubtui.domain.trouble import NotAllowed, RuleBroken
from tests.acts.given import held_case, problems
from tests.builders import Desk, referral


def person(desk: Desk, ref: str) -> Person:
    with desk.workspace.reading() as db:
        return person_of(db, find_case(db, ref))


@pytest.mark.req("REF-06")
def test_details_are_put_right_in_their_kept_form_and_the_rest_stays(terminal: Desk) -> None:
    ref = held_case(terminal)

    terminal.do(
        "person.change", case=ref, surname="Adeyemi-Bell", forenames="", crn="x123456", nino="ab123456c"
    )
    terminal.do("person.change", case=ref, phone="0117 496 0000", nino="")

    him = person(terminal, ref)
    assert (him.surname, him.forenames, him.crn, him.nino) == ("Adeyemi-Bell", "", "X123456", None)
    assert (him.phone, him.prison_number) == ("0117 496 0000", "A1001AA")


@pytest.mark.req("REF-07")
@pytest.mark.parametrize(
    ("field", "number"), [("prison_number", "b2002bb"), ("crn", "X222222"), ("pnc", "08/56560Z")]
)
def test_a_number_of_somebody_else_is_refused_naming_his_case(
    terminal: Desk, field: str, number: str
) -> None:
    other = referral(surname="Baker", date_of_birth="1988-01-01", prison_number="B2002BB", crn="X222222")
    theirs = terminal.do("referral.record", by="mreyes", **other, pnc="08/56560Z").ref
    ref = held_case(terminal)

    assert theirs in problems(terminal, "person.change", case=ref, **{field: number})[field]


@pytest.mark.req("REF-06", "ELG-01")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "surname"),
        ({"surname": None}, "surname"),
        ({"date_of_birth": None}, "date_of_birth"),
        ({"date_of_birth": "2010-01-01"}, "date_of_birth"),
        ({"cro": "nonsense"}, "cro"),
        ({"phone": "call me"}, "phone"),
        ({"email": "nobody"}, "email"),
    ],
    ids=["nothing", "no-name", "no-birthday", "under-age", "wrong-number", "letters", "no-at"],
)
def test_what_cannot_be_is_refused_at_its_field(terminal: Desk, changes: dict[str, Any], field: str) -> None:
    ref = held_case(terminal)

    assert list(problems(terminal, "person.change", case=ref, **changes)) == [field]


@pytest.mark.req("SEC-02")
def test_only_who_holds_the_case_changes_what_is_known_of_him(terminal: Desk) -> None:
    ref = held_case(terminal)

    with pytest.raises(NotAllowed):
        terminal.do("person.change", by="rlindqvist", case=ref, surname="Other")
    with pytest.raises(RuleBroken, match="Nothing is written"):
        terminal.do("person.change", by="jokafor", case=ref, surname=" ")
