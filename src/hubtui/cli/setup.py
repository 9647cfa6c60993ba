"""`hubtui setup`: a new vault with its first person, a supervisor."""

import argparse
import os
from pathlib import Path

from hubtui.cli.main import DONE, emit
from hubtui.cli.opening import read_passphrase
from hubtui.cli.paths import state_folder, vault_folder
from hubtui.domain.trouble import RuleBroken


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", required=True, metavar="CODE", help="prison code, or hub-NUMBER")
    parser.add_argument("--name", required=True, help="the first person's name")
    parser.add_argument("--terminal", default="A", metavar="LETTER", help="tells this unit's terminals apart")
    parser.add_argument(
        "--recovery-sheet", metavar="FILE", help="where to write the sheet to print and lock away"
    )
    parser.add_argument("--training", action="store_true", help="a training vault, for ever")


def run(args: argparse.Namespace) -> int:
    from hubtui.store.opening import set_up

    login = args.user or os.environ.get("HUBTUI_USER")
    if not login:
        raise RuleBroken("user", "Say who the first person is: --user LOGIN.")
    folder = vault_folder(args.vault)
    sheet = Path(args.recovery_sheet) if args.recovery_sheet else None
    _, recovery = set_up(
        folder,
        state_folder(),
        unit=args.unit,
        terminal=args.terminal,
        login=login,
        name=args.name,
        passphrase=read_passphrase(args, "A new passphrase, four words or more: "),
        training=args.training,
        recovery_sheet=sheet,
    )
    answer = {"vault": str(folder), "user": login, "recovery": str(sheet) if sheet else recovery.text}
    kept = f"Recovery sheet written to {sheet}." if sheet else f"Recovery key, shown once: {recovery.text}"
    emit(args, answer, f"Vault made at {folder}.\n{kept}")
    return DONE
