"""Dates and times: as a worker types them, as a screen shows them, and as instants in UTC (SEC-07, tui 4.5).

An instant is an aware `datetime` in UTC. A local date or time is the one in Europe/London, whatever the
machine's own zone. Nothing here reads a clock: today is always handed in.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hubtui.domain.trouble import RuleBroken

LONDON = ZoneInfo("Europe/London")

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_YEARS_AHEAD = 20
"""A two-digit year up to this far ahead is to come; any other lies in the past, as birth dates do."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Between these lies everything that a record can be about; reckoning with days outside leaves the calendar."""
YEAR_REFUSED = f"This is not a year of anybody's record: enter one from {FIRST_YEAR} to {LAST_YEAR}."
DATE_REFUSED = "Type the date as DD/MM/YYYY, for example 20/11/2026."
TIME_REFUSED = "Type the time as HH:MM, for example 14:30."


def parse_date(typed: str, *, today: date, field: str = "date") -> date:
    """The local date that was typed: `20`, `20 11`, `20 nov 26`, `20/11/2026`, `2026-11-20`, `t` or `y`.

    A missing month or year is today's; `t` is today and `y` yesterday. Raises RuleBroken at `field`, with the
    format, for an impossible day or an unclear order (SEC-07).
    """
    words = re.findall(r"[^\W\d_]+|[0-9]+", typed.lower())
    if words in (["t"], ["y"]):
        return today if words == ["t"] else today - timedelta(days=1)
    if len(words) > 1 and words[0][:3].title() in _WEEKDAYS:
        words = words[1:]
    if not words or len(words) > 3 or not re.fullmatch(r"[\w\s./,-]+", typed):
        raise RuleBroken(field, DATE_REFUSED)
    if len(words) == 1 and len(words[0]) == 8:
        words = [words[0][:2], words[0][2:4], words[0][4:]]
    if len(words[0]) == 4 and len(words) == 3:
        words.reverse()
    return date_from_boxes(*words, *[""] * (3 - len(words)), today=today, field=field)


def date_from_boxes(day: str, month: str, year: str, *, today: date, field: str = "date") -> date:
    """The local date of the three boxes; an empty month or year is today's. A month may be a name.

    Raises RuleBroken at `field`, with the format, for an impossible day (SEC-07).
    """
    try:
        day_typed = date(
            _whole_year(year.strip(), today) if year.strip() else today.year,
            parse_month(month) if month.strip() else today.month,
            _number(day.strip(), 2),
        )
    except ValueError as error:
        raise RuleBroken(field, DATE_REFUSED) from error
    if not within_reach(day_typed):
        raise RuleBroken(field, YEAR_REFUSED)
    return day_typed


def within_reach(moment: date) -> bool:
    """Whether a date, or an instant, is one that a record can be about."""
    return FIRST_YEAR <= moment.year <= LAST_YEAR


def parse_month(typed: str) -> int:
    """1 to 12 for `11`, `nov` or `November`. Raises ValueError."""
    word = typed.strip().lower()
    if word.isalpha():
        if len(word) < 3 or not (
            named := [n for n, full in enumerate(_FULL_MONTHS, 1) if full.startswith(word)]
        ):
            raise ValueError("no such month")
        return named[0]
    return _number(word, 2)


def _number(typed: str, longest: int) -> int:
    if not re.fullmatch(rf"[0-9]{{1,{longest}}}", typed):
        raise ValueError("not a number")
    return int(typed)


def _whole_year(typed: str, today: date) -> int:
    if len(typed) not in (2, 4):
        raise ValueError("a year has two or four digits")
    year = _number(typed, 4)
    if len(typed) == 4:
        return year
    century = today.year - today.year % 100
    return century + year if century + year <= today.year + _YEARS_AHEAD else century + year - 100


def parse_time(typed: str, *, field: str = "time") -> time:
    """The local time that was typed: `1000`, `10:00`, `10.00`, `10am`, `2.30 pm` or `9`.

    Raises RuleBroken at `field`, with the format.
    """
    shape = r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?([ap]m)?"
    match = re.fullmatch(shape, re.sub(r"\s", "", typed.lower()))
    if match is None:
        raise RuleBroken(field, TIME_REFUSED)
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half and not 1 <= hour <= 12:
        raise RuleBroken(field, TIME_REFUSED)
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise RuleBroken(field, TIME_REFUSED)
    return time(hour, minute)


def show_day(day: date) -> str:
    """`Fri 20 Nov 2026`: a date in full."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1].title()} {day.year}"


def show_short_day(day: date) -> str:
    """`20 Nov`: a date in a tight list, where the year is plain."""
    return f"{day.day} {MONTHS[day.month - 1].title()}"


def show_time(instant: datetime) -> str:
    """`14:32`: the local time of an instant."""
    return f"{local(instant):%H:%M}"


def show_instant(instant: datetime) -> str:
    """`Fri 20 Nov 2026 14:32`: the local date and time of an instant."""
    return f"{show_day(local_date(instant))} {show_time(instant)}"


def local(instant: datetime) -> datetime:
    """An instant as date and time in Europe/London; at the very ends of the calendar, as it stands in UTC.
    Raises ValueError without a time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant has a time zone")
    try:
        return instant.astimezone(LONDON)
    except OverflowError:
        return instant


def local_date(instant: datetime) -> date:
    """The date in Europe/London at an instant; in a British summer it is not always the date in UTC."""
    return local(instant).date()


def at_local(day: date, clock: time) -> datetime:
    """The instant of a local date and time. An hour that the clocks skip is read as the hour after it; of an
    hour that comes twice, the first is meant.
    """
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """The instant at which a local date begins."""
    return at_local(day, time())


def end_of_day(day: date) -> datetime:
    """The last instant of a local date, which a clock shows as 23:59."""
    return start_of_day(day + timedelta(days=1)) - timedelta(microseconds=1)


def instant_text(instant: datetime) -> str:
    """An instant as it is stored: ISO 8601 in UTC with `Z`. Raises ValueError without a time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant has a time zone")
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_instant(text: str) -> datetime:
    """The instant that `text` (ISO 8601 with offset or `Z`) names, in UTC. Raises ValueError."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant has a time zone")
    return instant.astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of a month too short for it."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28 February where there is none."""
    return add_months(day, 12 * years)


def age_on(born: date, day: date) -> int:
    """Whole years lived by `day`. Someone born on 29 February comes of age on 1 March in a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
