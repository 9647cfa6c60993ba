"""Questions about concerns and who was told, asked in the concern form and after every session (RSK-04 to RSK-07)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hubtui.acts.registry import Saved
from hubtui.domain.concern import ConcernKind, Theme
from hubtui.domain.dates import read_instant
from hubtui.domain.telling import SCRIPT, Means, Telling, guidance, problems_in_telling
from hubtui.domain.trouble import Problem
from hubtui.screens.case_facts import CaseFacts
from hubtui.screens.layout import Answers, Ask, Kind, Page, always
from hubtui.screens.session_questions import When, both
from hubtui.screens.several_acts import Step, step
from hubtui.widgets.control import Choice

NOTHING = "nothing"
IN_A_SESSION = {
    ConcernKind.BEHAVIOUR: "Unacceptable behaviour",
    ConcernKind.SERIOUS_HARM: "Possible serious harm",
    ConcernKind.SAFEGUARDING_CHILD: "Safeguarding a child",
    ConcernKind.SAFEGUARDING_ADULT: "Safeguarding an adult",
    ConcernKind.OUTCOME_INFORMATION: "Information about outcomes",
}
TICKS = (
    Choice(NOTHING, "Nothing to record"),
    *(Choice(kind, words) for kind, words in IN_A_SESSION.items()),
    *(Choice(theme.value, theme.words.capitalize()) for theme in Theme),
)
"""What a session may have shown: a kind of concern each, or a theme in which risk is raised."""
RAISES = "Does this raise the Risk of Serious Harm? Answer Yes if you are not sure."
SOURCE_KINDS = (ConcernKind.SERIOUS_HARM, ConcernKind.RAISED_RISK)
TOLD_FIELDS = ("means", "name", "role", "at", "said")


def script(facts: CaseFacts) -> str:
    """Whom to reach first, the numbers to ring and what to say: hubtui itself tells nobody (RSK-07)."""
    case = facts.case
    setting = None if case is None else case.position.setting or case.setting
    lines = guidance(facts.chain, setting)
    return "\n".join(line for line in lines if line not in SCRIPT) + "\n" + " ".join(SCRIPT)


def told_questions(when: When = always) -> tuple[Ask, ...]:
    """Who was told, by what means, at what time and what they said (RSK-06)."""
    return (
        Ask("means", "By what means?", when=when, missing="Say how you told them."),
        Ask("name", "Name", when=when),
        Ask("role", "Role", hint="Such as Duty Officer.", when=when),
        Ask("at", "When?", hint="Empty: now.", when=when, short="Told at"),
        Ask("said", "What did they say?", when=when, short="They said"),
    )


def whether_told(facts: CaseFacts, when: When) -> Ask:
    """Told or not told yet: neither is answered beforehand."""
    return Ask(
        "told",
        f"{script(facts)}\nHave you told somebody in HMPPS? No means: not told yet.",
        kind=Kind.YES_NO,
        optional=False,
        missing="Say whether you have told somebody in HMPPS.",
        short="HMPPS told",
        when=when,
    )


def is_told(answers: Answers) -> bool:
    """Whether somebody was told already."""
    return answers.get("told") is True


def concern_page(facts: CaseFacts, when: When) -> Page:
    """What was seen or heard in a session. 'Nothing to record' is an answer, so that silence is deliberate."""
    some = both(when, lambda answers: bool(_kinds(answers)))
    raises = both(some, lambda answers: answers.get("raises_risk") is True)
    return Page(
        "concerns",
        (
            Ask(
                "concerns",
                "Did you see or hear anything of this?",
                kind=Kind.SOME_OF,
                choices=TICKS,
                optional=False,
                missing="Tick what you saw or heard, or 'Nothing to record'.",
                short="Concerns",
                when=when,
            ),
            Ask(
                "concern_note",
                "What was said and done, in his words where you can?",
                kind=Kind.PROSE,
                optional=False,
                hint="Kept apart from the note of the session.",
                missing="Write what was said and done.",
                when=some,
                short="What happened",
            ),
            Ask(
                "raises_risk",
                RAISES,
                optional=False,
                when=some,
                missing="Answer: does this raise the Risk of Serious Harm?",
                short="Raises risk",
            ),
            whether_told(facts, raises),
            *told_questions(both(raises, is_told)),
        ),
    )


def wrong_with_ticks(answers: Answers) -> list[Problem]:
    """'Nothing to record' stands alone."""
    ticked = answers.get("concerns")
    if isinstance(ticked, list) and NOTHING in ticked and len(ticked) > 1:
        return [Problem("concerns", "You ticked 'Nothing to record' and something else: take one away.")]
    return []


def _kinds(answers: Answers) -> dict[str, list[str]]:
    """The concerns to raise: each kind ticked, and one for all themes."""
    ticked = answers.get("concerns")
    chosen = [str(each) for each in ticked if each != NOTHING] if isinstance(ticked, list) else []
    themes = [each for each in chosen if each in set(Theme)]
    kinds: dict[str, list[str]] = {each: [] for each in chosen if each not in themes}
    return {**kinds, ConcernKind.RAISED_RISK.value: themes} if themes else kinds


def concern_steps(about: Mapping[str, Any], answers: Answers) -> list[Step]:
    """An act for each concern ticked in a session, each with the telling; `about` holds the case."""
    steps: list[Step] = []
    for kind, themes in _kinds(answers).items():
        data = {
            **about,
            "kind": kind,
            "themes": themes,
            "note": answers.get("concern_note", ""),
            "raises_risk": answers.get("raises_risk"),
            "source": "seen or heard in a session",
        }
        steps += raise_and_tell(data, answers)
    return steps


def raise_and_tell(data: Mapping[str, Any], answers: Answers) -> list[Step]:
    """The concern, and where somebody was told already, that."""
    raised = {**data, "learned_at": _before_told(str(data.get("learned_at") or ""), answers)}
    said = {name: answer for name, answer in raised.items() if answer not in (None, "", [])}
    steps = [step("concern.raise", said, warns=False)]
    if is_told(answers):
        steps.append(Step("concern.told", lambda made: telling(made, answers), follows=True))
    return steps


def telling(made: Sequence[Saved], answers: Answers) -> dict[str, Any]:
    """The input that says who was told of the concern just raised."""
    return {"concern": made[-1].ids[0], **{name: answers[name] for name in TOLD_FIELDS if name in answers}}


def _before_told(learned_at: str, answers: Answers) -> str:
    """When it was learned of: never after somebody was told of it."""
    instants = [text for text in (learned_at, str(answers.get("at") or "")) if _instant(text)]
    return min(instants, key=read_instant, default=learned_at)


def wrong_with_told(answers: Answers, *, now: datetime | None) -> list[Problem]:
    """What the rule will say of the telling, said before the concern is raised (RSK-06)."""
    means = answers.get("means")
    if now is None or not is_told(answers) or means not in set(Means):
        return []
    at = _instant(answers.get("at")) or now
    said = {name: str(answers[name]) for name in ("name", "role") if answers.get(name)}
    told = Telling(id="", concern="", means=Means(str(means)), at=at, **said)
    return problems_in_telling(told, learned_at=at, now=now)


def _instant(answer: object) -> datetime | None:
    try:
        return read_instant(str(answer))
    except ValueError:
        return None
