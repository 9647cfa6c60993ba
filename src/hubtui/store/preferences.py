"""How each worker likes his screen: kept in the vault by login, not with the terminal."""

import json
from dataclasses import asdict, dataclass, field, fields

from hubtui.store.db import Db
from hubtui.store.device import get_meta, set_meta
from hubtui.store.workspace import Workspace

_NAME = "display {login}"


@dataclass(frozen=True)
class Preferences:
    """`keymap` says, by the name of a key, what to press instead. The defaults are what a new worker meets."""

    ascii: bool = False
    one_colour: bool = False
    guided: bool = False
    letters: bool = True
    theme: str = "ansi-dark"
    keymap: dict[str, str] = field(default_factory=dict)


def of_worker(db: Db, login: str) -> Preferences:
    """What a worker has set; what this version does not know of it is passed over."""
    text = get_meta(db, _NAME.format(login=login))
    if text is None:
        return Preferences()
    known = {each.name for each in fields(Preferences)}
    return Preferences(**{name: value for name, value in json.loads(text).items() if name in known})


def keep(workspace: Workspace, preferences: Preferences) -> None:
    """Keep what the worker who is signed in has set. Raises Unavailable."""
    with workspace.writing() as tx:
        set_meta(tx.db, _NAME.format(login=workspace.worker.login), json.dumps(asdict(preferences)))
