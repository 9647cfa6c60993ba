"""`hubtui sync`: hand in what is recorded, by line or by stick, and see what became of it."""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from hubtui.cli.main import DONE, PROBLEMS, emit
from hubtui.cli.opening import opened
from hubtui.domain.trouble import NotFound
from hubtui.store import outbox, queue
from hubtui.store.workspace import Workspace

OFFLINE, NOT_SERVER, BUSY, HELD, VERIFY_FAILED, BARRED = 10, 11, 12, 20, 30, 40
CODES = {
    "done": DONE,
    "stopped": DONE,
    "offline": OFFLINE,
    "not-server": NOT_SERVER,
    "busy": BUSY,
    "barred": BARRED,
    "unknown": BARRED,
}
WORDS = {
    "done": "Connected.",
    "stopped": "Stopped; the rest is still queued.",
    "offline": "No network, or the server does not answer. Everything is still queued.",
    "not-server": "What answered is not the server: the network wants a login, or is intercepted. Nothing was marked.",
    "busy": "The server is busy. The rest is still queued and goes later.",
    "barred": "This device is suspended at the server. Ask the sync operator.",
    "unknown": "The server does not know this device. Ask the sync operator for a new code.",
}
SHOWN = 10_000


def add(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(metavar="WHAT", required=True)
    _command(commands, "plan", _plan, "what would go, in what order")
    _command(commands, "now", _now, "hand in now; Ctrl+C stops after the bundle under way")
    _command(commands, "status", _status, "how things stand with the server")
    checking = _command(commands, "verify", _verify, "check the receipts that are kept")
    checking.add_argument(
        "--deep", action="store_true", help="also every signature, every chain and the tables"
    )
    for name, work, words in (
        ("export", _export, "write everything unsent to a stick"),
        ("import", _import, "take in the receipts that a stick brings back"),
    ):
        medium = _command(commands, name, work, words)
        medium.add_argument("dir", metavar="DIR", help="where the stick is mounted")
    _command(commands, "receipts", _receipts, "every receipt that is kept")
    holds = _command(commands, "holds", _holds, "what was not accepted, and why")
    holds.add_argument("--requeue", metavar="EID", help="send this entry again")


def _command(
    commands: Any, name: str, work: Callable[[argparse.Namespace, Workspace], int], words: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=words, description=words.capitalize() + "."
    )
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="answer with JSON")
    parser.set_defaults(work=work)
    return parser


def run(args: argparse.Namespace) -> int:
    with opened(args) as workspace:
        code: int = args.work(args, workspace)
        return code


def _plan(args: argparse.Namespace, workspace: Workspace) -> int:
    with workspace.reading() as db:
        items = queue.queue(db, SHOWN, by=queue.seen_by(workspace.worker))
    lines = [
        f"{each.lane}  {each.stream[:4].upper()}-{each.seq:<6} {each.kind:<28} {each.state:<8} {each.problem or ''}"
        for each in items
    ]
    emit(args, [vars(each) for each in items], "\n".join(lines) or "Nothing waits.")
    return DONE


def _now(args: argparse.Namespace, workspace: Workspace) -> int:
    from hubtui.sync.running import run_once

    with _stopped_by_interrupt() as stopped:
        outcome = run_once(workspace, stop=lambda: bool(stopped), tell=_teller(args))
    waiting, held = _waiting(workspace)
    code = CODES[outcome.state] or (HELD if held else DONE)
    answer = {**vars(outcome), "waiting": waiting, "held_now": held, "exit": code}
    lines = [
        WORDS[outcome.state],
        f"{outcome.stored} signed for, {held} held, {waiting} waiting, {outcome.up} bytes.",
        *outcome.warnings,
    ]
    emit(args, answer, "\n".join(lines))
    return code


def _waiting(workspace: Workspace) -> tuple[int, int]:
    with workspace.reading() as db:
        counts = queue.counts(db)
    held = sum(count for (_, state), count in counts.items() if state == "held")
    return sum(counts.values()) - held, held


@contextmanager
def _stopped_by_interrupt() -> Iterator[list[int]]:
    """A list that is no longer empty once somebody has pressed Ctrl+C."""
    pressed: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        pressed.append(number)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _teller(args: argparse.Namespace) -> Callable[[Any], None]:
    if args.json or not sys.stderr.isatty():
        return lambda _progress: None
    return lambda progress: print(
        f"\r{progress.sent} sent, {progress.waiting} waiting ", end="", file=sys.stderr
    )


def _status(args: argparse.Namespace, workspace: Workspace) -> int:
    from hubtui.store import journal
    from hubtui.sync.running import seconds_until_due
    from hubtui.sync.vault_queue import VaultQueue

    with workspace.reading() as db:
        server, counts = outbox.pinned(db), queue.counts(db)
        oldest = {lane: journal.oldest_unsent(db, lane=lane) for lane in range(4)}
        success = queue.last_success(db)
    answer = {
        "enrolled": server is not None,
        "server": server.server_id if server else None,
        "url": server.url if server else None,
        "device": workspace.device.dev,
        "state": server.state if server else None,
        "waiting": [
            {
                "lane": lane,
                "count": sum(
                    count for (of, state), count in counts.items() if of == lane and state != "held"
                ),
                "oldest": oldest[lane],
            }
            for lane in range(4)
        ],
        "held": sum(count for (_, state), count in counts.items() if state == "held"),
        "last_success": success,
        "next_try_in": round(seconds_until_due(VaultQueue(workspace))),
    }
    emit(args, answer, "\n".join(f"{name:<13} {value}" for name, value in answer.items()))
    return DONE


def _verify(args: argparse.Namespace, workspace: Workspace) -> int:
    from hubtui.sync.checking import wrong_receipts

    wrong = list(wrong_receipts(workspace))
    if args.deep:
        from hubtui.store.verify import check

        wrong += [f"{fault.where}: {fault.what}" for fault in check(workspace, deep=True)[1]]
    emit(
        args,
        {"ok": not wrong, "problems": wrong},
        "\n".join(wrong) or "Every receipt is signed and in its place.",
    )
    return VERIFY_FAILED if wrong else DONE


def _export(args: argparse.Namespace, workspace: Workspace) -> int:
    from hubtui.sync.carrying import export
    from hubtui.sync.running import SystemClock, SystemRng

    done = export(workspace, Path(args.dir), SystemClock(workspace.clock), SystemRng())
    emit(
        args,
        vars(done),
        f"{done.entries} entries packed in {done.files} files. They stay queued until a receipt.",
    )
    return DONE


def _import(args: argparse.Namespace, workspace: Workspace) -> int:
    from hubtui.sync.carrying import import_receipts
    from hubtui.sync.running import SystemClock

    done = import_receipts(workspace, Path(args.dir), SystemClock(workspace.clock))
    problems = [{"file": name, "why": why} for name, why in done.problems]
    lines = [
        f"{done.receipts} new receipts: {done.stored} entries signed for, {done.held} held.",
        *(f"passed over: {name}: {why}" for name, why in done.problems),
    ]
    emit(args, {**vars(done), "problems": problems}, "\n".join(lines))
    return PROBLEMS if problems else DONE


def _receipts(args: argparse.Namespace, workspace: Workspace) -> int:
    with workspace.reading() as db:
        kept = [json.loads(json.loads(data)["doc"]) for _, data in outbox.receipts(db)]
    lines = [
        f"{each['time']}  {each['level']:<7} {len(each['entries']):>4} entries  {each['rid']}"
        for each in kept
    ]
    emit(args, kept, "\n".join(lines) or "No receipt yet.")
    return DONE


def _holds(args: argparse.Namespace, workspace: Workspace) -> int:
    author = queue.seen_by(workspace.worker)
    if args.requeue:
        with workspace.writing() as tx:
            found = outbox.requeue(tx.db, args.requeue, by=author)
        if not found:
            raise NotFound("No held entry has this name.", "hubtui sync holds lists them.")
    with workspace.reading() as db:
        held = [each for each in queue.queue(db, SHOWN, by=author) if each.state == "held"]
    lines = [f"{each.eid}  {each.kind:<28} by {each.by}: {each.problem}" for each in held]
    emit(args, [vars(each) for each in held], "\n".join(lines) or "Nothing is held.")
    return HELD if held else DONE
