"""`hubtui due`: everything owed, with the row of the catalogue it comes from."""

import argparse
from typing import Any

from hubtui.cli.main import DONE, emit
from hubtui.cli.opening import opened
from hubtui.domain.dates import instant_text, show_instant
from hubtui.store import due
from hubtui.store.due import DueRow, Wanted

LONGEST = 1_000_000


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--worker", metavar="LOGIN", default="", help="only what this worker owes")
    parser.add_argument("--today", action="store_true", help="only what is due today or overdue")
    parser.add_argument("--ahead", action="store_true", help="also what has not opened yet")


def run(args: argparse.Namespace) -> int:
    wanted = Wanted(worker=args.worker, today=args.today, ahead=args.ahead)
    with opened(args) as workspace:
        found = due.rows(workspace, wanted, limit=LONGEST)
    emit(args, [answer(thing) for thing in found], "\n".join(map(_line, found)) or "Nothing is owed.")
    return DONE


def answer(thing: DueRow) -> dict[str, Any]:
    """One thing owed as JSON; `due` is null where it has no last day."""
    return {
        "ref": thing.ref,
        "what": thing.what,
        "due": instant_text(thing.due_at) if thing.due_at else None,
        "rule": thing.rule,
        "state": thing.state.value,
        "name": thing.name,
        "record": thing.record or None,
        "worker": thing.worker or None,
    }


def _line(thing: DueRow) -> str:
    when = f"by {show_instant(thing.due_at)}" if thing.due_at else "open"
    return f"{thing.state:<8} {thing.ref}  {thing.name}  {thing.what}, {when}  ({thing.rule})"
