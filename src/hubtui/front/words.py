"""Every sentence of the lock screen, so that they can be read and translated in one place."""

from collections.abc import Set

STAFF_ID = "Staff ID"
PASSPHRASE = "Passphrase"  # noqa: S105 - a label
RECOVERY_CODE = "Recovery code"
NEW_PASSPHRASE = "New passphrase"  # noqa: S105 - a label
AGAIN = "The same again"

LOCKED = "This terminal is LOCKED. No records are open."
RECOVERING = "LOCKED. A recovery code gives you a new passphrase."
FORGOTTEN = "Forgotten it?  {f4} Unlock with your supervisor's code."
SHOW = "{f6} Show 5 seconds"
TRAINING = "TRAINING"
TRAINING_SIGN_INS = "TRAINING: all people here are made up. Sign in as one of:"
TOO_SMALL = "Make this window at least 60 columns wide and 20 rows high, please."

UNLOCKING = "Unlocking ..."
TOO_LONG = "! That is too long for this field; nothing was added."
NOT_THE_SAME = "! The two new passphrases are not the same. Type the second one again."
KEYS_KEPT = "The key check is kept for this terminal."
KEYS_NOT_KEPT = "! The key check could not be written to this disk."

NO_VAULT = "There is no vault at {folder} yet. Make one with: hubtui setup. To try it out: hubtui demo."
NO_TERMINAL = "hubtui needs a terminal to open in. For scripts, see: hubtui --help."

KEYS = ("Enter Unlock", "Tab Next field", "{f1} Help", "{f4} Recovery code", "{f9} Quit")
RECOVERY_KEYS = ("Enter Unlock", "Tab Next field", "{f1} Help", "{f4} Passphrase", "{f9} Quit")
HELP_KEYS = ("Enter Keep this check", "Esc Back, keep nothing")

HELP = (
    "Type your staff ID and your passphrase, then Enter.",
    "Tab, Shift+Tab, Down, Up: next, previous. Ctrl+U: empty.",
    "F6 shows what you type for 5 seconds. F4: recovery code.",
    "Every F key has a twin: Ctrl+G, then its digit (0: F10).",
    "",
    "Key check: press each of these keys. One that gets no [x]",
    "does not reach hubtui; Enter keeps that, and its twin is",
    "shown from then on.",
)


def type_first(label: str) -> str:
    """What to do about an empty box."""
    return f"! Nothing is typed under: {label}."


def tries_left(number: int) -> str:
    """How many tries there are before a wait."""
    tries = "1 try" if number == 1 else f"{number} tries"
    return f"{tries} left. After that this terminal waits."


def waiting(seconds: int) -> str:
    """The countdown: seconds in the last minute, whole minutes before, never less than is left."""
    if seconds <= 60:
        return f"Too many tries. Wait {seconds} second{'' if seconds == 1 else 's'}."
    return f"Too many tries. Wait {-(-seconds // 60)} minutes."


def ended(reference: str) -> str:
    """After the program ended by itself. The reference holds no data of anybody."""
    return f"! The program ended by itself; saved records are safe. Reference: {reference}"


def with_keys(sentence: str, missing: Set[str]) -> str:
    """Put in each key's name, or its twin's where this keyboard does not have the key."""
    names = {f"f{number}": _name(number, missing) for number in (1, 4, 6, 9)}
    return sentence.format(**names)


def _name(number: int, missing: Set[str]) -> str:
    return f"Ctrl+G {number}" if f"f{number}" in missing else f"F{number}"
