"""Text of many lines."""

from textual.events import Key, Paste
from textual.widgets import TextArea

from hubtui.widgets.control import Answer, Control
from hubtui.widgets.typed import PROSE_LIMIT, TOO_LONG, cleaned

NEAR_LIMIT = 500
"""From this many characters before the limit on, what is left is said."""


class ProseField(TextArea, Control):
    """A note: words wrap, nothing is coloured or checked, and nothing a terminal would act on gets in."""

    def __init__(
        self,
        *,
        lines: int = 3,
        limit: int = PROSE_LIMIT,
        name: str | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(
            soft_wrap=True, tab_behavior="focus", show_line_numbers=False, compact=True, name=name, id=id
        )
        self.cursor_blink = False
        self.highlight_cursor_line = False
        self.limit = limit
        self._height = lines

    @property
    def answer(self) -> Answer:
        """The text, without blank space at its ends."""
        return self.text.strip()

    @answer.setter
    def answer(self, answer: Answer) -> None:
        self.text = "" if answer is None else cleaned(str(answer), many_lines=True, limit=self.limit)[0]
        self.move_cursor(self.document.end)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Say it as a change of the answer."""
        event.stop()
        self.changed()

    def lines_in(self, width: int) -> int:
        """As many as the form gives it; longer text scrolls inside."""
        del width
        return self._height

    async def _on_key(self, event: Key) -> None:
        """Type what is printable; Down on the last line and Up on the first lead out."""
        row = self.cursor_location[0]
        if event.key == "up" and row == 0 and self.cursor_location[1] == 0:
            leads = -1
        elif event.key == "down" and self.cursor_location == self.document.end:
            leads = 1
        else:
            leads = 0
        if leads:
            event.stop()
            event.prevent_default()
            self.leave(leads)
        elif event.is_printable and event.character is not None:
            event.stop()
            event.prevent_default()
            self.take(event.character)
        else:
            await super()._on_key(event)

    async def _on_paste(self, event: Paste) -> None:
        """Take what fits of a paste, and say so where some did not."""
        event.stop()
        event.prevent_default()
        self.take(event.text)

    def take(self, text: str) -> None:
        """Put text in at the cursor, in place of what is selected."""
        selected = len(self.selected_text)
        room = max(self.limit - len(self.text) + selected, 0)
        plain, cut = cleaned(text, many_lines=True, limit=max(room, 1))
        if not room:
            plain, cut = "", bool(text)
        if plain and (result := self._replace_via_keyboard(plain, *self.selection)):
            self.move_cursor(result.end_location)
        if cut:
            self.app.notify(TOO_LONG.format(limit=self.limit))
        elif room - len(plain) < NEAR_LIMIT:
            self.app.notify(f"{room - len(plain)} characters left.")
