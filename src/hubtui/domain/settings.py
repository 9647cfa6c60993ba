"""The values of ours that a supervisor can change, and the one in force on a date (mission 6, RDT-05).

Where the sources leave a time limit open, it stands here with its default. A change takes effect from its
date: what was judged before stays as it was judged.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from hubtui.domain.entry import Entry, Lane, Op, created, journalled
from hubtui.domain.record import Record, kept
from hubtui.domain.trouble import NotFound, RuleBroken

LONGEST_DAYS = 365
OLDEST_AGE = 120
WHOLE_PERCENT = 100


class Unit(StrEnum):
    """What a setting counts. A time of day is counted in minutes after midnight."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    WEEKS = "weeks"
    MONTHS = "months"
    TIME_OF_DAY = "time of day"
    YEARS_OF_AGE = "years of age"
    PER_CENT = "per cent"


# The most that each unit may count: 365 days, where it measures time.
_LARGEST = {
    Unit.MINUTES: LONGEST_DAYS * 24 * 60,
    Unit.HOURS: LONGEST_DAYS * 24,
    Unit.DAYS: LONGEST_DAYS,
    Unit.WORKING_DAYS: LONGEST_DAYS,
    Unit.WEEKS: LONGEST_DAYS // 7,
    Unit.MONTHS: 12,
    Unit.TIME_OF_DAY: 24 * 60 - 1,
    Unit.YEARS_OF_AGE: OLDEST_AGE,
    Unit.PER_CENT: WHOLE_PERCENT,
}


@dataclass(frozen=True, slots=True)
class Adjustable:
    """One value of ours: its name in journal and command line, its words, unit and default, and its row."""

    name: str
    words: str
    unit: Unit
    default: int
    row: str
    most: int = 0
    """The largest value; 0 leaves it to the unit."""

    @property
    def largest(self) -> int:
        """The largest value it may take."""
        return self.most or _LARGEST[self.unit]

    def show(self, value: int) -> str:
        """A value with its unit, as `10 working days` or `16:00`."""
        if self.unit is Unit.TIME_OF_DAY:
            return f"{as_time(value):%H:%M}"
        return f"{value} {self.unit.removesuffix('s') if value == 1 else self.unit}"


_TABLE = (
    Adjustable(
        "first-offer-urgent", "First session offered, urgent referral", Unit.WORKING_DAYS, 1, "REF-05"
    ),
    Adjustable(
        "first-offer-standard", "First session offered, standard referral", Unit.WORKING_DAYS, 10, "REF-05"
    ),
    Adjustable("self-referral-reply", "Reply to a self-referral", Unit.WORKING_DAYS, 5, "REF-04"),
    Adjustable(
        "practitioner-answer", "Answer to the practitioner's question", Unit.WORKING_DAYS, 5, "PLN-06"
    ),
    Adjustable(
        "significant-change-update", "Update after a significant change", Unit.WORKING_DAYS, 1, "PLN-05"
    ),
    Adjustable(
        "extension-prompt", "Extension asked about before a plan ends", Unit.WORKING_DAYS, 20, "PLN-09"
    ),
    Adjustable("reception-checks", "Money and tenancy checks at reception", Unit.WORKING_DAYS, 5, "FIN-01"),
    Adjustable("debt-update", "Update on debt advice", Unit.WORKING_DAYS, 5, "FIN-05"),
    Adjustable("dtr-chase", "Duty to Refer chased", Unit.DAYS, 7, "DTR-03", most=28),
    Adjustable("cas3-prompt", "CAS3 asked about before release", Unit.DAYS, 28, "HOU-07"),
    Adjustable("leave-by-first-warning", "First warning before a leave-by date", Unit.DAYS, 28, "HOU-14"),
    Adjustable("leave-by-last-warning", "Last warning before a leave-by date", Unit.DAYS, 7, "HOU-14"),
    Adjustable("id-missing", "Missing identity papers shown before release", Unit.WEEKS, 12, "CLK-07"),
    Adjustable("readiness-red", "Open readiness items red before release", Unit.WORKING_DAYS, 5, "REL-06"),
    Adjustable("lounge-unnamed", "Likely release day with nobody named", Unit.WORKING_DAYS, 3, "REL-07"),
    Adjustable(
        "gate-worker-unnamed", "Meeting at the gate with nobody named", Unit.WORKING_DAYS, 5, "REL-09"
    ),
    Adjustable("short-notice-referral", "Rest of a short-notice referral", Unit.WORKING_DAYS, 1, "REL-10"),
    Adjustable("short-sentence", "Longest short sentence, from reception", Unit.WEEKS, 12, "REL-04"),
    Adjustable("enforcement-information", "Enforcement information supplied", Unit.WORKING_DAYS, 2, "ENF-02"),
    Adjustable("services-told", "Other services told of the end", Unit.WORKING_DAYS, 5, "EOS-05"),
    Adjustable("services-told-early", "Services told long before the end", Unit.DAYS, 28, "EOS-05"),
    Adjustable("reopening", "A closed case can be reopened", Unit.DAYS, 28, "EOS-08"),
    Adjustable("directory-check", "Directory entry checked", Unit.DAYS, 90, "DIR-02"),
    Adjustable("staff-supervision", "Staff supervision", Unit.DAYS, 42, "STF-05"),
    Adjustable("training-grace", "Grace after a training module expires", Unit.DAYS, 14, "STF-02"),
    Adjustable("fresh-offer", "Fresh offer after declining", Unit.WORKING_DAYS, 20, "PLN-13"),
    Adjustable("signature-chase", "Signature after spoken consent", Unit.WORKING_DAYS, 10, "CON-02"),
    Adjustable("session-gap", "Gap beyond the plan's interval", Unit.WORKING_DAYS, 2, "SES-12"),
    Adjustable("linked-service-check", "Asking again after first attendance", Unit.WEEKS, 4, "CLK-02"),
    Adjustable("risk-information-old", "Risk information counts as old", Unit.MONTHS, 12, "RSK-01"),
    Adjustable("risk-notification", "Risk notification late", Unit.MINUTES, 60, "RSK-06"),
    Adjustable("delivery-change", "Answer to a change of delivery late", Unit.MINUTES, 60, "RSK-08"),
    Adjustable("emergency-view", "Emergency view stays open", Unit.MINUTES, 60, "SEC-10"),
    Adjustable("incident-told", "Supervisor told of a data incident", Unit.MINUTES, 60, "SEC-11"),
    Adjustable("incident-countdown", "Data incident reported or not", Unit.HOURS, 72, "SEC-11"),
    Adjustable("data-request", "Person's request for his data answered", Unit.MONTHS, 1, "CON-07"),
    Adjustable("result-prompt", "Daily prompt for session results", Unit.TIME_OF_DAY, 16 * 60, "SES-05"),
    Adjustable("idle-lock", "Screen locks when idle", Unit.MINUTES, 5, "SEC-03"),
    Adjustable("unsent-amber", "Unsent records amber", Unit.HOURS, 24, "SYN-08"),
    Adjustable("unsent-red", "Unsent records red", Unit.HOURS, 72, "SYN-08"),
    Adjustable("unsent-risk-red", "Unsent risk records red", Unit.HOURS, 1, "SYN-08"),
    Adjustable("retention", "Records kept after closing", Unit.DAYS, 90, "SEC-09"),
    Adjustable("older-age", "Age counted as older", Unit.YEARS_OF_AGE, 50, "LNG-01"),
    Adjustable("volume-difference", "Difference marked for review", Unit.PER_CENT, 20, "RPT-02"),
)

SETTINGS: dict[str, Adjustable] = {setting.name: setting for setting in _TABLE}


@dataclass(frozen=True, slots=True)
class Change:
    """A new value of the setting `name` from a date on, and where it comes from."""

    name: str
    value: int
    from_date: date
    source: str


def setting_named(name: str) -> Adjustable:
    """The setting of that name. Raises NotFound."""
    if name not in SETTINGS:
        raise NotFound(f"There is no setting named {name[:40]}.", "List them in Settings.")
    return SETTINGS[name]


def changed(name: str, value: int, from_date: date, source: str) -> Change:
    """The change, if the value is one the setting may take (RDT-05). Raises NotFound, RuleBroken."""
    setting = setting_named(name)
    if not 1 <= value <= setting.largest:
        raise RuleBroken("value", f"{setting.words}: type a whole number from 1 to {setting.largest:,}.")
    if not source.strip():
        raise RuleBroken("source", "Say which instruction or decision this value comes from.")
    return Change(name, value, from_date, source.strip())


def in_force(name: str, on: date, changes: Iterable[Change] = ()) -> int:
    """The value of the setting on the local date `on`; of changes from one date the later given wins.

    A change never reaches back: ask with the date on which the deadline was opened (RDT-05). Raises NotFound.
    """
    dated = [change for change in changes if change.name == name and change.from_date <= on]
    latest = max(reversed(dated), key=lambda change: change.from_date, default=None)
    return latest.value if latest else setting_named(name).default


def as_time(minutes: int) -> time:
    """The local time of day that a setting of `Unit.TIME_OF_DAY` means."""
    return time(*divmod(minutes, 60))


@kept("setting_change")
class SettingChange(Record):
    """A new value of a setting, kept; the unit is the setting's own."""

    name: str
    value: int
    from_date: date
    source: str


@journalled("setting.changed", "Setting changed", lane=Lane.HOUSEKEEPING)
class SettingChanged(Entry):
    """A supervisor gave a setting a new value from a date on (RDT-05)."""

    change: SettingChange

    def ops(self) -> Iterator[Op]:
        yield from created(self.change)

    def happened(self) -> date:
        return self.change.from_date
