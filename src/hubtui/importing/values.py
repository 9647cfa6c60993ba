"""Reading values out of another system's rows. Each answers None for what it cannot read, and never raises.

A date or time without a zone is one of the United Kingdom's clocks; a stamp that a computer made is UTC.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from hubtui.domain.dates import LONDON, local_date
from hubtui.domain.entry import Json

NO_END = date(9999, 12, 31)
"""How a database says that there is no end."""
_RECKONABLE = range(1000, 3000)
"""Years with which days and months can be reckoned without leaving the calendar."""
_SHAPE = re.compile(
    r"(?P<year>[0-9]{4})-?(?P<month>[0-9]{2})-?(?P<day>[0-9]{2})"
    r"(?:[ T]+(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<part>[0-9]{1,9}))?)?)?"
    r"\s*(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_BRITISH = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
_WORDS = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3})[a-z]*[ -]([0-9]{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def reckonable(moment: date) -> bool:
    """Whether a date, or an instant, can be one that somebody meant: a database's first or last day cannot."""
    return moment.year in _RECKONABLE


def instant(value: Json, *, local: bool = False) -> datetime | None:
    """An instant in UTC; without a zone UTC is meant, or the local clock where `local` says so.

    None also for one that nobody can have meant, such as a database's first or last moment.
    """
    found = any_instant(value, local=local)
    return found if found and reckonable(found) else None


def any_instant(value: Json, *, local: bool = False) -> datetime | None:
    """An instant in UTC, whatever its year."""
    text = _text(value)
    match = _SHAPE.fullmatch(text)
    if match is None:
        day = _day_in_words(text)
        return datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC) if day else None
    try:
        clock = datetime.fromisoformat(
            f"{match['year']}-{match['month']}-{match['day']}"
            f"T{match['hour'] or '00'}:{match['minute'] or '00'}:{match['second'] or '00'}"
            f".{(match['part'] or '0')[:6].ljust(6, '0')}"
        )
        if match["zone"]:
            zone = "+00:00" if match["zone"] == "Z" else match["zone"]
            return datetime.fromisoformat(f"{clock.isoformat()}{zone}").astimezone(UTC)
        # A bare date is a day on a British calendar: its midnight is the local one.
        as_local = local or match["hour"] is None
        return clock.replace(tzinfo=LONDON if as_local else UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day(value: Json) -> date | None:
    """A date. Of a midnight its own day is meant, of any other time the local one.

    None also for one that nobody can have meant, and for no end.
    """
    found = any_day(value)
    return found if found and reckonable(found) else None


def any_day(value: Json) -> date | None:
    """A date, whatever its year; no end is 9999-12-31."""
    text = _text(value)
    match = _SHAPE.fullmatch(text)
    if match is None:
        return _day_in_words(text)
    try:
        bare = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    if bare == NO_END or not int(match["hour"] or 0) + int(match["minute"] or 0):
        return bare
    moment = any_instant(value)
    return local_date(moment) if moment else None


def _day_in_words(text: str) -> date | None:
    try:
        if match := _BRITISH.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if (match := _WORDS.fullmatch(text)) and match[2].lower() in _MONTHS:
            return date(int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1]))
    except ValueError:
        return None
    return None


def whole(value: Json) -> int | None:
    """A whole number, also one written as text."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    text = _text(value)
    return int(text) if re.fullmatch(r"-?[0-9]{1,15}", text) else None


def number(value: Json) -> Decimal | None:
    """An exact number, such as pay or hours."""
    if isinstance(value, bool):
        return None
    try:
        found = Decimal(_text(value).replace(",", "").lstrip("£"))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def truth(value: Json) -> bool | None:
    """Yes or no, however it is written; None for neither."""
    return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}.get(
        _text(value).lower()
    )


_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(h|hr|hrs|hour|hours|m|min|mins|minute|minutes)\b\.?")


def minutes(value: Json) -> int | None:
    """A length in minutes: `1 hour and 30 minutes`, `45 mins`, `PT1H30M`, `01:30`, or a bare number of minutes."""
    text = _text(value).lower()
    if match := re.fullmatch(r"pt(?:([0-9]{1,3})h)?(?:([0-9]{1,4})m)?", text):
        return int(match[1] or 0) * 60 + int(match[2] or 0) if text != "pt" else None
    if match := re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])(?::00)?", text):
        return int(match[1]) * 60 + int(match[2])
    if re.fullmatch(r"[0-9]{1,4}", text):
        return int(text)
    found = _PART.findall(text)
    if not found or re.sub(r"[\s,&]|and", "", _PART.sub("", text)):
        return None
    total = sum(Decimal(count) * (60 if unit.startswith("h") else 1) for count, unit in found)
    return int(total) if total < 100_000 else None


def _text(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.strip() if isinstance(value, str) else str(value)
