"""The tales that the demo's people live, and how many people live which."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from hubtui.demo import days, life
from hubtui.demo.life import OUTREACH, SUPERVISOR, Do, Life, Tale
from hubtui.demo.people import Fictional, people
from hubtui.domain.dates import local_date

LONGEST_WEEKS = 18


@dataclass(frozen=True)
class Time:
    """When the demo is: nothing happens after `now`."""

    now: datetime

    @property
    def today(self) -> date:
        return local_date(self.now)

    def weeks_ago(self, weeks: int) -> date:
        return days.working(self.today - timedelta(weeks=weeks))

    def days_ago(self, number: int) -> date:
        return days.latest_day(self.now - timedelta(days=number), 9, 59)

    def latest(self, hour: int, minute: int = 0) -> datetime:
        """That time of the last working day on which it has passed."""
        return days.at(days.latest_day(self.now, hour, minute), hour, minute)


def in_service(his: Life, time: Time) -> Tale:
    """Referred months ago, a plan agreed, met every week."""
    his.begins = time.weeks_ago(8 + his.slot * 5 % (LONGEST_WEEKS - 8))
    yield from _to_agreed_plan(his)
    yield from life.weekly(his)


def _to_agreed_plan(his: Life) -> Tale:
    yield from life.referred(his)
    yield from life.taken_on(his)
    yield from life.first_met(his)
    yield from life.assessed(his)
    yield from life.planned(his)


def out_soon(his: Life, time: Time) -> Tale:
    """In service, with a release date in the next three weeks."""
    his.begins = time.weeks_ago(11)
    yield from _to_agreed_plan(his)
    yield from life.weekly(his, time.weeks_ago(2))
    out = days.working(time.today + timedelta(days=6 + his.slot % 12))
    his.work("release.set", prison="HHI", release_date=out.isoformat(), release_area="Teesside")
    yield from life.weekly(his)


def through_the_gate(his: Life, time: Time) -> Tale:
    """Released some weeks ago, and now met at the hub by the outreach worker."""
    his.begins = time.weeks_ago(19)
    yield from _to_agreed_plan(his)
    out = time.weeks_ago(6)
    yield from life.weekly(his, out)
    yield days.at(out, 10, 15)
    assert his.planned is not None, "the next session was offered"
    his.work(
        "session.cancel", session=his.planned[0], called_off_by="service", reason="He is released before it."
    )
    his.work("release.record", released_at=days.at(out, 9, 30).isoformat(), met=True, met_by="R Lindqvist")
    _handed_over(his)
    life.offered(his, out + timedelta(days=7))
    yield from life.weekly(his)


def _handed_over(his: Life) -> None:
    reason = "Released: his service goes on in the community."
    his.do(SUPERVISOR, "referral.allocate", case=his.ref, worker=OUTREACH, reason=reason)
    his.do(SUPERVISOR, "case.match", case=his.ref, to="in-service-community", reason=reason)
    his.worker, his.setting = OUTREACH, "community"
    life.risk_read(his, chased="Probation office")


def in_the_community(his: Life, time: Time) -> Tale:
    """Referred by probation, met at the hub every week."""
    his.worker, his.setting = OUTREACH, "community"
    his.begins = time.weeks_ago(6 + his.slot % 10)
    yield from _to_agreed_plan(his)
    yield from life.weekly(his)


def being_assessed(his: Life, time: Time) -> Tale:
    """Met once; the assessment is under way and the plan still to be written."""
    his.begins = time.weeks_ago(3)
    yield from life.referred(his)
    yield from life.taken_on(his)
    yield from life.first_met(his)
    yield from life.assessed(his)
    life.offered(his, time.today + timedelta(days=7))


def just_allocated(his: Life, time: Time) -> Tale:
    """Allocated in the last days, the first session offered for next week."""
    his.begins = time.days_ago(4)
    yield from life.referred(his)
    yield from life.taken_on(his)
    yield days.at(his.day(2), 13, his.slot % 60)
    life.offered(his, time.today + timedelta(days=7), "initial")


def just_referred(his: Life, time: Time) -> Tale:
    """Nobody has him yet."""
    his.begins = time.days_ago(his.slot % 3)
    urgency = "urgent" if his.slot % 2 else "standard"
    yield from life.referred(his, urgency=urgency)


def returned(his: Life, time: Time) -> Tale:
    """The referral went back: somebody else meets the need."""
    his.begins = time.weeks_ago(5)
    yield from life.referred(his)
    yield days.at(his.day(2), 12, 40)
    his.do(
        SUPERVISOR, "referral.return", case=his.ref, reason="need-met-elsewhere", told="Wing office, by phone"
    )


def without_result(his: Life, time: Time) -> Tale:
    """In service; what became of his last session was not written down."""
    his.begins = time.weeks_ago(9)
    yield from _to_agreed_plan(his)
    yield from life.weekly(his, time.today - timedelta(days=8))


def of_concern(his: Life, time: Time) -> Tale:
    """In service; something was said weeks ago and told, and this morning again, and nobody is told yet."""
    his.begins = time.weeks_ago(12)
    yield from _to_agreed_plan(his)
    yield from life.weekly(his, time.weeks_ago(4))
    yield days.at(time.weeks_ago(4), 15, 30)
    raised = his.work(
        "concern.raise",
        kind="raised-risk",
        themes=["self-harm"],
        note="Said he cannot see a way through the next weeks.",
        raises_risk=True,
        source="He said it in the session.",
    )
    yield days.at(time.weeks_ago(4), 15, 42)
    his.do(
        his.worker,
        "concern.told",
        concern=raised.ids[0],
        means="phone",
        name="A Keeperton",
        role="Duty Officer",
        said="He is seen every hour today; told the wing.",
    )
    yield from life.weekly(his, local_date(time.latest(10, 20)))
    yield time.latest(10, 20)
    his.work(
        "concern.raise",
        kind="serious-harm",
        note="Spoke of settling a score with somebody on release.",
        raises_risk=True,
        source="Heard by the worker on the landing.",
    )


TALES: tuple[Callable[[Life, Time], Tale], ...] = (
    *(of_concern, without_result),
    *(in_service, out_soon, through_the_gate, in_the_community, just_referred),
    *(in_service, being_assessed, in_the_community, just_allocated, in_service),
    *(through_the_gate, just_referred, in_service, in_the_community, returned),
    *(in_service, out_soon, in_the_community, being_assessed),
)
"""Who lives what, by turns; the first tales are those that every demo should show."""


def tales(number: int, seed: int, do: Do, now: datetime) -> list[Tale]:
    """The tales of as many people as asked for; the same for the same seed and day."""
    rng, time = Random(seed), Time(now)  # noqa: S311 - makes people up, keeps no secret
    found = people(number, rng, today=time.today)
    return [_tale(index, who, do, time, rng.random()) for index, who in enumerate(found)]


def _tale(index: int, who: Fictional, do: Do, time: Time, seed: float) -> Tale:
    lots = Random(seed)  # noqa: S311 - his own, so that one tale's length changes nobody else's
    return TALES[index % len(TALES)](Life(who, do, lots, index, time.today), time)
