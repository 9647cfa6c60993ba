"""`hubtui timeline REF`: all that was recorded on a case, in order."""

import argparse
from datetime import date, datetime
from typing import Any

from hubtui.acts.reading import timeline_of
from hubtui.cli.main import DONE, emit
from hubtui.cli.opening import opened
from hubtui.domain.dates import YEAR_REFUSED, show_day, show_instant, within_reach
from hubtui.domain.entry import plain
from hubtui.domain.trouble import RuleBroken
from hubtui.store.timeline import Line, Wanted

LONGEST = 1_000_000


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ref", metavar="REF", help="case reference, prison number or CRN")
    parser.add_argument(
        "--kind", action="append", default=[], help="such as session or session.missed; may be given again"
    )
    parser.add_argument("--outcome", default="", help="only what names this outcome, such as O1")
    parser.add_argument("--from", dest="first", metavar="DATE", help="from this date on, as 2026-12-05")
    parser.add_argument("--to", dest="last", metavar="DATE", help="up to this date")


def run(args: argparse.Namespace) -> int:
    wanted = Wanted(tuple(args.kind), args.outcome, _day("from", args.first), _day("to", args.last))
    with opened(args) as workspace:
        lines = timeline_of(workspace, args.ref, wanted, limit=LONGEST, oldest_first=True)
    emit(args, [answer(line) for line in lines], "\n".join(_text(line) for line in lines))
    return DONE


def _day(name: str, typed: str | None) -> date | None:
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError:
        raise RuleBroken(name, "Enter the date as 2026-12-05.") from None
    if day and not within_reach(day):
        raise RuleBroken(name, YEAR_REFUSED)
    return day


def answer(line: Line) -> dict[str, Any]:
    """One entry as JSON."""
    said: dict[str, Any] = {
        "at": line.at,
        "recorded_at": line.recorded_at,
        "received_at": line.received_at,
        "kind": line.kind,
        "by": line.by,
        "device": line.device,
        "title": line.title,
        "summary": line.summary,
        "sync": line.sync,
        "why": line.why,
        "data": dict(line.data),
        "eid": line.eid,
        "records": line.records,
        "clock_suspect": line.clock_suspect,
        "corrections": [answer(each) for each in line.corrections],
    }
    plainly: dict[str, Any] = plain(said)
    return plainly


def _text(line: Line) -> str:
    when = show_instant(line.at) if isinstance(line.at, datetime) else show_day(line.at)
    summary = f": {line.summary}" if line.summary else ""
    recorded = f", recorded {show_instant(line.recorded_at)}"
    suspect = ", clock suspect" if line.clock_suspect else ""
    corrected = "".join(
        f"\n    corrected by {each.by}: {each.why or each.title}" for each in line.corrections
    )
    return f"{when}  {line.title}{summary}  {line.by}{recorded}{suspect}  {line.sync}{corrected}"
