"""Handing in by stick, from the device's side: the same bundles out, the signed receipts back in."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hubtui.domain.trouble import Unavailable
from hubtui.store import access_log
from hubtui.store.outbox import Pinned
from hubtui.store.workspace import Workspace
from hubtui.sync import stick
from hubtui.sync.client import kept
from hubtui.sync.packing import Packer
from hubtui.sync.ports import Clock, Identity, Rng
from hubtui.sync.protocol import documents, enrolment, receipts
from hubtui.sync.protocol.documents import BadDocument
from hubtui.sync.protocol.names import instant_text
from hubtui.sync.retrying import FIRST_TARGET
from hubtui.sync.vault_queue import VaultQueue

STICK_TARGET = FIRST_TARGET * 4


@dataclass
class Exported:
    """What was written: files and the entries in them."""

    files: int = 0
    entries: int = 0


@dataclass
class Imported:
    """What came back: receipts that are new, what they say, and files that were passed over with the
    reason.
    """

    receipts: int = 0
    stored: int = 0
    held: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)


def export(workspace: Workspace, medium: Path, clock: Clock, rng: Rng) -> Exported:
    """Write everything unsent to the medium. The entries stay queued: a stick can be lost.

    Raises Unavailable where the vault is not enrolled or the medium cannot be written.
    """
    queue, server = _enrolled(workspace)
    label = f"Packed on a stick {instant_text(clock.wall())} {rng.token(3).hex()}"
    folder = stick.up(medium, server.server_id)
    exported = Exported()
    written: list[list[str]] = []

    def put(pid: str, data: bytes, entries: list[int]) -> None:
        stick.write(folder / f"{pid}{stick.BUNDLE}", data)
        queue.mark_packed(entries, label)
        exported.files += 1
        exported.entries += len(entries)
        written.append([pid, hashlib.sha256(data).hexdigest()])

    for pid, _ in queue.pending():
        sealed = queue.bundle(pid)
        if sealed is not None:
            put(pid, sealed.data, list(queue.carried_by(pid).values()))
    packer = Packer(
        queue, clock, rng, Identity(workspace.device.dev, workspace.device.signing), server, label
    )
    while (packed := packer.next(STICK_TARGET)) is not None:
        put(packed.sealed.pid, packed.sealed.data, [each.n for each in packed.entries])
    if written:
        _write_index(workspace, folder.parent, written, clock)
    access_log.note(workspace, "export", "stick", f"{exported.entries} entries")
    return exported


def _write_index(workspace: Workspace, folder: Path, written: list[list[str]], clock: Clock) -> None:
    content = {"v": 1, "made": instant_text(clock.wall()), "files": written}
    number = sum(1 for _ in folder.glob(f"INDEX-*{stick.INDEX}")) + 1
    index = documents.sign("index", content, workspace.device.signing)
    stick.write(folder / f"INDEX-{number}{stick.INDEX}", index)


def import_receipts(workspace: Workspace, medium: Path, clock: Clock) -> Imported:
    """Take in this device's receipts from the medium; nothing on it is believed without the server's
    signature.
    """
    queue, server = _enrolled(workspace)
    key = documents.public_key(documents.b64(server.signing))
    base = stick.down(medium, server.server_id)
    own = base / enrolment.alias(server.alias_key, enrolment.FOLDER_PERIOD)
    imported = Imported()
    for folder in (own, base):
        for found in stick.files(folder, stick.RECEIPT, documents.MAX_DOCUMENT):
            problem = found.problem or _take(
                queue, server, key, found.data, workspace.device.dev, imported, clock
            )
            if problem:
                imported.problems.append((found.name, problem))
    access_log.note(workspace, "import", "stick", f"{imported.receipts} receipts")
    return imported


def _take(
    queue: VaultQueue,
    server: Pinned,
    key: Ed25519PublicKey,
    data: bytes,
    dev: str,
    imported: Imported,
    clock: Clock,
) -> str:
    try:
        receipt = receipts.read(data, key)
    except BadDocument:
        return "no receipt of this server"
    if receipt.dev != dev:
        return "another device's receipt"
    if receipt.epoch != server.epoch:
        return "signed before the server was restored, or since: hand in again"
    if queue.keep_receipt(kept(receipt), instant_text(clock.wall())):
        imported.receipts += 1
        imported.held += len(receipt.held)
        imported.stored += len(receipt.lines) - len(receipt.held)
    return ""


def _enrolled(workspace: Workspace) -> tuple[VaultQueue, Pinned]:
    queue = VaultQueue(workspace)
    server = queue.server()
    if server is None:
        raise Unavailable(
            "This terminal is not known to a server yet.", "hubtui enrol DIR --code CODE comes first."
        )
    return queue, server
