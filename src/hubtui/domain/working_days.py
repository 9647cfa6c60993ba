"""Working days: Monday to Friday less the bank holidays of England and Wales (mission 6, RDT-06).

The list in `data/` is the truth for its years. Outside them the rule by which bank holidays are set
stands in, and a sum that runs past the list comes with a warning.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import count, islice

from hubtui.data import read
from hubtui.domain.trouble import Problem, RuleBroken

ONE_DAY = timedelta(days=1)
SATURDAY = 5
YEARS_TO_COVER = 2
"""Years after the current one that the list should reach (RDT-06)."""


@dataclass(frozen=True)
class BankHolidays:
    """A list of bank holidays, the truth for every year from its first day's to its last day's.

    `whole_to` is the last year that it holds whole, where single days of later years stand in it too.
    """

    days: frozenset[date]
    whole_to: int = 0

    @cached_property
    def first_year(self) -> int:
        return min(self.days).year

    @cached_property
    def last_year(self) -> int:
        return self.whole_to or max(self.days).year

    def __contains__(self, day: date) -> bool:
        if self.first_year <= day.year <= self.last_year:
            return day in self.days
        return day in self.days or day in holidays_by_rule(day.year)


def checked(days: Iterable[date]) -> BankHolidays:
    """A list fit to count with. Raises RuleBroken naming every day entered twice or at a weekend (RDT-06)."""
    counted = Counter(days)
    twice = [f"{day:%d/%m/%Y} stands in the list twice." for day, times in counted.items() if times > 1]
    weekend = [
        f"{day:%d/%m/%Y} is a {day:%A}: enter the working day taken instead."
        for day in counted
        if at_weekend(day)
    ]
    if not counted:
        raise RuleBroken("holidays", "The list of bank holidays is empty.")
    if twice or weekend:
        raise RuleBroken.all([Problem("holidays", message) for message in twice + weekend])
    return BankHolidays(frozenset(counted))


@cache
def england_and_wales() -> BankHolidays:
    """The list that comes with the program."""
    return checked(date.fromisoformat(row["date"]) for row in read("bank_holidays_england_wales"))


def at_weekend(day: date) -> bool:
    """Whether `day` is a Saturday or a Sunday."""
    return day.weekday() >= SATURDAY


def is_working_day(day: date, holidays: BankHolidays | None = None) -> bool:
    """Whether `day` is Monday to Friday and no bank holiday."""
    return not at_weekend(day) and day not in (holidays or england_and_wales())


def add_working_days(start: date, number: int, holidays: BankHolidays | None = None) -> date:
    """The `number`-th working day after `start`, which is not counted itself; `number` is 1 or more."""
    return _nth(_walk(start + ONE_DAY, ONE_DAY, holidays), number)


def working_days_before(end: date, number: int, holidays: BankHolidays | None = None) -> date:
    """The `number`-th working day counted back from the day before `end`; `number` is 1 or more."""
    return _nth(_walk(end - ONE_DAY, -ONE_DAY, holidays), number)


def working_day_on_or_before(day: date, holidays: BankHolidays | None = None) -> date:
    """`day` itself, or the last working day before it."""
    return next(_walk(day, -ONE_DAY, holidays))


def working_days_between(start: date, end: date, holidays: BankHolidays | None = None) -> int:
    """How many working days lie after `start` up to and including `end`; 0 where `end` is not later."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, holidays) for day in days)


def past_list_warning(*days: date, holidays: BankHolidays | None = None) -> str:
    """A sentence when any of `days` lies beyond the last year of the list (RDT-06), else the empty text."""
    last_year = (holidays or england_and_wales()).last_year
    if max(days).year <= last_year:
        return ""
    return f"The list of bank holidays ends in {last_year}, so this date is provisional."


def coverage_warning(today: date, holidays: BankHolidays | None = None) -> str:
    """A sentence when the list does not reach the current and the next two years (RDT-06), else empty."""
    last_year = (holidays or england_and_wales()).last_year
    if last_year >= today.year + YEARS_TO_COVER:
        return ""
    return f"The list of bank holidays ends in {last_year}: a supervisor should bring in a newer one."


def _walk(day: date, step: timedelta, holidays: BankHolidays | None) -> Iterator[date]:
    while True:
        if is_working_day(day, holidays):
            yield day
        day += step


def _nth(days: Iterator[date], number: int) -> date:
    if number < 1:
        raise ValueError("count working days from 1")
    return next(islice(days, number - 1, None))


# Days moved or added by proclamation: (taken away, added).
_PROCLAIMED: dict[int, tuple[frozenset[date], frozenset[date]]] = {
    1995: (frozenset({date(1995, 5, 1)}), frozenset({date(1995, 5, 8)})),
    1999: (frozenset(), frozenset({date(1999, 12, 31)})),
    2002: (frozenset({date(2002, 5, 27)}), frozenset({date(2002, 6, 3), date(2002, 6, 4)})),
    2011: (frozenset(), frozenset({date(2011, 4, 29)})),
    2012: (frozenset({date(2012, 5, 28)}), frozenset({date(2012, 6, 4), date(2012, 6, 5)})),
    2020: (frozenset({date(2020, 5, 4)}), frozenset({date(2020, 5, 8)})),
    2022: (
        frozenset({date(2022, 5, 30)}),
        frozenset({date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)}),
    ),
    2023: (frozenset(), frozenset({date(2023, 5, 8)})),
}


@cache
def holidays_by_rule(year: int) -> frozenset[date]:
    """The bank holidays of `year` by the general rule and the days proclaimed so far; weekdays only."""
    easter = easter_sunday(year)
    usual = {
        *_moved_off_weekend([date(year, 1, 1)]),
        easter - 2 * ONE_DAY,
        easter + ONE_DAY,
        _first_monday(year, 5),
        _first_monday(year, 6) - 7 * ONE_DAY,
        _first_monday(year, 9) - 7 * ONE_DAY,
        *_moved_off_weekend([date(year, 12, 25), date(year, 12, 26)]),
    }
    taken_away, added = _PROCLAIMED.get(year, (frozenset(), frozenset()))
    return frozenset((usual - taken_away) | added)


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar (the anonymous algorithm of 1876, as in Meeus)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    leaps, rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon_shift + 15) % 30
    leap_quarters, leap_rest = divmod(in_century, 4)
    weekday = (32 + 2 * rest + 2 * leap_quarters - epact - leap_rest) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7)


def _moved_off_weekend(days: list[date]) -> set[date]:
    """Each day, or the next weekday after it that is not taken."""
    kept = {day for day in days if not at_weekend(day)}
    for day in filter(at_weekend, days):
        kept.add(next(later for later in _from(day) if not at_weekend(later) and later not in kept))
    return kept


def _from(day: date) -> Iterator[date]:
    return (day + timedelta(days=n) for n in count())
