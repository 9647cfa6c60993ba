"""A device for tests of the server: keys, a stream, entries and bundles made by hand."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from hubtui.journal import canonical
from hubtui.journal.envelope import Envelope, signed, text_of
from hubtui.server.keys import ServerKeys
from hubtui.server.store import ACTIVE, Device, Store
from hubtui.sync import bundle
from hubtui.sync.bundle import Address, Item
from hubtui.sync.protocol import documents
from hubtui.sync.protocol.enrolment import alias
from hubtui.sync.protocol.names import uuid7

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MONTH = "2026-11"


def now() -> datetime:
    return NOW


@dataclass
class Terminal:
    """One enrolled terminal; `next` makes its entries one after the other."""

    dev: str = "dev-a"
    signing: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    sealing: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)
    realm: str = "training"
    stream: str = "stream-a"
    seq: int = 0
    previous: str = ""
    bundles: int = 0

    @property
    def alias_key(self) -> bytes:
        return hashlib.sha256(self.dev.encode()).digest()

    def statement(self) -> bytes:
        return canonical.encode(
            {
                "v": 1,
                "dev": self.dev,
                "sig": documents.b64(self.signing.public_key().public_bytes_raw()),
                "seal": documents.b64(self.sealing.public_key().public_bytes_raw()),
            }
        )

    def enrol(self, store: Store, state: str = ACTIVE) -> None:
        with store.writing() as ledger:
            ledger.put_device(
                Device(
                    self.dev,
                    "HHI",
                    "A",
                    self.statement(),
                    self.signing.public_key().public_bytes_raw(),
                    self.sealing.public_key().public_bytes_raw(),
                    self.alias_key,
                    b"certificate",
                    "2028-01-01",
                    state,
                    "2026-11-01",
                )
            )

    def next(self, note: str = "a note", **changed: Any) -> Envelope:
        """The next entry of the stream; `changed` parts of it as the test wants them."""
        self.seq += 1
        previous = self.previous or text_of(hashlib.sha256(self.statement()).digest())
        content = {
            "v": 1,
            "sv": 1,
            "realm": self.realm,
            "dev": self.dev,
            "st": self.stream,
            "seq": self.seq,
            "prev": previous,
            "lane": 2,
            "agg": "case-1",
            "kind": "test.note",
            "by": "jokafor",
            "role": "custody-worker",
            "act": "act-1",
            "at": {"wall": "2026-11-20T12:00:00.000Z"},
            "ops": [["set", "rec-1", "note", [], note]],
            **changed,
        }
        made = signed(content, self.signing)
        self.previous = text_of(made.hash)
        return made

    def bundle(self, keys: ServerKeys, entries: list[Envelope], **changed: Any) -> bytes:
        return self.bundle_of(keys, [(each.data, each.signature) for each in entries], **changed)

    def bundle_of(
        self,
        keys: ServerKeys,
        items: list[Item],
        *,
        pid: str = "",
        signing: Ed25519PrivateKey | None = None,
        address: Address | None = None,
    ) -> bytes:
        self.bundles += 1
        return bundle.seal(
            items,
            {"st": self.stream},
            pid=pid or uuid7(NOW, hashlib.sha256(f"{self.dev}{self.bundles}".encode()).digest()),
            address=address or Address(alias(self.alias_key, MONTH), MONTH, keys.kid),
            to=keys.sealing.public_key(),
            signing=signing or self.signing,
        )
