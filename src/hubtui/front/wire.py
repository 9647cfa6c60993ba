"""What parent and child say to each other, on two pipes. Neither side ever writes it anywhere else.

Parent to child: a kind (one byte), the number of fields (one byte), then each field as four bytes of length,
most significant first, and its bytes. Child to parent: one line of JSON an answer.
"""

UNLOCK = b"U"
"""Fields: login, passphrase."""
RECOVER = b"R"
"""Fields: login, recovery code, new passphrase."""
TAKE_OVER = b"T"
"""The terminal is yours. No fields."""

FIELDS = {UNLOCK: 2, RECOVER: 3, TAKE_OVER: 0}
LONGEST_FIELD = 4096
LONGEST_ANSWER = 65536

EXIT_QUIT = 0
"""The child's exit code when the worker closed the program."""
EXIT_DEFECT = 70
"""The child's exit code when a defect of the program ended it."""
EXIT_LOCKED = 75
"""The child's exit code when it locked, by key or by time: only the lock screen follows."""


def head(kind: bytes) -> bytes:
    """The two bytes before the fields."""
    return kind + bytes([FIELDS[kind]])


def length(size: int) -> bytes:
    """The four bytes before a field."""
    return size.to_bytes(4, "big")
