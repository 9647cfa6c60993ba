"""Keys after a key: the letters of Ctrl+G on every answer, its digits for F1 to F10, and the places after G.

Both wait without a time limit, and say on the message line what may come next.
"""

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.events import Key as KeyPress
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Label

from hubtui.screens import keys as key_map
from hubtui.screens.frame import Frame
from hubtui.screens.host import Host

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""In the order of the keyboard's rows, the resting fingers first."""


class AfterKey(ModalScreen[None], inherit_bindings=False):
    """A layer over a screen that takes exactly one more key."""

    def __init__(self, place: Frame) -> None:
        super().__init__()
        self._place = place

    @property
    def host(self) -> Host:
        """The app, as screens know it."""
        return self._place.host

    def refresh_lines(self) -> None:
        """The lines belong to the screen below."""
        self._place.refresh_lines()

    async def on_key(self, event: KeyPress) -> None:
        """Close, then do what the key says; any other key only closes."""
        event.stop()
        event.prevent_default()
        self.dismiss()
        self.host.call_later(self.chosen, event.key.lower())

    async def chosen(self, name: str) -> None:
        """Do what the key called `name` stands for."""
        raise NotImplementedError


class Jump(AfterKey):
    """A letter on everything one can go to; digits stand in for the function keys."""

    def __init__(self, place: Frame) -> None:
        super().__init__(place)
        self._targets: dict[str, Widget] = {}
        self._beside: dict[str, Widget] = {}
        for letter, (widget, beside) in zip(LETTERS, place.jumps(), strict=False):
            self._targets[letter], self._beside[letter] = widget, beside

    def compose(self) -> ComposeResult:
        """A small label with its letter beside each target."""
        for letter, widget in self._beside.items():
            label = Label(f"[{letter.upper()}]", classes="jump", markup=False)
            label.absolute_offset = Offset(max(widget.region.x - 3, 0), widget.region.y)
            yield label

    def on_mount(self) -> None:
        """Say what may come next."""
        self.host.say("Jump: a letter goes to its answer, 1 to 0 are F1 to F10, Esc closes.")

    async def chosen(self, name: str) -> None:
        """Focus the target, or do what the function key does."""
        self.host.say("")
        if name in self._targets:
            self._place.set_focus(self._targets[name])
            return
        for each in key_map.ALL.values():
            if each.digit and each.digit == name:
                await self._place.action_do(key_map.does(each.id))
                return


class GoTo(AfterKey):
    """The places, offered on the message line."""

    def on_mount(self) -> None:
        """Name every place with its letter."""
        self.host.say(self._offered() if self.host.places else "There is nowhere else to go.")

    def _offered(self) -> str:
        places = self.host.places
        whole = "Go to: " + "  ".join(f"{place.letter.upper()} {place.words}" for place in places)
        # Where it is tight the capital letter in the words says it alone.
        return (
            whole
            if cell_len(whole) < self.app.size.width - 1
            else "Go to: " + "  ".join(p.words for p in places)
        )

    async def chosen(self, name: str) -> None:
        """Go there."""
        self.host.say("")
        for place in self.host.places:
            if place.letter.lower() == name:
                await self.host.go(place)
