"""What the lock key shows first where sessions have no result yet: one sentence, and nothing of anybody's records."""

from textual.app import ComposeResult
from textual.events import Key
from textual.screen import Screen
from textual.widgets import Static


class LockNotice(Screen[None], inherit_bindings=False):
    """Covers the whole screen. The lock key goes on to lock; Esc goes back to the work, other keys do nothing."""

    AUTO_FOCUS = ""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def compose(self) -> ComposeResult:
        """The sentence, and what the keys do."""
        yield Static(f"\n\n {self._words}", markup=False)

    def on_key(self, event: Key) -> None:
        """Back to the work. Keys typed before the lock key may still be on their way: they must not uncover it."""
        event.stop()
        if event.key == "escape":
            self.dismiss()
