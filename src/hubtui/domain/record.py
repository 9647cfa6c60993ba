"""What the work keeps: the fields of every kind of record are declared here and nowhere else.

From a `Record` class the store makes its table, merging learns which policy a field has, search learns what to
index, and forms and the command line learn what may be asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict

RecordId = str
"""A UUIDv7 in text. The time inside it serves index locality only, never order."""

VAULT = "vault"
UNIT = "unit"
REFERENCE = "ref"
"""The aggregates of what belongs to no case: people and settings of a vault, places, reference data."""


class Policy(StrEnum):
    """What shows while two workers' values for one field stand side by side (design: merge)."""

    PERSON = "person"
    CAUTIOUS = "cautious"
    UNION = "union"
    STEPS = "steps"


@dataclass(frozen=True)
class Cautious:
    """Marks a field whose gravest value shows while it is contested; `order` runs from mild to grave."""

    order: tuple[str, ...]


@dataclass(frozen=True)
class Union:
    """Marks a set-valued field: values are added and removed one by one and adding wins over an unseen removal."""


@dataclass(frozen=True)
class Steps:
    """Marks a status that moves along a table of moves."""


@dataclass(frozen=True)
class Searchable:
    """Marks a text that search finds."""


class Record(BaseModel):
    """One thing that is kept. Fields of the subclass are what workers say of it; these four are the journal's."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    kind: ClassVar[str]

    id: RecordId
    aggregate: str = ""
    recorded_at: datetime | None = None
    recorded_by: str = ""
    voided: bool = False


OF_THE_JOURNAL = frozenset(Record.model_fields)
RECORDS: dict[str, type[Record]] = {}

R = TypeVar("R", bound=Record)


def kept(kind: str) -> Callable[[type[R]], type[R]]:
    """Give a record class the name it keeps for ever in journals and tables."""

    def register(cls: type[R]) -> type[R]:
        assert kind not in RECORDS, f"two records are called {kind}"
        cls.kind = kind
        RECORDS[kind] = cls
        return cls

    return register


@cache
def fields_of(kind: str) -> tuple[str, ...]:
    """The fields that workers' entries may set on this kind; none for a kind this version does not know."""
    record = RECORDS.get(kind)
    return tuple(name for name in record.model_fields if name not in OF_THE_JOURNAL) if record else ()


@cache
def marks_of(kind: str, field: str) -> Sequence[Any]:
    """What the declaration says of a field beyond its type; nothing for a field this version does not know."""
    record = RECORDS.get(kind)
    info = record.model_fields.get(field) if record else None
    return tuple(info.metadata) if info else ()


@cache
def policy_of(kind: str, field: str) -> tuple[Policy, tuple[str, ...]]:
    """The field's merge policy and, for a cautious one, its values from mild to grave."""
    for mark in marks_of(kind, field):
        if isinstance(mark, Cautious):
            return Policy.CAUTIOUS, mark.order
        if isinstance(mark, Union):
            return Policy.UNION, ()
        if isinstance(mark, Steps):
            return Policy.STEPS, ()
    return Policy.PERSON, ()


@cache
def searchable_fields(kind: str) -> tuple[str, ...]:
    """The fields whose text search finds."""
    return tuple(
        name for name in fields_of(kind) if any(isinstance(mark, Searchable) for mark in marks_of(kind, name))
    )
