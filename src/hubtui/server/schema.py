"""The tables of the embedded database. Entries and receipts are never changed nor deleted."""

VERSION = 1

STATEMENTS = (
    "CREATE TABLE epoch (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, parent TEXT, branched_at TEXT NOT NULL)",
    "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    "INSERT INTO counter VALUES ('cseq', 0)",
    """CREATE TABLE device (dev TEXT PRIMARY KEY, unit TEXT NOT NULL, terminal TEXT NOT NULL,
    statement BLOB NOT NULL, signing BLOB NOT NULL UNIQUE, sealing BLOB NOT NULL, alias_key BLOB NOT NULL,
    certificate BLOB NOT NULL, until TEXT NOT NULL, state TEXT NOT NULL, enrolled_at TEXT NOT NULL,
    last_seen TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE code (name TEXT PRIMARY KEY, key BLOB NOT NULL, unit TEXT NOT NULL, made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL, tries INTEGER NOT NULL, used_by TEXT NOT NULL, request BLOB NOT NULL,
    answer BLOB NOT NULL) WITHOUT ROWID""",
    "CREATE TABLE stream (st TEXT PRIMARY KEY, dev TEXT NOT NULL) WITHOUT ROWID",
    "CREATE INDEX stream_dev ON stream (dev)",
    """CREATE TABLE stream_range (st TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (st, first)) WITHOUT ROWID""",
    """CREATE TABLE entry (cseq INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, eid TEXT NOT NULL, st TEXT
    NOT NULL,
    seq INTEGER NOT NULL, prev TEXT NOT NULL, agg TEXT NOT NULL, lane INTEGER NOT NULL, by TEXT NOT NULL,
    kind TEXT NOT NULL, data BLOB NOT NULL, sig BLOB NOT NULL, dev TEXT NOT NULL, pid TEXT NOT NULL,
    received_at TEXT NOT NULL, UNIQUE (st, seq))""",
    "CREATE TABLE unchecked (cseq INTEGER PRIMARY KEY)",
    """CREATE TABLE receipt (n INTEGER PRIMARY KEY, rid TEXT NOT NULL UNIQUE, pid TEXT NOT NULL UNIQUE,
    dev TEXT NOT NULL, digest BLOB NOT NULL, hash TEXT NOT NULL, data BLOB NOT NULL, at TEXT NOT NULL)""",
    "CREATE INDEX receipt_dev ON receipt (dev, n)",
    "CREATE TABLE replay (pid TEXT PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE hold (n INTEGER PRIMARY KEY, hash BLOB NOT NULL, dev TEXT NOT NULL, pid TEXT NOT NULL,
    reason TEXT NOT NULL, data BLOB NOT NULL, sig BLOB NOT NULL, at TEXT NOT NULL, UNIQUE (hash, dev,
    reason))""",
    """CREATE TABLE finding (n INTEGER PRIMARY KEY, kind TEXT NOT NULL, dev TEXT NOT NULL, st TEXT NOT NULL,
    seq INTEGER NOT NULL, at TEXT NOT NULL, UNIQUE (kind, st, seq))""",
    *(
        f"CREATE TRIGGER {table}_never_{verb.lower()} BEFORE {verb} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, 'what the server has signed for is never changed'); END"
        for table in ("entry", "receipt")
        for verb in ("UPDATE", "DELETE")
    ),
)
