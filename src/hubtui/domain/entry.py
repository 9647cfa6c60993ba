"""Journal entries: what happened, stated as operations on fields of records.

An entry is frozen and keeps its name for ever: a field added later stands last and has a default; any other change
is a new kind. A kind that this version does not know is kept and passed on, never dropped.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import IntEnum
from typing import Any, ClassVar, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic_core import to_jsonable_python

from hubtui.domain.record import OF_THE_JOURNAL, Policy, Record, RecordId, policy_of

Json = Any
"""None, bool, int, str, or a list or dict of these; never a float."""


class Lane(IntEnum):
    """What leaves the terminal first (SYN-03): risk and safeguarding, then non-attendance, then the rest."""

    RISK = 0
    NON_ATTENDANCE = 1
    WORK = 2
    HOUSEKEEPING = 3


class Op(NamedTuple):
    """One operation: `new`, `set`, `add`, `rem`, `step`, `void` or `unvoid`. The journal adds the bases it saw.

    `value` is the record's kind for `new`, the reason for `void`, and a value to take out for `rem`.
    """

    verb: str
    record: RecordId
    field: str
    value: Json


class Entry(BaseModel):
    """Something that happened, of one aggregate and one lane."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: ClassVar[str]
    lane: ClassVar[Lane]
    title: ClassVar[str]
    restricted: ClassVar[bool]

    def ops(self) -> Iterator[Op]:
        """The operations, in order."""
        raise NotImplementedError

    def happened(self) -> date | datetime | None:
        """When it happened, where that is not the moment of recording."""
        return None

    @classmethod
    def summary(cls, fields: Mapping[str, Json]) -> str:
        """A few words for a line of the timeline, out of the fields that the entry set."""
        for name in ("note", "what", "name", "summary"):
            if fields.get(name):
                return " ".join(str(fields[name]).split())[:80]
        return ""


ENTRIES: dict[str, type[Entry]] = {}

E = TypeVar("E", bound=Entry)


def journalled(
    kind: str, title: str, *, lane: Lane = Lane.WORK, restricted: bool = False
) -> Callable[[type[E]], type[E]]:
    """Give an entry class its lasting name, its words on screen and its lane.

    `restricted` entries show as withheld to those outside the case team (safeguarding, third-party names).
    """

    def register(cls: type[E]) -> type[E]:
        assert kind not in ENTRIES, f"two entries are called {kind}"
        cls.kind, cls.title, cls.lane, cls.restricted = kind, title, lane, restricted
        ENTRIES[kind] = cls
        return cls

    return register


def plain(value: object) -> Json:
    """The value as the journal writes it: dates and instants as ISO text, enums by value."""
    return to_jsonable_python(value)


def put(record: RecordId, field: str, value: object) -> Op:
    """Set one field; None clears it."""
    return Op("set", record, field, plain(value))


def puts(record: RecordId, **fields: object) -> Iterator[Op]:
    """Set several fields of one record."""
    for name, value in fields.items():
        yield put(record, name, value)


def step(record: RecordId, machine: str, to: object) -> Op:
    """Move a status."""
    return Op("step", record, machine, plain(to))


def created(record: Record) -> Iterator[Op]:
    """The record begins, with every field it has been given."""
    yield Op("new", record.id, "", record.kind)
    for name, value in record.model_dump(mode="json", exclude=set(OF_THE_JOURNAL), exclude_none=True).items():
        policy, _ = policy_of(record.kind, name)
        if policy is Policy.UNION:
            for each in value:
                yield Op("add", record.id, name, each)
        else:
            yield Op("step" if policy is Policy.STEPS else "set", record.id, name, value)


def void(record: RecordId, reason: str) -> Op:
    """Take a record out of use; it stays readable with the reason (SES-11: nothing saved is ever deleted)."""
    return Op("void", record, "", reason)


def unvoid(record: RecordId) -> Op:
    """Bring a voided record back."""
    return Op("unvoid", record, "", None)
