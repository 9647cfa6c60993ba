"""The server's own secrets, in one file that only its account may read."""

import json
import os
import secrets
import stat
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from hubtui.domain.trouble import Damaged, Unavailable
from hubtui.journal.envelope import REALMS
from hubtui.sync.protocol.documents import BadDocument, b64, kid_of, unb64

FILE = "server.keys"
UNSETTLED = ""
"""The realm of a server that nobody has told and no device has enrolled at yet."""


@dataclass
class ServerKeys:
    """Who the server is. `realm` is settled when its folder is made, or by the first device that an operator's
    code lets in, and stays; `secret` keys its own tokens.
    """

    folder: Path
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

    def settle(self, realm: str) -> None:
        """Make an unsettled server one of this realm, for ever. One that is settled stays as it is."""
        self.realm = _content(self.folder / FILE)["realm"]
        if self.realm == UNSETTLED:
            _write(self.folder, {**_content(self.folder / FILE), "realm": realm}, replace=True)
            self.realm = realm


def open_keys(folder: Path, *, training: bool | None = None) -> ServerKeys:
    """The keys of the server in `folder`, made there where the folder has never held a server.

    A new server is for training or live as told; untold, its first device settles it.

    Raises Unavailable where one realm is asked of a server of the other, where others may read the file, or where
    the database is there and its keys are not; Damaged where the file is not what was written.
    """
    path = folder / FILE
    if not path.exists():
        if any(folder.glob("server.db*")):
            raise Unavailable(
                "The server's database is here, but not its keys.", f"Put {FILE} back beside it."
            )
        _make(folder)
    keys = _read(path)
    if training is not None:
        wanted = "training" if training else "live"
        keys.settle(wanted)
        if keys.realm != wanted:
            raise Unavailable(
                f"This folder holds a {keys.realm} server.", f"Choose another folder for {wanted}."
            )
    return keys


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {
        "v": 1,
        "server_id": str(uuid.uuid4()),
        "realm": UNSETTLED,
        "database": b64(secrets.token_bytes(32)),
        "signing": b64(Ed25519PrivateKey.generate().private_bytes_raw()),
        "sealing": b64(X25519PrivateKey.generate().private_bytes_raw()),
        "secret": b64(secrets.token_bytes(32)),
    }
    # A link never replaces: of two commands that begin a server at once, both use the keys that were first.
    _write(folder, content, replace=False)


def _write(folder: Path, content: dict[str, Any], *, replace: bool) -> None:
    fresh = folder / f"{FILE}.{secrets.token_hex(4)}.part"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    if replace:
        fresh.replace(folder / FILE)
        return
    try:
        os.link(fresh, folder / FILE)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _content(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="ascii"))
    return content


def _read(path: Path) -> ServerKeys:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Unavailable("Others can read the server's keys.", f"chmod 600 {path}")
    try:
        content = _content(path)
        if content["v"] != 1 or content["realm"] not in (UNSETTLED, *REALMS):
            raise ValueError("another version")
        return ServerKeys(
            path.parent,
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
