"""What the vault leaves to the courier when it locks, and takes back when it opens.

In the vault's `outbox/`: sealed bundles, which need no key to travel, the receipts that came for them, and
one small
file that says where they go and whose signature to expect. Nothing in it is secret.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from hubtui.domain.trouble import Unavailable
from hubtui.store.outbox import Pinned
from hubtui.store.workspace import Workspace
from hubtui.sync import stick
from hubtui.sync.client import kept
from hubtui.sync.packing import Packer
from hubtui.sync.ports import Clock, Identity, Rng
from hubtui.sync.protocol import documents, receipts
from hubtui.sync.protocol.documents import BadDocument
from hubtui.sync.protocol.names import instant_text
from hubtui.sync.retrying import FIRST_TARGET
from hubtui.sync.vault_queue import VaultQueue

FOLDER = "outbox"
ADDRESS = "courier.json"
MOST_BUNDLES = 64
"""Locking does not wait for more to be sealed; the rest stays queued."""


@dataclass(frozen=True)
class Delivery:
    """Where a courier hands in, and the key whose signature it expects."""

    server_id: str
    url: str
    signing: bytes

    def text(self) -> str:
        known = {"v": 1, "server_id": self.server_id, "url": self.url, "signing": documents.b64(self.signing)}
        return json.dumps(known, indent=1) + "\n"

    @classmethod
    def of(cls, data: bytes) -> "Delivery":
        """Raises BadDocument."""
        try:
            known = json.loads(data)
            return cls(str(known["server_id"]), str(known["url"]), documents.unb64(known["signing"], 32))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BadDocument("no address for a courier") from error


def leave(workspace: Workspace, clock: Clock, rng: Rng) -> int:
    """Seal what is unsent and put it where the courier finds it; answers how many bundles lie there now.

    Nothing happens where the vault is not enrolled over the wire. Raises Unavailable on a full disk: the
    entries
    are then still queued.
    """
    queue = VaultQueue(workspace)
    server = queue.server()
    if server is None or not server.url or workspace.vault is None:
        return 0
    _seal_waiting(workspace, queue, server, clock, rng)
    folder = workspace.vault / FOLDER
    left = 0
    for pid, _ in queue.pending()[:MOST_BUNDLES]:
        sealed = queue.bundle(pid)
        if sealed is not None:
            path = folder / f"{pid}{stick.BUNDLE}"
            if not path.exists():
                stick.write(path, sealed.data)
            left += 1
    if left:
        stick.write(folder / ADDRESS, Delivery(server.server_id, server.url, server.signing).text().encode())
    return left


def _seal_waiting(workspace: Workspace, queue: VaultQueue, server: Pinned, clock: Clock, rng: Rng) -> None:
    packer = Packer(queue, clock, rng, Identity(workspace.device.dev, workspace.device.signing), server)
    for _ in range(MOST_BUNDLES - len(queue.pending())):
        packed = packer.next(FIRST_TARGET)
        if packed is None:
            return
        queue.keep_bundle(packed.sealed, [each.n for each in packed.entries], instant_text(clock.wall()))


def collect(workspace: Workspace, clock: Clock) -> int:
    """Check the receipts that came while the vault was locked, and clear away what they settle; answers how
    many.
    """
    queue = VaultQueue(workspace)
    server = queue.server()
    if server is None or workspace.vault is None:
        return 0
    folder = workspace.vault / FOLDER
    key = documents.public_key(documents.b64(server.signing))
    taken = 0
    for found in stick.files(folder, stick.RECEIPT, documents.MAX_DOCUMENT):
        try:
            receipt = receipts.read(found.data, key)
        except BadDocument:
            receipt = None
        if receipt and receipt.dev == workspace.device.dev and receipt.epoch == server.epoch:
            taken += queue.keep_receipt(kept(receipt), instant_text(clock.wall()))
    _clear(folder, {pid for pid, _ in queue.pending()})
    return taken


def _clear(folder: Path, pending: set[str]) -> None:
    """Receipts are in the vault now, and bundles no longer waited for are of no use."""
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        settled = name.endswith(stick.BUNDLE) and name.removesuffix(stick.BUNDLE) not in pending
        if settled or name.endswith((stick.RECEIPT, stick.TEMPORARY)):
            try:
                (folder / name).unlink()
            except OSError as error:
                raise Unavailable("The outbox cannot be cleared.", f"{error.strerror}: {folder}") from error
