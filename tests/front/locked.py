"""Builds a vault's outside (header and throttle, no database) and starts the lock screen before it."""

import json
import sys
from pathlib import Path

from hubtui.store import header, throttle
from tests.terminal import Terminal

APP = Path(__file__).parent / "pretend_app.py"
RIGHT = "correct horse battery"

_PROGRAM = """
import sys
from hubtui.front.open_front import open_front
sys.exit(open_front(lambda: sys.argv[1], lambda vault: [sys.executable, *sys.argv[2:], vault]))
"""


_KEYS = header.SlotKeys(public=bytes(32), sealed=bytes(80))
_SUPERVISOR = header.Slot(
    id="01" * 8,
    kind="pass",
    role="supervisor",
    look="02" * 16,
    kdf=header.Kdf(m=header.LIVE_FLOOR, t=3, p=4, salt=bytes(16)),
    nonce=bytes(12),
    wrapped=bytes(48),
    keys=_KEYS,
)
_RECOVERY = header.Slot(id="03" * 8, kind="recovery", role="recovery", keys=_KEYS)


def outside_of_a_vault(folder: Path, *, realm: header.Realm = "live", label: str = "WNG-B-03") -> Path:
    """A folder that looks like a vault to somebody without a key."""
    folder.mkdir(exist_ok=True)
    header.write(
        folder,
        header.Header(
            vault="00" * 16,
            epoch=1,
            mk_gen=1,
            db_gen=1,
            seq_floor=0,
            realm=realm,
            unit="HHI",
            terminal="A",
            label=label,
            policy=header.Policy(),
            slots=(_SUPERVISOR, _RECOVERY),
            mac=bytes(32),
        ),
    )
    throttle.create(folder)
    return folder


def write_sign_ins(folder: Path) -> None:
    """The file that the demo leaves for its lock screen."""
    sign_ins = [{"login": "asupervisor", "role": "supervisor", "passphrase": "four made up words"}]
    (folder / "training-sign-ins.json").write_text(json.dumps(sign_ins))


def lock_screen(folder: Path, *, size: tuple[int, int] = (80, 24), app: Path = APP) -> Terminal:
    """The lock screen of this vault, with the pretend app behind it."""
    return Terminal([sys.executable, "-c", _PROGRAM, str(folder), str(app)], size=size)


def sign_in(terminal: Terminal, passphrase: str = RIGHT) -> None:
    """Type a staff ID and a passphrase, as a person does."""
    terminal.wait_for("LOCKED")
    terminal.send("jokafor")
    terminal.press("enter")
    terminal.send(passphrase)
    terminal.press("enter")
