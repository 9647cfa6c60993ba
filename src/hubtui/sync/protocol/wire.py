"""The HTTP surface: paths, media types, limits, problems, and the signature that every answer carries.

Nothing but that signature makes an answer the server's: not a status, not a certificate, not valid JSON. The
client
asks with a nonce of its own and believes only what is signed for it.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hubtui.journal import canonical
from hubtui.sync.bundle import MAX_ENTRIES, MAX_HEADER, MAX_SEALED
from hubtui.sync.protocol.documents import BadDocument, b64, kid_of, unb64

BASE = "/sync/v1"
PING, ENROL, HELLO, RECEIPTS = f"{BASE}/ping", f"{BASE}/enrol", f"{BASE}/hello", f"{BASE}/receipts"
BUNDLES = f"{BASE}/bundles/"

SIGNATURE_HEADER = "Server-Sig"
NONCE_HEADER = "Hubtui-Nonce"
MAX_NONCE = 64

BUNDLE_TYPE = "application/vnd.hubtui.bundle"
JSON_TYPE = "application/vnd.hubtui.{}+json"
PROBLEM_TYPE = "application/problem+json"

MAX_BUNDLE_BYTES = MAX_SEALED + MAX_HEADER + 128
MAX_REQUEST_BYTES = 64 * 1024
"""What a request other than a bundle may have."""
MAX_ANSWER_BYTES = 1024 * 1024
PROTOCOLS = [1, 1]

LIMITS = {"entries": MAX_ENTRIES, "sealed": MAX_SEALED}

STATUS_OF = {
    "bad-signature": 401,
    "unknown-device": 401,
    "device-suspended": 403,
    "device-revoked": 403,
    "not-entitled": 403,
    "not-found": 404,
    "bundle-mismatch": 409,
    "enrol-code-used": 410,
    "bundle-too-big": 413,
    "bad-encoding": 422,
    "unopenable": 422,
    "too-many": 429,
    "server-busy": 503,
    "server-full": 507,
}
"""Every problem a server names, and the status it goes with."""

RETRY_OF = {"too-many": "later", "server-busy": "later", "server-full": "later", "unopenable": "after-change"}


@dataclass(frozen=True)
class Request:
    """What a client wants to say; `path` with its query, `nonce` its own."""

    method: str
    path: str
    nonce: str
    body: bytes = b""
    kind: str = ""
    bearer: str = ""


@dataclass(frozen=True)
class Answer:
    """What came back, from whomever."""

    status: int
    body: bytes
    signature: str = ""
    retry_after: str = ""


def problem(kind: str, why: str) -> bytes:
    """The body of an answer that says no (RFC 9457), in words without any case data."""
    return canonical.encode(
        {"type": kind, "title": why, "status": STATUS_OF[kind], "retry": RETRY_OF.get(kind, "never")}
    )


def problem_of(body: bytes) -> str:
    """The problem's word in a body whose signature has been checked; empty where there is none."""
    try:
        content = canonical.decode(body)
    except canonical.NotCanonical:
        return ""
    kind = content.get("type") if isinstance(content, dict) else None
    return kind if isinstance(kind, str) and kind in STATUS_OF else ""


def sign_answer(key: Ed25519PrivateKey, status: int, path: str, nonce: str, body: bytes) -> str:
    """The header that makes an answer the server's."""
    return f"{kid_of(key.public_key())};{nonce};{b64(key.sign(_to_sign(status, path, nonce, body)))}"


def is_from(key: Ed25519PublicKey, request: Request, answer: Answer) -> bool:
    """Whether the holder of `key` gave this answer to this very request."""
    kid, nonce, text = [*answer.signature.split(";"), "", "", ""][:3]
    if kid != kid_of(key) or nonce != request.nonce:
        return False
    try:
        key.verify(unb64(text, 64), _to_sign(answer.status, request.path, nonce, answer.body))
    except (InvalidSignature, BadDocument):
        return False
    return True


def good_nonce(text: str) -> str:
    """The nonce as a server repeats it: a client's odd one is answered as if it were empty."""
    return text if len(text) <= MAX_NONCE and text.isascii() and text.isalnum() else ""


def ranges_of(value: Any) -> dict[str, list[tuple[int, int]]]:
    """The `have` of a hello: for each stream the runs of numbers that the server holds. Raises
    BadDocument.
    """
    if not isinstance(value, dict):
        raise BadDocument("no ranges")
    return {str(stream): [_range(pair) for pair in pairs] for stream, pairs in value.items()}


def _range(pair: Any) -> tuple[int, int]:
    match pair:
        case [int(first), int(last)]:
            return first, last
    raise BadDocument("not a range")


def _to_sign(status: int, path: str, nonce: str, body: bytes) -> bytes:
    parts = (str(status).encode(), path.encode(), nonce.encode(), hashlib.sha256(body).digest())
    return b"hubtui/answer/1\0" + b"\0".join(parts)
