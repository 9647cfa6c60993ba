"""`hubtui caseload`: the list the app shows, what is due first on top."""

import argparse
from datetime import datetime
from typing import Any

from hubtui.cli.main import DONE, emit
from hubtui.cli.opening import opened
from hubtui.domain.case import Need
from hubtui.domain.dates import instant_text, local_date, show_instant, show_short_day
from hubtui.domain.deadlines import State
from hubtui.domain.stage import Stage
from hubtui.store import caseload
from hubtui.store.caseload import CaseRow, Wanted

LONGEST = 1_000_000


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="ended cases too")
    parser.add_argument("--due", action="store_true", help="only where something is due today or overdue")
    parser.add_argument("--overdue", action="store_true", help="only where something is overdue")
    parser.add_argument("--worker", metavar="LOGIN", default="", help="only this worker's")
    parser.add_argument("--find", metavar="TEXT", default="", help="part of a name, or any number")
    parser.add_argument("--stage", choices=[stage.value for stage in Stage], metavar="STAGE", default="")
    parser.add_argument("--unit", metavar="CODE", default="", help="only of this prison or hub")
    parser.add_argument("--need", choices=[need.value for need in Need], default="")
    parser.add_argument("--urgent", action="store_true", help="only urgent referrals")


def run(args: argparse.Namespace) -> int:
    wanted = Wanted(
        stages=(args.stage,) if args.stage else (),
        unit=args.unit,
        need=args.need,
        urgent=args.urgent,
        overdue=args.overdue,
        due_today=args.due,
        worker=args.worker,
        find=args.find,
        ended=args.all,
    )
    with opened(args) as workspace:
        found = caseload.rows(workspace, wanted, limit=LONGEST)
    text = "\n".join(line(row) for row in found) or "No case fits. A new referral: hubtui do referral.record."
    emit(args, [answer(row) for row in found], text)
    return DONE


def answer(row: CaseRow) -> dict[str, Any]:
    """A line of the caseload as JSON."""
    return {
        "ref": row.ref,
        "name": row.name,
        "stage": row.stage.value,
        "unit": row.unit,
        "worker": row.worker or None,
        "next_session": moment(row.next_session),
        "nearest_deadline": moment(row.nearest_at),
        "risk": row.risk,
        "sync": row.sync,
        "number": row.number,
        "needs": list(row.needs),
        "urgent": row.urgent,
        "nearest": row.nearest,
        "state": row.state.value,
        "untold": row.untold,
    }


def moment(instant: datetime | None) -> str | None:
    """An instant as JSON has it."""
    return instant_text(instant) if instant else None


def line(row: CaseRow) -> str:
    """A line of the caseload, its state in words so that it can be read aloud."""
    due = f", by {show_short_day(local_date(row.nearest_at))}" if row.nearest_at else ""
    state = f" ({row.state})" if row.state in (State.OVERDUE, State.LATE) else ""
    told = f", HMPPS to be told of {row.untold}" if row.untold else ""
    ahead = f", next session {show_instant(row.next_session)}" if row.next_session else ""
    return (
        f"{row.ref}  {row.name}  {row.number}  {row.stage.words}  {row.worker or 'unallocated'}"
        f"  {row.nearest}{due}{state}{ahead}  [{row.risk}{told}]  {row.sync}"
    )
