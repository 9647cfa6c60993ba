"""`hubtui do`: one act with its input as JSON, or many under one unlock."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from hubtui.acts.everything import perform
from hubtui.acts.registry import Saved
from hubtui.cli.json_input import LONGEST, cannot_read, parse, read_bytes
from hubtui.cli.main import DONE, PROBLEMS, code_of, emit
from hubtui.cli.opening import opened
from hubtui.domain.trouble import RuleBroken, Trouble
from hubtui.store.workspace import Workspace

PASSED_OVER = 16 * LONGEST
"""How many bytes of a line that is too long are read over to come to the next; past them nothing more is read."""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="the act, such as session.miss (hubtui acts lists them)")
    parser.add_argument("--data", metavar="FILE", help="its input as JSON; without it, standard input")
    parser.add_argument(
        "--lines", nargs="?", const="-", metavar="FILE", help='many acts, one JSON line each: {"act", "data"}'
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would happen and save nothing")


def run(args: argparse.Namespace) -> int:
    if args.lines is not None:
        return _many(args)
    if not args.name:
        raise RuleBroken("name", "Say which act: hubtui acts lists them.")
    raw = parse(read_bytes(args.data))
    with opened(args) as workspace:
        answer, code = _attempt(workspace, args.name, raw, rehearse=args.dry_run)
    if not args.json and not answer["saved"]:
        for problem in answer["problems"]:
            field = f"{problem['field']}: " if problem["field"] else ""
            print(f"hubtui: {field}{problem['message']}", file=sys.stderr)
        return code
    emit(args, answer, "\n".join([answer.get("message", ""), *answer.get("warnings", [])]).strip())
    return code


def _attempt(
    workspace: Workspace, name: str, raw: Any, *, rehearse: bool = False
) -> tuple[dict[str, Any], int]:
    try:
        done = perform(workspace, name, raw, rehearse=rehearse)
    except Trouble as trouble:
        return refusal(trouble), code_of(trouble)
    return acceptance(done, saved=not rehearse), DONE


def acceptance(done: Saved, *, saved: bool = True) -> dict[str, Any]:
    """What a saved act answers."""
    return {
        "saved": saved,
        "ref": done.ref,
        "ids": list(done.ids),
        "entries": list(done.entries),
        "warnings": list(done.warnings),
        "message": done.message,
    }


def refusal(trouble: Trouble) -> dict[str, Any]:
    """What a refused act answers: every problem with its field."""
    if isinstance(trouble, RuleBroken):
        problems = [{"field": each.field, "message": each.message} for each in trouble.problems]
    else:
        problems = [{"field": "", "message": str(trouble)}]
    return {"saved": False, "problems": problems}


def _many(args: argparse.Namespace) -> int:
    refused = False
    with opened(args) as workspace:
        print("ready", flush=True)
        for line in _lines(args.lines):
            answer = _one_line(workspace, line)
            refused = refused or not answer["saved"]
            print(json.dumps(answer, ensure_ascii=False), flush=True)
    return PROBLEMS if refused else DONE


def _one_line(workspace: Workspace, line: bytes) -> dict[str, Any]:
    try:
        if len(line) > LONGEST:
            raise RuleBroken("data", "The line is larger than 8 MiB: send it in parts.")
        wanted = parse(line)
        if not isinstance(wanted, dict) or not isinstance(wanted.get("act"), str):
            raise RuleBroken("act", 'Each line is an object with "act" and "data".')
    except RuleBroken as broken:
        return refusal(broken)
    return _attempt(workspace, wanted["act"], wanted.get("data", {}))[0]


def _lines(source: str) -> Iterator[bytes]:
    try:
        stream = sys.stdin.buffer if source == "-" else Path(source).open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise cannot_read(source) from error
    try:
        while line := stream.readline(LONGEST + 2):
            ended = len(line) <= LONGEST or line.endswith(b"\n") or _passed_over(stream)
            if line.strip():
                yield line
            if not ended:
                return
    finally:
        if source != "-":
            stream.close()


def _passed_over(stream: BinaryIO) -> bool:
    """Whether the rest of a line that is too long has an end, so that the line after it can be read."""
    for _ in range(PASSED_OVER // LONGEST):
        rest = stream.readline(LONGEST)
        if not rest or rest.endswith(b"\n"):
            return True
    return False
