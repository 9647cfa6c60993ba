"""When things happen in the demo: office hours of working days, reckoned from today."""

from datetime import date, datetime, time, timedelta

from hubtui.domain.dates import at_local, local_date
from hubtui.domain.working_days import is_working_day, working_day_on_or_before

FIRST_SLOT = 9 * 60 + 30
SLOT_MINUTES = 45
SLOTS_A_DAY = 8
DAYS_A_WEEK = 5


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """That time of a local day, as an instant."""
    return at_local(day, time(hour, minute))


def working(day: date) -> date:
    """The day itself, or the next one on which people work."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def latest_day(now: datetime, hour: int, minute: int = 0) -> date:
    """The last working day on which that time of day has passed."""
    day = working_day_on_or_before(local_date(now))
    while at(day, hour, minute) > now:
        day = working_day_on_or_before(day - timedelta(days=1))
    return day


def slot_of(index: int, week: date) -> datetime:
    """The time that is a person's own in the week of `week`; the first forty of a worker's people never clash."""
    monday = week - timedelta(days=week.weekday())
    minutes = FIRST_SLOT + index // DAYS_A_WEEK % SLOTS_A_DAY * SLOT_MINUTES
    return at(working(monday + timedelta(days=index % DAYS_A_WEEK)), *divmod(minutes, 60))
