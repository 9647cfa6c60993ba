"""The keys page of the settings: what each key does, and taking another press for it."""

from collections.abc import Mapping, Sequence

from hubtui.screens import keys as key_map
from hubtui.screens.frame import Frame
from hubtui.screens.jump import AfterKey
from hubtui.screens.keys import Key
from hubtui.widgets.row_list import Column, Row

COLUMNS = (Column("Does"), Column("Key", 14), Column("Changed", 10))
FIXED = key_map.CANNOT_CHANGE | {"view", "move", "leaf", "ends", "open", "mark"}
"""Moving, choosing and locking stay what they are on every terminal."""


def key_rows(keymap: Mapping[str, str]) -> list[Row]:
    """Every key that has a name, in the order of the map."""
    return [
        Row(each.id, (each.help, _shown(each, keymap), _state(each.id, keymap)))
        for each in key_map.ALL.values()
        if key_map.does(each.id) == each.id
    ]


def _shown(each: Key, keymap: Mapping[str, str]) -> str:
    return keymap[each.id].split(",")[0].upper() if each.id in keymap else each.shown


def _state(key_id: str, keymap: Mapping[str, str]) -> str:
    if key_id in FIXED:
        return "fixed"
    return "yours" if key_id in keymap else ""


def why_not_change(key_id: str) -> str:
    """Why this key stays as it is; empty: it can be changed."""
    return f"{key_map.ALL[key_id].shown} cannot be changed." if key_id in FIXED else ""


def changed_keymap(keymap: Mapping[str, str], key_id: str, pressed: str) -> tuple[dict[str, str], str]:
    """The keymap with this press for this key, or what the press does already (checked against all keys)."""
    both = f"{pressed},{pressed.upper()}" if len(pressed) == 1 and pressed.isalpha() else pressed
    wanted = {**keymap, key_id: both}
    taken = _taken(wanted, key_id, pressed)
    if taken:
        return dict(keymap), f"{pressed.upper()} already does: {taken}."
    problems = key_map.refused(wanted)
    return (dict(keymap), problems[0].message) if problems else (wanted, "")


def _taken(keymap: Mapping[str, str], key_id: str, pressed: str) -> str:
    """What else this press does, everywhere or in a place."""
    for each in key_map.ALL.values():
        presses: Sequence[str] = keymap[each.id].split(",") if each.id in keymap else each.keys
        if pressed in presses and key_map.does(each.id) != key_map.does(key_id):
            return each.help
    return ""


class NewKey(AfterKey):
    """Takes the next press as the new key; Esc leaves the old one."""

    def __init__(self, place: Frame, key_id: str) -> None:
        super().__init__(place)
        self._key_id = key_id

    def on_mount(self) -> None:
        """Say what is waited for."""
        self.host.say(f"Press the new key for: {key_map.ALL[self._key_id].help}. Esc leaves it as it is.")

    async def chosen(self, name: str) -> None:
        """Give it to the settings."""
        from hubtui.screens.settings import Settings

        assert isinstance(self._place, Settings), "only the settings ask for keys"
        if name == "escape":
            self.host.say("The key stays as it is.")
        else:
            await self._place.use_key(self._key_id, name)
