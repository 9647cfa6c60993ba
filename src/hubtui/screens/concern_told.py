"""Say who was told of a concern; until somebody in HMPPS was spoken to it stays open (RSK-06, RSK-07)."""

from collections.abc import Sequence
from dataclasses import replace

from hubtui.acts.cases import find_case
from hubtui.acts.concern import concern_to_handle, next_contact, tellings_of
from hubtui.domain.dates import show_instant
from hubtui.domain.telling import contact_line
from hubtui.screens.about_case import AboutCase
from hubtui.screens.case_facts import CaseFacts, read_facts
from hubtui.screens.concern_questions import script, told_questions
from hubtui.screens.layout import Ask, Kind, Layout, Page
from hubtui.store.workspace import Workspace


class ConcernTold(AboutCase):
    """From `T`: whom to reach and what to say, then who was told."""

    TRAIL = ("Case", "Who was told")
    ACT = "concern.told"
    next_line = ""
    about = ""
    tried: Sequence[str] = ()

    def read(self, workspace: Workspace) -> CaseFacts:
        """The case of the concern, what it is, and who has been tried."""
        with workspace.reading() as db:
            concern = concern_to_handle(db, workspace, str(self.given["concern"]))
            self.about = f"{concern.title}: {' '.join((concern.note).split())}"
            self.tried = [
                f"{show_instant(each.at)}: {each.name or each.role}, {each.means.words}"
                for each in tellings_of(db, concern)
            ]
            case = find_case(db, concern.case) if concern.case else None
            following = next_contact(db, concern, case) if case else None
        facts = read_facts(workspace, case.reference if case else "")
        if following is not None and facts.case is not None:
            self.next_line = f"Try now: {contact_line(following)}."
        return facts

    def layout_for_form(self) -> Layout:
        """One page: the script, then the questions."""
        first, *others = told_questions()
        tried = [f"Tried: {each}." for each in self.tried]
        words = "\n".join(filter(None, (self.about, script(self.facts), *tried, self.next_line)))
        means = replace(first, words=f"{words}\nHow did you tell them, or try?", short="By what means")
        in_hmpps = Ask("in_hmpps", "In HMPPS?", kind=Kind.YES_NO, default=True)
        organisation = Ask(
            "organisation",
            "Organisation",
            when=lambda answers: answers.get("in_hmpps") is False,
        )
        page = Page("who was told", (means, others[0], others[1], in_hmpps, organisation, *others[2:]))
        return Layout((page,)).read_from(*self.models())
