"""Typed text that can be wiped: UTF-8 in one fixed buffer, which never moves and so leaves no copies."""

LIMIT = 1024
"""Bytes of UTF-8 that one field holds at most."""


class SecretText:
    """What stands in one field. Added to at its end, taken from at its end, and wiped."""

    __slots__ = ("_buffer", "_length")

    def __init__(self, limit: int = LIMIT) -> None:
        self._buffer = bytearray(limit)
        self._length = 0

    def __len__(self) -> int:
        """How many characters (not bytes) there are."""
        return sum(1 for byte in self.view() if not _continues(byte))

    def __bool__(self) -> bool:
        return self._length > 0

    def view(self) -> memoryview:
        """The bytes themselves, not a copy: valid until the text changes."""
        return memoryview(self._buffer)[: self._length]

    def add(self, data: bytearray) -> bool:
        """Add whole characters; False, and nothing added, when they do not fit."""
        end = self._length + len(data)
        if end > len(self._buffer):
            return False
        self._buffer[self._length : end] = data
        self._length = end
        return True

    def drop_last(self) -> None:
        """Take the last character away, if there is one."""
        while self._length:
            self._length -= 1
            byte = self._buffer[self._length]
            self._buffer[self._length] = 0
            if not _continues(byte):
                return

    def wipe(self) -> None:
        """Leave nothing: every byte becomes zero."""
        wipe(self._buffer)
        self._length = 0

    def same_as(self, other: "SecretText") -> bool:
        """Whether both hold the same bytes."""
        return self.view() == other.view()


def wipe(buffer: bytearray) -> None:
    """Zero a buffer in place, without changing its length."""
    buffer[:] = bytes(len(buffer))


def _continues(byte: int) -> bool:
    return byte & 0xC0 == 0x80
