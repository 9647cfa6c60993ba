"""Ping and hello: proving to a device that this is its server, and telling it what the server holds of it."""

import hmac
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hubtui.journal import canonical
from hubtui.journal.envelope import SCHEMA
from hubtui.server.intake import Now, Refused
from hubtui.server.keys import ServerKeys
from hubtui.server.store import ACTIVE, Device, Store
from hubtui.sync.protocol import documents, wire
from hubtui.sync.protocol.documents import BadDocument, b64
from hubtui.sync.protocol.names import instant_text

SESSION_SECONDS = 900
"""How long a challenge may be answered, and how long a session token is good."""


def pong(keys: ServerKeys, now: datetime, epoch: str) -> bytes:
    """The answer to a ping. `challenge` is what a hello has to sign: the server's nonce, no clock of the
    device.
    """
    return canonical.encode(
        {
            "server_id": keys.server_id,
            "realm": keys.realm,
            "epoch": epoch,
            "time": instant_text(now),
            "proto": wire.PROTOCOLS,
            "maintenance": False,
            "challenge": _token(keys, "challenge", "", now),
        }
    )


def hello(store: Store, keys: ServerKeys, now: Now, body: bytes) -> bytes:
    """What the server holds of the device that signed `body`. Raises Refused, StoreBusy, StoreFull."""
    device = _who(store, keys, now(), body)
    if device.state != ACTIVE:
        raise Refused(f"device-{device.state}", "This device may not take part just now.")
    with store.writing() as ledger:
        ledger.seen(device.dev, instant_text(now()))
        have: dict[str, Any] = {
            stream: [list(each) for each in ledger.ranges(stream)] for stream in ledger.streams_of(device.dev)
        }
        epoch = ledger.epoch()
    return canonical.encode(
        {
            "epoch": epoch,
            "time": instant_text(now()),
            "limits": wire.LIMITS,
            "have": have,
            "grants": [],
            "feeds": {},
            "orders": [],
            "schema": [1, SCHEMA],
            "policy_rev": 0,
            "session": _token(keys, "session", device.dev, now()),
        }
    )


def receipts_page(store: Store, keys: ServerKeys, now: Now, bearer: str, after: str) -> bytes:
    """The device's receipts after `after`, oldest first, as many as one answer holds. Raises Refused."""
    dev = bearer.partition(".")[0]
    if not _good_token(keys, "session", dev, bearer, now()):
        raise Refused("bad-signature", "Say hello first.")
    with store.reading() as ledger:
        given = ledger.given_after(dev, after, 50)
    # Receipts are of up to 40 KB: as many as fit, at least one.
    page: list[str] = []
    room = wire.MAX_ANSWER_BYTES * 3 // 4
    for each in given:
        room -= len(each.data)
        if page and room < 0:
            break
        page.append(each.data.decode())
    return canonical.encode({"receipts": page, "more": len(page) < len(given) or len(given) == 50})


def _who(store: Store, keys: ServerKeys, now: datetime, body: bytes) -> Device:
    try:
        claimed = documents.peek(body).get("dev")
        with store.reading() as ledger:
            device = ledger.device(claimed) if isinstance(claimed, str) else None
        if device is None:
            raise Refused("unknown-device", "No device of this server says hello.")
        content = documents.read("hello", body, Ed25519PublicKey.from_public_bytes(device.signing))
    except BadDocument as error:
        raise Refused("bad-signature", "The hello is not signed by that device.") from error
    challenge = content.get("challenge")
    if not isinstance(challenge, str) or not _good_token(keys, "challenge", "", challenge, now):
        raise Refused("bad-signature", "The hello answers no challenge of this server.")
    return device


def _token(keys: ServerKeys, purpose: str, subject: str, now: datetime) -> str:
    until = int(now.timestamp()) + SESSION_SECONDS
    return f"{subject}.{until}.{_mac(keys, purpose, subject, until)}"


def _good_token(keys: ServerKeys, purpose: str, subject: str, token: str, now: datetime) -> bool:
    named, _, rest = token.partition(".")
    until, _, mac = rest.partition(".")
    if named != subject or not until.isdigit() or len(until) > 12 or not mac.isascii():
        return False
    good = hmac.compare_digest(mac, _mac(keys, purpose, subject, int(until)))
    return good and now.timestamp() <= int(until)


def _mac(keys: ServerKeys, purpose: str, subject: str, until: int) -> str:
    return b64(hmac.digest(keys.secret, f"hubtui/{purpose}/1\0{subject}\0{until}".encode(), "sha256"))
