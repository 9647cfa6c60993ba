"""What the message line said before, newest first."""

from collections.abc import Sequence

from hubtui.screens.host import LOCAL
from hubtui.screens.keys import key
from hubtui.screens.read_screen import ReadScreen


class Messages(ReadScreen):
    """The history of the message line since unlocking."""

    TRAIL = ("Messages",)
    KEYS = (key("move", "Scroll"), key("back"), key("quick_back"))

    def lines(self) -> Sequence[str]:
        """A line for each, with the local time."""
        said = [f"{each.at.astimezone(LOCAL):%H:%M}  {each.words}" for each in reversed(self.host.said)]
        return said or ["Nothing has been said yet."]
