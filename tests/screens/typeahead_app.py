"""A program for the type-ahead test: a list, and a form that is busy for 300 ms each time it opens.

It prints what each form was filled in with once it has ended.
"""

import sys
import time

from textual.app import ComposeResult

from hubtui.screens.frame import Frame
from hubtui.screens.keys import key
from hubtui.widgets.line_field import LineInput
from hubtui.widgets.row_list import Row
from tests.screens.kit_builders import Caseload, kit_app, people

BUSY_SECONDS = 0.3


class Busy(Frame):
    """Two lines, and no time for anything while it opens."""

    TRAIL = ("Busy",)

    def body(self) -> ComposeResult:
        """The two lines."""
        yield LineInput(id="first")
        yield LineInput(id="second")

    async def start(self) -> None:
        """Block everything."""
        time.sleep(BUSY_SECONDS)

    def on_input_submitted(self) -> None:
        """Done: end with what stands in the two."""
        first, second = (self.query_one(name, LineInput).value for name in ("#first", "#second"))
        self.dismiss(f"{first}|{second}")


class Rounds(Caseload):
    """A list whose F2 opens the busy form, and whose letters would do damage."""

    TRAIL = ("Rounds",)
    KEYS = (key("record"), key("done"))

    def __init__(self) -> None:
        super().__init__(people(5))

    async def open_row(self, row: Row) -> None:
        """Enter meant for the form must not land here."""
        self.results.append(f"opened {row.key}")

    async def action_record(self) -> None:
        """The busy form."""
        await self.app.push_screen(Busy(), self.results.append)

    def action_done(self) -> None:
        """A letter meant for the form must not land here."""
        self.results.append("struck d")


if __name__ == "__main__":
    rounds = Rounds()
    app = kit_app(lambda: rounds, lock_after=None)
    app.start()
    for result in rounds.results:
        sys.stdout.write(f"{result}\n")
    sys.stdout.write("ended\n")
