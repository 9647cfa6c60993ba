"""Taking entries into the projections: one way for all kinds, for the terminal's own work and for what arrives.

Applying never refuses; it has happened. Rebuilding is dropping every projection and applying the journal again.
"""

import json
from collections.abc import Callable, Iterable
from functools import cache

from hubtui.domain.record import REFERENCE, UNIT, VAULT, fields_of, searchable_fields
from hubtui.journal.envelope import VOID, Envelope
from hubtui.journal.merge import RecordHeads
from hubtui.store.db import Db, run
from hubtui.store.tables import LASTING, PROJECTIONS, projection_extras, projection_tables

NOT_CASES = frozenset({VAULT, UNIT, REFERENCE})
RECKONED_WITH = ("setting.", "holiday.")
"""Kinds of entries outside cases that every case's deadlines are reckoned with."""

Known = dict[str, RecordHeads]
"""The heads of the records that a transaction has touched, so that each is read once."""


def load_heads(db: Db, record: str, known: Known, aggregate: str = "") -> RecordHeads:
    """What is known of a record; an empty one where nothing has come yet."""
    if record not in known:
        row = run(db, "SELECT doc FROM heads WHERE rec = ?", (record,)).fetchone()
        known[record] = RecordHeads.from_json(json.loads(row[0])) if row else RecordHeads(aggregate)
    return known[record]


def apply(db: Db, envelope: Envelope, known: Known) -> None:
    """Take one entry in. Order, doubles and gaps cannot change what comes out."""
    touched: dict[str, set[str]] = {}
    for op in envelope.ops():
        heads = load_heads(db, op.record, known, envelope.aggregate)
        if op.verb == "new" and _came_first(heads, envelope):
            heads.aggregate, heads.made_at, heads.made_by = envelope.aggregate, envelope.wall, envelope.by
            heads.add(op)
        elif op.verb != "new":
            heads.add(op)
        touched.setdefault(op.record, set()).add("" if op.verb == "new" else op.field)
    for record, fields in touched.items():
        _store(db, record, known[record])
        _project(db, record, known[record], fields)
    if envelope.aggregate not in NOT_CASES:
        run(
            db,
            "INSERT INTO caseload (agg, stale) VALUES (?, 1) ON CONFLICT (agg) DO UPDATE SET stale = 1",
            (envelope.aggregate,),
        )
    elif envelope.kind.startswith(RECKONED_WITH):
        run(db, "UPDATE caseload SET stale = 1 WHERE stale = 0")
    if envelope.content["at"].get("suspect"):
        run(
            db,
            "INSERT OR IGNORE INTO clock_suspect (eid, wall, by, kind, agg) VALUES (?, ?, ?, ?, ?)",
            (envelope.eid, envelope.wall, envelope.by, envelope.kind, envelope.aggregate),
        )


def _came_first(heads: RecordHeads, envelope: Envelope) -> bool:
    return not heads.kind or (envelope.wall, envelope.by) < (heads.made_at, heads.made_by)


def _store(db: Db, record: str, heads: RecordHeads) -> None:
    doc = _text(heads.to_json())
    run(
        db,
        "INSERT INTO heads (rec, agg, kind, contested, doc) VALUES (?, ?, ?, ?, ?) ON CONFLICT (rec) DO UPDATE"
        " SET agg = excluded.agg, kind = excluded.kind, contested = excluded.contested, doc = excluded.doc",
        (record, heads.aggregate, heads.kind, len(heads.contested()), doc),
    )


def _project(db: Db, record: str, heads: RecordHeads, touched: set[str]) -> None:
    declared = fields_of(heads.kind)
    if not declared:
        return
    # Without its first part in this entry the row may not be there yet: then every field has to be written.
    columns = declared if "" in touched else tuple(name for name in declared if name in touched)
    values = [_cell(heads.shown(name)) for name in columns]
    run(
        db,
        _upsert(heads.kind, columns),
        (record, heads.aggregate, heads.made_at, heads.made_by, int(heads.voided), *values),
    )
    searchable = searchable_fields(heads.kind)
    if searchable and ("" in touched or VOID in touched or touched & set(searchable)):
        _index(db, record, heads, searchable)


def _cell(value: object) -> object:
    if isinstance(value, list | dict):
        return _text(value)
    return value


def _text(value: object) -> str:
    # Keys in order, as the journal has them: a value just made and the same one read back are the same text.
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@cache
def _upsert(kind: str, columns: tuple[str, ...]) -> str:
    names = ("id", "aggregate", "recorded_at", "recorded_by", "voided", *columns)
    marks = ", ".join("?" * len(names))
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in names[1:])
    listed = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{kind}" ({listed}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {updates}'  # noqa: S608


def _index(db: Db, record: str, heads: RecordHeads, fields: Iterable[str]) -> None:
    parts = [str(heads.shown(name)) for name in fields if heads.shown(name)]
    text = "" if heads.voided else "\n".join(parts)
    if not text:
        run(db, "DELETE FROM search_text WHERE rec = ?", (record,))
        return
    run(
        db,
        "INSERT INTO search_text (rec, agg, kind, at, text) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (rec) DO UPDATE SET text = excluded.text WHERE text <> excluded.text",
        (record, heads.aggregate, heads.kind, heads.made_at, text),
    )


def make_projections(db: Db) -> None:
    """Make every projection, empty."""
    PROJECTIONS.create_all(db, projection_tables(), checkfirst=False)
    for statement in projection_extras():
        db.exec_driver_sql(statement)


def drop_projections(db: Db) -> None:
    """Drop everything that can be made again from the journal, also what an older version made."""
    for name in _tables(db, "sql LIKE 'CREATE VIRTUAL TABLE%'"):
        db.exec_driver_sql(f'DROP TABLE "{name}"')
    for name in _tables(db, "name NOT LIKE 'sqlite_%'"):
        if name not in LASTING.tables:
            db.exec_driver_sql(f'DROP TABLE "{name}"')


def _tables(db: Db, where: str) -> list[str]:
    rows = db.exec_driver_sql(f"SELECT name FROM sqlite_schema WHERE type = 'table' AND {where}")  # noqa: S608
    return [row[0] for row in rows.all()]


def rebuild(db: Db, entries: Iterable[Envelope], progress: Callable[[int], None] = lambda _done: None) -> int:
    """Drop the projections and apply the whole journal again; answers how many entries it took."""
    drop_projections(db)
    make_projections(db)
    done = 0
    for envelope in entries:
        apply(db, envelope, {})
        done += 1
        if done % 500 == 0:
            progress(done)
    return done
