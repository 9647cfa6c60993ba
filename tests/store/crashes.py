"""What the crash tests run in a process of its own, to be killed at any moment. Prints `ready`, then works.

python -m tests.store.crashes setup|save|migrate|backup|rotate FOLDER STATE
"""

import sys
from pathlib import Path
from typing import Any

from hubtui.store import backup, keyed, keys, vault
from hubtui.store.migrations import Step, migrate
from tests.store.vaults import Box, Work, make

ROWS = 3000
REBUILD = Step(
    2,
    "lines have a place",
    [
        "CREATE TABLE line_new (id INTEGER PRIMARY KEY, text TEXT, place TEXT)",
        "INSERT INTO line_new SELECT id, text, NULL FROM line",
        "DROP TABLE line",
        "ALTER TABLE line_new RENAME TO line",
    ],
)


def ready() -> None:
    print("ready", flush=True)


def setup(folder: Path, _state: Path) -> None:
    ready()
    make(folder.parent)


def save(folder: Path, state: Path) -> None:
    with Box(folder, state, "").work(seal=False) as work:
        ready()
        while True:
            work.save()
            print(work.position()[0], flush=True)


def rotate(folder: Path, state: Path) -> None:
    with Box(folder, state, "").work(seal=False) as work:
        ready()
        turn(work)


def turn(work: Work) -> None:
    """A new master key, with the database copied and the old one let go."""

    def copy(path: Path, key: bytearray) -> None:
        backup.copy_database(work.connection, path, key)
        work.connection.close()

    work.unlocked.rotate(copy, at=vault.now())


def back_up(folder: Path, state: Path) -> None:
    with Box(folder, state, "").work(seal=False) as work:
        seq, head = work.position()
        dest = folder.parent / "copy.hubbak"
        ready()
        backup.backup(
            work.unlocked, work.connection, dest, reason="by hand", seq=seq, head=head, at=vault.now()
        )


def update(folder: Path, _state: Path) -> None:
    connection = lines(folder)
    ready()
    migrate(connection, [REBUILD], before=lambda: None)
    connection.close()


def lines(folder: Path) -> Any:
    """A database of many lines with a search index, in the first shape; made if it is not there."""
    path, key = folder / "lines.db", bytearray(32)
    new = not path.exists()
    connection = keyed.connect(path, key)
    keys.wipe(key)
    connection.execute("PRAGMA journal_mode=WAL").fetchone()
    if new:
        connection.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, text TEXT)")
        connection.execute(
            "CREATE VIRTUAL TABLE line_search USING fts5(text, content='line', content_rowid='id')"
        )
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO line VALUES (?, ?)", [(n, f"harbour {n} word") for n in range(ROWS)]
        )
        connection.execute("INSERT INTO line_search(line_search) VALUES ('rebuild')")
        connection.execute("PRAGMA user_version=1")
        connection.execute("COMMIT")
    return connection


WORK = {"setup": setup, "save": save, "rotate": rotate, "backup": back_up, "migrate": update}

if __name__ == "__main__":
    WORK[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
