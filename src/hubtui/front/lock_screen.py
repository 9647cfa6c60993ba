"""The lock screen at work: keys in, pictures out, until somebody wants to be let in or to quit."""

import time

from hubtui.front import words
from hubtui.front.console import Console
from hubtui.front.facts import Facts
from hubtui.front.form import LockForm
from hubtui.front.keys import ESCAPE_DELAY, KeyReader, Typed
from hubtui.front.screen import CHECKED_KEYS, Painter, Picture, draw_help, draw_lock

SHOW_SECONDS = 5.0
"""How long a passphrase can be read after F6."""

LONGEST_BURST = 2000
"""Up to here keys without a pause are taken one by one, so that what is typed after the last Enter is left for
the app. Beyond it they are a paste, read in bulk, and what of it follows an Enter is dropped."""

BULK = 65536

FORGET_SECONDS = 120.0
"""What is typed and left standing is wiped after this."""


class LockScreen:
    """What is typed and shown. It wakes for keys, and for moments at which its picture changes by itself."""

    def __init__(self, console: Console) -> None:
        self.facts = Facts()
        self.form = LockForm()
        self.message = ""
        self.vault = ""
        self._console = console
        self._painter = Painter()
        self._keys = KeyReader()
        self._twin = False
        self._pressed: set[str] | None = None
        self._show_until = 0.0
        self._forget_at = 0.0
        self._quitting = False
        self._trying = False
        self._burst = 0

    def begin_anew(self, facts: Facts, message: str) -> None:
        """Nothing of the last person is left; `message` stays until the next key."""
        self.form.wipe()
        self._keys = KeyReader()
        self._forget_at = self._show_until = 0.0
        self.facts, self.message = facts, message

    def wants_in(self) -> bool:
        """Wait until the form is filled and Enter pressed (True), or the program is to end (False)."""
        self._trying = False
        while not (self._quitting or self._console.ending):
            for event in self._next_events():
                self._handle(event)
                if self._trying:
                    return True
        return False

    def _next_events(self) -> list[str | Typed]:
        """What was typed next; paints first if nothing more is waiting to be read."""
        typed = self._console.read(0, keys=True, most=BULK if self._burst > LONGEST_BURST else 1)
        self._burst += len(typed)
        if typed:
            return self._keys.read(typed)
        self._burst = 0
        self.paint()
        undecided = self._keys.is_undecided
        typed = self._console.read(self._next_moment(), keys=True)
        self._look_at_clock()
        return self._keys.decide() if undecided and not typed else self._keys.read(typed)

    def paint(self) -> None:
        """Show what there is to show now."""
        if self._console.stale:
            self._painter.forget()
            self._console.stale = False
        out = self._painter.paint(self._picture(), self.form.focused.text.view())
        self._console.write(out)
        out[:] = bytes(len(out))

    def _picture(self) -> Picture:
        size = self._console.size()
        if self._pressed is not None:
            return draw_help(self._pressed, self.facts, size)
        return draw_lock(self.form, self.facts, self.message, size, showing=bool(self._show_until))

    # --- what happens by itself

    def _next_moment(self) -> float | None:
        """Seconds until the picture changes by itself; None: it does not, and nothing wakes us."""
        if self._keys.is_undecided:
            return ESCAPE_DELAY
        now = time.monotonic()
        moments = [moment - now for moment in (self._show_until, self._forget_at) if moment]
        if seconds := self.facts.seconds_to_wait(now):
            moments.append(1.0 if seconds <= 60 else seconds % 60 or 60.0)
        return max(0.0, min(moments)) if moments else None

    def _look_at_clock(self) -> None:
        now = time.monotonic()
        if self._show_until and now >= self._show_until:
            self._show_until = 0.0
        if self._forget_at and now >= self._forget_at:
            self._forget_at = 0.0
            self.form.wipe()

    # --- keys

    def _handle(self, event: str | Typed) -> None:
        if self._pressed is not None:
            self._check_key(event, self._pressed)
        elif isinstance(event, Typed):
            self._type(event)
        else:
            self._press(event)
        self._forget_at = 0.0 if self.form.is_empty else time.monotonic() + FORGET_SECONDS

    def _type(self, typed: Typed) -> None:
        """A character or a paste goes into the box; a digit after Ctrl+G is a function key."""
        is_twin, self._twin = self._twin, False
        if is_twin and len(typed.data) == 1 and (digit := typed.data[0] - ord("0")) in range(10):
            self._press(f"f{digit or 10}")
        else:
            self.message = self.form.type(typed)

    def _press(self, key: str) -> None:
        self._twin = key == "ctrl+g"
        if key not in ("f6", "backspace", "ctrl+g"):
            self._show_until = 0.0
        if key == "enter":
            self._enter()
        elif key in ("tab", "down"):
            self.form.move(1)
        elif key in ("shift+tab", "up"):
            self.form.move(-1)
        elif key == "backspace":
            self.form.focused.text.drop_last()
        elif key == "ctrl+u":
            self.form.focused.text.wipe()
        else:
            self._command(key)

    def _command(self, key: str) -> None:
        if key == "f1":
            self._pressed = {"f1"}
        elif key == "f4" or (key == "escape" and self.form.recovering):
            self.form.switch()
            self.message = ""
        elif key == "f6":
            self._show_until = 0.0 if self._show_until else time.monotonic() + SHOW_SECONDS
        elif key == "f9":
            self._quitting = True
        elif key == "ctrl+l":
            self._painter.forget()

    def _enter(self) -> None:
        """Go on to an empty box below, or try what is typed."""
        if self.form.goes_on():
            return
        self.message = self.form.missing()
        self._trying = not self.message

    # --- the key check

    def _check_key(self, event: str | Typed, pressed: set[str]) -> None:
        """On the help page keys only tick themselves, but for Enter and Escape."""
        if event == "enter":
            self._keep_key_check(frozenset(CHECKED_KEYS) - pressed)
        if event in ("enter", "escape"):
            self._pressed = None
        elif isinstance(event, str):
            pressed.add(event)

    def _keep_key_check(self, missing: frozenset[str]) -> None:
        from hubtui.front.facts_reader import keep_missing_keys

        try:
            keep_missing_keys(self.vault, missing)
        except OSError:
            self.message = words.KEYS_NOT_KEPT
            return
        self.facts.missing_keys = missing
        self.message = words.KEYS_KEPT
