"""The way in: the lock screen until somebody signs in, the child until it ends, the lock screen again.

What is not needed to paint the lock screen is imported after it is painted.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence

from hubtui.front import words
from hubtui.front.console import Console, this_console
from hubtui.front.lock_screen import LockScreen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hubtui.front.app_process import AppProcess, Ended
    from hubtui.front.courier import Courier

END_SECONDS = 5.0
"""How long the child may take to keep its drafts when the program is asked to end."""

NOT_FOUND, USAGE = 7, 2
"""Exit codes: there is no vault; there is no terminal."""


def open_front(find_vault: Callable[[], str], child_command: Callable[[str], Sequence[str]]) -> int:
    """Run until the worker quits; answers the exit code.

    `find_vault` gives the vault's folder; it is asked only after the first paint, for looking up the
    platform's folders takes longer than that. `child_command` gives the program to start for that folder.
    """
    try:
        console = this_console()
    except OSError:
        print(words.NO_TERMINAL, file=sys.stderr)
        return USAGE
    front = Front(console, find_vault, child_command)
    console.open()
    try:
        code = front.run()
    finally:
        front.wipe()
        front.end_child()
        console.close()
    if front.parting:
        print(front.parting, file=sys.stderr)
    return code


def child_command(module: str) -> Callable[[str], Sequence[str]]:
    """Starts `module` as the child: its argument is the vault's folder; nothing about a person ever is one.

    `-P` keeps the current folder, which may be somebody's stick, from being searched for modules.
    """
    return lambda vault: [sys.executable, "-P", "-m", module, os.path.abspath(vault)]


class Front:
    """The lock screen and the process behind it, on one console."""

    def __init__(
        self, console: Console, find_vault: Callable[[], str], command: Callable[[str], Sequence[str]]
    ) -> None:
        self.parting = ""
        self._console = console
        self._find_vault = find_vault
        self._command = command
        self._vault = ""
        self._child: AppProcess | None = None
        self._courier: Courier | None = None
        self._screen = LockScreen(console)

    def run(self) -> int:
        """Lock screen and child in turn, until the worker quits (0) or a signal comes (128 and its number)."""
        self._screen.paint()
        if not self._prepare():
            self.parting = words.NO_VAULT.format(folder=self._vault)
            return NOT_FOUND
        while self._screen.wants_in():
            if self._is_let_in():
                ended = self._lend_terminal()
                if ended is None or ended.code == 0:
                    break
                self._lock_again(ended)
        return 128 + self._console.ending if self._console.ending else 0

    def wipe(self) -> None:
        """Leave nothing that was typed."""
        self._screen.form.wipe()

    def end_child(self) -> None:
        """Be done with the child: if it still runs it is told, keeps its drafts and ends, or is killed."""
        if self._child is not None:
            self._child.end(END_SECONDS)
            self._child = None

    def end_courier(self) -> None:
        """Call the courier back; what it had not handed in yet stays where it lies."""
        if self._courier is not None:
            self._courier.stop()

    def _send_courier(self) -> None:
        """Let what the vault left be handed in while nobody is signed in."""
        from pathlib import Path

        from hubtui.front.courier import Courier

        if self._courier is None:
            self._courier = Courier(Path(self._vault))
        self._courier.start()

    def _prepare(self) -> bool:
        """Read what may be shown and start the child; False where there is no vault."""
        self._vault = self._screen.vault = self._find_vault()
        from hubtui.front.facts_reader import read_facts, vault_stands
        from hubtui.front.hardening import close_doors

        if not vault_stands(self._vault):
            return False
        self._screen.facts = read_facts(self._vault)
        self._screen.paint()
        close_doors()
        self._start_child()
        self._send_courier()
        return True

    def _start_child(self) -> None:
        from hubtui.front.app_process import AppProcess

        command = self._command(self._vault)
        try:
            self._child = AppProcess(command, self._console.inherited_by_child(), self._console.wake)
        except OSError as error:
            self._screen.message = words.ended(f"start{error.errno or 0:+d}")

    def _is_let_in(self) -> bool:
        """Hand what is typed to the child and wait for its answer; what was secret is wiped in any case."""
        from hubtui.front.app_process import Ended

        child = self._waiting_child()
        if child is None:
            return False
        self._screen.message = words.UNLOCKING
        self._screen.paint()
        child.ask(*self._screen.form.request())
        self._screen.form.wipe_secrets()
        while (heard := child.next()) is None and not self._console.ending:
            self._console.read(None, keys=False)
            self._screen.paint()
        if heard is None:
            return False
        if isinstance(heard, Ended):
            self.end_child()
            self._screen.message = words.ended(_reference(heard))
        elif heard.refused:
            self._refuse(heard.refused, heard.wait)
        else:
            return True
        # Typed ahead for a screen that did not come, or the rest of a paste whose every line would be a try.
        self._console.drop_typed()
        return False

    def _waiting_child(self) -> "AppProcess | None":
        """The child behind the lock screen, started anew if it has ended there; None if it does not start."""
        from hubtui.front.app_process import Ended

        if self._child is None or isinstance(self._child.next(), Ended):
            self.end_child()
            self._start_child()
        return self._child

    def _refuse(self, sentence: str, wait: float) -> None:
        from hubtui.domain.trouble import Trouble
        from hubtui.front.facts import plain
        from hubtui.front.facts_reader import read_throttle

        self._screen.message = "! " + plain(sentence, 200)
        self._screen.facts.wait(wait)
        try:
            read_throttle(self._screen.facts, self._vault)
        except Trouble as trouble:
            self._screen.facts.trouble = plain(str(trouble), 200)

    def _lend_terminal(self) -> "Ended | None":
        """Give the child the terminal and wait for its end; None when the program is to end meanwhile."""
        from hubtui.front.app_process import Ended
        from hubtui.front.wire import TAKE_OVER

        child = self._child
        assert child is not None, "only a child lets somebody in"
        self._screen.form.wipe()
        self.end_courier()
        self._console.lend()
        child.ask(TAKE_OVER)
        while not isinstance(heard := child.next(), Ended) and not self._console.ending:
            self._console.read(None, keys=False)
        if not isinstance(heard, Ended):
            return None
        self.end_child()
        return heard

    def _lock_again(self, ended: "Ended") -> None:
        from hubtui.front.facts_reader import read_facts
        from hubtui.front.wire import EXIT_LOCKED

        broke_off = ended.code != EXIT_LOCKED
        self._console.take_back(wipe=broke_off)
        self._screen.begin_anew(self._screen.facts, words.ended(_reference(ended)) if broke_off else "")
        self._screen.paint()
        self._screen.facts = read_facts(self._vault)
        self._start_child()
        self._send_courier()


def _reference(ended: "Ended") -> str:
    """The child's own name for its defect, or how and when (UTC) it ended."""
    from hubtui.front.facts import plain

    at = time.strftime("%Y%m%d-%H%M%SZ", time.gmtime())
    return plain(ended.reference, 60) or f"end{ended.code:+d}@{at}"
