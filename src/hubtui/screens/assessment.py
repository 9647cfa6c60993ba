"""The assessment of strengths and needs, area by area, with the first score of each need (ASM-01, ASM-02)."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from hubtui.acts.registry import find_act
from hubtui.domain.assessment import NeedLevel, open_draft
from hubtui.domain.case import Need
from hubtui.domain.cohort import BY_AGE, Cohort
from hubtui.domain.score import HIGHEST, LOWEST, Score, field_of
from hubtui.screens.case_facts import CaseFacts, session_choices
from hubtui.screens.layout import Answers, Ask, Kind, Layout, Page
from hubtui.screens.several_acts import SeveralActs, Step, step
from hubtui.store import records
from hubtui.store.cohort import answers_of
from hubtui.store.workspace import Workspace
from hubtui.widgets.control import Answer, Choice

LEVELS = tuple(Choice(level.value, level.value.capitalize()) for level in NeedLevel)
PARTS = {
    "situation": "Situation now",
    "strengths": "Strengths",
    "barriers": "What is in the way",
    "matters": "What matters to him",
    "actions": "To do at once",
}
APPLIES = (
    Choice("yes", "Yes"),
    Choice("none-applies", "None applies"),
    Choice("prefer-not-to-say", "He did not want to say"),
    Choice("not-asked", "Not asked"),
)
SCORES = tuple(Choice(str(score), str(score)) for score in range(LOWEST, HIGHEST + 1))


def _some_apply(answers: Answers) -> bool:
    return answers.get("answer") == "yes"


COHORT_FIELDS = ("answer", "cohorts", "detail", "adaptations", "reason")
COHORTS = Page(
    "cohorts and specific needs",
    (
        Ask(
            "answer",
            "Does any cohort or specific need apply?",
            optional=False,
            choices=APPLIES,
            short="Apply",
        ),
        Ask(
            "cohorts",
            "Which?",
            choices=tuple(Choice(each.value, each.words) for each in Cohort if each not in BY_AGE),
            when=_some_apply,
            optional=False,
            missing="Choose the cohorts that apply.",
        ),
        Ask("detail", "What does he say of them?", lines=1, when=_some_apply, short="He says"),
        Ask("adaptations", "What does he need changed?", lines=1, when=_some_apply, short="Adaptations"),
        Ask(
            "reason",
            "Why was he not asked?",
            when=lambda answers: answers.get("answer") == "not-asked",
            optional=False,
        ),
    ),
)


class Assessment(SeveralActs):
    """A page an area, then the session. A draft kept on the way is taken up where it was left."""

    TRAIL = ("Case", "Assessment")
    ACT = "assessment.complete"
    scored: frozenset[str] = frozenset()
    cohorts_known = False

    def read(self, workspace: Workspace) -> CaseFacts:
        """Which needs have a start score, besides what is known of the case."""
        facts = super().read(workspace)
        if facts.case is not None:
            with workspace.reading() as db:
                scores = records.of_case(db, Score, facts.case.id)
                self.cohorts_known = bool(answers_of(db, facts.case.person))
            self.scored = frozenset(field_of(each.area) for each in scores)
        return facts

    def layout_for_form(self) -> Layout:
        """Four areas, the session."""
        session = Page(
            "the session",
            (
                Ask(
                    "session",
                    "In which session was it done?",
                    kind=Kind.ONE_OF,
                    choices=session_choices(self.facts.attended),
                    optional=False,
                    missing="Choose the session in which the assessment was done.",
                    short="Session",
                ),
            ),
        )
        areas = tuple(Page(area.words, self._area(field_of(area))) for area in Need)
        cohorts = () if self.cohorts_known else (COHORTS,)
        return Layout((*areas, *cohorts, session)).read_from(*self.models())

    def models(self) -> Sequence[type[BaseModel]]:
        """The assessment's input and that of the answer about cohorts."""
        return [find_act(name).input_model for name in (self.ACT, "cohort.record")]

    def _area(self, name: str) -> tuple[Ask, ...]:
        def needs(answers: Answers) -> bool:
            return answers.get(name) in (NeedLevel.LOW, NeedLevel.MEDIUM, NeedLevel.HIGH)

        return (
            Ask(
                name,
                "How great is the need?",
                kind=Kind.ONE_OF,
                choices=LEVELS,
                optional=False,
                missing="Choose the level of need, or none.",
                short="Need",
            ),
            *(
                Ask(
                    f"{name}.{part}",
                    words,
                    kind=Kind.PROSE,
                    optional=part != "situation",
                    when=needs,
                    lines=2 if part == "situation" else 1,
                )
                for part, words in PARTS.items()
            ),
            Ask(
                f"score.{name}",
                "Start score, 1 is furthest to go",
                kind=Kind.ONE_OF,
                choices=SCORES,
                optional=True,
                when=lambda answers: needs(answers) and name not in self.scored,
                short="Start score",
            ),
        )

    def first_answers(self) -> Mapping[str, Answer]:
        """What was drafted, in the last session he came to."""
        draft = open_draft(self.facts.assessments)
        last = next(iter(self.facts.attended), None)
        answers: dict[str, Answer] = {"session": last.id if last else None}
        for area in Need if draft else ():
            found = draft.answer(area).model_dump(mode="json") if draft else {}
            name = field_of(area)
            answers |= {name: found.get("level"), **{f"{name}.{part}": found.get(part) for part in PARTS}}
        return answers

    def steps(self, answers: Answers) -> list[Step]:
        """The answer about cohorts, the assessment, then the start scores where any were given."""
        steps = []
        if not self.cohorts_known:
            asked = {name: answers[name] for name in COHORT_FIELDS if name in answers}
            steps.append(step("cohort.record", {**self.given, **asked}))
        areas = {field_of(area): _area_answer(answers, field_of(area)) for area in Need}
        done = {**self.given, **areas, "session": answers.get("session", "")}
        steps.append(step(self.ACT, done, settled=("cohorts",)))
        scores: dict[str, Any] = {
            name: int(str(answers[f"score.{name}"])) for name in areas if f"score.{name}" in answers
        }
        if scores:
            steps.append(step("score.record", {**self.given, "point": "start", **scores}))
        return steps


def _area_answer(answers: Answers, name: str) -> dict[str, Answer]:
    parts = {part: answers[f"{name}.{part}"] for part in PARTS if f"{name}.{part}" in answers}
    return {"level": answers.get(name), **parts}
