"""`hubtui courier`: hand in sealed bundles lying in vaults' outboxes or on media. Needs no passphrase."""

import argparse
import time
from pathlib import Path

from hubtui.cli.main import DONE, emit
from hubtui.cli.paths import vault_folder

CODES = {"": DONE, "offline": 10, "not-server": 11, "busy": 12}


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="one round; else until nothing waits")
    parser.add_argument(
        "dirs", nargs="*", metavar="DIR", help="vault folders and mounted sticks (else the vault)"
    )


def run(args: argparse.Namespace) -> int:
    from hubtui.sync.courier import Carried, carry, nothing_to_carry
    from hubtui.sync.retrying import Retry
    from hubtui.sync.running import SystemClock, SystemRng

    folders = [vault_folder(args.vault), *(Path(each) for each in args.dirs)]
    trouble = nothing_to_carry(folders)
    if trouble is not None:
        raise trouble
    total, retry, clock = Carried(), Retry(), SystemClock()
    while True:
        done = carry(folders)
        total.handed_in += done.handed_in
        total.receipts += done.receipts
        total.waiting, total.trouble = done.waiting, done.trouble
        if args.once or not done.trouble:
            break
        retry = retry.after_failure(clock, SystemRng()) if not done.handed_in else Retry()
        time.sleep(max(1.0, retry.wait(clock)))
    answer = {"handed_in": total.handed_in, "receipts": total.receipts, "waiting": total.waiting}
    emit(
        args,
        answer,
        f"{total.handed_in} bundles handed in, {total.receipts} receipts kept, {total.waiting} waiting.",
    )
    return CODES[total.trouble]
