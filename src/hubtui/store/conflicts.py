"""Fields that two terminals changed without knowing of each other, which a person has to look at."""

from hubtui.store.db import Db


def contested_count(db: Db) -> int:
    """How many records have such a field."""
    return int(db.exec_driver_sql("SELECT count(*) FROM heads WHERE contested > 0").one()[0])
