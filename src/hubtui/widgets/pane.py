"""Lines of text to read, scrolled by keys; what is in it is never parsed as markup."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from hubtui.widgets.cells import fit, wrapped


class Pane(ScrollView, can_focus=True):
    """Text of any length. Long lines are broken between words; `name` is what it is called in jumps."""

    DEFAULT_CSS = "Pane { height: 1fr; overflow-x: hidden; overflow-y: hidden; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", show=False),
        Binding("down,j", "scroll_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
    ]

    def __init__(self, lines: Sequence[str] = (), *, name: str | None = None, id: str | None = None) -> None:
        super().__init__(name=name, id=id)
        self._text = tuple(lines)
        self._lines: list[str] = []

    @property
    def lines(self) -> tuple[str, ...]:
        """The text as it was given."""
        return self._text

    def show(self, lines: Sequence[str]) -> None:
        """Show other text, from its first line."""
        self._text = tuple(lines)
        self._wrap()
        self.scroll_home(animate=False, force=True)
        self.refresh()

    def on_resize(self, event: Resize) -> None:
        """Break the lines for the new width."""
        del event
        self._wrap()

    def _wrap(self) -> None:
        width = max(self.size.width - 2, 10)
        self._lines = [broken for line in self._text for broken in wrapped(line, width)]
        self.virtual_size = Size(self.size.width, len(self._lines))

    def render_line(self, y: int) -> Strip:
        """One line of the visible part."""
        at = y + self.scroll_offset.y
        width = self.size.width
        text = self._lines[at] if at < len(self._lines) else ""
        style = Style(bold=True) if self._is_heading(text) else Style()
        return Strip([Segment(" " + fit(text, width - 1), style)], width).apply_style(self.rich_style)

    @staticmethod
    def _is_heading(text: str) -> bool:
        return text.startswith("! ")

    def on_focus(self) -> None:
        """Nothing but the key line tells that a pane has focus; redraw keeps a terminal cursor in step."""
        self.refresh()

    def action_scroll_up(self) -> None:
        """A line up."""
        self.scroll_relative(y=-1, animate=False, force=True, immediate=True)

    def action_scroll_down(self) -> None:
        """A line down."""
        self.scroll_relative(y=1, animate=False, force=True, immediate=True)

    def action_page_up(self) -> None:
        """A screenful up."""
        self.scroll_relative(y=-self.size.height, animate=False, force=True, immediate=True)

    def action_page_down(self) -> None:
        """A screenful down."""
        self.scroll_relative(y=self.size.height, animate=False, force=True, immediate=True)

    def action_scroll_home(self) -> None:
        """The first line."""
        self.scroll_to(y=0, animate=False, force=True, immediate=True)

    def action_scroll_end(self) -> None:
        """The last line."""
        self.scroll_to(
            y=max(len(self._lines) - self.size.height, 0), animate=False, force=True, immediate=True
        )
