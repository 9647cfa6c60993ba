"""What screens may ask of the app: the clock, the message line, places, locking. It opens no vault.

All of the toolkit that would show, keep or send what stands on the screen is switched off here (tui.md 2.5).
"""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from rich.text import Text
from textual.app import App
from textual.events import Key, Paste
from textual.filter import LineFilter, NoColor
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget

from hubtui.acts.registry import Saved
from hubtui.domain.trouble import Unavailable
from hubtui.screens.drafts import DraftsInMemory, DraftStore
from hubtui.screens.lock_notice import LockNotice
from hubtui.store.preferences import Preferences
from hubtui.sync.ports import Progress
from hubtui.widgets.filters import AsciiFilter, BlankFilter
from hubtui.widgets.key_gate import KeyGate
from hubtui.widgets.status import LAST_MINUTE, StatusFacts

if TYPE_CHECKING:
    from hubtui.screens.database import Database

LOCAL = ZoneInfo("Europe/London")
LOCK_KEYS = frozenset({"f12", "ctrl+l"})
TICK_SECONDS = 15.0
"""How often clock and countdown are drawn anew while nobody types; each second in the last minute."""
KEEP_SECONDS = 2.0
"""How long a lock waits for drafts to be kept; the screen is blank meanwhile."""
LEFT_OPEN = timedelta(seconds=15)
"""How long a terminal stays open after the lock key was answered with what is left undone, if nobody types."""
DEFECT = 70
"""The exit code of a defect of the program."""


Perform = Callable[[str, dict[str, Any], bool], Awaitable[Saved]]
"""An act's name, its input as JSON has it, and whether it is only a rehearsal."""


@dataclass(frozen=True)
class Place:
    """One of the places `G` and a letter lead to."""

    name: str
    letter: str
    words: str
    screen: Callable[[], Screen[object]]


@dataclass(frozen=True)
class Display:
    """How a worker likes the screen: plain ASCII, one colour, one question a page (guided), single letters as keys."""

    ascii: bool = False
    one_colour: bool = False
    guided: bool = False
    letters: bool = True
    theme: str = "ansi-dark"


def display_of(liked: Preferences) -> Display:
    """The display that a worker has set."""
    return Display(liked.ascii, liked.one_colour, liked.guided, liked.letters, liked.theme)


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _nothing_undone() -> str:
    return ""


def _no_facts() -> StatusFacts:
    return StatusFacts()


def _no_reference(error: BaseException) -> str:
    return type(error).__name__


async def _no_acts(act: str, data: dict[str, Any], rehearse: bool) -> Saved:
    del data, rehearse
    raise Unavailable(f"Nothing can be recorded here ({act}).", "Unlock first.")


class Uploads(Protocol):
    """The rounds with the server, as a screen watches and stops them."""

    @property
    def progress(self) -> Progress | None:
        """How far the round under way has come; None between rounds."""

    @property
    def busy(self) -> bool:
        """Whether a round is under way."""

    def stop(self) -> None:
        """Stop the round under way after its bundle."""


async def _nothing_to_recount() -> None:
    return None


async def _nothing_to_undo() -> str:
    return "There is nothing to undo."


@dataclass(frozen=True)
class Wiring:
    """What the app is handed by whoever starts it; the defaults make a kit without a vault.

    `perform` does an act by name on the database's thread, or rehearses it; `database` answers questions about
    what is kept (None in a kit without a vault); `drafts` keeps half-typed work.
    `now` gives an aware UTC instant, `crashed` writes a report and answers its reference, `undo` undoes the
    last act and says so, `sync` starts a round and says so, `uploads` tells of rounds, `recount` brings the
    status bar up to date, `lock_after` is the idle time before the lock, `before_lock` names what is left undone.
    """

    now: Callable[[], datetime] = _utc_now
    status: Callable[[], StatusFacts] = _no_facts
    perform: Perform = _no_acts
    database: "Database | None" = None
    drafts: DraftStore = field(default_factory=DraftsInMemory)
    crashed: Callable[[BaseException], str] = _no_reference
    undo: Callable[[], Awaitable[str]] = _nothing_to_undo
    redo: Callable[[], Awaitable[str]] = _nothing_to_undo
    sync: Callable[[], Awaitable[str]] | None = None
    uploads: Uploads | None = None
    recount: Callable[[], Awaitable[None]] = _nothing_to_recount
    lock_after: timedelta | None = timedelta(minutes=5)
    before_lock: Callable[[], str] = _nothing_undone
    training: bool = False
    display: Display = field(default_factory=Display)
    keymap: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """One thing the message line said, and when (UTC)."""

    at: datetime
    words: str


@runtime_checkable
class HasLines(Protocol):
    """A screen whose frame can be brought up to date."""

    def refresh_lines(self) -> None:
        """Draw title, message, keys and status anew."""


@runtime_checkable
class KeepsDrafts(Protocol):
    """A screen with typing that must not be lost."""

    async def keep_now(self) -> None:
        """Write the draft; returns when it is on disk."""


class Host(App[str], inherit_bindings=False):
    """The app as screens know it. It ends with the word that says why: `quit`, `lock` or `hangup`."""

    TITLE = "hubtui"
    ENABLE_COMMAND_PALETTE = False
    COMMANDS: ClassVar[set[Any]] = set()
    ALLOW_SELECT = False
    AUTO_FOCUS = None
    SUSPENDED_SCREEN_CLASS = ""
    CSS_PATH = Path(__file__).parents[1] / "hubtui.tcss"

    def __init__(self, wiring: Wiring | None = None, places: Sequence[Place] = ()) -> None:
        super().__init__()
        self.wiring = wiring or Wiring()
        self.places = tuple(places)
        if self.places:
            self._modes[self.DEFAULT_MODE] = self.places[0].screen
        self.said: list[Said] = []
        self.blanked = False
        self.names_hidden = False
        self._blank = BlankFilter()
        self._ascii = AsciiFilter(enabled=self.wiring.display.ascii)
        self._one_colour = NoColor(enabled=self.wiring.display.one_colour or self.no_color)
        self._last_key = self.wiring.now()
        self._warned = False
        self._reminded = False
        self._gate_task: asyncio.Task[None] | None = None
        self.gate = KeyGate(super().post_message, self._key_path, self._moving, self._ask_to_wait)
        self.theme = "ansi-dark" if self.no_color else self.wiring.display.theme
        self.animation_level = "none"
        self.set_keymap(dict(self.wiring.keymap))

    # What stands on the frame

    @property
    def message(self) -> str:
        """What the message line says now."""
        return self.said[-1].words if self.said else ""

    def local_now(self) -> datetime:
        """The time where the worker sits: Europe/London."""
        return self.wiring.now().astimezone(LOCAL)

    def status(self) -> StatusFacts:
        """The facts of the status bar, with the time left before the automatic lock."""
        facts = self.wiring.status()
        return StatusFacts(**{**vars(facts), "lock_in": self._time_left(), "training": self.wiring.training})

    def say(self, words: str) -> None:
        """Put one sentence on the message line and in its history; it stays until the next one."""
        self.said.append(Said(self.wiring.now(), words))
        self.refresh_lines()

    def refresh_lines(self) -> None:
        """Bring the frame of the screen in front up to date."""
        if self.screen_stack and isinstance(self.screen, HasLines) and not self.blanked:
            self.screen.refresh_lines()

    async def recount(self) -> None:
        """Count anew what the status bar says, and draw it."""
        await self.wiring.recount()
        self.refresh_lines()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: str = "",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Say it on the message line; nothing pops up and vanishes."""
        del severity, timeout, markup
        self.say(f"{title} {message}".strip())

    def display_as(self, display: Display, keymap: Mapping[str, str]) -> None:
        """Show everything so from now on, and take these keys."""
        self.wiring = replace(self.wiring, display=display, keymap=dict(keymap))
        self._ascii.enabled = display.ascii
        self._one_colour.enabled = display.one_colour or self.no_color
        self.theme = "ansi-dark" if self.no_color else display.theme
        self.set_keymap(dict(keymap))
        for screen in self.screen_stack:
            for node in screen.walk_children(with_self=True):
                if isinstance(node, Widget):
                    node.refresh()
        self.refresh_lines()

    # Places

    async def go(self, place: Place) -> None:
        """Change to a place; each keeps its own pile of screens, so what was half done there still is.

        The key gate waits until the place stands; waiting for it here would wait for this very message.
        """
        mode = self.DEFAULT_MODE if place == self.places[0] else place.name
        if self.current_mode == mode:
            while len(self.screen_stack) > 1 and not isinstance(self.screen, KeepsDrafts):
                self.pop_screen()
        else:
            if mode not in self._screen_stacks:
                self.add_mode(mode, place.screen)
            self.switch_mode(mode)
        self.refresh_lines()

    # Keys

    def post_message(self, message: Message) -> bool:
        """Let keys pass through the gate; a lock key goes before all of them."""
        if not isinstance(message, Key | Paste) or message.is_forwarded:
            return super().post_message(message)
        if self.blanked:
            return False
        self._note_key()
        if isinstance(message, Key) and message.key in LOCK_KEYS:
            self._lock_key()
            return True
        self.gate.admit(message)
        return True

    def _key_path(self) -> list[MessagePump]:
        focused: Widget | None = self.focused
        inner: list[MessagePump] = []
        if focused is not None:
            inner = [node for node in focused.ancestors_with_self if isinstance(node, Widget)]
        elif self.screen_stack:
            inner = [self.screen]
        return [*inner, self, *inner[-1:]]

    def _moving(self) -> bool:
        """Whether the screen in front is still to be laid out: order of focus and sizes come from the layout."""
        return bool(self.screen_stack) and self.screen._layout_required and not self._batch_count

    def _lock_key(self) -> None:
        """Lock; but once, where something of today is left undone, say so first (SES-05).

        The key again locks at once, and who walks away leaves the terminal open for a few seconds only.
        """
        idle = self.wiring.lock_after
        undone = "" if self._reminded else self.wiring.before_lock()
        if not undone or idle is None:
            self.lock()
            return
        self._reminded = self._warned = True
        self._last_key = self.wiring.now() - max(idle - LEFT_OPEN, timedelta(0))
        # Covered at once, as a lock would: whoever stands by reads a number and no name.
        notice = f"! {undone}. F12 again locks, Esc goes back; else it locks in {LEFT_OPEN.seconds} seconds."
        self.call_later(self.push_screen, LockNotice(notice))

    def _ask_to_wait(self) -> None:
        self.say("Please wait: your keys are kept.")

    def _note_key(self) -> None:
        self._last_key = self.wiring.now()
        if self._warned:
            self._warned = False
            self.say("Thank you: still open.")

    # Life and lock

    async def on_mount(self) -> None:
        """Start the gate and the clock, and listen for the ways a terminal may end."""
        self._gate_task = asyncio.create_task(self.gate.run(), name="key gate")
        self._gate_task.add_done_callback(self._gate_ended)
        self.set_interval(1.0, self._tick)
        self.call_later(self.recount)
        if not self.is_headless and sys.platform != "win32":
            loop = asyncio.get_running_loop()
            for number in (signal.SIGHUP, signal.SIGTERM):
                loop.add_signal_handler(number, self._hang_up)

    async def on_unmount(self) -> None:
        """Let the gate go."""
        if self._gate_task is not None:
            self._gate_task.cancel()

    def _gate_ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and isinstance(error := task.exception(), Exception):
            self._handle_exception(error)

    def _hang_up(self) -> None:
        self.leave("hangup")

    def _time_left(self) -> timedelta | None:
        if self.wiring.lock_after is None:
            return None
        return self.wiring.lock_after - (self.wiring.now() - self._last_key)

    def _tick(self) -> None:
        left = self._time_left()
        if left is not None and left <= timedelta(0):
            self.lock()
            return
        last_minute = left is not None and left < LAST_MINUTE
        if last_minute and not self._warned:
            self._warned = True
            self.say("! This terminal locks in under a minute. Press any key to go on.")
        elif last_minute or int(self.wiring.now().timestamp()) % int(TICK_SECONDS) == 0:
            self.refresh_lines()

    def lock(self) -> None:
        """Blank at once, then keep the drafts and end; the vault's key ends with the process (SEC-03)."""
        self.leave("lock")

    def leave(self, why: str) -> None:
        """Blank, keep every draft, end with the word `why`. Keys still on their way are dropped."""
        if self.blanked:
            return
        self.blank()
        self.gate.drop()
        self.run_worker(self._keep_and_exit(why), name="leave", exit_on_error=True)

    def blank(self) -> None:
        """Leave nothing to read, in the frame that is painted next and on the terminal now."""
        self.blanked = True
        self._blank.enabled = True
        if self._driver is not None and not self.is_headless:
            self._driver.write("\x1b[2J\x1b[H")
            self._driver.flush()
        for screen in self.screen_stack:
            for node in screen.walk_children(with_self=True):
                if isinstance(node, Widget):
                    node.refresh()

    async def _keep_and_exit(self, why: str) -> None:
        screens = [screen for stack in self._screen_stacks.values() for screen in stack]
        keeping = [
            asyncio.ensure_future(screen.keep_now()) for screen in screens if isinstance(screen, KeepsDrafts)
        ]
        if keeping:
            await asyncio.wait(keeping, timeout=KEEP_SECONDS)
        self.exit(why)

    # What of the toolkit is off

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The toolkit's filters, then one colour, plain ASCII and the blank, the blank last."""
        ours = (self._one_colour, self._ascii, self._blank)
        return [*super().get_line_filters(), *(each for each in ours if each.enabled)]

    def copy_to_clipboard(self, text: str) -> None:
        """Keep a copy inside the app only; nothing is sent to the terminal (OSC 52)."""
        self._clipboard = text

    def action_suspend_process(self) -> None:
        """Never drop a shell onto a shared terminal."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Never open another program."""
        del url, new_tab

    def _handle_exception(self, error: Exception) -> None:
        """End with the exit code of a defect."""
        super()._handle_exception(error)
        self._return_code = DEFECT

    def _fatal_error(self) -> None:
        """End with one line and a reference: a traceback would print what stands in its variables."""
        reference = self.wiring.crashed(self._exception or RuntimeError("unknown"))
        self._exit_renderables.append(Text(f"hubtui has stopped because of a defect. Reference: {reference}"))
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        """What an error would draw of itself is not drawn either."""
        del renderables
        self._fatal_error()
