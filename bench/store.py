"""The store's goals: P1 to P7, P11 and P14 of the design's section 8."""

import gc
import os
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from bench.measuring import Figure, interleaved, median, milliseconds, percentile
from hubtui.domain.note import Note, NoteAdded
from hubtui.domain.roles import Role
from hubtui.store import caseload, keys, search
from hubtui.store.clock import system_clock
from hubtui.store.db import open_engine
from hubtui.store.workspace import SignedIn, Workspace, open_workspace

WORDS = [
    f"{a}{b}"
    for a in ["ba", "de", "fi", "go", "lu", "ma", "ne", "po", "ri", "su", "ta", "ve"]
    for b in ["lton", "rden", "skel", "mbrin", "nder", "pasto"]
]


def prose(rng: random.Random, words: int = 60) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(words))


def opened(path: Path, key: bytearray) -> Workspace:
    return open_workspace(
        open_engine(path, key),
        realm="training",
        unit="HHI",
        terminal="A",
        worker=SignedIn("bench", "Bench", Role.SUPERVISOR.value),
        clock=system_clock,
    )


def note(workspace: Workspace, text: str, case: str = "bench-case") -> None:
    with workspace.writing() as tx:
        tx.record(NoteAdded(note=Note(id=workspace.new_id(), note=text)), case)


def saving(folder: Path) -> Iterator[Figure]:
    """P1: one record, durable, against one write and flush of as many bytes on the same disk."""
    rng = random.Random(1)
    path = folder / "save.db"
    workspace = opened(path, bytearray(os.urandom(32)))
    for _ in range(200):
        note(workspace, prose(rng))
    grown = []
    wal = path.with_name(path.name + "-wal")
    for _ in range(20):
        workspace.checkpoint()
        note(workspace, prose(rng))
        grown.append(wal.stat().st_size)
    size = int(median([float(each) for each in grown]))
    descriptor = os.open(folder / "floor", os.O_RDWR | os.O_CREAT)
    os.posix_fallocate(descriptor, 0, size * 8)
    data, at = os.urandom(size), [0]

    def floor() -> None:
        at[0] = (at[0] + 1) % 8
        os.pwrite(descriptor, data, at[0] * size)
        os.fdatasync(descriptor)

    texts = iter([prose(rng) for _ in range(1000)])
    base, ours = interleaved(floor, lambda: note(workspace, next(texts)), times=300)
    os.close(descriptor)
    yield Figure(
        "P1", f"save one record, durable ({size // 1024} KiB written)", ours, base, "<= 2.5 x the flush", 2.5
    )
    workspace.close()


def warm_lists(folder: Path, count: int = 20_000) -> Iterator[Figure]:
    """P2 and P3: the caseload's 500 lines, encrypted against not, and in rows ready for the list against raw."""
    rng = random.Random(2)
    key = bytearray(os.urandom(32))
    sealed = opened(folder / "list.db", key)
    fill_caseload(sealed, rng, count)
    plain_path = folder / "plain.db"
    plain = sqlcipher.connect(str(plain_path))
    plain.execute("PRAGMA cache_size=-65536")
    with sealed.reading() as db:
        raw = db.connection.driver_connection
        assert raw is not None
        columns = [row[1] for row in raw.execute("PRAGMA table_info(caseload)")]
        of_team = [row[1] for row in raw.execute("PRAGMA table_info(case_team)")]
        rows = raw.execute("SELECT * FROM caseload").fetchall()
        team = raw.execute("SELECT * FROM case_team").fetchall()
    plain.execute(f"CREATE TABLE caseload ({', '.join(columns)}, PRIMARY KEY (agg))")
    plain.executemany(f"INSERT INTO caseload VALUES ({', '.join('?' * len(columns))})", rows)
    plain.execute(f"CREATE TABLE case_team ({', '.join(of_team)}, PRIMARY KEY (login, agg))")
    plain.executemany(f"INSERT INTO case_team VALUES ({', '.join('?' * len(of_team))})", team)
    plain.execute("CREATE INDEX team_order ON case_team (login, open, rank, nearest_at, sort, agg)")
    plain.commit()
    query = (
        "SELECT c.* FROM case_team t JOIN caseload c ON c.agg = t.agg WHERE t.login = '' AND t.open = 1"
        " ORDER BY t.rank, t.nearest_at, t.sort, t.agg LIMIT 500"
    )
    base, ours = interleaved(
        lambda: plain.execute(query).fetchall(), lambda: raw.execute(query).fetchall(), times=200
    )
    yield Figure("P2", "list of 500, warm: encrypted / not encrypted", ours, base, "<= 1.10", 1.10)
    base, ours = interleaved(
        lambda: raw.execute(query).fetchall(), lambda: caseload.rows(sealed, limit=500), times=60
    )
    yield Figure("P3", "list of 500 in rows ready to show / raw", ours, base, "<= 2.5", 2.5)
    yield cold_list(folder / "list.db", sealed, key, plain_path, query)
    plain.close()


def cold_list(path: Path, sealed: Workspace, key: bytearray, plain_path: Path, query: str) -> Figure:
    """P4: the first list after unlock, against reading the same pages plain and the cost of opening them."""
    sealed.close()

    def cold(file: Path, secret: bytearray | None) -> float:
        start = time.perf_counter()
        connection = sqlcipher.connect(str(file))
        if secret is not None:
            connection.execute("PRAGMA cipher_log_level=NONE")
            connection.set_key(bytearray(b"x'" + secret.hex().encode() + b"'"))
        connection.execute(query).fetchall()
        taken = (time.perf_counter() - start) * 1000
        connection.close()
        return taken

    pages = _pages_read(path, key, query)
    taken = [(cold(plain_path, None), cold(path, key)) for _ in range(30)]
    crypto = pages * 0.0043
    base = median([plain for plain, _ in taken]) + crypto
    return Figure(
        "P4",
        f"first list after unlock ({pages} pages)",
        median([each for _, each in taken]),
        base,
        "<= 1.5",
        1.5,
    )


def _pages_read(path: Path, key: bytearray, query: str) -> int:
    """How many pages a cold query touches: the smallest cache misses, counted by a list that fits in it."""
    connection = sqlcipher.connect(str(path))
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.set_key(bytearray(b"x'" + key.hex().encode() + b"'"))
    before = _read_bytes()
    connection.execute(query).fetchall()
    connection.close()
    return max(1, (_read_bytes() - before) // 4096)


def _read_bytes() -> int:
    text = Path("/proc/self/io").read_text(encoding="ascii")
    return int(next(line for line in text.splitlines() if line.startswith("rchar")).split()[1])


def fill_caseload(workspace: Workspace, rng: random.Random, count: int) -> None:
    """Lines of the caseload as they are derived, without the years of work behind them."""
    from hubtui.store.tables import CASE_TEAM, CASELOAD

    with workspace.writing() as tx:
        for number in range(count):
            name = f"{rng.choice(WORDS).upper()} {rng.choice(WORDS).title()}"
            due = f"2026-{rng.randrange(1, 13):02d}-{rng.randrange(1, 28):02d}T12:00:00.000Z"
            line: dict[str, Any] = {
                "agg": f"case-{number:06d}",
                "ref": f"HHI-A-26-{number:05d}",
                "name": name,
                "sort": name.lower(),
                "number": f"A{number % 10000:04d}AA",
                "find": name.lower(),
                "stage": "in-service-custody",
                "open": 1,
                "unit": "HHI",
                "worker": "bench",
                "needs": '["housing"]',
                "urgent": 0,
                "rank": 1,
                "nearest_at": due,
                "nearest_what": "Session result",
                "untold": 0,
                "stale": 0,
            }
            tx.db.execute(CASELOAD.insert().values(**line))
            tx.db.execute(
                CASE_TEAM.insert().values(
                    login="", agg=line["agg"], open=1, rank=1, nearest_at=due, sort=line["sort"]
                )
            )


def searching(folder: Path, count: int = 100_000) -> Iterator[Figure]:
    """P5, P6 and P14: search over 100,000 notes against the same index without a key; the size of the file."""
    rng = random.Random(3)
    key = bytearray(os.urandom(32))
    workspace = opened(folder / "search.db", key)
    rows = [
        (f"r{number}", "bench-case", "note", f"2026-01-01T{number:09d}", prose(rng))
        for number in range(count)
    ]
    with workspace.writing() as tx:
        raw = tx.db.connection.driver_connection
        assert raw is not None
        raw.executemany("INSERT INTO search_text (rec, agg, kind, at, text) VALUES (?, ?, ?, ?, ?)", rows)
    workspace.checkpoint()
    plain_path = folder / "search-plain.db"
    plain = sqlcipher.connect(str(plain_path))
    plain.execute("PRAGMA cache_size=-65536")
    plain.execute("CREATE TABLE search_text (n INTEGER PRIMARY KEY, rec TEXT UNIQUE, agg, kind, at, text)")
    plain.execute(
        "CREATE VIRTUAL TABLE search USING fts5(text, content='search_text', content_rowid='n',"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    plain.executemany("INSERT INTO search_text (rec, agg, kind, at, text) VALUES (?, ?, ?, ?, ?)", rows)
    plain.execute("INSERT INTO search(search) VALUES ('rebuild')")
    plain.commit()
    term = WORDS[7]
    newest = (
        "SELECT s.rec, snippet(search, 0, '', '', '...', 12) FROM search JOIN search_text s ON s.n = search.rowid"
        f" WHERE search MATCH '\"{term}\"' ORDER BY search.rowid DESC LIMIT 50"
    )
    base, ours = interleaved(
        lambda: plain.execute(newest).fetchall(), lambda: search.find(workspace, term, limit=50), times=60
    )
    yield Figure("P5", f"search {count:,} notes, newest 50 / raw FTS5", ours, base, "<= 1.3", 1.3)
    best = f"SELECT rowid FROM search WHERE search MATCH '{term}' ORDER BY bm25(search) LIMIT 50"
    with workspace.reading() as db:
        raw = db.connection.driver_connection
        assert raw is not None
        base, ours = interleaved(
            lambda: plain.execute(best).fetchall(), lambda: raw.execute(best).fetchall(), times=15
        )
    yield Figure("P6", "best match, commonest word: encrypted / not", ours, base, "<= 1.2", 1.2)
    yield from stalls(workspace, best)
    plain.close()
    yield from sizes(folder, rng)
    workspace.close()


def stalls(workspace: Workspace, query: str) -> Iterator[Figure]:
    """P11: how long the screen's thread is held up while the database's thread works."""
    stop, gaps = threading.Event(), []

    def work() -> None:
        while not stop.is_set():
            with workspace.reading() as db:
                db.exec_driver_sql(query).fetchall()
            caseload.rows(workspace, limit=500)

    gc.disable()
    idle = _gaps(0.5)
    thread = threading.Thread(target=work)
    thread.start()
    gaps = _gaps(3.0)
    stop.set()
    thread.join()
    gc.enable()
    base = percentile(idle, 0.99)
    held = max(0.0, percentile(gaps, 0.99) - base)
    yield Figure("P11", "longest stall of the screen's thread, p99", held, 5.0, "p99 <= 5 ms", 1.0)
    yield Figure(
        "P11", "longest stall of the screen's thread, worst", max(gaps) - base, 16.0, "max <= 16 ms", 1.0
    )


def _gaps(seconds: float) -> list[float]:
    gaps, last, end = [], time.perf_counter(), time.perf_counter() + seconds
    while last < end:
        time.sleep(0.001)
        now = time.perf_counter()
        gaps.append((now - last) * 1000 - 1)
        last = now
    return gaps


def sizes(folder: Path, rng: random.Random) -> Iterator[Figure]:
    """P14: what encryption and the index add to the file."""
    del rng
    sealed, plain = (folder / "search.db").stat().st_size, (folder / "search-plain.db").stat().st_size
    yield Figure(
        "P14", "size of the file: encrypted / not", sealed / 2**20, plain / 2**20, "<= 1.06", 1.06, "MiB"
    )


def unlocking(folder: Path) -> Iterator[Figure]:
    """P7: unlock to an open workspace against the Argon2id call itself, at 256 MiB."""
    from dataclasses import replace

    from hubtui.store import header, vault
    from hubtui.store.opening import set_up, workspace_of

    word = b"alpha beta gamma delta"
    set_up(
        folder / "vault",
        folder / "state",
        unit="HHI",
        terminal="A",
        login="bench",
        name="Bench",
        passphrase=bytearray(word),
        training=False,
    )
    head = header.read(folder / "vault")
    kdf = next(slot.kdf for slot in head.slots if slot.kdf is not None)
    kdf = replace(kdf, m=min(kdf.m, 256 * 1024))

    def argon() -> None:
        keys.derived_from(bytearray(word), kdf)

    def unlock() -> None:
        unlocked = vault.unlock(folder / "vault", "bench", bytearray(word), state=folder / "state")
        workspace_of(unlocked).close()
        unlocked.close(seal=True)

    base, ours = interleaved(argon, unlock, times=7)
    slot = next(slot.kdf for slot in head.slots if slot.kdf is not None)
    scaled = base * slot.m / kdf.m
    yield Figure("P7", f"unlock / the Argon2id call ({slot.m // 1024} MiB)", ours, scaled, "<= 1.25", 1.25)


def figures(folder: Path) -> Iterator[Figure]:
    for part in (saving, warm_lists, searching, unlocking):
        place = folder / part.__name__
        place.mkdir()
        yield from part(place)


__all__ = ["figures", "milliseconds"]
