"""The tables of the encrypted file.

`journal` is the truth. `heads` and one table a kind of record are projections: dropped and rebuilt from the journal
at any time. They have no UNIQUE, FOREIGN KEY or NOT NULL beside their key, because applying what has happened never
refuses; acts judge uniqueness.
"""

import hashlib
from functools import cache
from typing import Any, get_args

from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.schema import CreateTable
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelMetaclass

from hubtui.domain import catalogue as catalogue
from hubtui.domain.record import RECORDS, Record, fields_of

PROJECTIONS = MetaData()
LASTING = MetaData()


class JournalRow(SQLModel, table=True):
    """One entry as it was made or received; after `sig`, what became of it on the way to the server."""

    __tablename__ = "journal"
    metadata = LASTING
    n: int | None = Field(default=None, primary_key=True)
    eid: str = Field(unique=True)
    hash: bytes = Field(sa_type=LargeBinary)
    st: str
    seq: int
    agg: str
    lane: int
    kind: str
    by: str
    act: str
    wall: str
    happened: str
    own: int
    tx: int
    data: bytes | None = Field(default=None, sa_type=LargeBinary)
    sig: bytes = Field(sa_type=LargeBinary)
    state: str
    pid: str | None = None
    rid: str | None = None
    tries: int = 0
    problem: str | None = None
    received_at: str | None = None


class MetaRow(SQLModel, table=True):
    """Facts about this vault by name: its device, its stream and how far it has come."""

    __tablename__ = "meta"
    metadata = LASTING
    name: str = Field(primary_key=True)
    value: str


class DraftRow(SQLModel, table=True):
    """Half-typed work, encrypted with the rest; a worker's own."""

    __tablename__ = "draft"
    metadata = LASTING
    id: str = Field(primary_key=True)
    login: str
    form: str
    subject: str
    title: str
    answers: str
    kept_at: str


class AccessRow(SQLModel, table=True):
    """Who looked at, tried or took out what: append-only and chained (SEC-04)."""

    __tablename__ = "access_log"
    metadata = LASTING
    n: int | None = Field(default=None, primary_key=True)
    at: str
    by: str
    role: str
    what: str
    subject: str
    detail: str
    previous: str
    hash: str


LASTING_EXTRAS = (
    "CREATE UNIQUE INDEX IF NOT EXISTS journal_slot ON journal (st, seq)",
    "CREATE INDEX IF NOT EXISTS journal_case ON journal (agg, happened, n)",
    """CREATE INDEX IF NOT EXISTS journal_waiting_case ON journal (agg, state)
    WHERE own = 1 AND state NOT IN ('stored', 'safe')""",
    "CREATE INDEX IF NOT EXISTS journal_waiting ON journal (lane, n) WHERE own = 1 AND state NOT IN ('stored', 'safe')",
    """CREATE TRIGGER IF NOT EXISTS journal_is_kept BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'journal entries are never deleted'); END""",
    """CREATE TRIGGER IF NOT EXISTS journal_is_as_made
    BEFORE UPDATE OF n, eid, hash, st, seq, agg, lane, kind, by, act, wall, happened, own, tx, sig ON journal
    BEGIN SELECT RAISE(ABORT, 'journal entries are never changed'); END""",
    """CREATE TRIGGER IF NOT EXISTS journal_data_stays BEFORE UPDATE OF data ON journal
    WHEN NEW.data IS NOT NULL OR OLD.state <> 'safe'
    BEGIN SELECT RAISE(ABORT, 'only entries that are safe elsewhere may be cleared'); END""",
    """CREATE TRIGGER IF NOT EXISTS access_log_is_kept BEFORE DELETE ON access_log
    BEGIN SELECT RAISE(ABORT, 'the access log is never shortened'); END""",
    """CREATE TRIGGER IF NOT EXISTS access_log_is_as_made BEFORE UPDATE ON access_log
    BEGIN SELECT RAISE(ABORT, 'the access log is never changed'); END""",
)

HEADS = Table(
    "heads",
    PROJECTIONS,
    Column("rec", Text, primary_key=True),
    Column("agg", Text),
    Column("kind", Text),
    Column("contested", Integer),
    Column("doc", Text),
)

CASELOAD = Table(
    "caseload",
    PROJECTIONS,
    Column("agg", Text, primary_key=True),
    Column("ref", Text),
    Column("name", Text),
    Column("sort", Text),
    Column("number", Text),
    Column("find", Text),
    Column("stage", Text),
    Column("open", Integer),
    Column("unit", Text),
    Column("worker", Text),
    Column("needs", Text),
    Column("urgent", Integer),
    Column("received_at", Text),
    Column("last_seen", Text),
    Column("release_on", Text),
    Column("rank", Integer),
    Column("nearest_at", Text),
    Column("nearest_what", Text),
    Column("nearest_ahead", Text),
    Column("nearest_opens", Text),
    Column("nearest_rule", Text),
    Column("risk", Text),
    Column("risk_old_from", Text),
    Column("flags", Text),
    Column("untold", Integer),
    Column("stale", Integer),
)
"""One line a case, made by `summary` of what the journal says; `find` is what the filter looks in, folded."""

CASE_TEAM = Table(
    "case_team",
    PROJECTIONS,
    Column("login", Text, primary_key=True),
    Column("agg", Text, primary_key=True),
    Column("withheld", Integer),
    Column("open", Integer),
    Column("rank", Integer),
    Column("nearest_at", Text),
    Column("sort", Text),
)
"""Who may read which case; the empty login stands for whoever may read all. Carries the order of the caseload.

`withheld` marks one who may read the case but not its restricted records, being outside the case team.
"""

CASE_COUNT = Table(
    "case_count",
    PROJECTIONS,
    Column("login", Text, primary_key=True),
    Column("n", Integer),
)
"""How many open cases each of `case_team` may read; triggers keep it."""

DUE = Table(
    "due",
    PROJECTIONS,
    Column("agg", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("what", Text),
    Column("ahead", Text),
    Column("rule", Text),
    Column("opens", Text),
    Column("due_at", Text),
    Column("record", Text),
    Column("rank", Integer),
    Column("only_for", Text),
    Column("also_for", Text),
)

CLOCK_SUSPECT = Table(
    "clock_suspect",
    PROJECTIONS,
    Column("eid", Text, primary_key=True),
    Column("wall", Text),
    Column("by", Text),
    Column("kind", Text),
    Column("agg", Text),
)
"""Entries saved after the terminal's clock had jumped back (SEC-07)."""

SEARCH = Table(
    "search_text",
    PROJECTIONS,
    Column("n", Integer, primary_key=True),
    Column("rec", Text, unique=True),
    Column("agg", Text),
    Column("kind", Text),
    Column("at", Text),
    Column("text", Text),
)

PROJECTION_EXTRAS = (
    "CREATE INDEX heads_contested ON heads (agg) WHERE contested > 0",
    "CREATE INDEX caseload_stale ON caseload (agg) WHERE stale = 1",
    "CREATE INDEX caseload_find ON caseload (find)",
    "CREATE INDEX case_team_order ON case_team (login, open, rank, nearest_at, sort, agg)",
    "CREATE INDEX case_team_case ON case_team (agg)",
    "CREATE INDEX due_order ON due (rank, due_at, agg, number)",
    """CREATE TRIGGER case_count_up AFTER INSERT ON case_team WHEN new.open = 1
    BEGIN INSERT INTO case_count (login, n) VALUES (new.login, 1) ON CONFLICT (login) DO UPDATE SET n = n + 1; END""",
    """CREATE TRIGGER case_count_down AFTER DELETE ON case_team WHEN old.open = 1
    BEGIN UPDATE case_count SET n = n - 1 WHERE login = old.login;
    DELETE FROM case_count WHERE login = old.login AND n = 0; END""",
    "CREATE INDEX due_for ON due (also_for) WHERE also_for <> ''",
    'CREATE INDEX case_person ON "case" (person)',
    'CREATE INDEX case_reference ON "case" (reference)',
    "CREATE INDEX person_prison_number ON person (prison_number)",
    "CREATE INDEX person_crn ON person (crn)",
    "CREATE INDEX person_source_number ON person (source_number)",
    "CREATE INDEX telling_concern ON telling (concern)",
    "CREATE INDEX session_planned ON session (planned_at)",
    """CREATE VIRTUAL TABLE search USING fts5(text, content='search_text', content_rowid='n',
    tokenize='unicode61 remove_diacritics 2')""",
    "INSERT INTO search(search, rank) VALUES ('secure-delete', 1)",
    """CREATE TRIGGER search_add AFTER INSERT ON search_text
    BEGIN INSERT INTO search(rowid, text) VALUES (new.n, new.text); END""",
    """CREATE TRIGGER search_drop AFTER DELETE ON search_text
    BEGIN INSERT INTO search(search, rowid, text) VALUES ('delete', old.n, old.text); END""",
    """CREATE TRIGGER search_change AFTER UPDATE OF text ON search_text
    BEGIN INSERT INTO search(search, rowid, text) VALUES ('delete', old.n, old.text);
    INSERT INTO search(rowid, text) VALUES (new.n, new.text); END""",
)

OF_EVERY_ROW = ("aggregate", "recorded_at", "recorded_by", "voided")


@cache
def table_of(kind: str) -> Table:
    """The projection table of a kind of record: one column a declared field, text or number."""
    record = RECORDS[kind]
    annotations: dict[str, Any] = {"id": str}
    namespace: dict[str, Any] = {
        "__tablename__": kind,
        "__module__": __name__,
        "metadata": PROJECTIONS,
        "id": Field(primary_key=True),
    }
    for name in (*OF_EVERY_ROW, *fields_of(kind)):
        annotations[name] = (int if _is_number(record, name) else str) | None
        namespace[name] = Field(default=None)
    namespace["__annotations__"] = annotations
    row = SQLModelMetaclass(f"{record.__name__}Row", (SQLModel,), namespace, table=True)
    table: Table = row.__table__  # type: ignore[attr-defined]
    return table


def _is_number(record: type[Record], field: str) -> bool:
    annotation = record.model_fields[field].annotation
    wanted = [kind for kind in (get_args(annotation) or (annotation,)) if kind is not type(None)]
    return all(kind in (int, bool) for kind in wanted)


def projection_extras() -> list[str]:
    """Indexes, search and its triggers; every kind is found by the case it belongs to."""
    by_case = [f'CREATE INDEX "{kind}_case" ON "{kind}" (aggregate)' for kind in sorted(RECORDS)]
    return [*PROJECTION_EXTRAS, *by_case]


def projection_tables() -> list[Table]:
    """Every projection, in the order of making."""
    return [
        HEADS,
        CASELOAD,
        CASE_TEAM,
        CASE_COUNT,
        DUE,
        CLOCK_SUSPECT,
        SEARCH,
        *(table_of(kind) for kind in sorted(RECORDS)),
    ]


def projection_shape() -> str:
    """A fingerprint of the projections: when it differs from the vault's, they are rebuilt from the journal."""
    text = "".join(str(CreateTable(table)) for table in projection_tables()) + "".join(projection_extras())
    return hashlib.sha256(text.encode()).hexdigest()[:16]
