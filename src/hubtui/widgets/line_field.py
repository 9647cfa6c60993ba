"""One line of typed text."""

from textual.events import Key, Paste
from textual.widgets import Input

from hubtui.widgets.control import Answer, Control
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
        self.limit = limit

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
        room = max(self.limit - len(self.value) + (end - start), 0)
        plain, cut = cleaned(text, many_lines=False, limit=max(room, 1))
        if not room:
            plain, cut = "", bool(text)
        if plain:
            self.replace(plain, start, end)
        if cut:
            self.app.notify(TOO_LONG.format(limit=self.limit))


class LineField(LineInput, Control):
    """An answer of one line."""

    @property
    def answer(self) -> Answer:
        """The text, without spaces around it."""
        return self.value.strip()

    @answer.setter
    def answer(self, answer: Answer) -> None:
        self.value = "" if answer is None else cleaned(str(answer), many_lines=False, limit=self.limit)[0]
        self.cursor_position = len(self.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say it as a change of the answer."""
        event.stop()
        self.changed()

    def width_in(self, width: int) -> int:
        """As wide as it may get, but no wider than the limit needs."""
        return min(width, self.limit + 1)

    async def _on_key(self, event: Key) -> None:
        """Up, Down and Enter go to the questions beside this one."""
        steps = {"up": -1, "down": 1, "enter": 1}
        if event.key in steps:
            event.stop()
            event.prevent_default()
            self.leave(steps[event.key])
        else:
            await super()._on_key(event)


class NumberField(LineField):
    """A whole number."""

    def __init__(self, *, name: str | None = None, id: str | None = None) -> None:
        super().__init__(limit=6, name=name, id=id)

    @property
    def answer(self) -> Answer:
        """The number; None: nothing typed. What is no number stays text."""
        typed = self.value.strip()
        return int(typed) if typed.isascii() and typed.isdigit() else typed or None

    @answer.setter
    def answer(self, answer: Answer) -> None:
        self.value = "" if answer is None else str(answer)

    def complaint(self) -> str:
        """Refuse what is no whole number."""
        return (
            "" if self.answer is None or isinstance(self.answer, int) else "Enter a whole number, such as 45."
        )
