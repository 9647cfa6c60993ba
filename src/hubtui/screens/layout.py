"""A form as it is declared: pages of questions, each about one field of an act's input. Knows no widget."""

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import Enum, StrEnum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from hubtui.domain.dates import show_day, show_instant
from hubtui.domain.text import Prose
from hubtui.widgets.control import Answer, Choice, words_of

Answers = Mapping[str, Answer]
RADIOS_UP_TO = 7
_LONG_TEXT = get_args(Prose)[-1]
"""The mark that a field of many lines carries, whether it may be empty or not."""


class Kind(StrEnum):
    """How a question is answered."""

    LINE = "line"
    PROSE = "prose"
    NUMBER = "number"
    YES_NO = "yes or no"
    ONE_OF = "one of"
    SOME_OF = "some of"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"


def always(answers: Answers) -> bool:
    """The question applies whatever else is answered."""
    del answers
    return True


@dataclass(frozen=True)
class Ask:
    """One question. `name` is the field of the act's input; everything else may be left to that field.

    `when` says from the other answers whether it applies; `default` fills it in before; `choices` are offered where
    the field is no enum; `optional` None means: as the field says. `short` heads it on the check page.
    """

    name: str
    words: str
    hint: str = ""
    when: Callable[[Answers], bool] = always
    optional: bool | None = None
    default: Answer | Callable[[], Answer] = None
    choices: Sequence[Choice] | Callable[[Answers], Sequence[Choice]] = ()
    kind: Kind | None = None
    lines: int = 2
    missing: str = ""
    short: str = ""
    warn: Callable[[Answers], str] | None = None

    def filled_in(self) -> Answer:
        """What stands there before anything is typed."""
        return self.default() if callable(self.default) else self.default

    def offered(self, answers: Answers) -> Sequence[Choice]:
        """The choices as they are now."""
        return self.choices(answers) if callable(self.choices) else self.choices

    def is_empty(self, answer: Answer) -> bool:
        """Whether nothing is answered."""
        return answer is None or answer == "" or answer == []


@dataclass(frozen=True)
class Page:
    """One page: what it is about, and its questions in their order."""

    title: str
    asks: tuple[Ask, ...]

    def applying(self, answers: Answers) -> list[Ask]:
        """The questions that apply now; a question hidden by another leaves its answer out of account."""
        return [ask for ask in self.asks if ask.when(answers)]


@dataclass(frozen=True)
class Layout:
    """The pages of a form."""

    pages: tuple[Page, ...]

    def asks(self) -> list[Ask]:
        """All questions."""
        return [ask for page in self.pages for ask in page.asks]

    def page_of(self, name: str) -> int | None:
        """Where the question of this name stands, counted from 0."""
        return next((at for at, page in enumerate(self.pages) for ask in page.asks if ask.name == name), None)

    def applying(self, answers: Answers) -> dict[str, Answer]:
        """The answers to questions that apply now and are answered: what is saved."""
        return {
            ask.name: answers[ask.name]
            for page in self.pages
            for ask in page.applying(answers)
            if not ask.is_empty(answers.get(ask.name))
        }

    def filled_in(self) -> dict[str, Answer]:
        """The answers before anything is typed."""
        return {ask.name: ask.filled_in() for ask in self.asks()}

    def one_by_one(self) -> "Layout":
        """The same questions in the same words, one a page (the guided setting)."""
        return Layout(tuple(Page(page.title, (ask,)) for page in self.pages for ask in page.asks))

    def read_from(self, *models: type[BaseModel]) -> "Layout":
        """Every question completed from the first model that has its field: kind, choices, whether optional."""
        return Layout(
            tuple(
                replace(page, asks=tuple(completed(ask, models) for ask in page.asks)) for page in self.pages
            )
        )


@dataclass(frozen=True)
class Shape:
    """What a field's annotation says of the question about it."""

    kind: Kind
    choices: tuple[Choice, ...] = field(default=())


def completed(ask: Ask, models: Sequence[type[BaseModel]]) -> Ask:
    """The question with what its field says filled in. Raises ValueError where neither says how to answer it."""
    for model in models:
        if (info := model.model_fields.get(ask.name)) is not None:
            shape = shape_of(Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation)
            optional = not info.is_required() if ask.optional is None else ask.optional
            return replace(
                ask, kind=ask.kind or shape.kind, choices=ask.choices or shape.choices, optional=optional
            )
    if ask.kind is None:
        raise ValueError(f"no input has a field {ask.name}, and its question says no kind")
    return ask


def shape_of(annotation: Any) -> Shape:
    """How a question about a field of this type is answered."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        if _LONG_TEXT in arguments[1:]:
            return Shape(Kind.PROSE)
        return shape_of(arguments[0])
    if origin in (Union, types.UnionType):
        return shape_of(next(each for each in arguments if each is not type(None)))
    if origin is Literal:
        return Shape(Kind.ONE_OF, tuple(Choice(str(value), str(value).capitalize()) for value in arguments))
    if origin in (list, tuple, set, frozenset):
        return Shape(Kind.SOME_OF, shape_of(arguments[0]).choices)
    return _plain_shape(annotation)


def _plain_shape(annotation: Any) -> Shape:
    if isinstance(annotation, type):
        if issubclass(annotation, Enum):
            return Shape(Kind.ONE_OF, tuple(_choice(member) for member in annotation))
        kinds = {bool: Kind.YES_NO, int: Kind.NUMBER, datetime: Kind.MOMENT, date: Kind.DATE, time: Kind.TIME}
        for known, kind in kinds.items():
            if issubclass(annotation, known):
                return Shape(kind)
    named = {"AwareDatetime": Kind.MOMENT, "PastDate": Kind.DATE, "FutureDate": Kind.DATE}
    return Shape(named.get(getattr(annotation, "__name__", ""), Kind.LINE))


def _choice(member: Enum) -> Choice:
    words = getattr(member, "words", None)
    return Choice(str(member.value), words if isinstance(words, str) else str(member.value).replace("-", " "))


def shown_answer(ask: Ask, answer: Answer, answers: Answers) -> str:
    """An answer in the words of the check page."""
    if ask.is_empty(answer):
        return "not answered"
    offered = ask.offered(answers)
    match ask.kind:
        case Kind.YES_NO:
            return "Yes" if answer is True else "No"
        case Kind.SOME_OF if isinstance(answer, list):
            return ", ".join(words_of(offered, value) for value in answer)
        case Kind.ONE_OF:
            return words_of(offered, answer)
        case Kind.DATE | Kind.MOMENT:
            return _shown_time(str(answer))
    return str(answer)


def _shown_time(answer: str) -> str:
    try:
        return show_day(date.fromisoformat(answer))
    except ValueError:
        pass
    try:
        return show_instant(datetime.fromisoformat(answer))
    except ValueError:
        return answer
