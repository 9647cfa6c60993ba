"""Forms about one person: what is known of him is read first, and stands beside the questions where there is room."""

from collections.abc import Mapping
from typing import Any

from textual.app import ComposeResult

from hubtui.domain.risk import headline
from hubtui.screens.asking import HIDDEN, asked
from hubtui.screens.case_facts import CaseFacts, beside, read_facts
from hubtui.screens.drafts import Draft
from hubtui.screens.form import Form, given_in
from hubtui.screens.layout import Answers
from hubtui.screens.split import SplitScreen
from hubtui.store.workspace import Workspace
from hubtui.widgets.cells import fit
from hubtui.widgets.control import Answer
from hubtui.widgets.pane import Pane

KEPT_WORDS = 20
"""The cells that `draft kept 14:33` and its gap take at the end of line 2."""


class AboutCase(SplitScreen, Form):
    """A form whose questions depend on what is known of the case named by the `case` that it was given."""

    DEFAULT_CSS = """
    AboutCase #beside { display: none; dock: right; width: 40; border-left: ascii ansi_default; }
    AboutCase.-wide #beside { display: block; }
    """

    def __init__(
        self,
        subject: str = "",
        given: Mapping[str, Any] | None = None,
        answers: Answers | None = None,
        *,
        draft: Draft | None = None,
    ) -> None:
        self.facts = CaseFacts()
        kept = given_in(draft) if draft else {}
        super().__init__(subject, {**kept, **(given or {})}, answers, draft=draft)
        self._answered_before = dict(answers or {})

    # What a form about a case says of itself

    def read(self, workspace: Workspace) -> CaseFacts:
        """What has to be known. Raises Trouble."""
        return read_facts(workspace, str(self.given.get("case", "")))

    def first_answers(self) -> Mapping[str, Answer]:
        """What stands in the questions before anything is typed, now that the facts are known."""
        return {}

    # The frame

    def body(self) -> ComposeResult:
        """The questions, and beside them what is known."""
        yield from super().body()
        known = Pane(name="what is known", id="beside")
        known.can_focus = False
        yield known

    def person(self) -> str:
        """Who it is about, with the headline of his risk on every form (RSK-01)."""
        if self.host.names_hidden:
            return HIDDEN
        if self.facts.case is None:
            return self.subject
        words = f"{self.subject}   RISK {headline(self.facts.risk).removeprefix('risk ')}"
        return fit(words, self.app.size.width - KEPT_WORDS).rstrip()

    async def start(self) -> None:
        """Read what is known, complete the questions with it, then show them."""
        facts = await asked(self, self.read)
        if facts is not None:
            self.facts = facts
        self.layout_ = self.layout_for_form()
        asked_about = {ask.name for ask in self.layout_.asks()}
        answered = {name: self.given.pop(name) for name in asked_about & self.given.keys()}
        filled_in = {**self.layout_.filled_in(), **self.first_answers()}
        self.answers = {**filled_in, **answered, **self._answered_before}
        await super().start()
        await self.show_beside()

    async def show_beside(self) -> None:
        """What is known, where there is room for it."""
        hidden = self.host.names_hidden or self.facts.case is None
        self.query_one("#beside", Pane).show([] if hidden else beside(self.facts))
