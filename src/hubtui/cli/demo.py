"""`hubtui demo`: a training vault with fictional people and a server on loopback, then the app."""

import argparse
import sys
from pathlib import Path
from typing import Any

from hubtui.cli.main import DONE, emit
from hubtui.cli.paths import state_folder

PEOPLE, SEED = 24, 7


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dir", metavar="DIR", help="where to make it, or a demo made before")
    parser.add_argument("--people", type=int, default=PEOPLE, metavar="N", help=f"how many ({PEOPLE})")
    parser.add_argument("--seed", type=int, default=SEED, metavar="S", help="other numbers, other people")
    parser.add_argument("--no-tui", action="store_true", help="make it, check it, say where it is, and end")


def run(args: argparse.Namespace) -> int:
    from hubtui.demo.running import Wanted, at_a_terminal, demo, run_app

    alone = args.no_tui or args.json or not at_a_terminal()
    folder = Path(args.dir).expanduser().absolute() if args.dir else None
    if alone and not (args.no_tui or args.json):
        print("hubtui: no terminal here, so the app is not opened (as with --no-tui).", file=sys.stderr)
    if not alone:
        print("Making a training vault with fictional people...", flush=True)
    with demo(Wanted(folder, args.people, args.seed, keep=alone), state_folder()) as made:
        if not alone:
            return run_app(made.places.vault)
        answer = _answer(made)
    emit(args, answer, _words(answer))
    return DONE


def _answer(made: Any) -> dict[str, Any]:
    from hubtui.demo.telling import STAFF

    return {
        "vault": str(made.places.vault),
        "server": made.url,
        "users": [
            {
                "login": login,
                "role": role.value,
                "passphrase_file": str(made.places.passphrase_file(login)),
            }
            for login, (_, role) in STAFF.items()
        ],
        "people": made.people,
    }


def _words(answer: dict[str, Any]) -> str:
    folder = Path(answer["vault"]).parent
    users = [
        f"  {each['login']:<12} {each['role']:<16} {each['passphrase_file']}" for each in answer["users"]
    ]
    return "\n".join(
        [
            f"TRAINING vault with {answer['people']} fictional people: {answer['vault']}",
            *users,
            f"Its server ran at {answer['server']} and is stopped.",
            f"Start both again with: hubtui demo --dir {folder}",
            f"Or the server alone with: {_server_command(folder, answer['server'])}",
        ]
    )


def _server_command(folder: Path, url: str) -> str:
    return f"hubtui server run --data {folder / 'server'} --listen {url.removeprefix('http://')}"
