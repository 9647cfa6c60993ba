"""What to do with a draft that waits: continue, start again, or look. Nothing is ever overwritten unasked."""

import json
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen

from hubtui.domain.dates import show_instant
from hubtui.screens.drafts import Draft
from hubtui.widgets.option_lines import Option, OptionLines
from hubtui.widgets.pane import Pane

LOOK_LINES = 8
START_AGAIN = "Start again (the draft stays in Work in hand)"


class Resume(ModalScreen[Draft | None], inherit_bindings=False):
    """Ends with the draft to continue, or with None to start again."""

    AUTO_FOCUS: ClassVar[str] = ""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        super().__init__()
        self._drafts = drafts
        self._looking = False

    def compose(self) -> ComposeResult:
        """The drafts, newest first, then the way to start again."""
        with Vertical(id="box"):
            yield OptionLines()
            yield Pane(["Enter or a number chooses. L looks at the draft. Esc starts again."], id="look")

    def on_mount(self) -> None:
        """Offer them."""
        options = [
            Option(f"{at} Continue the draft of {show_instant(draft.kept_at)}", draft.title)
            for at, draft in enumerate(self._drafts, 1)
        ]
        lines = self.query_one(OptionLines)
        lines.styles.height = min(len(options) + 1, 6)
        lines.show([*options, Option(f"{len(options) + 1} {START_AGAIN}")])
        look = self.query_one(Pane)
        look.can_focus = False
        look.styles.height = LOOK_LINES

    def on_key(self, event: Key) -> None:
        """Choose, look, or start again."""
        event.stop()
        event.prevent_default()
        lines = self.query_one(OptionLines)
        letter = (event.character or "").lower()
        if event.key in ("up", "down"):
            lines.move(-1 if event.key == "up" else 1)
        elif event.key == "enter":
            self._choose(lines.chosen)
        elif letter.isdigit() and 1 <= int(letter) <= len(self._drafts) + 1:
            self._choose(int(letter) - 1)
        elif letter == "l":
            self._look(min(lines.chosen, len(self._drafts) - 1))
        elif letter == "c":
            self._choose(0)
        elif letter == "s" or event.key == "escape":
            self.dismiss(None)

    def _choose(self, at: int) -> None:
        self.dismiss(self._drafts[at] if at < len(self._drafts) else None)

    def _look(self, at: int) -> None:
        answers = json.loads(self._drafts[at].answers)["answers"]
        shown = [
            f"{name.replace('_', ' ')}: {answer}"
            for name, answer in answers.items()
            if answer not in (None, "", [])
        ]
        self.query_one(Pane).show(shown or ["Nothing is answered in it yet."])
