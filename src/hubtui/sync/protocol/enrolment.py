"""How a device and a server come to know each other: a one-time code that vouches in both directions.

The code has 20 letters of Crockford's alphabet (100 bits) and a check letter. The server keeps only what
HKDF makes
of it. The device proves with it that it may enrol, the server that it is the one whose operator made the
code.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hubtui.journal import canonical
from hubtui.journal.envelope import REALMS
from hubtui.sync.bundle import SUITES
from hubtui.sync.protocol.documents import BadDocument, b64, json_object, public_key, unb64

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
GROUP = 5
NAMED_BY = 5
"""The letters of a code that say which it is (25 bits, no secret); the other 75 bits of it are never told."""
ALIAS_INFO = b"hubtui/alias/1\0"


class BadCode(ValueError):
    """What was typed is no code: a letter is missing or wrong."""


@dataclass(frozen=True)
class CodeKeys:
    """What the server keeps of a code: which it is, and the key that both ends hold while it lasts."""

    name: str
    key: bytes


def new_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """A code as it is read out: groups of five, the check letter last."""
    letters = "".join(choose(LETTERS) for _ in range(LENGTH))
    groups = [letters[at : at + GROUP] for at in range(0, LENGTH, GROUP)]
    return "-".join([*groups, _check_letter(letters)])


def read_code(typed: str) -> str:
    """The 20 letters of what was typed, forgiving case, spaces, O for 0 and I or L for 1. Raises BadCode."""
    letters = "".join(each for each in typed.upper() if each not in " -\t\r\n")
    letters = letters.translate(str.maketrans("OIL", "011"))
    if len(letters) != LENGTH + 1 or not set(letters) <= set(LETTERS):
        raise BadCode("A code has 21 letters and digits, in groups.")
    if _check_letter(letters[:LENGTH]) != letters[LENGTH]:
        raise BadCode("A letter of the code is wrong.")
    return letters[:LENGTH]


def keys_of(letters: str) -> CodeKeys:
    """What both ends derive from the code."""
    key = HKDF(SHA256(), 32, salt=None, info=b"hubtui/enrol/1\0").derive(letters.encode())
    return CodeKeys(letters[:NAMED_BY], key)


@dataclass(frozen=True)
class Introduction:
    """What a device says of itself when it enrols: its statement of its own keys, signed by itself, and its
    realm.
    """

    code_name: str
    statement: bytes
    dev: str
    signing: Ed25519PublicKey
    sealing: bytes
    realm: str
    terminal: str
    data: bytes


def introduce(statement: bytes, signature: bytes, keys: CodeKeys, *, realm: str, terminal: str) -> bytes:
    """The device's request. The server's answer names this request's hash, so it answers no other."""
    content = {
        "v": 1,
        "code": keys.name,
        "statement": statement.decode(),
        "sig": b64(signature),
        "realm": realm,
        "terminal": terminal,
    }
    return _vouched(content, keys, b"request")


def code_named_in(data: bytes) -> str:
    """Which code a request claims to know. Raises BadDocument."""
    name = _inner(data)[0].get("code")
    if not isinstance(name, str):
        raise BadDocument("it names no code")
    return name


def read_introduction(data: bytes, keys: CodeKeys) -> Introduction:
    """Who asks, provided that they know the code and hold the key they state. Raises BadDocument."""
    content = _read_vouched(data, keys, b"request")
    texts = [content.get(name) for name in ("statement", "realm", "terminal")]
    if content.get("v") != 1 or not all(isinstance(text, str) for text in texts):
        raise BadDocument("a part of the request is missing")
    if content["realm"] not in REALMS or len(content["terminal"]) > 64:
        raise BadDocument("a part of the request is wrong")
    statement = content["statement"].encode()
    dev, signing, sealing = read_statement(statement, unb64(content.get("sig"), 64))
    return Introduction(
        keys.name, statement, dev, signing, sealing, content["realm"], content["terminal"], data
    )


def read_statement(statement: bytes, signature: bytes) -> tuple[str, Ed25519PublicKey, bytes]:
    """A device's id, its key for signing and its key for sealing, as it states them itself. Raises
    BadDocument.
    """
    content = json_object(statement)
    dev = content.get("dev")
    if content.get("v") != 1 or not isinstance(dev, str) or not 0 < len(dev) <= 64:
        raise BadDocument("not a device's statement")
    signing = public_key(content.get("sig"))
    try:
        signing.verify(signature, b"hubtui/device/1\0" + statement)
    except InvalidSignature as error:
        raise BadDocument("the device does not hold the key that it states") from error
    return dev, signing, unb64(content.get("seal"), 32)


@dataclass(frozen=True)
class Admission:
    """What the server tells a device that it takes on. `certificate` is signed by the server; `alias_key` is
    secret.
    """

    server_id: str
    realm: str
    epoch: str
    signing: Ed25519PublicKey
    sealing: bytes
    certificate: bytes
    certificate_until: str
    alias_key: bytes


def admit(content: dict[str, Any], keys: CodeKeys, request: bytes) -> bytes:
    """The server's answer to `request`, vouched for by the code."""
    return _vouched({**content, "v": 1, "request": hashlib.sha256(request).hexdigest()}, keys, b"answer")


def sealed_alias_key(alias_key: bytes, device_sealing: bytes) -> str:
    """The alias key as only the device can open it. Raises BadDocument for a key to which nothing can be
    sealed.
    """
    recipient = X25519PublicKey.from_public_bytes(device_sealing)
    try:
        return b64(SUITES[1].encrypt(alias_key, recipient, info=ALIAS_INFO))
    except ValueError as error:
        raise BadDocument("a key to which nothing can be sealed") from error


def read_admission(data: bytes, keys: CodeKeys, request: bytes, sealing: X25519PrivateKey) -> Admission:
    """The answer to `request`, provided that whoever gave it knows the code. Raises BadDocument."""
    content = _read_vouched(data, keys, b"answer")
    texts = [
        content.get(name) for name in ("server_id", "realm", "epoch", "certificate", "certificate_until")
    ]
    if content.get("request") != hashlib.sha256(request).hexdigest() or not all(
        isinstance(t, str) for t in texts
    ):
        raise BadDocument("not the answer to this request")
    try:
        alias_key = SUITES[1].decrypt(unb64(content.get("alias_key")), sealing, info=ALIAS_INFO)
    except (InvalidTag, ValueError) as error:
        raise BadDocument("sealed to another device") from error
    return Admission(
        content["server_id"],
        content["realm"],
        content["epoch"],
        public_key(content.get("sig")),
        unb64(content.get("seal"), 32),
        content["certificate"].encode(),
        content["certificate_until"],
        alias_key,
    )


def alias(alias_key: bytes, period: str) -> str:
    """A device's name in clear headers: the server can map it, a finder of the file cannot."""
    return hmac.digest(alias_key, b"hubtui/alias/1\0" + period.encode(), "sha256").hex()[:24]


FOLDER_PERIOD = "down"
"""The period of the alias that names a device's folder on a stick, which no clock changes."""


def _vouched(content: dict[str, Any], keys: CodeKeys, purpose: bytes) -> bytes:
    text = canonical.encode(content)
    return canonical.encode({"doc": text.decode(), "mac": b64(_mac(text, keys, purpose))})


def _read_vouched(data: bytes, keys: CodeKeys, purpose: bytes) -> dict[str, Any]:
    content, text, mac = _inner_with_mac(data)
    if not hmac.compare_digest(mac, _mac(text, keys, purpose)):
        raise BadDocument("the code does not vouch for it")
    return content


def _inner(data: bytes) -> tuple[dict[str, Any], bytes]:
    content, text, _ = _inner_with_mac(data)
    return content, text


def _inner_with_mac(data: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    wrapped = json_object(data)
    text = wrapped.get("doc")
    if not isinstance(text, str):
        raise BadDocument("it says nothing")
    return json_object(text.encode()), text.encode(), unb64(wrapped.get("mac"), 32)


def _mac(text: bytes, keys: CodeKeys, purpose: bytes) -> bytes:
    return hmac.digest(keys.key, b"hubtui/enrol-mac/1\0" + purpose + b"\0" + text, "sha256")


def _check_letter(letters: str) -> str:
    """Luhn's check over 32 letters: any one wrong letter shows, and most neighbours that changed places."""
    total = 0
    for place, letter in enumerate(reversed(letters)):
        value = LETTERS.index(letter) * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return LETTERS[-total % 32]
