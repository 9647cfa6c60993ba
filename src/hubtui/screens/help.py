"""Help: the keys of the place one came from, from the same declaration as the keys themselves."""

from collections.abc import Sequence

from hubtui.screens import keys as key_map
from hubtui.screens.frame import Frame
from hubtui.screens.keys import Group, Key, key
from hubtui.screens.read_screen import ReadScreen
from hubtui.widgets.cells import fit

LEAD = 22
TWINS = "A function key not working? Each has a twin: F10, or Ctrl+G and then 1 to 0."


class Help(ReadScreen):
    """The keys of one place, by what they are for."""

    TRAIL = ("Help",)
    KEYS = (key("move", "Scroll"), key("back", "Close"))

    def __init__(self, place: Frame) -> None:
        super().__init__()
        self._place = place

    def position(self) -> str:
        """Whose keys these are."""
        return f"Keys on: {(self._place.trail() or ('hubtui',))[-1]}"

    def lines(self) -> Sequence[str]:
        """Groups of keys with what they do; twins stand beside their key."""
        listed = [each for each in _unique(self._place) if not _is_twin(each.id)]
        lines: list[str] = []
        for group in Group:
            entries = [each for each in listed if each.group is group]
            if entries:
                lines += [f"! {group}", *(self._line(each) for each in entries), ""]
        return [*lines, TWINS]

    def _line(self, each: Key) -> str:
        names = [self._place.shown(each), *(twin.shown for twin in key_map.twins(each.id))]
        reason = self._place.why_not(key_map.does(each.id))
        return f"  {fit('  '.join(names), LEAD)} {each.help}" + (f" (not now: {reason})" if reason else "")

    async def action_help(self) -> None:
        """F1 again closes."""
        await self.action_back()


def _unique(place: Frame) -> list[Key]:
    own = {each.id: each for each in place.keys()}  # noqa: SIM118 - a method, no mapping
    general = {name: key(name) for name in (*key_map.EVERYWHERE, "lock")}
    return [*{**general, **own}.values()]


def _is_twin(key_id: str) -> bool:
    return key_map.does(key_id) != key_id
