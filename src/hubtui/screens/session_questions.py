"""Questions that several forms about sessions ask in the same words, and what their answers mean."""

from collections.abc import Callable, Sequence
from typing import Any

from hubtui.domain.dates import local_date, read_instant
from hubtui.domain.plan import Plan, draft_of, plan_in_force
from hubtui.domain.session import Method, SessionType
from hubtui.screens.case_facts import CaseFacts, session_choices
from hubtui.screens.layout import Answers, Ask, Kind, Page, always
from hubtui.widgets.control import Choice

NEW = "new"
"""The choice for a session that had not been offered here before."""
NEW_WORDS = "Another session"

CAUSE = (
    Choice("provider", "Our side could not hold it"),
    Choice("could-not-take-part", "He could not take part"),
    Choice("refused", "He refused"),
)
CALLED_OFF_BY = (
    Choice("service", "Us"),
    Choice("regime", "The prison regime"),
    Choice("rearranged", "Moved by agreement"),
)

When = Callable[[Answers], bool]


def which_session(facts: CaseFacts, *others: Choice, words: str = "Which session?") -> Ask:
    """The sessions that wait for a result, the one most likely meant chosen already."""
    likely = facts.due_session
    first = likely.id if likely else (others[0].value if others else None)
    choices = [*session_choices(facts.waiting), *others]
    return Ask("session", words, kind=Kind.ONE_OF, choices=choices, default=first, optional=False)


def is_new(answers: Answers) -> bool:
    """Whether it is a session that had not been offered here before."""
    return answers.get("session") == NEW


def first_type(facts: CaseFacts) -> str:
    """What a session is most likely for: the initial contact until there was one."""
    held = any(each.attended for each in facts.sessions)
    return SessionType.PLAN if held else SessionType.INITIAL


def remote(name: str) -> When:
    """Whether the method answered at `name` is by phone or video."""
    return lambda answers: answers.get(name) in (Method.PHONE, Method.VIDEO)


def both(first: When, second: When) -> When:
    """Whether both hold."""
    return lambda answers: first(answers) and second(answers)


def is_late(facts: CaseFacts, answers: Answers) -> bool:
    """Whether the day of the session has passed, so that saying now that he missed it is late (SES-04)."""
    session = facts.session(answers.get("session"))
    at = session.planned_at if session else _instant(answers.get("planned_at"))
    return at is not None and facts.now is not None and local_date(at) < local_date(facts.now)


def _instant(answer: object) -> Any:
    try:
        return read_instant(str(answer))
    except ValueError:
        return None


def missed_questions(facts: CaseFacts, when: When = always) -> tuple[Ask, ...]:
    """What is asked about a non-attendance (SES-04)."""
    return (
        Ask("reason", "What do you know about why?", when=when, short="Why"),
        Ask("gave_notice", "Did he say so beforehand?", when=when, short="Gave notice"),
        Ask("attempts", "How did you try to reach him?", when=when, short="Tried to reach him"),
        Ask(
            "late_reason",
            "The day of the session has passed. Why is this recorded late?",
            when=both(when, lambda answers: is_late(facts, answers)),
            optional=False,
            short="Recorded late because",
        ),
    )


def next_session(facts: CaseFacts, when: When = always) -> Page:
    """The next session, offered in the same breath (SES-01)."""
    wanted = both(when, lambda answers: answers.get("offer_next") is True)
    return Page(
        "the next session",
        (
            Ask("offer_next", "Offer the next session now?", kind=Kind.YES_NO, default=False, when=when),
            Ask("next_at", "When?", when=wanted, optional=False, missing="Enter when the next session is."),
            Ask("next_method", "How?", default=Method.IN_PERSON, when=wanted),
            Ask("next_place", "Where?", when=wanted, default=_usual_place(facts)),
            Ask(
                "next_remote_reason",
                "Why not in person?",
                when=both(wanted, remote("next_method")),
                optional=False,
            ),
        ),
    )


def _usual_place(facts: CaseFacts) -> str:
    """Where he was last met or is to be met."""
    last = max(facts.sessions, key=lambda each: each.planned_at, default=None)
    return last.place if last else ""


NEXT = {
    "next_at": "planned_at",
    "next_method": "method",
    "next_place": "place",
    "next_remote_reason": "remote_reason",
}
"""The fields of an offer, by the questions about the next session."""


def plan_work(facts: CaseFacts) -> list[Choice]:
    """What of the plan can have been worked on: its outcomes, and under each its activities."""
    plan = plan_in_force(facts.plans) or draft_of(facts.plans)
    return [] if plan is None else list(_work_of(plan))


def _work_of(plan: Plan) -> Sequence[Choice]:
    lines = []
    for each in plan.outcomes:
        lines.append(Choice(each.outcome or each.what, f"{each.outcome} {each.title}".strip()))
        lines += [Choice(done.activity, f"  {done.title}") for done in each.activities if done.activity]
    return lines


def split_work(ticked: object, facts: CaseFacts) -> dict[str, list[str]]:
    """The outcomes and the activities among what was ticked."""
    chosen = [str(each) for each in ticked] if isinstance(ticked, list) else []
    plan = facts.plan
    outcomes = plan.outcome_ids if plan else set()
    return {
        "outcomes": [each for each in chosen if each in outcomes],
        "activities": [each for each in chosen if each not in outcomes],
    }
