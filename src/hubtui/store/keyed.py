"""A bare keyed connection, for what is done to the file as a whole beside the store's one connection."""

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from hubtui.domain.trouble import Unavailable


def connect(path: Path, key: bytearray, *, read_only: bool = False) -> Any:
    """A connection of DB-API in autocommit, keyed with 32 raw bytes; the caller closes it and wipes the key.

    The first statement fails with sqlcipher3's DatabaseError if the key does not fit. Another length than 32
    would silently be taken for a passphrase, so it is refused (ValueError); and SQLCipher would write of a
    wrong key to the terminal unless told before it is keyed. `read_only`: neither file nor log is changed.
    """
    if len(key) != 32:
        raise ValueError("a database key has 32 bytes")
    address = f"{path.absolute().as_uri()}?{_read_only(path) if read_only else 'mode=rwc'}"
    connection = sqlcipher.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA cipher_log_level=NONE")
    quoted = bytearray(b"x'" + key.hex().encode() + b"'")
    connection.set_key(quoted)
    quoted[:] = bytes(len(quoted))
    return connection


def _read_only(path: Path) -> str:
    """How SQLite is asked to write nothing: what has a log needs its (emptiable) index beside it to be read."""
    log = path.with_name(path.name + "-wal")
    return "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"


def tables(connection: Any) -> list[str]:
    """The names of the tables that hold records: not SQLite's own, not a search index's parts."""
    names = connection.execute(
        "SELECT name FROM pragma_table_list "
        "WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@'"
    )
    return [name for (name,) in names]


def create(path: Path, key: bytearray) -> None:
    """A new, empty, encrypted file for its owner only, on the disk when this returns. Unavailable: no room."""
    connection = connect(path, key)
    try:
        path.chmod(0o600)
        connection.execute("PRAGMA journal_mode=WAL").fetchone()
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA user_version=0")
        connection.execute("CREATE TABLE made (at TEXT)")
        connection.execute("DROP TABLE made")
    except sqlcipher.OperationalError as error:
        raise Unavailable(
            "The vault could not be made on this disk.", "Free some disk space, then try again."
        ) from error
    finally:
        connection.close()
