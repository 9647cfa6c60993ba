"""Two panes: beside each other on a wide terminal, and on a narrow one the first alone or above the second."""

from typing import Any

from textual.containers import Container
from textual.events import Resize

from hubtui.screens.frame import Frame

WIDE = 120
"""From so many columns on there is room for a second pane beside the first."""


class Split(Container, can_focus=False):
    """Its children stand side by side in a wide screen, below each other in a narrow one.

    A pane called `beside` shows only where there is room for it; one called `below` has four lines otherwise.
    """

    DEFAULT_CSS = """
    Split { layout: vertical; height: 1fr; width: 100%; }
    Split > #beside { display: none; }
    Split > #below { height: 5; border-top: ascii ansi_default; }
    Split > RowList { height: 1fr; width: 1fr; }
    Split.-wide { layout: horizontal; }
    Split.-wide > #beside { display: block; width: 39; border-left: ascii ansi_default; }
    Split.-wide > #below { height: 1fr; width: 50; border-top: none; border-left: ascii ansi_default; }
    """

    def on_mount(self) -> None:
        """Stand as the width is now; the screen says when it changes."""
        self.set_class(self.app.size.width >= WIDE, "-wide")


class SplitScreen(Frame):
    """A screen that knows whether a second pane fits."""

    wide = False

    def on_resize(self, event: Resize) -> None:
        """Take or give back the second pane's room."""
        wide = event.size.width >= WIDE
        self.set_class(wide, "-wide")
        for split in self.query(Split):
            split.set_class(wide, "-wide")
        if wide != self.wide:
            self.wide = wide
            if self._started:
                self.call_later(self.show_beside)

    async def show_beside(self) -> Any:
        """Fill the second pane; called when it comes to be seen."""
