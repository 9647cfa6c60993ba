"""`hubtui backup FILE`: an encrypted copy of the vault, checked before it gets its name (SEC-06)."""

import argparse
from dataclasses import asdict
from pathlib import Path

from hubtui.acts.backup import back_up
from hubtui.cli.main import DONE, emit
from hubtui.cli.opening import opened


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a new file; nothing is overwritten")


def run(args: argparse.Namespace) -> int:
    file = Path(args.file).absolute()
    with opened(args) as workspace:
        manifest = back_up(workspace, file)
    answer = {"file": str(file), **asdict(manifest)}
    emit(args, answer, f"Backup written to {file}: {manifest.counts.get('journal', 0)} entries.")
    return DONE
