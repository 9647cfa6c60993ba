"""Bringing an older vault up to date: whole or not at all, and search and triggers with it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from hubtui.domain.trouble import Damaged, Unavailable
from hubtui.store import keyed, migrations
from hubtui.store.migrations import Step, migrate, newest

pytestmark = pytest.mark.req("SEC-05")
KEY = bytearray(range(32))
FIRST_SHAPE = """
    CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE note (id INTEGER PRIMARY KEY, person INTEGER REFERENCES person(id) ON DELETE CASCADE, text TEXT);
    CREATE INDEX note_by_person ON note(person);
    CREATE VIRTUAL TABLE note_search USING fts5(text, content='note', content_rowid='id');
    CREATE TRIGGER note_added AFTER INSERT ON note BEGIN
        INSERT INTO note_search(rowid, text) VALUES (new.id, new.text);
    END;
    PRAGMA user_version = 1;
"""
REBUILD_NOTE = Step(
    2,
    "notes have a place",
    [
        "CREATE TABLE note_new (id INTEGER PRIMARY KEY, person INTEGER REFERENCES person(id) ON DELETE CASCADE, text TEXT, place TEXT)",  # noqa: E501
        "INSERT INTO note_new SELECT id, person, text, NULL FROM note",
        "DROP TABLE note",
        "ALTER TABLE note_new RENAME TO note",
    ],
)
REBUILD_PERSON = Step(
    3,
    "people have a birthday",
    [
        "CREATE TABLE person_new (id INTEGER PRIMARY KEY, name TEXT, born TEXT)",
        "INSERT INTO person_new SELECT id, name, NULL FROM person",
        "DROP TABLE person",
        "ALTER TABLE person_new RENAME TO person",
    ],
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Any]:
    connection = keyed.connect(tmp_path / "store.db", KEY)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.executescript(FIRST_SHAPE)
    connection.executemany("INSERT INTO person VALUES (?, ?)", [(n, f"person {n}") for n in range(10)])
    connection.executemany(
        "INSERT INTO note VALUES (?, ?, ?)", [(n, n % 10, f"harbour word{n}") for n in range(200)]
    )
    yield connection
    connection.close()


def no_backup() -> None:
    """For tests that are not about the backup."""


def shape(connection: Any) -> list[tuple[str, str]]:
    return list(
        connection.execute("SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY 1, 2")
    )


def hits(connection: Any, word: str) -> int:
    return int(
        connection.execute("SELECT count(*) FROM note_search WHERE note_search MATCH ?", (word,)).fetchone()[
            0
        ]
    )


def test_a_rebuilt_table_keeps_its_rows_its_children_its_index_its_trigger_and_its_search(
    database: Any,
) -> None:
    before = shape(database)

    moved = migrate(database, [REBUILD_PERSON, REBUILD_NOTE], before=no_backup)

    assert moved == (1, 3)
    assert shape(database) == before
    assert database.execute("SELECT count(*) FROM note").fetchone() == (200,)
    database.execute("INSERT INTO note VALUES (999, 1, 'lighthouse', 'Wing')")
    assert (hits(database, "harbour"), hits(database, "lighthouse")) == (200, 1)
    assert database.execute("PRAGMA foreign_keys").fetchone() == (1,)
    database.execute("DELETE FROM person WHERE id = 1")
    assert database.execute("SELECT count(*) FROM note WHERE person = 1").fetchone() == (0,)


def test_a_vault_of_this_version_is_left_alone_and_not_backed_up(database: Any) -> None:
    backups: list[str] = []

    moved = migrate(database, migrations.STEPS, before=lambda: backups.append("made"))

    assert moved == (1, newest(migrations.STEPS))
    assert backups == []


def test_a_new_vault_is_stamped_with_the_newest_version(tmp_path: Path) -> None:
    connection = keyed.connect(tmp_path / "new.db", KEY)

    migrations.stamp(connection)

    assert migrate(connection, migrations.STEPS, before=no_backup) == (newest(migrations.STEPS),) * 2
    connection.close()


def test_a_newer_vault_is_refused_and_never_taken_back(database: Any) -> None:
    database.execute("PRAGMA user_version=9")

    with pytest.raises(Unavailable, match="newer version"):
        migrate(database, [REBUILD_NOTE], before=no_backup)

    assert database.execute("PRAGMA user_version").fetchone() == (9,)


def test_without_its_backup_nothing_is_changed(database: Any) -> None:
    def fail() -> None:
        raise Unavailable("The backup could not be written.")

    with pytest.raises(Unavailable, match="backup"):
        migrate(database, [REBUILD_NOTE], before=fail)

    assert database.execute("PRAGMA user_version").fetchone() == (1,)


@pytest.mark.parametrize(
    ("run", "trouble"),
    [
        (["DELETE FROM note WHERE id = 7"], Damaged),
        (["DROP TABLE note"], Damaged),
        (["INSERT INTO note VALUES (999, 1, 'twice', 'Wing')"], Damaged),
        (["UPDATE note SET person = 99"], Damaged),
        (["ALTER TABLE note ADD COLUMN place TEXT", "SELECT nonsense"], sqlcipher.OperationalError),
    ],
    ids=["a row lost", "a table lost", "a row too many", "a child torn off", "a wrong statement"],
)
def test_a_step_that_loses_records_or_fails_changes_nothing(
    database: Any, run: list[str], trouble: type[Exception]
) -> None:
    before = shape(database), list(database.execute("SELECT * FROM note"))

    with pytest.raises(trouble):
        migrate(database, [REBUILD_NOTE, Step(3, "wrong", run)], before=no_backup)

    assert (shape(database), list(database.execute("SELECT * FROM note"))) == before
    assert database.execute("PRAGMA user_version").fetchone() == (1,)
    assert not database.in_transaction
    assert database.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_step_may_say_that_it_changes_how_many_rows_there_are_or_drops_a_table(database: Any) -> None:
    fewer = Step(2, "fewer notes", ["DELETE FROM note WHERE id >= 100"], recounts=frozenset({"note"}))
    dropped = Step(3, "no index", ["DROP INDEX note_by_person"], drops=frozenset({"note_by_person"}))

    migrate(database, [fewer, dropped], before=no_backup)

    assert hits(database, "harbour") == 100
    assert ("index", "note_by_person") not in shape(database)


def test_a_step_may_be_a_function(database: Any) -> None:
    def shout(connection: Any) -> None:
        for row, text in connection.execute("SELECT id, text FROM note").fetchall():
            connection.execute(
                "UPDATE note SET text = ? WHERE id = ?", (text.replace("harbour", "haven"), row)
            )

    migrate(database, [Step(2, "other words", shout)], before=no_backup)

    assert (hits(database, "harbour"), hits(database, "haven")) == (0, 200)


def test_a_full_disk_changes_nothing_and_says_so(database: Any) -> None:
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count={pages}")

    with pytest.raises(Unavailable, match="disk is full"):
        migrate(database, [REBUILD_NOTE], before=no_backup)

    assert database.execute("PRAGMA user_version").fetchone() == (1,)
    assert database.execute("SELECT count(*) FROM note").fetchone() == (200,)


@pytest.mark.parametrize("steps", [migrations.STEPS], ids=["the program's own"])
def test_steps_are_numbered_upwards_without_a_gap(steps: tuple[Step, ...]) -> None:
    numbers = [step.to for step in steps]

    assert numbers == list(range(migrations.FIRST + 1, migrations.FIRST + 1 + len(numbers)))


def fail_at(statement: int) -> Callable[[Any], None]:
    """A step that works for so many statements and then ends."""

    def run(connection: Any) -> None:
        for number, sql in enumerate(REBUILD_NOTE.run if not callable(REBUILD_NOTE.run) else []):
            if number == statement:
                raise KeyboardInterrupt
            connection.execute(sql)

    return run


@pytest.mark.parametrize("statement", range(4))
def test_an_update_cut_at_any_statement_leaves_the_old_shape(database: Any, statement: int) -> None:
    before = shape(database)

    with pytest.raises(KeyboardInterrupt):
        migrate(database, [Step(2, "cut", fail_at(statement))], before=no_backup)

    assert shape(database) == before
    assert hits(database, "harbour") == 200
