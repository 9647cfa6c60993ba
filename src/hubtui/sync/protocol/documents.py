"""Signed statements: a text in the journal's one byte form, with a signature that also says what it is for.

The text travels inside as it was made, so that checking never encodes again what it means to trust.
"""

import base64
import binascii
import hashlib
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hubtui.journal import canonical

MAX_DOCUMENT = 1024 * 1024


class BadDocument(ValueError):
    """Bytes that are no statement of this kind, or are not signed by the key they should be."""


def sign(purpose: str, content: dict[str, Any], key: Ed25519PrivateKey) -> bytes:
    """The statement as it travels. One signed for another purpose is never taken for it."""
    text = canonical.encode(content)
    wrapped = {
        "doc": text.decode(),
        "kid": kid_of(key.public_key()),
        "sig": b64(key.sign(_to_sign(purpose, text))),
    }
    return canonical.encode(wrapped)


def read(purpose: str, data: bytes, key: Ed25519PublicKey) -> dict[str, Any]:
    """What the holder of `key` stated. Raises BadDocument."""
    text, signature = _unwrapped(data)
    try:
        key.verify(signature, _to_sign(purpose, text))
    except InvalidSignature as error:
        raise BadDocument(f"not a {purpose} signed by that key") from error
    return json_object(text)


def peek(data: bytes) -> dict[str, Any]:
    """What the statement says, its signature unchecked: only to learn whose key to ask for. Raises
    BadDocument.
    """
    return json_object(_unwrapped(data)[0])


def kid_of(key: Ed25519PublicKey) -> str:
    """The short name of a signing key."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: object, length: int | None = None) -> bytes:
    """The bytes of such a text, of a given length where one is named. Raises BadDocument."""
    if not isinstance(text, str):
        raise BadDocument("not a text")
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadDocument("not in base 64") from error
    if length is not None and len(data) != length:
        raise BadDocument("of the wrong length")
    return data


def public_key(text: object) -> Ed25519PublicKey:
    """A public key for signatures. Raises BadDocument."""
    return Ed25519PublicKey.from_public_bytes(unb64(text, 32))


def json_object(data: bytes) -> dict[str, Any]:
    """An object in the one byte form. Raises BadDocument."""
    if len(data) > MAX_DOCUMENT:
        raise BadDocument("too long")
    try:
        content = canonical.decode(data)
    except canonical.NotCanonical as error:
        raise BadDocument("not in the one byte form") from error
    if not isinstance(content, dict):
        raise BadDocument("not an object")
    return content


def _unwrapped(data: bytes) -> tuple[bytes, bytes]:
    wrapped = json_object(data)
    text = wrapped.get("doc")
    if not isinstance(text, str):
        raise BadDocument("it states nothing")
    return text.encode(), unb64(wrapped.get("sig"), 64)


def _to_sign(purpose: str, text: bytes) -> bytes:
    return f"hubtui/{purpose}/1\0".encode() + hashlib.sha256(text).digest()
