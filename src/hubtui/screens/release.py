"""Set custody and release facts; every deadline before release moves with the date (REF-09)."""

from collections.abc import Mapping
from typing import Any

from hubtui.domain.release import LegalStatus, ReleaseRoute, SentenceKind
from hubtui.screens.about_case import AboutCase
from hubtui.screens.case_facts import CaseFacts
from hubtui.screens.layout import Answers, Ask, Kind, Layout, Page, always
from hubtui.screens.session_questions import When
from hubtui.widgets.control import Answer, Choice

STATUS_WORDS = {
    LegalStatus.SENTENCED: "Sentenced",
    LegalStatus.REMAND: "Remand or unsentenced",
    LegalStatus.RECALL: "Recall",
    LegalStatus.CIVIL: "Civil or immigration",
    LegalStatus.BAILED: "Bailed",
    LegalStatus.ACQUITTED: "Acquitted or not proceeded with",
}
ROUTE_WORDS = {
    ReleaseRoute.STANDARD: "Standard",
    ReleaseRoute.HDC: "HDC",
    ReleaseRoute.ROTL: "ROTL",
    ReleaseRoute.PAROLE: "Parole",
    ReleaseRoute.OTHER_EARLY: "Other early scheme",
    ReleaseRoute.COURT: "Court",
    ReleaseRoute.POST_RECALL: "After recall",
}


def stay_pages(facts: CaseFacts, when: When = always) -> tuple[Page, Page]:
    """What can be said of a stay in custody."""
    prisons = [each for each in facts.places if not each.value.startswith("hub-")]
    custody = Page(
        "custody",
        (
            Ask("prison", "Prison", kind=Kind.ONE_OF, choices=prisons, when=when),
            Ask("wing", "Wing", when=when),
            Ask("reception_date", "Received into custody", when=when),
            Ask("legal_status", "Legal status", choices=_choices(STATUS_WORDS), when=when),
            Ask("sentence_kind", "Kind of sentence", choices=_choices(SENTENCE_WORDS), when=when),
        ),
    )
    release = Page(
        "release",
        (
            Ask("release_date", "Release date", hint="Empty: not known.", when=when),
            Ask("earliest_date", "Earliest date", when=when),
            Ask("route", "Release route", choices=_choices(ROUTE_WORDS), when=when),
            Ask("release_area", "Release area", when=when),
            Ask("probation_supervises", "Will probation supervise?", when=when),
        ),
    )
    return custody, release


SENTENCE_WORDS = {SentenceKind.FIXED: "Fixed", SentenceKind.INDETERMINATE: "Indeterminate"}


def _choices(words: Mapping[Any, str]) -> tuple[Choice, ...]:
    return tuple(Choice(value.value, said) for value, said in words.items())


class Release(AboutCase):
    """Two pages, with what is known; what is changed is saved, what is emptied is cleared."""

    TRAIL = ("Case", "Custody and release")
    ACT = "release.set"

    def layout_for_form(self) -> Layout:
        """The facts of the stay."""
        return Layout(stay_pages(self.facts)).read_from(*self.models())

    def first_answers(self) -> Mapping[str, Answer]:
        """What is known of the stay."""
        return self._known()

    def _known(self) -> dict[str, Any]:
        stay = self.facts.episode
        kept = stay.model_dump(mode="json") if stay else {}
        return {ask.name: kept.get(ask.name) for ask in self.layout_.asks()}

    def outcome(self, answers: Answers) -> tuple[str, dict[str, Any]]:
        """What differs from what is known; an emptied answer clears it."""
        known = self._known()
        now = {name: answers.get(name) for name in known}
        changed = {name: said for name, said in now.items() if said != known[name]}
        return self.ACT, {**self.given, **{name: _cleared(name, said) for name, said in changed.items()}}


def _cleared(name: str, said: Answer) -> Answer:
    """Lines are cleared by an empty text, everything else by nothing."""
    return "" if said is None and name in ("prison", "wing", "release_area") else said
