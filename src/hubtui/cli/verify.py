"""`hubtui verify`: signatures, chains, the access log, and with --deep the tables."""

import argparse

from hubtui.cli.main import DONE, emit
from hubtui.cli.opening import opened

FAILED = 30


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--deep", action="store_true", help="also rebuild the tables from the journal and compare"
    )


def run(args: argparse.Namespace) -> int:
    from hubtui.store.verify import check

    with opened(args) as workspace:
        count, faults = check(workspace, deep=args.deep)
        banner = workspace.banner
    answer = {
        "entries": count,
        "deep": args.deep,
        "faults": [{"where": fault.where, "what": fault.what} for fault in faults],
        "notice": banner,
    }
    lines = [f"{fault.where}: {fault.what}" for fault in faults] or [
        f"{count} entries checked: all as they were made."
    ]
    emit(args, answer, "\n".join([*([banner] if banner else []), *lines]))
    return FAILED if faults else DONE
