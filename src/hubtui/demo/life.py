"""What happens to one person of the demo, as a tale told in steps.

A tale is a generator: it answers when the next thing happens, and is taken up again when the demo's clock has
come there. So the tales of all people run beside each other, in the order of their instants.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any, Protocol

from hubtui.acts.registry import Saved
from hubtui.demo import days, words
from hubtui.demo.people import Fictional
from hubtui.domain.case import Need
from hubtui.domain.dates import local_date
from hubtui.domain.information import Topic
from hubtui.domain.score import field_of

Tale = Iterator[datetime]
CUSTODY, OUTREACH, SUPERVISOR = "jokafor", "rlindqvist", "mreyes"
HALF_A_YEAR = timedelta(days=182)
SESSION_MINUTES = 35

ACTIVITIES: dict[Need, dict[str, tuple[str, ...]]] = {
    Need.HOUSING: {"custody": ("A-BH04", "A-BH05", "A-BH08"), "community": ("A-BH04", "A-BH18", "A-BH19")},
    Need.ETE: {"custody": ("A-CE01", "A-CE02"), "community": ("A-ME08", "A-ME06")},
    Need.FINANCE: {"custody": ("A-CF01", "A-MF03"), "community": ("A-MF01", "A-MF10")},
    Need.COMMUNITY_LINK: {"custody": ("A-CL01", "A-CL03"), "community": ("A-ML01", "A-ML05")},
}
OUTCOMES = {
    Need.HOUSING: "O1",
    Need.ETE: "O3",
    Need.FINANCE: "O4",
    Need.COMMUNITY_LINK: "O6",
}


class Do(Protocol):
    """Does an act, by one of the staff, with JSON values."""

    def __call__(self, by: str, act: str, **data: Any) -> Saved: ...


@dataclass
class Life:
    """One person and his service. `slot` is his own time of the week; `begins` the day his referral came."""

    who: Fictional
    do: Do
    rng: Random
    slot: int
    begins: date
    setting: str = "custody"
    worker: str = CUSTODY
    ref: str = ""
    planned: tuple[str, datetime] | None = None
    task: str = ""

    def work(self, act: str, **data: Any) -> Saved:
        """An act on his case by his worker."""
        return self.do(self.worker, act, case=self.ref, **data)

    def day(self, after: int) -> date:
        """The working day so many days after his referral."""
        return days.working(self.begins + timedelta(days=after))

    def some(self, choices: tuple[str, ...]) -> str:
        return self.rng.choice(choices)

    @property
    def activities(self) -> list[str]:
        return [each for need in self.who.needs for each in ACTIVITIES[need][self.setting]]


def referred(life: Life, **changes: Any) -> Tale:
    """The referral comes in and is keyed in by the worker whose desk it reaches."""
    received = days.at(life.begins, 9, 5 + life.slot % 50)
    yield received + timedelta(minutes=20)
    number = {"prison_number": life.who.prison_number} if life.setting == "custody" else {"crn": life.who.crn}
    source = "prison-staff" if life.setting == "custody" else "probation-practitioner"
    told = {
        "surname": life.who.surname,
        "forenames": life.who.forenames,
        "date_of_birth": life.who.date_of_birth.isoformat(),
        "source": source,
        "setting": life.setting,
        "received_at": received.isoformat(),
        "needs": list(life.who.needs),
        "note": life.some(words.SITUATIONS[life.who.needs[0]]),
    }
    life.ref = life.do(life.worker, "referral.record", **{**told, **number, **changes}).ref


def taken_on(life: Life) -> Tale:
    """The supervisor allocates him; whom to reach and what HMPPS says of risk is put down."""
    yield days.at(life.day(1), 9, life.slot % 60)
    life.do(SUPERVISOR, "referral.allocate", case=life.ref, worker=life.worker)
    yield days.at(life.day(1), 11, life.slot % 60)
    life.work(
        "contact_chain.set",
        practitioner_name=f"{life.some(('A', 'D', 'L', 'P'))} Probationer-{life.slot + 1}",
        practitioner_office="Invented Street probation office",
        practitioner_phone="01632 960 100",
        duty_officer_phone="01632 960 101",
        omu_phone="01632 960 102",
    )
    life.work("cohort.record", answer="none-applies")
    if _risk_known(life):
        level = life.rng.choice(("low", "medium", "medium", "high"))
        life.work(
            "risk.record",
            rosh_public=level,
            rosh_known_adult=life.rng.choice(("low", "medium")),
            triggers=life.some(words.TRIGGERS),
            source="Offender Management Unit",
            source_date=life.begins.isoformat(),
        )
    risk_read(life, chased="Offender Management Unit")
    if life.setting == "custody":
        out = life.begins + timedelta(days=life.rng.randrange(150, 420))
        life.work("release.set", prison="HHI", legal_status="sentenced", release_date=out.isoformat())


def risk_read(life: Life, *, chased: str) -> None:
    """The worker reads what there is of risk; where HMPPS sent nothing he has chased it."""
    if _risk_known(life):
        life.work("risk.acknowledge")
    else:
        life.work("risk.acknowledge", chased=chased, chased_on=life.day(1).isoformat())


def _risk_known(life: Life) -> bool:
    return life.slot % 6 > 0


def offered(life: Life, on: date, kind: str = "plan") -> None:
    """The next session is offered for his own time of that week."""
    when = days.slot_of(life.slot, on)
    said = life.work(
        "session.offer",
        type=kind,
        planned_at=when.isoformat(),
        method="in-person",
        place="Programmes room 2" if life.setting == "custody" else "Hub, room 1",
        told_how="slip under the door" if life.setting == "custody" else "text message",
        clash_confirmed=True,
    )
    life.planned = said.ids[0], when


def first_met(life: Life) -> Tale:
    """The first session is offered and held: he is told what to expect, and his needs are gone through."""
    yield days.at(life.day(2), 13, life.slot % 60)
    offered(life, life.day(2) + timedelta(days=7), "initial")
    assert life.planned is not None, "a session was offered"
    session, when = life.planned
    yield when + timedelta(minutes=SESSION_MINUTES + 5)
    life.work("session.record", session=session, minutes=SESSION_MINUTES, note=life.some(words.DONE))
    life.work(
        "information.give", topics=[topic.value for topic in Topic], given_on=local_date(when).isoformat()
    )


def assessed(life: Life) -> Tale:
    """The assessment is written up the day after, by area."""
    assert life.planned is not None, "a session was held"
    session, when = life.planned
    yield days.at(days.working(local_date(when) + timedelta(days=1)), 15, life.slot % 60)
    life.work(
        "assessment.complete", session=session, **{field_of(need): _answer(life, need) for need in Need}
    )
    scores = {field_of(need): life.rng.randrange(2, 5) if need in life.who.needs else 7 for need in Need}
    life.work("score.record", point="start", **scores)


def _answer(life: Life, need: Need) -> dict[str, str]:
    if need not in life.who.needs:
        return {"level": "none"}
    return {"level": life.rng.choice(("medium", "high")), "situation": life.some(words.SITUATIONS[need])}


def planned(life: Life) -> Tale:
    """The plan is written and, two days on, agreed; he has his copy the same day."""
    assert life.planned is not None, "a session was held"
    when = life.planned[1]
    written = days.working(local_date(when) + timedelta(days=2))
    yield days.at(written, 10, life.slot % 60)
    life.work(
        "plan.write",
        outcomes=[
            {
                "outcome": OUTCOMES[need],
                "activities": [{"activity": each} for each in _planned_for(life, need)],
            }
            for need in life.who.needs
        ],
        frequency="weekly",
        method="in-person",
        contact_method="through the wing office" if life.setting == "custody" else "text message",
        sessions_planned=12,
        start_on=written.isoformat(),
        end_on=(written + HALF_A_YEAR).isoformat(),
    )
    agreed = days.working(written + timedelta(days=2))
    yield days.at(agreed, 14, life.slot % 60)
    life.work("plan.agree", agreed_on=agreed.isoformat(), how="signed")
    life.work("plan.copy", given_on=agreed.isoformat())
    offered(life, agreed + timedelta(days=7))


def _planned_for(life: Life, need: Need) -> tuple[str, ...]:
    return ACTIVITIES[need][life.setting]


def weekly(life: Life, until: date = date.max) -> Tale:
    """Sessions week by week, up to those of `until`: most are held, some missed, some called off; work beside."""
    for week in count():
        assert life.planned is not None, "a session was offered"
        session, when = life.planned
        on = local_date(when)
        if on >= until:
            return
        yield when + timedelta(minutes=SESSION_MINUTES + 5)
        _result(life, session)
        if week % 4 == 1:
            _work_beside(life, on)
        offered(life, on + timedelta(days=7))


def _result(life: Life, session: str) -> None:
    lot = life.rng.random()
    if lot < 0.10:
        life.work(
            "session.miss", session=session, reason=life.some(words.MISSED), attempts="Asked on the wing."
        )
    elif lot < 0.17:
        life.work(
            "session.cancel", session=session, called_off_by="regime", reason=life.some(words.CALLED_OFF)
        )
    else:
        life.work(
            "session.record",
            session=session,
            minutes=SESSION_MINUTES,
            activities=life.rng.sample(life.activities, 1),
            done_how="with",
            note=life.some(words.DONE),
            response=life.some(words.RESPONSES),
            next_steps=life.some(words.NEXT_STEPS),
        )


def _work_beside(life: Life, on: date) -> None:
    kind, contacted, result = life.rng.choice(words.WORK)
    life.work(
        "noncontact.record",
        type=kind,
        done_on=on.isoformat(),
        minutes=life.rng.choice((10, 15, 25)),
        contacted=contacted,
        result=result,
    )
    if not life.task:
        due = on + timedelta(days=30)
        what = life.some(words.TASKS)
        life.task = life.work("task.add", what=what, owner=life.worker, due_on=due.isoformat()).ids[0]
    elif life.rng.random() < 0.9:
        life.work("task.finish", task=life.task, result=life.some(words.TASK_RESULTS))
        life.task = ""
    else:
        life.work("note.add", note=life.some(words.NOTES))
