"""What this vault is to a server: a device with keys of its own and a stream of numbered entries."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from hubtui.journal import canonical
from hubtui.journal.envelope import text_of
from hubtui.store.db import Db, run

DEVICE, STREAM = "device", "stream"


@dataclass
class Device:
    """The keys made at setup; enrolment certifies them, it does not begin them."""

    dev: str
    signing: Ed25519PrivateKey
    sealing: X25519PrivateKey

    def statement(self) -> bytes:
        """The device's own statement of its public keys, which the first entry of a stream names as `prev`."""
        return canonical.encode(
            {
                "v": 1,
                "dev": self.dev,
                "sig": _b64(self.signing.public_key().public_bytes_raw()),
                "seal": _b64(self.sealing.public_key().public_bytes_raw()),
            }
        )

    def signed_statement(self) -> tuple[bytes, bytes]:
        """The statement and the device's signature over it."""
        statement = self.statement()
        return statement, self.signing.sign(b"hubtui/device/1\0" + statement)


@dataclass
class Stream:
    """How far the journal has come: the next number, the hash before it, and how many transactions there were."""

    st: str
    next_seq: int
    previous: str
    commits: int
    latest_wall: str

    def to_json(self) -> str:
        return json.dumps([self.st, self.next_seq, self.previous, self.commits, self.latest_wall])

    @classmethod
    def from_json(cls, text: str) -> "Stream":
        return cls(*json.loads(text))


def statement_hash(statement: bytes) -> str:
    """The `prev` of a stream's first entry."""

    return text_of(hashlib.sha256(statement).digest())


def make_device(db: Db, dev: str) -> Device:
    """Make and keep the device's keys."""
    device = Device(dev, Ed25519PrivateKey.generate(), X25519PrivateKey.generate())
    stored = {
        "dev": dev,
        "sig": _b64(device.signing.private_bytes_raw()),
        "seal": _b64(device.sealing.private_bytes_raw()),
    }
    set_meta(db, DEVICE, json.dumps(stored))
    return device


def load_device(db: Db) -> Device | None:
    """The device, or None in a vault whose setup has not come so far."""
    text = get_meta(db, DEVICE)
    if text is None:
        return None
    stored: dict[str, Any] = json.loads(text)
    return Device(
        stored["dev"],
        Ed25519PrivateKey.from_private_bytes(_bytes(stored["sig"])),
        X25519PrivateKey.from_private_bytes(_bytes(stored["seal"])),
    )


def get_meta(db: Db, name: str) -> str | None:
    """A fact about this vault by name."""
    row = run(db, "SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def set_meta(db: Db, name: str, value: str) -> None:
    """Keep a fact about this vault."""
    run(
        db,
        "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
