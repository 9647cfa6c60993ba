"""The screen as 24 lines of text, and keys pressed through the gate as a worker's are."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from textual.app import App
from textual.events import Key
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot

from hubtui.screens.host import Host

SIZE = (80, 24)


def lines_of(app: App[Any]) -> list[str]:
    """What stands on the screen, line by line, with trailing spaces taken off."""
    strips = app.screen._compositor.render_strips()
    return [strip.text.rstrip() for strip in strips][: app.size.height]


def text_of(app: App[Any]) -> str:
    """The whole screen as one text."""
    return "\n".join(lines_of(app))


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys with no time between them, and wait until the last has landed and been painted.

    `type:words` types each letter. Nothing needs waiting for between keys: the gate holds them back.
    """
    app = pilot.app
    assert isinstance(app, Host)
    for name in _names(keys):
        app.post_message(_event(name))
    await app.gate.idle()
    await pilot.pause()


def _names(keys: tuple[str, ...]) -> Iterator[str]:
    for each in keys:
        if each.startswith("type:"):
            yield from each.removeprefix("type:")
        else:
            yield each


def _event(name: str) -> Key:
    key = _character_to_key(name) if len(name) == 1 and not name.isalnum() else name
    character: str | None = name if len(name) == 1 else None
    if character is None:
        try:
            character = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(key, key)))
        except KeyError:
            character = None
    return Key(key, character)
