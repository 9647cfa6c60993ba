"""Bank holidays that a supervisor brings in, beside the list that comes with the program (RDT-06)."""

from collections.abc import Iterable, Iterator
from datetime import date

from hubtui.domain.entry import Entry, Lane, Op, created, journalled
from hubtui.domain.record import Record, kept
from hubtui.domain.trouble import Problem, RuleBroken
from hubtui.domain.working_days import BankHolidays, checked, england_and_wales


@kept("holiday")
class Holiday(Record):
    """One bank holiday of England and Wales."""

    day: date
    title: str


def with_added(added: Iterable[date]) -> BankHolidays:
    """The program's list with the days brought in; two terminals may have brought in the same one.

    Single days of a later year do not make the list whole for that year: its sums stay provisional.
    """
    listed = england_and_wales()
    return BankHolidays(listed.days | frozenset(added), listed.last_year)


def check_holiday(day: date, known: BankHolidays) -> None:
    """Refuse a day at a weekend or one that stands in the list (RDT-06). Raises RuleBroken at `day`."""
    try:
        checked([*known.days, day])
    except RuleBroken as broken:
        raise RuleBroken.all([Problem("day", problem.message) for problem in broken.problems]) from None


@journalled("holiday.added", "Bank holiday added", lane=Lane.HOUSEKEEPING)
class HolidayAdded(Entry):
    """A bank holiday was brought in."""

    holiday: Holiday

    def ops(self) -> Iterator[Op]:
        yield from created(self.holiday)
