"""`hubtui restore FILE`: put a backup in the vault's place, after saying what would be lost (SEC-06)."""

import argparse
import os
import sys
from pathlib import Path

from hubtui.cli.main import DONE, emit
from hubtui.cli.opening import read_passphrase
from hubtui.cli.paths import state_folder, vault_folder
from hubtui.domain.trouble import RuleBroken, Unavailable
from hubtui.store import header
from hubtui.store.backup import Comparison, restore
from hubtui.store.clock import system_clock
from hubtui.store.vault.proof import ByPassphrase


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_argument(
        "--yes", action="store_true", help="go on although records of the vault are not in the backup"
    )


def run(args: argparse.Namespace) -> int:
    login = args.user or os.environ.get("HUBTUI_USER")
    if not login:
        raise RuleBroken("user", "Say who signs in: --user LOGIN.")
    file = Path(args.file).absolute()
    if not file.is_file():
        raise Unavailable(f"There is no file {file}.", "Check its name.")
    folder = vault_folder(args.vault)
    lost: dict[str, int] = {}
    unreadable: list[str] = []

    def agree(comparison: Comparison) -> bool:
        lost.update(comparison.losses())
        if comparison.live is None and header.exists(folder):
            unreadable.append("what the vault holds now cannot be read")
        return not (lost or unreadable) or args.yes or _asked(_words(lost, unreadable))

    done = restore(
        file,
        folder,
        ByPassphrase(login, read_passphrase(args)),
        agree=agree,
        at=system_clock(),
        state=state_folder(),
    )
    if done is None:
        raise RuleBroken(
            "file",
            f"Records of the vault may not be in the backup ({_words(lost, unreadable)}): nothing was changed. "
            "Hand them in first, or say --yes.",
        )
    answer = {"restored": True, "seq": done.backup.seq, "at": done.backup.at, "not_in_backup": lost}
    emit(
        args,
        answer,
        f"The backup of {done.backup.at} is in place. The old files lie in the vault's quarantine.",
    )
    return DONE


def _asked(words: str) -> bool:
    if not sys.stdin.isatty():
        return False
    print(f"Records of the vault may not be in the backup: {words}.", file=sys.stderr)
    return input("Put the backup in place all the same? Type yes: ").strip().lower() == "yes"


def _words(lost: dict[str, int], unreadable: list[str]) -> str:
    return ", ".join([*unreadable, *(f"{number} {table}" for table, number in sorted(lost.items()))])
