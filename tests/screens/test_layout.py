"""How a question is answered, read from the field it is about."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Literal

import pytest
from pydantic import AwareDatetime, BaseModel

from hubtui.domain.text import GivenLine, GivenProse, Line, Prose
from hubtui.screens.layout import Ask, Kind, Layout, Page, completed, shape_of, shown_answer
from hubtui.widgets.control import Choice


class Fruit(StrEnum):
    APPLE = "apple"
    PEAR = "pear"


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (str, Kind.LINE),
        (Line, Kind.LINE),
        (GivenLine, Kind.LINE),
        (Prose, Kind.PROSE),
        (GivenProse, Kind.PROSE),
        (Prose | None, Kind.PROSE),
        (bool, Kind.YES_NO),
        (bool | None, Kind.YES_NO),
        (int, Kind.NUMBER),
        (date, Kind.DATE),
        (time, Kind.TIME),
        (datetime, Kind.MOMENT),
        (AwareDatetime, Kind.MOMENT),
        (AwareDatetime | None, Kind.MOMENT),
        (Fruit, Kind.ONE_OF),
        (Literal["a", "b"], Kind.ONE_OF),
        (list[Fruit], Kind.SOME_OF),
        (tuple[Fruit, ...], Kind.SOME_OF),
    ],
)
def test_the_kind_of_a_question_comes_from_its_field(annotation: Any, kind: Kind) -> None:
    assert shape_of(annotation).kind is kind


class Meal(BaseModel):
    fruit: Fruit
    at: AwareDatetime
    note: Prose = ""


def test_what_a_field_has_a_default_for_is_optional() -> None:
    asks = [completed(Ask(name, name), [Meal]) for name in ("fruit", "at", "note")]

    assert [ask.optional for ask in asks] == [False, False, True]
    assert asks[0].choices == (Choice("apple", "apple"), Choice("pear", "pear"))
    assert asks[2].kind is Kind.PROSE


def test_a_question_about_nothing_known_is_a_mistake_of_the_form() -> None:
    with pytest.raises(ValueError, match="no input has a field colour"):
        completed(Ask("colour", "Which colour?"), [Meal])


def test_only_answers_that_apply_and_are_given_are_saved() -> None:
    layout = Layout(
        (
            Page(
                "one",
                (Ask("a", "A"), Ask("b", "B", when=lambda answers: answers.get("a") == "x"), Ask("c", "C")),
            ),
        )
    )

    assert layout.applying({"a": "y", "b": "hidden", "c": ""}) == {"a": "y"}


@pytest.mark.parametrize(
    ("ask", "answer", "words"),
    [
        (Ask("a", "A", kind=Kind.YES_NO), False, "No"),
        (Ask("a", "A", kind=Kind.DATE), "2026-11-20", "Fri 20 Nov 2026"),
        (Ask("a", "A", kind=Kind.MOMENT), "2026-07-01T09:00:00Z", "Wed 1 Jul 2026 10:00"),
        (Ask("a", "A", kind=Kind.ONE_OF, choices=(Choice("x", "Ex"),)), "x", "Ex"),
        (Ask("a", "A", kind=Kind.SOME_OF, choices=(Choice("x", "Ex"),)), ["x", "y"], "Ex, y"),
        (Ask("a", "A", kind=Kind.LINE), "", "not answered"),
    ],
)
def test_the_check_page_shows_answers_in_words(ask: Ask, answer: Any, words: str) -> None:
    assert shown_answer(ask, answer, {}) == words
