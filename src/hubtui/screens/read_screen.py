"""A screen to read: lines of text in a pane, with the keys of the place."""

from collections.abc import Sequence

from textual.app import ComposeResult

from hubtui.screens.frame import Frame
from hubtui.widgets.pane import Pane


class ReadScreen(Frame):
    """Text from edge to edge; a screen says the lines, and `show` when they have changed."""

    def lines(self) -> Sequence[str]:
        """The text; a line that begins with `! ` is drawn bold."""
        return ()

    async def load(self) -> None:
        """Read what `lines` needs."""

    def body(self) -> ComposeResult:
        """One pane."""
        yield Pane(name="the text")

    async def start(self) -> None:
        """Read, then show."""
        await self.reload()

    async def returned(self) -> None:
        """Read again: what was done above shows."""
        await self.reload()

    async def reload(self) -> None:
        """Read again and show what there is now."""
        await self.load()
        self.query_one(Pane).show(self.lines())
        self.refresh_lines()
