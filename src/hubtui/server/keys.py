"""The server's own secrets, in one file that only its account may read."""

import json
import os
import secrets
import stat
import uuid
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from hubtui.domain.trouble import Damaged, Unavailable
from hubtui.journal.envelope import REALMS
from hubtui.sync.protocol.documents import BadDocument, b64, kid_of, unb64

FILE = "server.keys"


@dataclass(frozen=True)
class ServerKeys:
    """Who the server is. `realm` is settled when its folder is made and stays; `secret` keys its own
    tokens.
    """

    server_id: str
    realm: str
    database: bytes
    signing: Ed25519PrivateKey
    sealing: X25519PrivateKey
    secret: bytes

    @property
    def kid(self) -> str:
        """The short name of the key that devices seal to: it goes with the signing key."""
        return kid_of(self.signing.public_key())


def open_keys(folder: Path, *, training: bool) -> ServerKeys:
    """The keys of the server in `folder`, made there where the folder has never held a server.

    Raises Unavailable where training is asked of a live server, where others may read the file, or where the
    database is there and its keys are not; Damaged where the file is not what was written.
    """
    path = folder / FILE
    if not path.exists():
        if any(folder.glob("server.db*")):
            raise Unavailable(
                "The server's database is here, but not its keys.", f"Put {FILE} back beside it."
            )
        _make(folder, "training" if training else "live")
    keys = _read(path)
    if training and keys.realm != "training":
        raise Unavailable("This folder holds a live server.", "Choose another folder for training.")
    return keys


def _make(folder: Path, realm: str) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {
        "v": 1,
        "server_id": str(uuid.uuid4()),
        "realm": realm,
        "database": b64(secrets.token_bytes(32)),
        "signing": b64(Ed25519PrivateKey.generate().private_bytes_raw()),
        "sealing": b64(X25519PrivateKey.generate().private_bytes_raw()),
        "secret": b64(secrets.token_bytes(32)),
    }
    fresh = folder / f"{FILE}.{secrets.token_hex(4)}.part"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    # A link never replaces: of two commands that begin a server at once, both use the keys that were first.
    try:
        os.link(fresh, folder / FILE)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _read(path: Path) -> ServerKeys:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Unavailable("Others can read the server's keys.", f"chmod 600 {path}")
    try:
        content = json.loads(path.read_text(encoding="ascii"))
        if content["v"] != 1 or content["realm"] not in REALMS:
            raise ValueError("another version")
        return ServerKeys(
            str(uuid.UUID(content["server_id"])),
            content["realm"],
            unb64(content["database"], 32),
            Ed25519PrivateKey.from_private_bytes(unb64(content["signing"], 32)),
            X25519PrivateKey.from_private_bytes(unb64(content["sealing"], 32)),
            unb64(content["secret"], 32),
        )
    except (ValueError, KeyError, TypeError, BadDocument) as error:
        raise Damaged(
            "The file with the server's keys is damaged.", f"Restore {path} from its copy."
        ) from error
