"""Bank holidays with those that supervisors brought in (RDT-06)."""

from hubtui.domain.holiday import Holiday, with_added
from hubtui.domain.working_days import BankHolidays
from hubtui.store import records
from hubtui.store.db import Db


def bank_holidays(db: Db) -> BankHolidays:
    """The list to count working days with."""
    return with_added(each.day for each in records.find(db, Holiday, "voided = 0"))
