"""The words of the copy of a plan that the person takes away (PLN-03).

Others on a wing or at home may read it: it is made of the lists' own titles and of the session arrangements only,
never of free text about risk, offences, restrictions, cohorts or other people (mission 8.25).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hubtui.domain.dates import show_day
from hubtui.domain.plan import Plan, PlannedActivity, Who


@dataclass(frozen=True, slots=True)
class Block:
    """A heading of the paper and the lines below it."""

    heading: str
    lines: tuple[str, ...]


def plan_copy_blocks(plan: Plan, *, name: str, workers: Mapping[str, str]) -> list[Block]:
    """The copy: whose plan, outcomes with activities, sessions, contact, and who each worker is.

    `workers` are the names and roles of those who work with him, by name.
    """
    return [
        Block(f"Action plan of {name}", (f"Version {plan.version}, {_agreed(plan)}.",)),
        *(
            Block(each.title, tuple(_activity(done) for done in each.activities if done.activity))
            for each in plan.outcomes
            if each.outcome
        ),
        Block("Sessions", tuple(_sessions(plan))),
        Block("Who works with you", tuple(f"{who}, {role}" for who, role in workers.items())),
    ]


def _agreed(plan: Plan) -> str:
    return f"agreed on {show_day(plan.agreed_on)}" if plan.agreed_on else "not yet agreed"


_DOES = {Who.WORKER: "your worker", Who.PERSON: "you", Who.BOTH: "you and your worker"}


def _activity(planned: PlannedActivity) -> str:
    by = f", by {show_day(planned.by_on)}" if planned.by_on else ""
    return f"{planned.title}: {_DOES[planned.who]}{by}"


def _sessions(plan: Plan) -> list[str]:
    often = plan.frequency.words if plan.frequency else "as arranged"
    how = plan.method.words.lower() if plan.method else "as arranged"
    lines = [f"How often: {often}", f"How: {how}", f"We contact you: {plan.contact_method or 'as arranged'}"]
    if plan.sessions_planned:
        lines.append(f"Number of sessions: {plan.sessions_planned}")
    if plan.start_on and plan.end_on:
        lines.append(f"From {show_day(plan.start_on)} to about {show_day(plan.end_on)}")
    return lines
