"""The command line: one module a command, loaded only when it is asked for; trouble becomes an exit code."""

import argparse
import importlib
import io
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import hubtui
from hubtui.domain.trouble import (
    NotAllowed,
    NotFound,
    RuleBroken,
    Trouble,
    Unavailable,
    WrongPassphrase,
)

COMMANDS: dict[str, str] = {
    "acts": "list everything that can be done, with roles and input",
    "backup": "write an encrypted backup of the vault",
    "case": "show one case",
    "caseload": "list the cases you hold or cover",
    "courier": "hand in sealed bundles and keep the receipts",
    "demo": "open a training vault with fictional people",
    "do": "do one act, or many",
    "due": "list everything owed, with the rule it comes from",
    "enrol": "make this vault a device of a server",
    "import": "read another system's records",
    "restore": "put a backup in the vault's place",
    "search": "find notes, names and numbers",
    "server": "run or operate a server",
    "setup": "make a new vault with its first person",
    "sync": "hand in records, and see what became of them",
    "timeline": "list one case's records in order",
    "user": "people of this vault",
    "verify": "check signatures, chains and tables",
}

DONE, USAGE, REFUSED, NOT_ALLOWED, PASSPHRASE, VAULT, MISSING, PROBLEMS, DEFECT = 0, 2, 3, 4, 5, 6, 7, 8, 70


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; answers its exit code. No traceback reaches a user."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not all(map(_is_text, arguments)):
        print("hubtui: the command line holds bytes that are no UTF-8 text.", file=sys.stderr)
        return USAGE
    _speak_utf8()
    try:
        return _run(arguments)
    except Trouble as trouble:
        print(f"hubtui: {trouble}", file=sys.stderr)
        return code_of(trouble)
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return 130


def _is_text(argument: str) -> bool:
    # What is not UTF-8 arrives as lone surrogates, which nothing that is kept or sent can hold.
    return not any("\ud800" <= character <= "\udfff" for character in argument)


def _speak_utf8() -> None:
    """Print UTF-8 whatever the machine's own character set: a name is never a reason to fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _run(arguments: list[str]) -> int:
    command = next((word for word in arguments if not word.startswith("-") and word in COMMANDS), None)
    parser = _parser(command)
    args = parser.parse_args(arguments)
    if args.command is None:
        parser.print_help()
        return USAGE
    code: int = args.run(args)
    sys.stdout.flush()
    return code


def code_of(trouble: Trouble) -> int:
    """The exit code that says what kind of trouble it was."""
    match trouble:
        case RuleBroken():
            return REFUSED
        case NotAllowed():
            return NOT_ALLOWED
        case WrongPassphrase():
            return PASSPHRASE
        case NotFound():
            return MISSING
        case Unavailable():
            return VAULT
    return VAULT


def _parser(command: str | None) -> argparse.ArgumentParser:
    """The parser; only the command asked for is loaded, the others are names in the help."""
    parser = argparse.ArgumentParser(
        "hubtui",
        description="Case records for prison, gate and community. Without a command it opens the app.",
    )
    parser.add_argument("--version", action="version", version=f"hubtui {hubtui.__version__}")
    add_globals(parser, top=True)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, words in COMMANDS.items():
        own = commands.add_parser(name, help=words, description=words.capitalize() + ".")
        if name == command:
            add_globals(own, top=False)
            module: Any = importlib.import_module(f"hubtui.cli.{_module_of(name)}")
            module.add(own)
            own.set_defaults(run=module.run)
    return parser


def _module_of(name: str) -> str:
    return f"{name}_" if name == "import" else name


def add_globals(parser: argparse.ArgumentParser, *, top: bool) -> None:
    """The options every command takes, before or after its name."""
    default: Any = None if top else argparse.SUPPRESS
    parser.add_argument(
        "--vault", metavar="DIR", default=default, help="the vault's folder (or HUBTUI_VAULT)"
    )
    parser.add_argument("--user", metavar="LOGIN", default=default, help="who signs in (or HUBTUI_USER)")
    parser.add_argument(
        "--passphrase-file",
        metavar="FILE",
        default=default,
        help="a file with the passphrase, - for one line of standard input (or HUBTUI_PASSPHRASE_FILE)",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        default=False if top else argparse.SUPPRESS,
        help="answer with one JSON value on standard output",
    )


def emit(args: argparse.Namespace, value: Any, text: str) -> None:
    """Print the answer: as one JSON value with --json, else as text."""
    if args.json:
        print(json.dumps(value, ensure_ascii=False, default=str))
    elif text:
        print(text)
