"""Record the risk information that HMPPS gave (RSK-01)."""

from collections.abc import Mapping

from hubtui.domain.risk import GROUPS
from hubtui.screens.about_case import AboutCase
from hubtui.screens.layout import Answers, Ask, Kind, Layout, Page
from hubtui.widgets.control import Answer, Choice

WORDS = ("who_at_risk", "nature", "when_greatest", "triggers", "to_self")


def _held(answers: Answers) -> bool:
    return answers.get("none_held") is not True


class Risk(AboutCase):
    """The levels with source and date, then the words. What is known stands there to be replaced."""

    TRAIL = ("Case", "Risk information")
    ACT = "risk.record"

    def layout_for_form(self) -> Layout:
        """Levels, words."""
        levels = Page(
            "levels and source",
            (
                Ask("none_held", "HMPPS holds none?", default=False),
                *(Ask(name, f"RoSH to {group}", when=_held) for name, group in GROUPS.items()),
                _mappa("mappa_category", "MAPPA category", 4),
                _mappa("mappa_level", "MAPPA level", 3),
                Ask("source", "Who gave it?"),
                Ask("source_date", "Of what date is it?"),
            ),
        )
        words = Page(
            "what was said",
            (
                Ask("who_at_risk", "Who is at risk?", when=_held),
                Ask("nature", "What is the nature of the risk?", when=_held, short="Nature"),
                Ask("when_greatest", "When is it greatest?", when=_held),
                Ask("triggers", "What makes it greater?", when=_held),
                Ask("to_self", "Risk to himself", when=_held),
                Ask("note", "Note", lines=1),
            ),
        )
        return Layout((levels, words)).read_from(*self.models())

    def first_answers(self) -> Mapping[str, Answer]:
        """What is held now, but for source and date, which are of the new information."""
        risk = self.facts.risk
        if risk is None:
            return {}
        return {name: getattr(risk, name) for name in (*GROUPS, *WORDS, "mappa_category", "mappa_level")}

    def outcome(self, answers: Answers) -> tuple[str, dict[str, object]]:
        """The act takes the MAPPA figures as numbers."""
        figures = {
            name: int(str(answers[name])) for name in ("mappa_category", "mappa_level") if name in answers
        }
        return self.ACT, {**self.given, **answers, **figures}


def _mappa(name: str, words: str, highest: int) -> Ask:
    choices = tuple(Choice(str(figure), str(figure)) for figure in range(1, highest + 1))
    return Ask(name, words, kind=Kind.ONE_OF, choices=choices, when=_held)
