"""Carrying by hand: sealed transfer files out to a stick, signed receipts back in from it."""

from pathlib import Path

from textual.app import ComposeResult

from hubtui.domain.trouble import Trouble
from hubtui.screens.asking import database_of
from hubtui.screens.frame import Frame
from hubtui.screens.keys import key
from hubtui.store.workspace import Workspace
from hubtui.sync.carrying import export, import_receipts
from hubtui.sync.running import SystemClock, SystemRng
from hubtui.widgets.control import Choice
from hubtui.widgets.line_field import LineField
from hubtui.widgets.lines import Words
from hubtui.widgets.toggles import RadioRow

OUT, IN = "out", "in"
CHOICES = (Choice(OUT, "Write sealed transfer files"), Choice(IN, "Take receipts in"))


class Carry(Frame):
    """Which way, and where the stick is mounted."""

    TRAIL = ("Sync", "Carry by hand")
    KEYS = (key("go_on", "Do it", "write or read now"), key("next"), key("back"))

    def __init__(self, waiting: int, size: int) -> None:
        super().__init__()
        self._waiting, self._bytes = waiting, size

    def body(self) -> ComposeResult:
        """The two questions, and what there is to carry."""
        yield Words()
        yield Words("Which way?", bold=True)
        way = RadioRow(CHOICES, name="which way", id="way")
        way.answer = OUT
        way.styles.height = 2
        yield way
        yield Words()
        yield Words("Folder of the stick or disk", bold=True)
        yield LineField(name="the folder", id="folder")
        yield Words()
        yield Words(f"{self._waiting} records wait, about {max(self._bytes // 1024, 1)} KB before sealing.")
        yield Words("Only the server can open the files: whoever finds the stick reads nothing.")
        yield Words("The records stay queued here until a signed receipt comes back.")

    async def action_go_on(self) -> None:
        """Write or read, and say what came of it; the screen stays for another stick."""
        folder = str(self.query_one("#folder", LineField).answer or "").strip()
        if not folder:
            self.say("! Enter the folder where the stick is mounted.")
            return
        work = _write if self.query_one("#way", RadioRow).answer == OUT else _take_in
        try:
            said = await database_of(self).ask(lambda workspace: work(workspace, Path(folder).expanduser()))
        except Trouble as trouble:
            self.say(f"! {trouble}")
            return
        await self.host.wiring.recount()
        self.say(said)


def _write(workspace: Workspace, folder: Path) -> str:
    done = export(workspace, folder, SystemClock(workspace.clock), SystemRng())
    if not done.files:
        return "Nothing waits: no file was written."
    return f"{done.entries} records sealed in {done.files} files. They stay queued until a receipt."


def _take_in(workspace: Workspace, folder: Path) -> str:
    done = import_receipts(workspace, folder, SystemClock(workspace.clock))
    said = f"{done.receipts} new receipts: {done.stored} records signed for, {done.held} held."
    return f"! {said} {len(done.problems)} files were passed over." if done.problems else said
