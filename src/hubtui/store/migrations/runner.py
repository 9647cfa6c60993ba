"""Runs the steps: all of them in one transaction, or none.

Takes the raw connection of sqlcipher3 in autocommit. Foreign keys are switched off outside the transaction, for
inside it the switch does nothing and dropping a parent's old table would delete every child. Source: store.md 5.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from hubtui.domain.trouble import Damaged, Unavailable
from hubtui.store import keyed

FIRST = 1
"""The schema version that has no step leading to it."""


@dataclass(frozen=True)
class Step:
    """One change of shape. `to`: the version it leads to. `run`: statements, or a function of the connection.

    `recounts` are tables whose number of rows it means to change, `drops` tables, indexes and triggers it means
    to lose; of all others rows must neither come nor go, and what vanished is made again.
    """

    to: int
    name: str
    run: Sequence[str] | Callable[[Any], None]
    recounts: frozenset[str] = frozenset()
    drops: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Shape:
    """What must come through: rows by table, and the statements that made indexes and triggers, by name."""

    rows: dict[str, int]
    made_by: dict[str, tuple[str, str]]  # name -> (table, statement)


def newest(steps: Sequence[Step]) -> int:
    """The version that these steps lead to."""
    return max((step.to for step in steps), default=FIRST)


def migrate(connection: Any, steps: Sequence[Step], *, before: Callable[[], None]) -> tuple[int, int]:
    """Bring the database to the newest version; (version before, version after).

    `before` is called first when there is anything to do: it makes the backup, and what it raises stops all.
    Unavailable: the vault is of a newer program, or the disk is full. Damaged: rows would be lost. In both cases
    nothing has changed.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    last = newest(steps)
    if version > last:
        raise Unavailable(
            "This vault was made by a newer version of the program.",
            "Install that version; nothing was changed.",
        )
    pending = sorted((step for step in steps if step.to > version), key=lambda step: step.to)
    if pending:
        before()
        with _all_or_nothing(connection):
            _run(connection, pending)
            connection.execute(f"PRAGMA user_version={last}")
    return version, last


@contextmanager
def _all_or_nothing(connection: Any) -> Iterator[None]:
    keys_were_on = connection.execute("PRAGMA foreign_keys").fetchone()[0]
    connection.execute("PRAGMA foreign_keys=OFF")
    try:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("COMMIT")
    except sqlcipher.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_FULL":
            raise
        raise Unavailable(
            "The disk is full, so the vault was not brought up to date.", "Free some space."
        ) from error
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute(f"PRAGMA foreign_keys={keys_were_on}")


def _run(connection: Any, steps: Sequence[Step]) -> None:
    shape = _shape(connection)
    for step in steps:
        if callable(step.run):
            step.run(connection)
        else:
            for statement in step.run:
                connection.execute(statement)
    dropped = frozenset().union(*(step.drops for step in steps))
    recounted = frozenset().union(*(step.recounts for step in steps))
    _make_again(connection, shape, dropped)
    _check_rows(connection, shape, dropped | recounted)
    _check_search(connection)
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        raise Damaged("Bringing the vault up to date would tear records apart.", "Nothing was changed.")


def _shape(connection: Any) -> _Shape:
    rows = {name: _count(connection, name) for name in keyed.tables(connection)}
    made = connection.execute(
        "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    )
    return _Shape(rows, {name: (table, statement) for name, table, statement in made})


def _search_tables(connection: Any) -> list[str]:
    names = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%USING fts5%'"
    )
    return [name for (name,) in names]


def _count(connection: Any, table: str) -> int:
    return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608 - from the schema


def _make_again(connection: Any, shape: _Shape, dropped: frozenset[str]) -> None:
    """Indexes and triggers go silently when their table is rebuilt; search would go stale without a word."""
    tables, standing = set(keyed.tables(connection)), _shape(connection).made_by
    for name, (table, statement) in shape.made_by.items():
        if name not in standing and name not in dropped and table in tables:
            connection.execute(statement)


def _check_rows(connection: Any, shape: _Shape, excepted: frozenset[str]) -> None:
    now = {name: _count(connection, name) for name in keyed.tables(connection)}
    for table, rows in shape.rows.items():
        if table not in excepted and now.get(table) != rows:
            raise Damaged(
                f"Bringing the vault up to date would change how many {table} there are.",
                "Nothing was changed.",
            )


def _check_search(connection: Any) -> None:
    """Search indexes are made anew from what they index, then compared with it."""
    for name in _search_tables(connection):
        connection.execute(f'INSERT INTO "{name}"("{name}") VALUES (\'rebuild\')')  # noqa: S608 - from the schema
        connection.execute(f'INSERT INTO "{name}"("{name}", rank) VALUES (\'integrity-check\', 1)')  # noqa: S608
