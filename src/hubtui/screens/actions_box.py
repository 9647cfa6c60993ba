"""The actions box (F10): all that can be done here, found by typing; what cannot be done now says why."""

from collections.abc import Sequence
from inspect import isawaitable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from hubtui.screens import keys as key_map
from hubtui.screens.frame import Action, Frame
from hubtui.screens.host import Place
from hubtui.screens.keys import Key, key
from hubtui.widgets.line_field import LineInput
from hubtui.widgets.option_lines import Option, OptionLines

NOT_OFFERED = frozenset(
    {
        *("move", "leaf", "ends", "next", "previous", "jump", "colon", "question_mark"),
        *("actions", "pane_twin", "pane_back", "view", "open", "back"),
    }
)


def offered(place: Frame) -> list[Action]:
    """The actions of a place: its own, its keys, the places, and what works everywhere."""
    listed = {each.id: each for each in place.keys()}  # noqa: SIM118 - a method
    for name in (*key_map.EVERYWHERE, "lock"):
        listed.setdefault(name, key(name))
    by_key = [_by_key(place, each) for each in listed.values() if _is_offered(each)]
    return [*place.actions(), *by_key, *(_going(place, to) for to in place.host.places)]


def _is_offered(each: Key) -> bool:
    return each.id not in NOT_OFFERED and key_map.does(each.id) == each.id


def _by_key(place: Frame, each: Key) -> Action:
    return Action(each.help, lambda: place.action_do(each.id), place.shown(each), place.why_not(each.id))


def _going(place: Frame, to: Place) -> Action:
    return Action(f"Go to {to.words}", lambda: place.host.go(to), f"G {to.letter.upper()}")


def found(actions: Sequence[Action], typed: str) -> list[Action]:
    """The actions whose words hold every typed word, those that can be done first."""
    words = typed.casefold().split()
    hits = [action for action in actions if all(word in action.words.casefold() for word in words)]
    return sorted(hits, key=lambda action: bool(action.why_not))


def lines(actions: Sequence[Action]) -> list[Option]:
    """The actions as they are drawn: with their key, or with the reason against them."""
    return [
        Option(
            action.words[:1].upper() + action.words[1:],
            f"not now: {action.why_not}" if action.why_not else action.shown,
            dim=bool(action.why_not),
        )
        for action in actions
    ]


class ActionsBox(ModalScreen[None], inherit_bindings=False):
    """Type to find, Enter to do."""

    BINDINGS: ClassVar[list[BindingType]] = key_map.bindings(
        [key("actions"), key("back_twin"), key("back"), key("close"), key("help")]
    )

    def __init__(self, place: Frame) -> None:
        super().__init__()
        self._place = place
        self._offered = offered(place)
        self._found = self._offered

    def compose(self) -> ComposeResult:
        """A box over the screen, which stays to be seen below it."""
        with Vertical(id="box"):
            yield LineInput(placeholder="Do what? Type to find.", id="typed")
            yield OptionLines()

    def on_mount(self) -> None:
        """Offer everything."""
        self._show("")
        self.query_one(LineInput).focus()

    def refresh_lines(self) -> None:
        """The lines belong to the screen below."""
        self._place.refresh_lines()

    def on_input_changed(self, event: LineInput.Changed) -> None:
        """Narrow as it is typed."""
        event.stop()
        self._show(event.value)

    def _show(self, typed: str) -> None:
        self._found = found(self._offered, typed)
        self.query_one(OptionLines).show(lines(self._found))

    def key_up(self) -> None:
        """The action above."""
        self.query_one(OptionLines).move(-1)

    def key_down(self) -> None:
        """The action below."""
        self.query_one(OptionLines).move(1)

    def on_input_submitted(self, event: LineInput.Submitted) -> None:
        """Do it, or say why it cannot be done."""
        event.stop()
        if not self._found:
            return
        action = self._found[self.query_one(OptionLines).chosen]
        self.dismiss()
        self.app.call_later(self._run, action)

    async def _run(self, action: Action) -> None:
        if action.why_not:
            self._place.say(action.why_not)
            return
        result = action.run()
        if isawaitable(result):
            await result

    def action_do(self, key_id: str) -> None:
        """Any of its keys closes the box."""
        del key_id
        self.dismiss()
