"""Record a session: four pages and a check. What became of it decides the act; concerns are records of their own."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from hubtui.acts.registry import find_act
from hubtui.domain.activities import activity
from hubtui.domain.dates import instant_text
from hubtui.domain.session import Method, SessionType
from hubtui.domain.session_result import outside_setting
from hubtui.domain.trouble import Problem
from hubtui.screens.concern_questions import (
    NOTHING,
    concern_page,
    concern_steps,
    wrong_with_ticks,
    wrong_with_told,
)
from hubtui.screens.layout import Answers, Ask, Kind, Layout, Page
from hubtui.screens.question import Question
from hubtui.screens.session_questions import (
    CALLED_OFF_BY,
    CAUSE,
    NEW,
    NEW_WORDS,
    NEXT,
    both,
    first_type,
    is_new,
    missed_questions,
    next_session,
    plan_work,
    remote,
    split_work,
    which_session,
)
from hubtui.screens.several_acts import SeveralActs, Step, step
from hubtui.widgets.control import Answer, Choice

WORK = "work"
"""The choice for work done without him, which has a form of its own."""
ATTENDED, MISSED, NOT_HELD, CALLED_OFF = (
    "session.record",
    "session.miss",
    "session.not_held",
    "session.cancel",
)
RESULTS = (
    Choice(ATTENDED, "He attended"),
    Choice(MISSED, "He did not attend"),
    Choice(NOT_HELD, "He came, it did not go ahead"),
    Choice(CALLED_OFF, "Called off or moved"),
)
NEW_FIELDS = ("type", "planned_at", "method", "place")
FIELDS: Mapping[str, Sequence[str]] = {
    ATTENDED: (
        *("type", "started_at", "minutes", "method", "place", "remote_reason", "late_minutes", "done_how"),
        *("setting_reason", "note", "response", "next_steps"),
    ),
    MISSED: (*NEW_FIELDS, "reason", "gave_notice", "attempts", "late_reason", *NEXT),
    NOT_HELD: (*NEW_FIELDS, "because", *NEXT),
    CALLED_OFF: ("called_off_by", *NEXT),
}
"""The fields of each act's input that are answered under their own name."""


def became(*results: str) -> Any:
    """Whether it is a session that ended in one of these ways."""
    return lambda answers: answers.get("session") != WORK and answers.get("became") in results


class SessionRecord(SeveralActs):
    """From `F2`: the session awaiting its result is chosen already."""

    TRAIL = ("Case", "Record a session")
    ACT = "session.record"
    ALIASES = {
        "reason": "why",
        "activities": "worked_on",
        "outcomes": "worked_on",
        **{offered: asked for asked, offered in NEXT.items()},
    }

    def models(self) -> Sequence[type[BaseModel]]:
        """The inputs of all that it may end in."""
        names = (*FIELDS, "concern.raise", "concern.told", "session.offer")
        return [find_act(name).input_model for name in names]

    def layout_for_form(self) -> Layout:
        """Session, what happened, concerns, the next session."""
        pages = (
            self._session_page(),
            self._work_page(),
            concern_page(self.facts, when=became(*FIELDS)),
            next_session(self.facts, when=became(*FIELDS)),
        )
        return Layout(pages).read_from(*self.models())

    def _session_page(self) -> Page:
        new = both(is_new, became(*FIELDS))
        held_or_new = lambda answers: became(ATTENDED)(answers) or new(answers)  # noqa: E731
        others = (Choice(NEW, NEW_WORDS), Choice(WORK, "Non-contact work"))
        return Page(
            "the session",
            (
                which_session(self.facts, *others, words="What are you recording?"),
                Ask(
                    "became",
                    "What became of it?",
                    kind=Kind.ONE_OF,
                    choices=RESULTS,
                    optional=False,
                    missing="Say what became of the session.",
                    when=lambda answers: answers.get("session") != WORK,
                ),
                Ask("type", "What was it for?", when=new, default=first_type(self.facts), short="For"),
                Ask(
                    "planned_at",
                    "When was it to be?",
                    when=both(new, became(MISSED, NOT_HELD)),
                    optional=False,
                ),
                Ask(
                    "minutes", "Length in minutes", when=became(ATTENDED), missing="Enter how long it lasted."
                ),
                Ask("started_at", "Began at", when=became(ATTENDED), optional=False),
                Ask("method", "How", when=held_or_new, default=Method.IN_PERSON),
                Ask("place", "Where", when=held_or_new),
                Ask(
                    "remote_reason",
                    "Why not in person?",
                    when=both(became(ATTENDED), remote("method")),
                    optional=False,
                ),
                *missed_questions(self.facts, became(MISSED)),
                Ask("because", "Why did it not go ahead?", choices=CAUSE, when=became(NOT_HELD)),
                Ask("called_off_by", "Called off by", choices=CALLED_OFF_BY, when=became(CALLED_OFF)),
                Ask(
                    "why",
                    "What happened?",
                    kind=Kind.PROSE,
                    optional=False,
                    when=became(NOT_HELD, CALLED_OFF),
                    missing="Say what happened.",
                ),
            ),
        )

    def _work_page(self) -> Page:
        attended = became(ATTENDED)
        work = plan_work(self.facts)
        return Page(
            "what happened",
            (
                Ask(
                    "worked_on",
                    "Which parts of the plan did you work on?",
                    kind=Kind.SOME_OF,
                    choices=work,
                    optional=True,
                    when=lambda answers: attended(answers) and bool(work),
                    short="Worked on",
                ),
                Ask(
                    "setting_reason",
                    "Why was work of another setting done now?",
                    when=lambda answers: attended(answers) and bool(self._outside(answers)),
                    optional=False,
                ),
                Ask(
                    "note",
                    "What did you do in the session?",
                    when=attended,
                    optional=False,
                    missing="Enter what you did in the session.",
                    short="Done",
                ),
                Ask("response", "How did he respond?", when=attended, short="He responded"),
                Ask("next_steps", "Planned for next time", when=attended),
                Ask("done_how", "Was it done", when=attended, choices=_DONE_HOW),
                Ask("late_minutes", "Minutes he was late", when=attended),
                Ask("present", "Who else was there?", kind=Kind.LINE, optional=True, when=attended),
            ),
        )

    def _outside(self, answers: Answers) -> list[str]:
        """What was worked on that belongs to another setting than where he is (PLN-04)."""
        case = self.facts.case
        if case is None:
            return []
        done = split_work(answers.get("worked_on"), self.facts)["activities"]
        return outside_setting([activity(each) for each in done], case.position)

    def first_answers(self) -> Mapping[str, Answer]:
        """What was agreed of the session that is chosen."""
        chosen = self.given.get("session") or getattr(self.facts.due_session, "id", NEW)
        self._filled_for = chosen
        return self._offered(chosen)

    def _offered(self, chosen: object) -> dict[str, Answer]:
        session = self.facts.session(chosen)
        if session is None:
            return {"started_at": None, "method": Method.IN_PERSON.value, "place": ""}
        return {
            "started_at": instant_text(session.planned_at),
            "method": session.method.value,
            "place": session.place,
            "remote_reason": session.remote_reason or "",
        }

    def _follow(self) -> None:
        chosen = self.answers.get("session")
        if chosen != self._filled_for:
            self._filled_for = chosen
            self._fill(self._offered(chosen))
        super()._follow()

    def _fill(self, offered: Mapping[str, Answer]) -> None:
        self.answers |= offered
        for question in self.query(Question):
            if question.ask.name in offered:
                question.field.answer = offered[question.ask.name]

    # What it ends in

    async def action_go_on(self) -> None:
        """Continue; non-contact work has its own form."""
        if self.page == 0 and self.answers.get("session") == WORK:
            from hubtui.screens.noncontact import Noncontact

            await self.app.switch_screen(Noncontact(self.subject, self.given))
            return
        await super().action_go_on()

    def _unanswered(self) -> list[Problem]:
        answers = self.layout_.applying(self.answers)
        told = wrong_with_told(answers, now=self.facts.now)
        return [*super()._unanswered(), *wrong_with_ticks(answers), *told]

    def steps(self, answers: Answers) -> list[Step]:
        """The result, the next offer where the result does not make it, then each concern and who was told."""
        act = str(answers["became"])
        steps = [step(act, self._result(act, answers))]
        if act == ATTENDED and answers.get("next_at"):
            offer = {field: answers[name] for name, field in NEXT.items() if name in answers}
            steps.append(step("session.offer", {**self.given, "type": self._next_type(answers), **offer}))
        if answers.get("concerns") != [NOTHING]:
            steps += concern_steps({**self.given, "learned_at": self._learned_at(answers)}, answers)
        return steps

    def _result(self, act: str, answers: Answers) -> dict[str, Any]:
        """The input of the act that says what became of it."""
        data: dict[str, Any] = {name: answers[name] for name in FIELDS[act] if name in answers}
        if answers.get("session") != NEW:
            data["session"] = answers["session"]
        if act == ATTENDED:
            data |= split_work(answers.get("worked_on"), self.facts)
            data["present"] = str(answers.get("present", "")).split(",")
        elif "why" in answers:
            data["reason"] = answers["why"]
        return {**self.given, **data}

    def _next_type(self, answers: Answers) -> str:
        session = self.facts.session(answers.get("session"))
        type_ = session.type if session else str(answers.get("type", SessionType.PLAN))
        return SessionType.PLAN if type_ == SessionType.INITIAL else type_

    def _learned_at(self, answers: Answers) -> str:
        """A concern that came up in a session was learned of when it began."""
        session = self.facts.session(answers.get("session"))
        planned = instant_text(session.planned_at) if session else ""
        return str(answers.get("started_at") or answers.get("planned_at") or planned)


_DONE_HOW = (Choice("for", "For him"), Choice("with", "With him"), Choice("by", "By him"))
