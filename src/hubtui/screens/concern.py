"""Raise a concern about anyone, and say at once who was told (RSK-04 to RSK-07, RSK-11)."""

from collections.abc import Sequence

from pydantic import BaseModel

from hubtui.acts.registry import Saved, find_act
from hubtui.domain.concern import ConcernKind
from hubtui.domain.trouble import Problem
from hubtui.screens.concern_questions import (
    RAISES,
    SOURCE_KINDS,
    is_told,
    raise_and_tell,
    told_questions,
    whether_told,
    wrong_with_told,
)
from hubtui.screens.layout import Answers, Ask, Kind, Layout, Page
from hubtui.screens.several_acts import SeveralActs, Step
from hubtui.widgets.control import Choice

OUTCOME_RAISES = "outcome_raises_risk"
"""The same question where the answer 'no' stands already: on information about outcomes (RSK-06)."""
DETAIL = (
    *("kind", "about", "themes", "note", "source", "reliability", "learned_at", "happened_at", "place"),
    *("present", "immediate_action", "staff_threatened", "others_threatened", "raises_risk"),
)


def _raises(answers: Answers) -> bool:
    about_outcomes = answers.get("kind") == ConcernKind.OUTCOME_INFORMATION
    return answers.get(OUTCOME_RAISES if about_outcomes else "raises_risk") is True


class Concern(SeveralActs):
    """From `C`: the kind, what was said and done, whether it raises risk; then who was told."""

    TRAIL = ("Case", "Raise a concern")
    ACT = "concern.raise"

    def models(self) -> Sequence[type[BaseModel]]:
        """The concern's input and the telling's."""
        return [find_act(name).input_model for name in ("concern.raise", "concern.told")]

    def layout_for_form(self) -> Layout:
        """The concern, telling HMPPS, the circumstances."""
        pages = (self._what(), self._told(), self._circumstances())
        return Layout(pages).read_from(*self.models())

    def _what(self) -> Page:
        nobody = self.given.get("case") in (None, "")
        of_outcomes = ConcernKind.OUTCOME_INFORMATION
        asks = (
            Ask(
                "about",
                "Who is it about? A name, a nickname, a cell or what he looks like",
                when=lambda _: nobody,
                optional=False,
                missing="Say who it is about.",
                short="About",
            ),
            Ask("kind", "What is it?", missing="Choose what kind of concern it is."),
            Ask(
                "themes",
                "In relation to what?",
                when=lambda answers: answers.get("kind") == ConcernKind.RAISED_RISK,
                optional=False,
                missing="Choose at least one theme, such as self-harm or gangs.",
            ),
            Ask(
                "note",
                "What was said and done, in their words where you can?",
                optional=False,
                missing="Write what was said and done.",
                short="What happened",
            ),
            Ask(
                "source",
                "Where does this come from: what was seen, or who said it?",
                when=lambda answers: answers.get("kind") in SOURCE_KINDS,
                optional=False,
                missing="Say where this comes from.",
                short="Source",
            ),
            Ask(
                "raises_risk",
                RAISES,
                when=lambda answers: bool(answers.get("kind")) and answers.get("kind") != of_outcomes,
                optional=False,
                missing="Answer: does this raise the Risk of Serious Harm?",
                short="Raises risk",
            ),
            Ask(
                OUTCOME_RAISES,
                RAISES,
                kind=Kind.YES_NO,
                default=False,
                when=lambda answers: answers.get("kind") == of_outcomes,
                short="Raises risk",
            ),
        )
        return Page("what it is", asks)

    def _told(self) -> Page:
        told = told_questions(lambda answers: _raises(answers) and is_told(answers))
        return Page("telling HMPPS", (whether_told(self.facts, _raises), *told))

    def _circumstances(self) -> Page:
        asks = (
            Ask("learned_at", "When did you learn of it?", hint="Empty: now.", short="Learned of"),
            Ask("happened_at", "When did it happen?", short="Happened"),
            Ask("place", "Where?"),
            Ask("present", "Who was present?"),
            Ask("immediate_action", "What was done at once?", short="Done at once"),
            Ask("staff_threatened", "Was staff threatened?", when=_behaviour),
            Ask("others_threatened", "Were others threatened?", when=_behaviour),
            Ask(
                "reliability",
                "How reliable is it?",
                when=lambda answers: answers.get("kind") in SOURCE_KINDS,
                kind=Kind.ONE_OF,
                choices=tuple(Choice(word, word.capitalize()) for word in RELIABILITY),
            ),
        )
        return Page("when, where and who", asks)

    def _unanswered(self) -> list[Problem]:
        answers = self.layout_.applying(self.answers)
        return [*super()._unanswered(), *wrong_with_told(answers, now=self.facts.now)]

    def steps(self, answers: Answers) -> list[Step]:
        """The concern, then who was told."""
        data = {name: answers[name] for name in DETAIL if name in answers}
        return raise_and_tell({**self.given, **data, "raises_risk": _raises(answers)}, answers)

    async def _saved(self, saved: Saved) -> None:
        await super()._saved(saved)
        answers = self.layout_.applying(self.answers)
        if _raises(answers) and not is_told(answers):
            self.say(f"! {saved.message} T says whom you told.")


RELIABILITY = ("known to be true", "likely", "not known", "doubtful")


def _behaviour(answers: Answers) -> bool:
    return answers.get("kind") == ConcernKind.BEHAVIOUR
