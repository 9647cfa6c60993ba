"""`hubtui search TEXT`: notes, names and numbers, the newest first."""

import argparse
from typing import Any

from hubtui.acts.reading import look_for
from hubtui.cli.main import DONE, emit
from hubtui.cli.opening import opened
from hubtui.domain.dates import instant_text, local_date, show_day
from hubtui.store.search import Hit

MOST = 100_000


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", nargs="+", help="every word has to be found")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="at most so many (50)")


def run(args: argparse.Namespace) -> int:
    with opened(args) as workspace:
        hits = look_for(workspace, " ".join(args.text), limit=min(max(args.limit, 0), MOST))
    none = "Nothing found. A new referral: hubtui do referral.record."
    emit(args, [answer(hit) for hit in hits], "\n".join(map(_line, hits)) or none)
    return DONE


def answer(hit: Hit) -> dict[str, Any]:
    """One thing found as JSON."""
    return {
        "ref": hit.ref,
        "kind": hit.kind,
        "at": instant_text(hit.at) if hit.at else None,
        "snippet": hit.snippet,
        "name": hit.name,
        "record": hit.record or None,
    }


def _line(hit: Hit) -> str:
    when = f"{show_day(local_date(hit.at))}  " if hit.at else ""
    return f"{hit.ref}  {hit.name}  {when}{hit.kind}: {hit.snippet}"
