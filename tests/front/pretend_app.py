"""A child for tests: the real protocol around a vault that opens with one passphrase, and an app of one screen.

Keys on its screen: q quits, l locks, d is a defect, anything else is shown. Started with the vault's folder.
"""

import os
import signal
import sys
import termios
from pathlib import Path

from hubtui.domain.trouble import WrongPassphrase
from hubtui.front import wire
from hubtui.front.child import Request, serve
from hubtui.store.throttle import TooManyTries

RIGHT = b"correct horse battery"
MESS = b"\x1b[?1049h\x1b[?1000h\x1b[?1006h\x1b[?2004h\x1b[>1u\x1b[?25l\x1b[2J\x1b[H\x1b[31m"


def open_pretend_vault(request: Request) -> str:
    if request.login == b"throttled":
        raise TooManyTries(90)
    if request.code is not None and request.code != b"1234-5678":
        raise WrongPassphrase("That recovery code is not right.", "")
    if request.code is None and request.passphrase != RIGHT:
        raise WrongPassphrase("That staff ID and passphrase do not match.", "Check Caps Lock.")
    return request.login.decode()


def show(words: str) -> None:
    os.write(1, f"\r\n{words}".encode())


def main() -> None:
    folder = Path(sys.argv[1])
    (folder / "child.pid").write_text(str(os.getpid()))
    signed_in = serve(open_pretend_vault, prepare=["json"])
    attributes = termios.tcgetattr(0)
    attributes[1] &= ~termios.OPOST
    termios.tcsetattr(0, termios.TCSANOW, attributes)

    def keep_drafts(*_: object) -> None:
        (folder / "drafts").write_text("kept")
        raise SystemExit(0)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, keep_drafts)
    os.write(1, MESS)
    show(f"OPEN for {signed_in.opened}, SECRET NOTE")
    while True:
        key = os.read(0, 1)
        if key == b"q":
            raise SystemExit(wire.EXIT_QUIT)
        if key == b"l":
            raise SystemExit(wire.EXIT_LOCKED)
        if key == b"d":
            raise KeyError("SECRET NOTE")
        show(f"key {key!r}")


if __name__ == "__main__":
    main()
