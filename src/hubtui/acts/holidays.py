"""Bank holidays, as a supervisor brings them in."""

from datetime import date

from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.holiday import Holiday, HolidayAdded, check_holiday
from hubtui.domain.record import REFERENCE
from hubtui.domain.roles import SUPERVISORS
from hubtui.domain.text import GivenLine
from hubtui.domain.working_days import coverage_warning
from hubtui.store.holidays import bank_holidays
from hubtui.store.workspace import Workspace


class AddHoliday(Input):
    """A bank holiday of England and Wales (RDT-06)."""

    day: date
    title: GivenLine


@act("holiday.add", roles=SUPERVISORS, serves=("RDT-06",))
def add_holiday(workspace: Workspace, data: AddHoliday) -> Saved:
    """Bring in a bank holiday, so that it no longer counts as a working day."""
    with workspace.writing() as tx:
        check_holiday(data.day, bank_holidays(tx.db))
        holiday = Holiday(id=workspace.new_id(), day=data.day, title=data.title)
        tx.record(HolidayAdded(holiday=holiday), REFERENCE)
        warning = coverage_warning(workspace.today(), bank_holidays(tx.db))
        return saved(
            tx,
            "",
            f"Bank holiday added: {data.day:%d/%m/%Y}, {data.title}.",
            ids=(holiday.id,),
            warnings=[warning] if warning else (),
        )
