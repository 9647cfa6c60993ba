"""Reading kept records back as the domain knows them. No row and no SQL leaves the store."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from hubtui.domain.record import Record
from hubtui.domain.trouble import NotFound
from hubtui.store.db import Db, run
from hubtui.store.tables import table_of

R = TypeVar("R", bound=Record)


def get(db: Db, kind: type[R], record: str) -> R:
    """One record by its id. Raises NotFound where it is not on this terminal, or only a later part of it is."""
    found = find(db, kind, "id = ?", (record,))
    if not found:
        raise NotFound(f"That {kind.kind.replace('_', ' ')} is not on this terminal.")
    return found[0]


def kind_and_case(db: Db, record: str) -> tuple[str, str]:
    """The kind of a record and the aggregate it belongs to, by its id alone. Raises NotFound."""
    row = db.exec_driver_sql("SELECT kind, agg FROM heads WHERE rec = ?", (record,)).first()
    if row is None or not row[0]:
        raise NotFound("That record is not on this terminal.")
    return row[0], row[1]


def of_case(db: Db, kind: type[R], aggregate: str, *, voided: bool = False) -> list[R]:
    """All records of a kind on one case, oldest first; those taken out of use only when asked for."""
    only = "" if voided else " AND voided = 0"
    return find(db, kind, f"aggregate = ?{only}", (aggregate,))


def find(
    db: Db, kind: type[R], where: str, values: Sequence[Any] = (), *, order: str = "recorded_at, id"
) -> list[R]:
    """Records of a kind by a condition of our own making (never a user's text), its values bound.

    What this version cannot read, such as a record whose first part has not come, is left out.
    """
    names, select = _select(kind.kind)
    rows = run(db, f"{select} WHERE {where} ORDER BY {order}", tuple(values)).fetchall()
    found = (read_row(kind, dict(zip(names, row, strict=True))) for row in rows)
    return [record for record in found if record is not None]


def read_row(kind: type[R], row: Any) -> R | None:
    """The record that a row holds; None for a row this version cannot read."""
    values = {name: value for name, value in row.items() if value is not None}
    for name in _structured(kind):
        if isinstance(values.get(name), str):
            values[name] = json.loads(values[name])
    try:
        return kind.model_validate(values)
    except ValidationError:
        return None


@cache
def _select(kind: str) -> tuple[tuple[str, ...], str]:
    names = tuple(column.name for column in table_of(kind).columns)
    columns = ", ".join(f'"{name}"' for name in names)
    return names, f'SELECT {columns} FROM "{kind}"'  # noqa: S608


@cache
def _structured(kind: type[Record]) -> tuple[str, ...]:
    """The fields whose cells hold JSON: lists, mappings and parts of their own."""
    return tuple(name for name, info in kind.model_fields.items() if _is_structured(info.annotation))


def _is_structured(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin in (list, dict, tuple, set, frozenset):
        return True
    if origin is not None:
        return any(_is_structured(part) for part in get_args(annotation))
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
