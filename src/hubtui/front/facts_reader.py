"""Reads what the lock screen may show. Imported after the first paint, for its own imports take longer.

Everything read here is unverified, for the key that would verify it is not known yet: whatever is shown is
cut to length and rid of control characters first.
"""

import json
from pathlib import Path

from hubtui.domain.trouble import Trouble
from hubtui.front.facts import Facts, plain
from hubtui.store import header
from hubtui.store.throttle import FREE_TRIES, throttle_state

SIGN_INS = "training-sign-ins.json"
"""In the vault's folder, by the demo: [{"login", "role", "passphrase"}], shown for training vaults only."""

MISSING_KEYS = "missing-keys"
"""In the vault's folder: the function keys that this terminal's keyboard lacks, from the key check."""

_MOST_SIGN_INS = 4
_LARGEST_FILE = 16 * 1024


def vault_stands(folder: str) -> bool:
    """Whether there is a vault to unlock, or what is left of one."""
    return header.exists(Path(folder))


def read_facts(folder: str) -> Facts:
    """Read everything; trouble with the files becomes a sentence, for the lock screen shows in any case."""
    facts = Facts()
    vault = Path(folder)
    try:
        found = header.read(vault)
        facts.terminal = plain(found.label or f"{found.unit} {found.terminal}", 30)
        facts.training = found.realm == "training"
        read_throttle(facts, folder)
    except Trouble as trouble:
        facts.trouble = plain(str(trouble), 200)
    if facts.training:
        facts.sign_ins = _read_sign_ins(vault / SIGN_INS)
    facts.missing_keys = _read_missing_keys(vault / MISSING_KEYS)
    return facts


def read_throttle(facts: Facts, folder: str) -> None:
    """Read how many tries are left and how long to wait; raises what `throttle_state` raises."""
    state = throttle_state(Path(folder))
    facts.tries_left = state.tries_left if state.tries_left < FREE_TRIES else None
    facts.wait(state.wait_seconds)


def keep_missing_keys(folder: str, missing: frozenset[str]) -> None:
    """Remember the key check's result for this terminal; raises OSError where it cannot be written."""
    (Path(folder) / MISSING_KEYS).write_text(" ".join(sorted(missing)), encoding="ascii")


def _read_missing_keys(path: Path) -> frozenset[str]:
    known = {f"f{number}" for number in range(1, 13)}
    return frozenset(_read_small(path).split()) & known


def _read_sign_ins(path: Path) -> list[tuple[str, str, str]]:
    """The training sign-ins; a file that is not of this shape shows none."""
    try:
        listed = json.loads(_read_small(path) or "[]")
        found = [(each["login"], each["role"], each["passphrase"]) for each in listed]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []
    return [
        (plain(str(login), 16), plain(str(role), 16), plain(str(passphrase), 40))
        for login, role, passphrase in found[:_MOST_SIGN_INS]
    ]


def _read_small(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_FILE).decode("utf-8", "replace")
    except OSError:
        return ""
