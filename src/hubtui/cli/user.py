"""`hubtui user`: people of this vault."""

import argparse

from hubtui.acts.people import add_person, change_passphrase, list_people, retire_person
from hubtui.acts.reading import read_access_log
from hubtui.cli.main import DONE, emit
from hubtui.cli.opening import opened, passphrase_from
from hubtui.domain.dates import read_instant, show_instant
from hubtui.domain.roles import Role
from hubtui.store.keys import generated_passphrase

MOST = 1_000_000


def add(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="what", required=True)
    adding = commands.add_parser("add", help="give somebody a way in")
    adding.add_argument("--login", required=True)
    adding.add_argument("--name", required=True)
    adding.add_argument("--role", required=True, choices=[role.value for role in Role])
    adding.add_argument(
        "--new-passphrase-file", metavar="FILE", help="its first line; without it four words are printed once"
    )
    commands.add_parser("list", help="everyone who has or had a way in")
    retiring = commands.add_parser("retire", help="take somebody's way in away for good")
    retiring.add_argument("--login", required=True)
    changing = commands.add_parser("passphrase", help="change a passphrase")
    changing.add_argument("--login", help="whose; without it your own")
    changing.add_argument("--new-passphrase-file", metavar="FILE")
    looking = commands.add_parser("log", help="who signed in, looked or was refused, the latest first")
    looking.add_argument("--find", metavar="TEXT", default="", help="only lines that hold it")
    looking.add_argument("--limit", type=int, default=200, metavar="N", help="at most so many (200)")
    for each in commands.choices.values():
        each.add_argument("--json", action="store_true", default=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    what = {"add": _add, "list": _list, "retire": _retire, "passphrase": _passphrase, "log": _log}
    return what[args.what](args)


def _add(args: argparse.Namespace) -> int:
    passphrase, words = _new_passphrase(args)
    with opened(args) as workspace:
        add_person(workspace, args.login, args.name, Role(args.role), passphrase)
    emit(
        args,
        {"user": args.login, "passphrase": words},
        _told(f"{args.name} can sign in as {args.login}.", words),
    )
    return DONE


def _list(args: argparse.Namespace) -> int:
    with opened(args) as workspace:
        people = list_people(workspace)
    answer = [
        {"login": each.login, "name": each.name, "role": each.role.value, "presence": each.presence.value}
        for each in people
    ]
    emit(args, answer, "\n".join(f"{each.login:<16} {each.role.words:<16} {each.name}" for each in people))
    return DONE


def _retire(args: argparse.Namespace) -> int:
    with opened(args) as workspace:
        retire_person(workspace, args.login)
    emit(args, {"user": args.login, "presence": "retired"}, f"{args.login} can no longer sign in.")
    return DONE


def _passphrase(args: argparse.Namespace) -> int:
    passphrase, words = _new_passphrase(args)
    with opened(args) as workspace:
        login = args.login or workspace.worker.login
        change_passphrase(workspace, login, passphrase)
    emit(args, {"user": login, "passphrase": words}, _told(f"The passphrase of {login} is changed.", words))
    return DONE


def _log(args: argparse.Namespace) -> int:
    with opened(args) as workspace:
        found = read_access_log(workspace, args.find, limit=min(max(args.limit, 0), MOST))
    lines = [
        f"{show_instant(read_instant(each.at))}  {each.by:<16} {each.what:<10} {each.subject}  {each.detail}".rstrip()
        for each in found
    ]
    emit(args, [vars(each) for each in found], "\n".join(lines))
    return DONE


def _new_passphrase(args: argparse.Namespace) -> tuple[bytearray, str | None]:
    """The new passphrase, and its words where they were made here and have to be told once."""
    if args.new_passphrase_file:
        return passphrase_from(args.new_passphrase_file, ""), None
    made = generated_passphrase()
    return made, made.decode()


def _told(sentence: str, words: str | None) -> str:
    return f"{sentence}\nThe passphrase, shown once: {words}" if words else sentence
