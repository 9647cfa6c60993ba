"""What every screen stands in: title, head, body, message, keys, status; and what every screen answers to.

A screen says what is its own:

    class WorkInHand(Frame):
        TRAIL = ("Work in hand",)
        KEYS = (key("open", "Continue"), key("withdraw", "Discard"))

        def body(self) -> ComposeResult:
            yield Pane(...)

        def action_withdraw(self) -> None: ...

`KEYS` are drawn on the key line in that order as far as they fit; `action_<id>` does what the key, its
twins and the actions box do; `why_not` says in a sentence why one of them cannot be done now.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Resize, ScreenResume
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from hubtui.screens import keys as key_map
from hubtui.screens.host import Host
from hubtui.screens.keys import Key, key
from hubtui.widgets.lines import KeyBar, MessageLine, Rule, StatusBar, TitleLine, Words

SMALLEST = Size(60, 20)
TOO_SMALL = "Too small: make this window 60 by 20 or more. Nothing is lost."


@dataclass(frozen=True)
class Action:
    """One line of the actions box: what it does, what to press, and, where it cannot be done now, why not."""

    words: str
    run: Callable[[], Awaitable[object] | object]
    shown: str = ""
    why_not: str = ""


class Frame(Screen[Any], inherit_bindings=False):
    """The base of every screen. `TRAIL` is its breadcrumb, `FIRST` selects what has focus at first."""

    TRAIL: ClassVar[tuple[str, ...]] = ()
    KEYS: ClassVar[tuple[Key, ...]] = ()
    FIRST: ClassVar[str] = "#body *"

    LAST_KEYS: ClassVar[tuple[str, str]] = ("actions", "help")
    """The keys that stay on the key line at any width."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Any]] = key_map.bindings(key(name) for name in key_map.EVERYWHERE)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "KEYS" in cls.__dict__:
            cls.BINDINGS = [*cls.__dict__.get("BINDINGS", ()), *key_map.bindings(_with_twins(cls.KEYS))]
        super().__init_subclass__(**kwargs)

    def __init__(self) -> None:
        super().__init__()
        self._title, self._message = TitleLine(), MessageLine(id="message")
        self._key_bar, self._status = KeyBar(), StatusBar()
        self._head: list[Words] = []
        self._started = False

    # What a screen says of itself

    def trail(self) -> Sequence[str]:
        """The breadcrumb after `hubtui`."""
        return self.TRAIL

    def position(self) -> str:
        """Which of how many, in the middle of line 1."""
        return ""

    def head(self) -> Sequence[str]:
        """Lines under the title that stay put: the person, the views."""
        return ()

    def body(self) -> ComposeResult:
        """The widgets between the two rules."""
        yield from ()

    def keys(self) -> Sequence[Key]:
        """The keys of this place, the most needed first."""
        return self.KEYS

    def why_not(self, key_id: str) -> str:
        """Why this key cannot do its work now; empty: it can."""
        del key_id
        return ""

    def actions(self) -> Sequence[Action]:
        """What the actions box offers here besides the keys of the place."""
        return ()

    # The frame

    @property
    def host(self) -> Host:
        """The app, as screens know it."""
        assert isinstance(self.app, Host), "screens of this program live in its app"
        return self.app

    def compose(self) -> ComposeResult:
        """Lay the frame around the body."""
        self._head = [Words(line) for line in self.head()]
        yield Words(TOO_SMALL, id="small")
        yield self._title
        yield Vertical(*self._head, id="head")
        yield Rule()
        with Vertical(id="body"):
            yield from self.body()
        yield Rule()
        yield self._message
        yield self._key_bar
        yield self._status

    async def start(self) -> None:
        """Read what the screen shows; awaited before the first key can land here."""

    async def returned(self) -> None:
        """Read again, on coming back from a screen that lay above this one."""

    async def on_mount(self) -> None:
        """Read, fill the lines, and give focus to the first thing: focus is never nowhere."""
        await self.start()
        self._started = True
        self.refresh_lines()
        self.focus_first()

    async def on_screen_resume(self, event: ScreenResume) -> None:
        """Say what is true now, which may not be what was true when one left."""
        del event
        if self._started:
            await self.returned()
        self.refresh_lines()

    def on_resize(self, event: Resize) -> None:
        """Below the smallest size there is one line that says so; all that was there comes back with room."""
        self.set_class(event.size.width < SMALLEST.width or event.size.height < SMALLEST.height, "-small")

    def focus_first(self) -> None:
        """Give focus to the first thing of the body that takes it."""
        for widget in self.query(self.FIRST):
            if widget.focusable:
                self.set_focus(widget)
                return

    def title_words(self) -> Sequence[str]:
        """The way here: the program, with TRAINING where it is, then the breadcrumb."""
        return ("hubtui TRAINING" if self.host.wiring.training else "hubtui", *self.trail())

    def refresh_lines(self) -> None:
        """Bring every line of the frame up to date."""
        if not self._started:
            return
        now = self.host.local_now()
        self._title.show(self.title_words(), self.position(), f"{now:%a} {now.day:02} {now:%b %H:%M}")
        self._message.words = self.host.message
        self._key_bar.show([(self.shown(each), each.words) for each in self._key_line()])
        self._status.show(self.host.status())
        self.refresh_head()

    def refresh_head(self) -> None:
        """Draw the head lines anew, where their words have changed; the number of them stays."""
        for line, words in zip(self._head, self.head(), strict=False):
            line.words = words

    def say(self, words: str) -> None:
        """Put a sentence on the message line."""
        self.host.say(words)

    def shown(self, each: Key) -> str:
        """How the key is printed, as the worker has set it."""
        changed = self.host.wiring.keymap.get(each.id)
        return changed.split(",")[0].upper() if changed else each.shown

    def _key_line(self) -> list[Key]:
        listed = {each.id: each for each in self.keys()}
        last = [listed.pop(name, key(name)) for name in self.LAST_KEYS]
        return [*listed.values(), *last]

    # Doing

    async def action_letter(self, key_id: str) -> None:
        """Do what a single letter stands for, unless the worker has switched such keys off."""
        if self.host.wiring.display.letters:
            await self.action_do(key_id)
        else:
            self.say("Single letters are switched off: F10 lists everything.")

    async def action_do(self, key_id: str) -> None:
        """Do what a key, its twin or a line of the actions box stands for, or say why not."""
        act = getattr(self, f"action_{key_id}", None)
        if act is None:
            return
        if reason := self.why_not(key_id):
            self.say(reason)
            return
        result = act()
        if isawaitable(result):
            await result

    async def action_back(self) -> None:
        """Go up one level. Nothing is lost: a form closes into its draft."""
        if len(self.host.screen_stack) > self.depth_of_base:
            self.dismiss()

    @property
    def depth_of_base(self) -> int:
        """How many screens lie at the bottom of the pile and never close."""
        return 1

    async def action_close(self) -> None:
        """Close this place; at the bottom of the pile, the program."""
        if len(self.host.screen_stack) > self.depth_of_base:
            await self.action_back()
        else:
            self.host.leave("quit")

    async def action_lock(self) -> None:
        """Lock now (from the actions box; the keys themselves do not wait for the screen)."""
        self.host.lock()

    async def action_help(self) -> None:
        """Show the keys of this place."""
        from hubtui.screens.help import Help

        await self.app.push_screen(Help(self))

    async def action_actions(self) -> None:
        """Open the actions box."""
        from hubtui.screens.actions_box import ActionsBox

        await self.app.push_screen(ActionsBox(self))

    async def action_jump(self) -> None:
        """Put a letter on every place one can go to."""
        from hubtui.screens.jump import Jump

        await self.app.push_screen(Jump(self))

    async def action_places(self) -> None:
        """Offer the places on the message line; the next letter goes there."""
        from hubtui.screens.jump import GoTo

        await self.app.push_screen(GoTo(self))

    async def action_messages(self) -> None:
        """Show what the message line said before."""
        from hubtui.screens.messages import Messages

        await self.app.push_screen(Messages())

    async def action_undo(self) -> None:
        """Undo the last act, and say which it was."""
        self.say(await self.host.wiring.undo())

    async def action_redo(self) -> None:
        """Do again what was undone."""
        self.say(await self.host.wiring.redo())

    def action_sync(self) -> None:
        """Start a round with the server; keys go on meanwhile, and what came of it is said when it ends."""
        if self.host.wiring.sync is None:
            self.say("No server is set up for this terminal.")
        else:
            self.host.run_worker(self._round(self.host.wiring.sync), name="round", group="round")

    async def _round(self, sync: Callable[[], Awaitable[str]]) -> None:
        self.host.say(await sync())
        await self.uploaded()

    async def uploaded(self) -> None:
        """A round has ended that this screen began."""

    def action_next(self) -> None:
        """Focus the next thing."""
        self.focus_next("#body *")

    def action_previous(self) -> None:
        """Focus the thing before."""
        self.focus_previous("#body *")

    def action_pane(self) -> None:
        """Focus the next pane; with one pane, the next thing."""
        self.action_next()

    def action_pane_back(self) -> None:
        """Focus the pane before."""
        self.action_previous()

    # For jumping

    def jumps(self) -> Sequence[tuple[Widget, Widget]]:
        """What Ctrl+G can reach: what takes focus, and beside what its letter stands."""
        return [(widget, widget) for widget in self.focus_chain if self._in_body(widget)]

    def _in_body(self, widget: Widget) -> bool:
        return any(node.id == "body" for node in widget.ancestors)


def _with_twins(keys: Sequence[Key]) -> list[Key]:
    listed = [*keys]
    for each in keys:
        listed += key_map.twins(each.id)
    return listed


def position_words(at: int, total: int) -> str:
    """`4 of 27`, counted from one; empty where there is nothing."""
    return f"{at} of {total}" if total else ""
