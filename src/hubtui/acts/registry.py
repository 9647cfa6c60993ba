"""The registry of acts: everything a worker can do, once, for screens, command line and tests."""

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from hubtui.domain.dates import YEAR_REFUSED, within_reach
from hubtui.domain.roles import Role
from hubtui.domain.text import one_line
from hubtui.domain.trouble import NotAllowed, NotFound, Problem, RuleBroken
from hubtui.store import access_log
from hubtui.store.workspace import Tx, Workspace


def _in_utc(instant: datetime) -> datetime:
    _check_reach(instant)
    return instant.astimezone(UTC)


def _check_reach(value: object) -> None:
    for each in value if isinstance(value, list | tuple) else (value,):
        if isinstance(each, date) and not within_reach(each):
            raise PydanticCustomError("out_of_reach", "{sentence}", {"sentence": YEAR_REFUSED})


@cache
def _date_asked(annotation: Any) -> Literal["date_parsing", "datetime_parsing", ""]:
    """How the refusal of what is no date is called where a field asks for one; empty where it does not."""
    if annotation is date:
        return "date_parsing"
    if annotation in (datetime, AwareDatetime):
        return "datetime_parsing"
    return next((asked for part in get_args(annotation) if (asked := _date_asked(part))), "")


LONGEST_SAID = 60
"""How much of a wrong name is said back."""
_WITH_YEAR = re.compile(r"\s*[0-9]{4}-")


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A date and time with its offset, taken in as the same instant in UTC, the only form that is stored (SEC-07)."""


class Input(BaseModel):
    """What an act is told. Unknown fields are refused, so that a misspelt one is not silently lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _no_number_for_a_date(cls, value: Any, info: ValidationInfo) -> Any:
        """A bare number is no date: read as seconds since 1970 it would be one that nobody meant (SEC-07)."""
        annotation: Any = cls.model_fields[info.field_name or ""].annotation
        asked = _date_asked(annotation)
        for each in value if isinstance(value, list) else (value,):
            if asked and (
                isinstance(each, int | float) or (isinstance(each, str) and not _WITH_YEAR.match(each))
            ):
                raise PydanticCustomError(asked, "not a date")
        return value

    @field_validator("*")
    @classmethod
    def _date_within_reach(cls, value: Any) -> Any:
        _check_reach(value)
        return value


@dataclass(frozen=True)
class Saved:
    """What an act saved: the case's reference, the ids it made, its entries, and what the worker ought to know.

    `message` is one sentence in the past tense for the message line; `warnings` are sentences.
    """

    ref: str
    ids: tuple[str, ...]
    entries: tuple[dict[str, Any], ...]
    message: str
    warnings: tuple[str, ...] = ()


Run = Callable[[Workspace, Any], Saved]


@dataclass(frozen=True)
class Act:
    """One thing a worker can do."""

    name: str
    run: Run
    input_model: type[Input]
    roles: frozenset[Role]
    serves: tuple[str, ...]
    words: str


ACTS: dict[str, Act] = {}

F = TypeVar("F", bound=Callable[..., Saved])


def act(name: str, *, roles: Iterable[Role], serves: tuple[str, ...]) -> Callable[[F], F]:
    """Register a function as an act. Whoever calls it, by whatever way, only these roles may (SEC-02).

    A refusal for want of the right is written to the access log before it is raised.
    """

    def register(run: F) -> F:
        allowed = frozenset(roles)

        @functools.wraps(run)
        def guarded(workspace: Workspace, data: Input) -> Saved:
            refuse_unless(allowed, workspace, name)
            with refusals_logged(workspace, name):
                return run(workspace, data)

        model = run.__annotations__["data"]
        words = (run.__doc__ or "").strip().split("\n")[0]
        assert name not in ACTS, f"two acts are called {name}"
        ACTS[name] = Act(name, guarded, model, allowed, serves, words)
        return guarded  # type: ignore[return-value]

    return register


@contextmanager
def refusals_logged(workspace: Workspace, name: str) -> Iterator[None]:
    """Within it a refusal for want of the right is written to the access log before it goes on (SEC-02)."""
    try:
        yield
    except NotAllowed as refused:
        access_log.note(workspace, "refused", name, refused.about)
        raise


def refuse_unless(allowed: frozenset[Role], workspace: Workspace, name: str) -> None:
    """Refuse and log an act to whoever is of another role (SEC-02). Raises NotAllowed."""
    if workspace.worker.role in allowed:
        return
    access_log.note(workspace, "refused", name)
    who = Role(workspace.worker.role).words.lower()
    raise NotAllowed(f"A {who} may not do this ({name}).", "Ask your supervisor.")


def find_act(name: str) -> Act:
    """The act of this name. Raises NotFound."""
    if name not in ACTS:
        raise NotFound(f"There is no act called {one_line(name)[:LONGEST_SAID]}.", "hubtui acts lists them.")
    return ACTS[name]


def perform(workspace: Workspace, name: str, raw: Any, *, rehearse: bool = False) -> Saved:
    """Do the act with input as JSON has it. Raises RuleBroken with every problem found, NotAllowed, NotFound.

    A rehearsal does all of it and then takes it back: nothing is saved, but refusals and warnings are real.
    """
    found = find_act(name)
    refuse_unless(found.roles, workspace, name)
    data = read_input(found.input_model, raw)
    if not rehearse:
        return found.run(workspace, data)
    with workspace.rehearsal():
        return found.run(workspace, data)


def read_input(model: type[Input], raw: Any) -> Input:
    """The act's input from JSON values. Raises RuleBroken naming every field that is wrong."""
    if not isinstance(raw, dict):
        raise RuleBroken("", "The input must be a JSON object with the act's fields.")
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise RuleBroken.all([_problem(detail) for detail in error.errors(include_url=False)]) from None


def _problem(error: ErrorDetails) -> Problem:
    at = ".".join(str(part) for part in error["loc"])
    name = str(error["loc"][-1] if error["loc"] else "").replace("_", " ")
    context = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return Problem(at, f"Enter the {name}.")
        case "extra_forbidden":
            return Problem(at, f"There is no field called {one_line(at)[:LONGEST_SAID]}: take it out.")
        case "enum" | "literal_error":
            return Problem(at, f"Choose {name} from: {context.get('expected', '')}.".replace("'", ""))
        case "date_from_datetime_parsing" | "date_parsing" | "date_type" | "date_from_datetime_inexact":
            return Problem(at, f"Enter {name} as a date, such as 2026-12-05 (on screen DD/MM/YYYY).")
        case "timezone_aware" | "datetime_parsing" | "datetime_type" | "datetime_from_date_parsing":
            return Problem(
                at, f"Enter {name} as a date and time with its offset, such as 2026-12-05T10:00:00+00:00."
            )
        case "int_parsing" | "int_type" | "int_from_float":
            return Problem(at, f"Enter {name} as a whole number.")
        case "string_type":
            return Problem(at, f"Enter {name} as text.")
        case "bool_parsing" | "bool_type":
            return Problem(at, f"Answer {name} with yes or no (true or false).")
        case "value_error" if isinstance(context.get("error"), RuleBroken):
            return Problem(at, context["error"].message)
        case "list_type" | "tuple_type" | "set_type" | "frozen_set_type":
            return Problem(at, f"Enter {name} as a list.")
        case "dict_type" | "model_type" | "model_attributes_type":
            return Problem(at, f"Enter {name} as an object with its fields.")
        case "string_unicode":
            return Problem(at, f"Enter {name or 'every name of a field'} as text.")
    return Problem(at, error["msg"] if error["msg"].endswith((".", "?")) else f"{error['msg']}.")


def saved(tx: Tx, ref: str, message: str, *, ids: Iterable[str] = (), warnings: Iterable[str] = ()) -> Saved:
    """What an act answers: the entries recorded in its transaction."""
    entries = tuple({"st": made.stream, "seq": made.seq, "eid": made.eid} for made in tx.saved)
    return Saved(ref, tuple(ids), entries, message, tuple(warnings))


@dataclass
class Problems:
    """Collects everything that is wrong, so that a worker sees it all at once."""

    found: list[Problem] = field(default_factory=list)

    def add(self, at: str, message: str) -> None:
        self.found.append(Problem(at, message))

    def check(self, rule: Callable[[], object]) -> None:
        """Ask a rule that raises RuleBroken; keep what it says."""
        try:
            rule()
        except RuleBroken as broken:
            self.found.extend(broken.problems)

    def stop(self) -> None:
        """Raise RuleBroken if anything was wrong."""
        if self.found:
            raise RuleBroken.all(self.found)
