"""Acknowledge the risk information one has read; where none has come, say whom one chased for it (RSK-09)."""

from collections.abc import Iterator, Mapping
from typing import Any

from hubtui.domain.dates import show_day
from hubtui.domain.risk import GROUPS, Risk
from hubtui.screens.about_case import AboutCase
from hubtui.screens.layout import Answers, Ask, Kind, Layout, Page
from hubtui.widgets.control import Answer, Choice

WORDS = {
    "who_at_risk": "Who is at risk",
    "nature": "Nature",
    "when_greatest": "When greatest",
    "triggers": "Triggers",
    "to_self": "Risk to himself",
    "note": "Note",
}


class RiskAcknowledge(AboutCase):
    """The information itself, and one answer."""

    TRAIL = ("Case", "Read the risk information")
    ACT = "risk.acknowledge"

    def layout_for_form(self) -> Layout:
        """What there is to read, or whom one has chased."""
        asks = self._read() if self.facts.risk else self._chased()
        return Layout((Page("the risk information", asks),)).read_from(*self.models())

    def _read(self) -> tuple[Ask, ...]:
        assert self.facts.risk is not None, "there is something to read"
        return (
            Ask(
                "read",
                "\n".join((*risk_lines(self.facts.risk), *self._concerns())),
                kind=Kind.ONE_OF,
                choices=(Choice("yes", "I have read this"),),
                optional=False,
                missing="Say that you have read it.",
                short="Read",
            ),
        )

    def _concerns(self) -> list[str]:
        return [f"Concern: {each.title}: {' '.join(each.note.split())}" for each in self.facts.concerns]

    def _chased(self) -> tuple[Ask, ...]:
        told = "\n".join(("No risk information has come from HMPPS.", *self._concerns()))
        return (
            Ask("chased", f"{told}\nWhom did you chase for it?", optional=False, short="Chased"),
            Ask("chased_on", "When?", optional=False, short="Chased on"),
            Ask("chase_again_on", "Chase again on"),
        )

    def first_answers(self) -> Mapping[str, Answer]:
        """Chased today."""
        return {} if self.facts.risk else {"chased_on": self.today().isoformat()}

    def outcome(self, answers: Answers) -> tuple[str, dict[str, Any]]:
        """That it was read goes without saying."""
        return self.ACT, {**self.given, **{name: said for name, said in answers.items() if name != "read"}}


def risk_lines(risk: Risk) -> Iterator[str]:
    """All that HMPPS has told, line by line."""
    if risk.none_held:
        yield "HMPPS holds no risk information about him."
    levels = [f"{group} {getattr(risk, name).words}" for name, group in GROUPS.items() if getattr(risk, name)]
    if levels:
        yield f"RoSH: {', '.join(levels)}."
    if risk.mappa_category or risk.mappa_level:
        yield f"MAPPA category {risk.mappa_category or 'not given'}, level {risk.mappa_level or 'not given'}."
    for name, words in WORDS.items():
        if getattr(risk, name):
            yield f"{words}: {getattr(risk, name)}"
    if risk.source and risk.source_date:
        yield f"From {risk.source}, {show_day(risk.source_date)}."
