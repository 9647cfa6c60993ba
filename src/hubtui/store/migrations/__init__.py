"""The steps by which older vaults become this version's. Projections are rebuilt from the journal and need none.

A step is added at the end and never changed; its number is the schema version it leads to. A new vault is made in
the newest shape and stamped with `stamp`.
"""

from typing import Any

from hubtui.store.migrations.runner import FIRST, Step, migrate, newest

STEPS: tuple[Step, ...] = ()


def stamp(connection: Any) -> None:
    """Mark a new vault's database as of the newest shape."""
    connection.execute(f"PRAGMA user_version={newest(STEPS)}")


__all__ = ["FIRST", "STEPS", "Step", "migrate", "newest", "stamp"]
