"""`hubtui enrol`: make this vault a device of a server, over the wire or by stick."""

import argparse
import sys
from pathlib import Path
from urllib.parse import urlsplit

from hubtui.cli.main import DONE, emit
from hubtui.cli.opening import opened
from hubtui.domain.trouble import RuleBroken
from hubtui.store.outbox import Pinned
from hubtui.store.workspace import Workspace

OFFLINE, NOT_SERVER = 10, 11
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "where", metavar="URL-or-DIR", help="the server's address, or where a stick is mounted"
    )
    parser.add_argument(
        "--code", required=True, help="the one-time code, or - for one line of standard input"
    )


def run(args: argparse.Namespace) -> int:
    from hubtui.sync.enrolling import NoServer

    # The vault's passphrase may be the first line of the same input.
    with opened(args) as workspace:
        code = sys.stdin.readline(100) if args.code == "-" else args.code
        try:
            server = _by_wire(workspace, args.where, code) if "://" in args.where else None
        except NoServer as error:
            print(f"hubtui: {error}", file=sys.stderr)
            return OFFLINE if error.offline else NOT_SERVER
        if server is None:
            server = _by_stick(workspace, Path(args.where), code)
        return _tell(args, workspace, server)


def _by_wire(workspace: Workspace, url: str, code: str) -> Pinned:
    from hubtui.sync.enrolling import enrol_by_wire
    from hubtui.sync.running import SystemClock
    from hubtui.sync.transport import HttpTransport

    _check(url, workspace.realm)
    with HttpTransport(url) as line:
        return enrol_by_wire(workspace, url, code, line, SystemClock(workspace.clock))


def _check(url: str, realm: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise RuleBroken("url", "That is no address. One looks like https://sync.example.org.") from error
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment or parts.username:
        raise RuleBroken("url", "That is no address. One looks like https://sync.example.org.")
    if parts.scheme == "http" and realm == "live" and host not in LOOPBACK:
        raise RuleBroken("url", "A live vault talks to its server by https only.")


def _by_stick(workspace: Workspace, medium: Path, code: str) -> Pinned | None:
    from hubtui.sync.enrolling import enrol_by_stick
    from hubtui.sync.running import SystemClock

    if not medium.is_dir():
        raise RuleBroken("dir", f"There is no folder {medium}. For an address begin with https://.")
    return enrol_by_stick(workspace, medium, code, SystemClock(workspace.clock))


def _tell(args: argparse.Namespace, workspace: Workspace, server: Pinned | None) -> int:
    answer = {
        "device": workspace.device.dev,
        "server": server.server_id if server else None,
        "certificate_until": server.certificate_until if server else None,
    }
    if server is None:
        words = "The request is on the stick. Carry it to the server, then run this again with the same code."
    else:
        words = (
            f"This terminal is a device of server {server.server_id} until {server.certificate_until[:10]}."
        )
    emit(args, answer, words)
    return DONE
