"""`hubtui import FILE --from SYSTEM`: another system's records become records here; nothing readable is left out."""

import argparse
from pathlib import Path

from hubtui.cli.main import DONE, PROBLEMS, emit
from hubtui.cli.opening import opened
from hubtui.domain.trouble import RuleBroken

SYSTEMS = ("cats", "community-support")


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="the extract: one JSON object with a list of rows a table"
    )
    parser.add_argument(
        "--from", dest="system", required=True, metavar="SYSTEM", help=f"whose records: {', '.join(SYSTEMS)}"
    )
    parser.add_argument("--reference", metavar="FILE", help="the system's places and users")
    parser.add_argument(
        "--dry-run", action="store_true", help="the same figures and problems; nothing is saved"
    )


def run(args: argparse.Namespace) -> int:
    from hubtui.importing.running import import_extract
    from hubtui.importing.systems import system

    known = system(args.system)
    file, reference = Path(args.file).absolute(), args.reference
    for each in (file, Path(reference).absolute() if reference else file):
        if not each.is_file():
            raise RuleBroken("file", f"There is no file {each}: check its name.")
    with opened(args) as workspace:
        report = import_extract(
            workspace,
            file,
            known,
            reference=Path(reference).absolute() if reference else None,
            dry_run=args.dry_run,
        )
    emit(args, report.to_json(), report.words())
    return PROBLEMS if report.problems else DONE
