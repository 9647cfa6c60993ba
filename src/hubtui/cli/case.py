"""`hubtui case REF`: one case."""

import argparse
from typing import Any

from hubtui.acts.reading import CaseView, open_case
from hubtui.cli.caseload import answer as line_answer
from hubtui.cli.caseload import line
from hubtui.cli.due import answer as due_answer
from hubtui.cli.main import DONE, emit
from hubtui.cli.opening import opened
from hubtui.domain.dates import show_day, show_instant
from hubtui.domain.entry import plain
from hubtui.domain.telling import NOT_SENT


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ref", metavar="REF", help="case reference, prison number or CRN")


def run(args: argparse.Namespace) -> int:
    with opened(args) as workspace:
        view = open_case(workspace, args.ref)
    emit(args, answer(view), "\n".join(_lines(view)))
    return DONE


def answer(view: CaseView) -> dict[str, Any]:
    """The case as JSON."""
    behaviour = view.behaviour
    said: dict[str, Any] = {
        **line_answer(view.row),
        "id": view.case.id,
        "person": view.person,
        "case": view.case,
        "risk_information": view.risk,
        "contact_chain": view.chain,
        "concerns": view.concerns,
        "behaviour_records": len(behaviour),
        "last_behaviour": max((each.learned_at for each in behaviour), default=None),
        "outstanding": [each.id for each in view.outstanding],
        "due": [due_answer(thing) for thing in view.due],
        "release_on": view.row.release_on,
        "last_seen": view.row.last_seen,
    }
    plainly: dict[str, Any] = plain(said)
    return plainly


def _lines(view: CaseView) -> list[str]:
    born = view.person.date_of_birth
    lines = [line(view.row), f"Risk: {view.row.risk}"]
    if view.outstanding:
        lines.append(f"HMPPS HAS NOT BEEN TOLD of {len(view.outstanding)}. {NOT_SENT}")
    if born:
        lines.append(f"Born {show_day(born)}")
    if view.behaviour:
        last = max(each.learned_at for each in view.behaviour)
        lines.append(f"Unacceptable behaviour: {len(view.behaviour)}, last {show_instant(last)}")
    lines += [f"To do: {thing.what} ({thing.rule}, {thing.state})" for thing in view.due]
    return lines
