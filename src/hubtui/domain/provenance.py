"""Where records of other systems came from: every row of an extract, kept as it was given, and what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from hubtui.domain.entry import Entry, Json, Lane, Op, created, journalled, plain, put, puts, step
from hubtui.domain.record import Policy, Record, RecordId, kept, policy_of


@kept("source_row")
class SourceRow(Record):
    """One row of another system's table. `row` is its own name there, `given` its columns and values in their order.

    `digest` tells whether the row has changed since; `records` are the ids of the records made of it.
    """

    system: str
    table: str
    row: str
    digest: str
    given: list[Any] = []
    records: list[RecordId] = []

    @property
    def fields(self) -> dict[str, Json]:
        """The row's values by column."""
        return {str(column): value for column, value in self.given}


@journalled("import.rows-kept", "Brought in from another system", lane=Lane.HOUSEKEEPING)
class RowsKept(Entry):
    """Rows of another system were read, and are kept as they were given."""

    rows: tuple[SourceRow, ...]

    def ops(self) -> Iterator[Op]:
        for row in self.rows:
            yield from created(row)

    @classmethod
    def summary(cls, fields: Mapping[str, Json]) -> str:
        return str(fields.get("system") or "")


@journalled("import.rows-changed", "Changed in another system", lane=Lane.HOUSEKEEPING)
class RowsChanged(Entry):
    """Rows read before say something else now; what they said stays in the journal."""

    rows: tuple[SourceRow, ...]

    def ops(self) -> Iterator[Op]:
        for row in self.rows:
            yield from puts(row.id, digest=row.digest, given=row.given, records=row.records)


class FieldChange(BaseModel):
    """What one field said, and what it says now."""

    model_config = ConfigDict(frozen=True)

    name: str
    before: Any
    now: Any


@journalled("import.corrected", "Corrected in another system")
class SourceCorrected(Entry):
    """A record changed where it came from; only the fields that changed are set. `of` is its kind."""

    record: RecordId
    of: str
    changes: tuple[FieldChange, ...]

    def ops(self) -> Iterator[Op]:
        for change in self.changes:
            yield from _change(self.record, self.of, change)

    @classmethod
    def summary(cls, fields: Mapping[str, Json]) -> str:
        return ", ".join(sorted(name.replace("_", " ") for name in fields))[:80]


def _change(record: RecordId, kind: str, change: FieldChange) -> Iterator[Op]:
    policy, _ = policy_of(kind, change.name)
    if policy is Policy.UNION:
        before, now = _values(change.before), _values(change.now)
        for value in (each for each in before if each not in now):
            yield Op("rem", record, change.name, value)
        for value in (each for each in now if each not in before):
            yield Op("add", record, change.name, value)
    elif policy is Policy.STEPS:
        yield step(record, change.name, change.now)
    else:
        yield put(record, change.name, change.now)


def _values(value: object) -> Sequence[Json]:
    return plain(value) or []
