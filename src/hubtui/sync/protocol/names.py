"""How bundles, receipts and instants are written down."""

from datetime import UTC, datetime


def uuid7(instant: datetime, noise: bytes) -> str:
    """A UUIDv7 of this instant (aware) and ten random bytes. Its time serves index locality only, never
    order.
    """
    stamp = int(instant.timestamp() * 1000).to_bytes(6, "big")
    tail = bytearray(noise[:10])
    tail[0] = tail[0] & 0x0F | 0x70
    tail[2] = tail[2] & 0x3F | 0x80
    text = (stamp + tail).hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def instant_text(instant: datetime) -> str:
    """An aware instant as it is stored and sent: UTC, milliseconds, `Z`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def month_of(instant: datetime) -> str:
    """The period of an alias (UTC). Only a label: the server takes any month that a header names."""
    return instant.astimezone(UTC).strftime("%Y-%m")
