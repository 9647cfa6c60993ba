"""The settings in force, with the changes that supervisors made (RDT-05)."""

from datetime import date

from hubtui.domain.settings import Change, SettingChange, in_force
from hubtui.store import records
from hubtui.store.db import Db


def setting(db: Db, name: str, *, on: date) -> int:
    """The value of a setting on a local date: the day on which a deadline was opened. Raises NotFound."""
    return in_force(name, on, changes(db, name))


def changes(db: Db, name: str) -> list[Change]:
    """The changes of a setting, in the order in which they were made."""
    kept = records.find(db, SettingChange, "name = ? AND voided = 0", (name,))
    return [Change(each.name, each.value, each.from_date, each.source) for each in kept]
