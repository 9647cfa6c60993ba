"""Opening the vault for a command: who signs in, and with what passphrase."""

import argparse
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hubtui.cli.paths import state_folder, vault_folder
from hubtui.domain.trouble import RuleBroken, Unavailable
from hubtui.store.workspace import Workspace

LONGEST = 1 << 20


@contextmanager
def opened(args: argparse.Namespace) -> Iterator[Workspace]:
    """The workspace of the vault, signed in as told; closed and sealed at the end. Raises Trouble.

    What is wrong with the vault is said on standard error, whatever the command (SEC-05).
    """
    from hubtui.store.opening import open_vault

    login = args.user or os.environ.get("HUBTUI_USER") or _ask("Staff ID: ")
    passphrase = read_passphrase(args)
    with open_vault(vault_folder(args.vault), state_folder(), login, passphrase) as workspace:
        if workspace.banner:
            print(f"hubtui: {workspace.banner}", file=sys.stderr)
        yield workspace


def read_passphrase(args: argparse.Namespace, prompt: str = "Passphrase: ") -> bytearray:
    """The passphrase as bytes that the vault wipes: from the file named, one line of standard input, or asked."""
    source = args.passphrase_file or os.environ.get("HUBTUI_PASSPHRASE_FILE")
    return passphrase_from(source, prompt)


def passphrase_from(source: str | None, prompt: str) -> bytearray:
    """One passphrase from a file, from standard input (`-`), or asked on the terminal."""
    if source == "-":
        line = bytearray(sys.stdin.buffer.readline(LONGEST))
    elif source:
        try:
            with Path(source).open("rb") as file:
                line = bytearray(file.readline(LONGEST))
        except OSError as error:
            raise Unavailable(f"The passphrase file cannot be read: {source}.", "Check its name.") from error
    elif sys.stdin.isatty():
        line = bytearray(getpass.getpass(prompt).encode())
    else:
        raise RuleBroken(
            "passphrase", "Say where the passphrase is: --passphrase-file FILE, or - for standard input."
        )
    while line.endswith((b"\n", b"\r")):
        line.pop()
    return line


def _ask(prompt: str) -> str:
    if not sys.stdin.isatty():
        raise RuleBroken("user", "Say who signs in: --user LOGIN.")
    return input(prompt).strip()
