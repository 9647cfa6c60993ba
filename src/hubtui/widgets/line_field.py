"""One line of typed text."""

from textual.events import Key, Paste
from textual.widgets import Input

from hubtui.widgets.typed import LINE_LIMIT, TOO_LONG, cleaned


class LineInput(Input):
    """The toolkit's input, one row high and not blinking, that takes nothing a terminal would act on."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        limit: int = LINE_LIMIT,
        password: bool = False,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(
            cleaned(value, many_lines=False, limit=limit)[0],
            placeholder=placeholder,
            password=password,
            max_length=limit,
            select_on_focus=False,
            compact=True,
            name=name,
            id=id,
            classes=classes,
        )
        self.cursor_blink = False
        self._limit = limit

    async def _on_key(self, event: Key) -> None:
        """Type what is printable; single characters may still be lone surrogates or direction marks."""
        if event.is_printable and event.character is not None:
            event.stop()
            event.prevent_default()
            self.take(event.character)

    def _on_paste(self, event: Paste) -> None:
        """Take what fits of a paste, and say so where some did not."""
        event.stop()
        event.prevent_default()
        self.take(event.text)

    def take(self, text: str) -> None:
        """Put text in at the cursor, in place of what is selected."""
        start, end = sorted(self.selection)
        room = max(self._limit - len(self.value) + (end - start), 0)
        plain, cut = cleaned(text, many_lines=False, limit=max(room, 1))
        if not room:
            plain, cut = "", bool(text)
        if plain:
            self.replace(plain, start, end)
        if cut:
            self.app.notify(TOO_LONG.format(limit=self._limit))
