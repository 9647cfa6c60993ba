"""Finding notes, names and numbers among what the one signed in may read, the newest first (REF-14).

Of cases that are not his to read, a worker finds only name, reference and holder (RSK-11).
"""

from dataclasses import dataclass
from datetime import datetime

from hubtui.domain.dates import read_instant
from hubtui.store.caseload import reader
from hubtui.store.db import Db
from hubtui.store.summary import EVERYONE, folded, fresh_reading
from hubtui.store.workspace import Workspace

OTHERS_CASE = "case of another worker"
SHORTEST = 2
"""Letters that a name must have before other workers' cases are looked through."""


@dataclass(frozen=True)
class Hit:
    """One thing found. `kind` is the kind of record; `at` is when it was first recorded, in UTC, None for a case."""

    case: str
    ref: str
    name: str
    kind: str
    at: datetime | None
    snippet: str
    record: str = ""
    readable: bool = True


def find(workspace: Workspace, text: str, *, limit: int = 50) -> list[Hit]:
    """What holds every word of `text`, in any case and accent; a word may be the beginning of one.

    No text is wrong: what cannot be searched for finds nothing.
    """
    login = reader(workspace.worker)
    words = _words(text)
    if login is None or not words:
        return []
    with fresh_reading(workspace) as db:
        hits = _matching(db, login, _query(words), limit)
        if len(hits) < limit:
            known = {hit.record for hit in hits}
            begun = _matching(db, login, _query(words, prefix=True), limit)
            hits += [hit for hit in begun if hit.record not in known][: limit - len(hits)]
        if login != EVERYONE and len(hits) < limit:
            hits += _others(db, login, words, limit - len(hits))
    return hits


def _words(text: str) -> list[str]:
    """The words to look for: every one quoted later, so that none is taken for an operator of the search."""
    return [word for word in text.replace('"', " ").replace("\0", " ").split() if any(map(str.isalnum, word))]


def _query(words: list[str], *, prefix: bool = False) -> str:
    mark = "*" if prefix else ""
    return " ".join(f'"{word}"{mark}' for word in words)


def _matching(db: Db, login: str, query: str, limit: int) -> list[Hit]:
    rows = db.exec_driver_sql(
        """SELECT s.agg, coalesce(c.ref, s.rec), c.name, s.kind, s.at, snippet(search, 0, '', '', '…', 14), s.rec
        FROM search CROSS JOIN search_text s ON s.n = search.rowid
        CROSS JOIN case_team t ON t.login = ? AND t.agg = s.agg CROSS JOIN caseload c ON c.agg = s.agg
        WHERE search MATCH ? AND (t.withheld = 0 OR s.kind <> 'concern' OR EXISTS (SELECT 1 FROM concern k
            WHERE k.id = s.rec AND (k.recorded_by = ? OR k.type NOT LIKE 'safeguarding-%')))
        ORDER BY search.rowid DESC LIMIT ?""",
        (login, query, login, limit),
    ).all()
    return [
        Hit(case, ref, name or "", kind, read_instant(at) if at else None, " ".join(snippet.split()), record)
        for case, ref, name, kind, at, snippet, record in rows
    ]


def _others(db: Db, login: str, words: list[str], limit: int) -> list[Hit]:
    """Cases of others by name or number: who holds them, and nothing else of them."""
    wanted = [part for word in words for part in folded(word).split()]
    if not wanted or max(map(len, wanted)) < SHORTEST:
        return []
    conditions = " AND ".join(["instr(' ' || c.find, ' ' || ?) > 0"] * len(wanted))
    rows = db.exec_driver_sql(
        "SELECT c.agg, c.ref, c.name, coalesce(c.worker, '') AS worker FROM caseload c"  # noqa: S608
        f" WHERE c.ref IS NOT NULL AND {conditions}"
        " AND NOT EXISTS (SELECT 1 FROM case_team t WHERE t.login = ? AND t.agg = c.agg)"
        " ORDER BY c.sort, c.agg LIMIT ?",
        (*wanted, login, limit),
    ).mappings()
    return [
        Hit(row["agg"], row["ref"], row["name"], OTHERS_CASE, None, _holder(row["worker"]), readable=False)
        for row in rows
    ]


def _holder(worker: str) -> str:
    return f"held by {worker}" if worker else "not allocated yet"
