"""The courier: hands in sealed bundles without any key, and keeps the signed receipts for those who have one.

It looks into vaults' outboxes and onto media. Where to hand in it learns only from vaults, never from a
medium.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hubtui.domain.trouble import Unavailable
from hubtui.sync import stick
from hubtui.sync.leaving import ADDRESS, FOLDER, Delivery
from hubtui.sync.ports import Silence, Transport
from hubtui.sync.protocol import documents, receipts, wire
from hubtui.sync.protocol.documents import BadDocument
from hubtui.sync.protocol.wire import Answer, Request

Connect = Callable[[str], Transport]
NOBODY, STRANGER, BUSY = "offline", "not-server", "busy"


@dataclass
class Carried:
    """What a courier's round did. `trouble` says why something still waits: offline, not-server or busy."""

    handed_in: int = 0
    receipts: int = 0
    waiting: int = 0
    trouble: str = ""


@dataclass(frozen=True)
class Load:
    """A sealed bundle and where its receipt goes."""

    pid: str
    data: bytes
    receipt: Path


def by_http(url: str) -> Transport:
    from hubtui.sync.transport import HttpTransport

    return HttpTransport(url)


def carry(folders: Sequence[Path], connect: Connect = by_http) -> Carried:
    """One round over vault folders and media."""
    carried = Carried()
    deliveries = _deliveries(folders)
    for delivery in deliveries.values():
        loads = [load for folder in folders for load in _loads(folder, delivery)]
        if loads:
            with closing(connect(delivery.url)) as line:
                _hand_in(loads, delivery, line, carried)
    return carried


def _deliveries(folders: Sequence[Path]) -> dict[str, Delivery]:
    found: dict[str, Delivery] = {}
    for folder in folders:
        for file in stick.files(folder / FOLDER, ADDRESS, 4096):
            try:
                delivery = Delivery.of(file.data)
            except BadDocument:
                continue
            found[delivery.server_id] = delivery
    return found


def _loads(folder: Path, delivery: Delivery) -> Iterator[Load]:
    ways = [(stick.up(folder, delivery.server_id), stick.down(folder, delivery.server_id))]
    outbox = folder / FOLDER
    if any(file.data == delivery.text().encode() for file in stick.files(outbox, ADDRESS, 4096)):
        ways.append((outbox, outbox))
    for source, target in ways:
        for found in stick.files(source, stick.BUNDLE, wire.MAX_BUNDLE_BYTES):
            pid = found.name.removesuffix(stick.BUNDLE)
            receipt = target / f"{pid}{stick.RECEIPT}"
            if not found.problem and found.name != stick.ODD_NAME and not receipt.exists():
                yield Load(pid, found.data, receipt)


def _hand_in(loads: Sequence[Load], delivery: Delivery, line: Transport, carried: Carried) -> None:
    key = documents.public_key(documents.b64(delivery.signing))
    for place, load in enumerate(loads):
        request = Request(
            "PUT", f"{wire.BUNDLES}{load.pid}", os.urandom(16).hex(), load.data, wire.BUNDLE_TYPE
        )
        reply = line.send(request)
        if isinstance(reply, Silence) or not wire.is_from(key, request, reply):
            silent = isinstance(reply, Silence) and reply.kind != "intercepted"
            carried.trouble = NOBODY if silent else STRANGER
        elif reply.status in (429, 503, 507):
            carried.trouble = BUSY
        else:
            _keep(load, reply, key, carried)
            continue
        carried.waiting += len(loads) - place
        return


def _keep(load: Load, answer: Answer, key: Ed25519PublicKey, carried: Carried) -> None:
    """The receipt beside the bundle. What the server refuses whole stays for its author to look at."""
    try:
        good = answer.status in (200, 201) and receipts.read(answer.body, key).pid == load.pid
    except BadDocument:
        good = False
    if not good:
        carried.waiting += 1
        return
    stick.write(load.receipt, answer.body)
    carried.handed_in += 1
    carried.receipts += 1


def nothing_to_carry(folders: Sequence[Path]) -> Unavailable | None:
    """What to tell where none of the folders says where to hand in."""
    if _deliveries(folders):
        return None
    return Unavailable(
        "Nothing here says where to hand in.", "Name a vault that is enrolled, or lock it once."
    )
