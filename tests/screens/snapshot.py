"""The screen as 24 lines of text, and keys pressed through the gate as a worker's are."""

from collections.abc import Sequence
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from hubtui.screens.host import Host

SIZE = (80, 24)


def lines_of(app: App[Any]) -> list[str]:
    """What stands on the screen, line by line, with trailing spaces taken off."""
    height = app.size.height
    strips = app.screen._compositor.render_strips()
    return [strip.text.rstrip() for strip in strips][:height]


def text_of(app: App[Any]) -> str:
    """The whole screen as one text."""
    return "\n".join(lines_of(app))


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys and wait until the last has landed and been painted. `type:words` types each letter."""
    app = pilot.app
    assert isinstance(app, Host)
    for each in keys:
        names: Sequence[str] = each.removeprefix("type:") if each.startswith("type:") else (each,)
        await pilot.press(*((name == " " and "space") or name for name in names))
        await app.gate.idle()
    await pilot.pause()
