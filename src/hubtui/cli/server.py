"""`hubtui server`: run a server, and operate one, also beside the running process."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from hubtui.cli.main import DONE, PROBLEMS, emit
from hubtui.domain.trouble import RuleBroken, Unavailable

VERIFY_FAILED = 30
DEFAULT_LISTEN = "127.0.0.1:8750"


def add(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(server_command="")
    commands = parser.add_subparsers(metavar="WHAT", required=True)
    run_ = _command(commands, "run", _run, "answer on HTTP until told to stop")
    run_.add_argument("--listen", default=DEFAULT_LISTEN, metavar="HOST:PORT", help="port 0: any free one")
    run_.add_argument("--tls-cert", metavar="FILE", help="certificate chain, PEM")
    run_.add_argument("--tls-key", metavar="FILE", help="its key, PEM")
    device = commands.add_parser("device", help="codes, and the terminals enrolled")
    devices = device.add_subparsers(metavar="WHAT", required=True)
    code = _command(devices, "new-code", _new_code, "a one-time code for one terminal of a unit")
    code.add_argument("--unit", required=True, metavar="CODE", help="prison code, or hub-NUMBER")
    _command(devices, "list", _devices, "every terminal, its state and what is missing")
    for verb, state in (("suspend", "suspended"), ("revoke", "revoked"), ("reinstate", "active")):
        changed = _command(devices, verb, _set_state, f"set a terminal's state to {state}")
        changed.add_argument("device", metavar="DEVICE", help="its id (device list)")
        changed.set_defaults(state=state)
    _command(commands, "status", _status, "counts, holds and findings")
    _command(commands, "verify", _verify, "check every signature, number, chain and receipt")
    _command(commands, "dump", _dump, "every entry's number and name, without its content")
    for name, work, words in (
        ("import", _import, "take in what a stick brings and write the receipts to it"),
        ("export", _export, "write every device's receipts to a stick"),
    ):
        medium = _command(commands, name, work, words)
        medium.add_argument("dir", metavar="DIR", help="where the stick is mounted")


def _command(
    commands: Any, name: str, work: Callable[[argparse.Namespace], int], words: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=words, description=words.capitalize() + "."
    )
    parser.add_argument("--data", metavar="DIR", help="the server's folder (or HUBTUI_SERVER)")
    realm = parser.add_mutually_exclusive_group()
    realm.add_argument(
        "--training",
        action="store_true",
        default=None,
        help="a new folder is a training server's, for ever; untold, its first device settles it",
    )
    realm.add_argument(
        "--live", dest="training", action="store_false", help="a new folder is a live server's"
    )
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="answer with JSON")
    parser.set_defaults(work=work)
    return parser


def run(args: argparse.Namespace) -> int:
    from hubtui.server.store import StoreBusy, StoreFull

    work: Callable[[argparse.Namespace], int] = args.work
    try:
        return work(args)
    except StoreBusy as error:
        raise Unavailable("The server's database is busy.", "Try again in a moment.") from error
    except StoreFull as error:
        raise Unavailable("The server's disk is full.", "Free some space, then try again.") from error


def _opened(args: argparse.Namespace) -> Any:
    from hubtui.server.running import open_server

    return open_server(_folder(args), training=args.training)


def _folder(args: argparse.Namespace) -> Path:
    told = args.data or os.environ.get("HUBTUI_SERVER")
    if told:
        return Path(told).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("hubtui", appauthor=False, roaming=False) / "server"


def _run(args: argparse.Namespace) -> int:
    from hubtui.server.running import Listening, serve

    host, _, port = args.listen.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise RuleBroken("listen", "Say where to listen as HOST:PORT, such as 127.0.0.1:8750.")
    if bool(args.tls_cert) != bool(args.tls_key):
        raise RuleBroken("tls-cert", "A certificate and its key come together.")
    certificate, key = (Path(file) if file else None for file in (args.tls_cert, args.tls_key))
    serve(_opened(args), Listening(host.strip("[]"), int(port), certificate, key))
    return DONE


def _new_code(args: argparse.Namespace) -> int:
    from hubtui.server.devices import make_code
    from hubtui.server.running import utc_now

    with closing(_opened(args)) as opened:
        code = make_code(opened.store, utc_now(), args.unit)
    emit(
        args,
        {"code": code},
        f"{code}\nFor one terminal of {args.unit}, within 14 days. It is not shown again.",
    )
    return DONE


def _devices(args: argparse.Namespace) -> int:
    from hubtui.server.operating import device_list

    with closing(_opened(args)) as opened:
        found = device_list(opened)
    lines = [
        f"{each['device']}  {each['unit']:<8} {each['terminal']:<3} {each['state']:<10}"
        f" {each['entries']:>8} entries  last seen {each['last_seen'] or 'never'}"
        f"{'  GAPS: ' + str(len(each['missing'])) if each['missing'] else ''}"
        for each in found
    ]
    emit(args, found, "\n".join(lines) or "No terminal is enrolled.")
    return DONE


def _set_state(args: argparse.Namespace) -> int:
    from hubtui.server.operating import set_state

    with closing(_opened(args)) as opened:
        set_state(opened, args.device, args.state)
    emit(args, {"device": args.device, "state": args.state}, f"{args.device} is {args.state}.")
    return DONE


def _status(args: argparse.Namespace) -> int:
    from hubtui.server.operating import status

    with closing(_opened(args)) as opened:
        found = status(opened)
    emit(args, found, "\n".join(f"{name:<10} {value}" for name, value in found.items()))
    return DONE


def _verify(args: argparse.Namespace) -> int:
    from hubtui.server.operating import verify

    with closing(_opened(args)) as opened:
        wrong = verify(opened)
    emit(
        args, {"ok": not wrong, "problems": wrong}, "\n".join(wrong) or "Everything is as it was signed for."
    )
    return VERIFY_FAILED if wrong else DONE


def _dump(args: argparse.Namespace) -> int:
    from hubtui.server.operating import dump

    with closing(_opened(args)) as opened:
        if args.json:
            json.dump(list(dump(opened)), sys.stdout)
            print()
        else:
            for entry in dump(opened):
                print(" ".join(str(value) for value in entry.values()))
    return DONE


def _import(args: argparse.Namespace) -> int:
    from hubtui.server.media import import_medium
    from hubtui.server.running import utc_now

    with closing(_opened(args)) as opened:
        done = import_medium(opened, Path(args.dir), utc_now)
    lines = [
        f"{done.bundles} bundles ({done.again} known before), {done.entries} new entries, {done.enrolled} enrolled.",
        *(f"passed over: {name}: {why}" for name, why in done.problems),
    ]
    problems = [{"file": name, "why": why} for name, why in done.problems]
    emit(args, {**vars(done), "problems": problems}, "\n".join(lines))
    return PROBLEMS if done.problems else DONE


def _export(args: argparse.Namespace) -> int:
    from hubtui.server.media import export_medium

    with closing(_opened(args)) as opened:
        written = export_medium(opened, Path(args.dir))
    emit(args, {"receipts": written}, f"{written} receipts written.")
    return DONE
