"""The one connection to the encrypted file, and the recipe that opens it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, StaticPool, create_engine, event

from hubtui.domain.trouble import Damaged, Unavailable
from hubtui.store import keyed

Db = Connection
"""SQLAlchemy's connection inside a transaction. (A session, in this program, is a meeting with a person.)"""

PRAGMAS = (
    "locking_mode=EXCLUSIVE",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "cache_size=-65536",
    "journal_size_limit=16777216",
)


def connect(path: Path, key: bytearray) -> Any:
    """The store's keyed connection, which has read one row. Raises Damaged when the key does not fit the bytes."""
    connection = keyed.connect(path, key)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except sqlcipher.DatabaseError as error:
        connection.close()
        raise trouble_of(error) from error
    return connection


def open_engine(path: Path, key: bytearray) -> Engine:
    """The engine over one connection; its transactions begin as they are asked to, never late."""
    return engine_over(lambda: connect(path, key))


def engine_over(connector: Callable[[], Any]) -> Engine:
    """An engine whose only connection `connector` makes."""
    engine = create_engine(
        "sqlite+pysqlite://", creator=connector, module=sqlcipher, poolclass=StaticPool, hide_parameters=True
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def run(db: Db, statement: str, values: Sequence[Any] = ()) -> Any:
    """Run one statement on the driver itself; answers its cursor.

    What every save does goes this way: through SQLAlchemy each statement costs four times as much.
    """
    return db.connection.driver_connection.execute(statement, values)  # type: ignore[union-attr]


class DiskFull(Unavailable):
    """The disk had no room for what was to be saved."""


FULL = "The disk is full, so nothing was saved."


def trouble_of(error: BaseException) -> BaseException:
    """What to tell a worker of a database error: a full disk, another process, a damaged file.

    Any other error is a defect of the program and comes back as it is.
    """
    cause = getattr(error, "orig", None) or error
    name = getattr(cause, "sqlite_errorname", "")
    if name == "SQLITE_FULL" or name.startswith("SQLITE_IOERR"):
        return DiskFull(FULL, "Free some disk space, then save again; what you typed is still here.")
    if name in ("SQLITE_BUSY", "SQLITE_LOCKED"):
        return Unavailable("The vault is open in another window.", "Close it there, then try again.")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return Damaged(
            "The vault's file is damaged.", "Nothing was changed. Ask your supervisor to restore a backup."
        )
    return error
