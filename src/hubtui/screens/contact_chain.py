"""Set who in HMPPS is reached about a case (REF-08)."""

from collections.abc import Mapping
from typing import Any

from hubtui.domain.contact_chain import PARTS, Link
from hubtui.screens.about_case import AboutCase
from hubtui.screens.layout import Answers, Ask, Layout, Page
from hubtui.widgets.control import Answer

PART_WORDS = {"name": "name", "office": "office", "phone": "phone", "email": "e-mail"}


class ContactChain(AboutCase):
    """A page for two links each; what is emptied is cleared, what is not touched stays."""

    TRAIL = ("Case", "Contact chain")
    ACT = "contact_chain.set"

    def layout_for_form(self) -> Layout:
        """Practitioner and second contact, then Duty Officer and OMU."""
        pages = (
            Page("practitioner and second contact", (*_asks(Link.PRACTITIONER), *_asks(Link.SECONDARY))),
            Page("Duty Officer and OMU", (*_asks(Link.DUTY_OFFICER), *_asks(Link.OMU))),
        )
        return Layout(pages).read_from(*self.models())

    def first_answers(self) -> Mapping[str, Answer]:
        """What is known of the chain."""
        return self._known()

    def _known(self) -> dict[str, str]:
        chain = self.facts.chain
        return {ask.name: getattr(chain, ask.name, None) or "" for ask in self.layout_.asks()}

    def outcome(self, answers: Answers) -> tuple[str, dict[str, Any]]:
        """What differs from what is known."""
        known = self._known()
        now = {name: str(answers.get(name) or "") for name in known}
        return self.ACT, {
            **self.given,
            **{name: said for name, said in now.items() if said != known[name]},
        }


def _asks(link: Link) -> tuple[Ask, ...]:
    heads = {Link.DUTY_OFFICER: "Duty Officer", Link.OMU: "OMU", Link.PRACTITIONER: "Practitioner"}
    head = heads.get(link, "Second contact")
    return tuple(Ask(f"{link}_{part}", f"{head}: {PART_WORDS[part]}", default="") for part in PARTS)
