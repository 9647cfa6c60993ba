"""When a thing falls due: every sum of mission 6, each as one function that names its row.

Dates are local (Europe/London); instants are UTC. "Days" without "working" are calendar days. A sum takes the
facts and the setting in force; it reads neither clock nor store, and changes nothing that was already judged.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from hubtui.domain.dates import add_months, add_years, end_of_day, local_date, show_day
from hubtui.domain.working_days import (
    BankHolidays,
    add_working_days,
    is_working_day,
    past_list_warning,
    working_day_on_or_before,
    working_days_before,
)


class State(StrEnum):
    """How a deadline stands. `LATE` is a thing done too late; `OVERDUE` one still to do."""

    OK = "ok"
    SOON = "soon"
    OVERDUE = "overdue"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last instant (UTC) at which a thing is in time, the row it comes from, and a warning or none."""

    at: datetime
    row: str
    warning: str = ""

    @property
    def day(self) -> date:
        """The local date on which it falls."""
        return local_date(self.at)

    def met_at(self, done: datetime) -> bool:
        """Whether something done at the instant `done` was in time."""
        return done <= self.at

    def state(
        self, now: datetime, *, done: datetime | None = None, soon: timedelta = timedelta(days=1)
    ) -> State:
        """How it stands at `now`; due within `soon` is soon."""
        if done is not None:
            return State.OK if self.met_at(done) else State.LATE
        if now > self.at:
            return State.OVERDUE
        return State.SOON if now >= self.at - soon else State.OK


@dataclass(frozen=True, slots=True)
class Window:
    """The local dates between which a thing must happen, both included, the row and a warning or none."""

    first: date
    last: date
    row: str
    warning: str = ""

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def end_of(day: date, row: str, warning: str = "") -> Deadline:
    """23:59 local time on `day`."""
    return Deadline(end_of_day(day), row, warning)


def after_working_days(start: date, number: int, row: str, holidays: BankHolidays | None = None) -> Deadline:
    """23:59 on the `number`-th working day after `start`, with a warning past the list's last year."""
    day = add_working_days(start, number, holidays)
    return end_of(day, row, past_list_warning(day, holidays=holidays))


def after_days(start: date, number: int, row: str) -> Deadline:
    """23:59 on the calendar day `number` days after `start`."""
    return end_of(start + timedelta(days=number), row)


def after_minutes(opened: datetime, minutes: int, row: str) -> Deadline:
    """`minutes` after the instant `opened`."""
    return Deadline(opened + timedelta(minutes=minutes), row)


def non_attendance(session: date) -> Deadline:
    """Recording that a session was missed: by 23:59 on its date, any day of the week (SES-04)."""
    return end_of(session, "SES-04")


def session_result(session: date) -> Deadline:
    """Recording any result of a session: overdue after 23:59 on its date (SES-05)."""
    return end_of(session, "SES-05")


HANDOVER_DAYS = 20


def handover(release: date) -> Window:
    """The handover: from 20 days before release to the day of release, 21 dates (REL-01)."""
    return Window(release - timedelta(days=HANDOVER_DAYS), release, "REL-01")


PRE_RELEASE_WORKING_DAYS = 10


def pre_release_meeting(release: date, holidays: BankHolidays | None = None) -> Window:
    """The meeting before release: from the 10th working day counted back from the day before release, to that
    day. Weekends and holidays inside it are in time (REL-03).
    """
    first = working_days_before(release, PRE_RELEASE_WORKING_DAYS, holidays)
    return Window(first, release - timedelta(days=1), "REL-03", past_list_warning(release, holidays=holidays))


def release_day_warning(release: date, holidays: BankHolidays | None = None) -> str:
    """A sentence when the date typed is no working day, for release is then normally earlier (REF-09)."""
    if is_working_day(release, holidays):
        return ""
    usual = working_day_on_or_before(release, holidays)
    return f"{show_day(release)} is not a working day: release is normally the one before, {show_day(usual)}."


TRANSFER_MEETING_DAYS = 5


def transfer_meeting(transfer: date) -> Deadline:
    """The meeting about a transfer: on or before the 5th calendar day before it (TRF-02)."""
    return end_of(transfer - timedelta(days=TRANSFER_MEETING_DAYS), "TRF-02")


END_OF_SERVICE_DAYS = 5


def end_of_service_report(final_session: date) -> Deadline:
    """The End of Service Report: 23:59 on the 5th calendar day after the final session (TRF-03)."""
    return after_days(final_session, END_OF_SERVICE_DAYS, "TRF-03")


def risk_notification(opened: datetime, minutes: int = 60) -> Deadline:
    """Telling HMPPS of a risk: owed at once, late after `minutes` (RSK-06)."""
    return after_minutes(opened, minutes, "RSK-06")


def delivery_change(opened: datetime, minutes: int = 60) -> Deadline:
    """Answering HMPPS's request to change delivery: owed at once, late after `minutes` (RSK-08)."""
    return after_minutes(opened, minutes, "RSK-08")


DTR_REVIEW_DAYS = 20


def duty_to_refer_review(notified: date) -> Deadline:
    """Asking for a review of a homelessness decision: 21 days, the day of notice being the first (DTR-07)."""
    return after_days(notified, DTR_REVIEW_DAYS, "DTR-07")


CAS3_NIGHTS = 84


def cas3_leave_by(start: date, nights: int = CAS3_NIGHTS) -> date:
    """The date by which a CAS3 place must be left (HOU-14)."""
    return start + timedelta(days=nights)


def three_month_check(start: date) -> date:
    """The date of the accommodation check: the same day three months on, or that month's end (HOU-01)."""
    return add_months(start, 3)


BCST_YEARS = 4


def screening_part_one_only(screened: date, expected_release: date) -> bool:
    """Whether more than four years are left to serve, so that part 1 alone is done (TTG-02)."""
    return expected_release > add_years(screened, BCST_YEARS)


CARRY_FORWARD_MONTHS = 6


def screening_carries_forward(last_release: date, reception: date) -> bool:
    """Whether a return is soon enough for the earlier part 1, needs unchanged, to stand (TTG-03)."""
    return reception <= add_months(last_release, CARRY_FORWARD_MONTHS)


def first_offer(received: datetime, working_days: int, holidays: BankHolidays | None = None) -> Deadline:
    """Offering the first session: so many working days after the referral came (SES-02, REF-05)."""
    return after_working_days(local_date(received), working_days, "SES-02", holidays)


def self_referral_reply(received: datetime, working_days: int = 5) -> Deadline:
    """Answering a man who referred himself (REF-04)."""
    return after_working_days(local_date(received), working_days, "REF-04")


def practitioner_answer(asked: date, working_days: int = 5) -> Deadline:
    """Answering the probation practitioner's question about a plan (PLN-06)."""
    return after_working_days(asked, working_days, "PLN-06")


def significant_change_update(
    changed: date, working_days: int = 1, holidays: BankHolidays | None = None
) -> Deadline:
    """Telling the practitioner of a significant change of the plan (PLN-05)."""
    return after_working_days(changed, working_days, "PLN-05", holidays)


def signature_chase(agreed: date, working_days: int = 10) -> Deadline:
    """Getting a signature for consent that was given by word of mouth (CON-02)."""
    return after_working_days(agreed, working_days, "CON-02")


def fresh_offer(declined: date, working_days: int = 20) -> Deadline:
    """Offering the service again to a person who declined it in custody (PLN-13)."""
    return after_working_days(declined, working_days, "PLN-13")


def duty_to_refer_chase(last_contact: date, days: int = 7) -> Deadline:
    """Asking the council how a Duty to Refer stands (DTR-03)."""
    return after_days(last_contact, days, "DTR-03")


def extension_prompt(plan_end: date, working_days: int = 20) -> date:
    """The date from which an extension of the plan is asked about (PLN-09)."""
    return working_days_before(plan_end, working_days)


def risk_information_old(received: date, months: int = 12) -> date:
    """The first date on which risk information counts as possibly out of date (RSK-01)."""
    return add_months(received, months) + timedelta(days=1)


def data_request(received: date, months: int = 1) -> Deadline:
    """Answering a person who asks for his data (CON-07)."""
    return end_of(add_months(received, months), "CON-07")


def money_check(first_contact: date, working_days: int = 5) -> Deadline:
    """Checking money and tenancy at reception (FIN-01)."""
    return after_working_days(first_contact, working_days, "FIN-01")


def enforcement_information(asked: date, working_days: int = 2) -> Deadline:
    """Supplying HMPPS with information for enforcement (ENF-02)."""
    return after_working_days(asked, working_days, "ENF-02")


def services_told(ended: date, working_days: int = 5) -> Deadline:
    """Telling the other services on a case that our part has ended (EOS-05)."""
    return after_working_days(ended, working_days, "EOS-05")


def readiness_red(release: date, working_days: int = 5) -> date:
    """The date from which open items of release readiness show red (REL-06)."""
    return working_days_before(release, working_days)


def incident_told(learned: datetime, minutes: int = 60) -> Deadline:
    """Telling a supervisor of a personal-data incident (SEC-11)."""
    return after_minutes(learned, minutes, "SEC-11")


def incident_reported(learned: datetime, hours: int = 72) -> Deadline:
    """HMPPS's decision whether to report a personal-data incident (SEC-11)."""
    return after_minutes(learned, 60 * hours, "SEC-11")
