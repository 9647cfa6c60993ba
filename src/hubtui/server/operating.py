"""What an operator asks of a server, also beside a running one: how it stands, what it holds, whether it is whole."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hubtui.domain.trouble import NotFound
from hubtui.journal import envelope as envelopes
from hubtui.journal.envelope import BadEnvelope
from hubtui.server.intake import gaps
from hubtui.server.running import Opened
from hubtui.server.store import Device, Kept, Ledger
from hubtui.sync.protocol import receipts
from hubtui.sync.protocol.documents import BadDocument

AT_ONCE = 1000


def status(opened: Opened) -> dict[str, Any]:
    """Counts, holds by reason and findings by kind; no case data."""
    with opened.store.reading() as ledger:
        reasons = [hold.reason for hold in ledger.holds()]
        kinds = [finding.kind for finding in ledger.findings()]
        return {
            "server": opened.keys.server_id,
            "realm": opened.keys.realm,
            "epoch": ledger.epoch(),
            **ledger.counts(),
            "holds": {reason: reasons.count(reason) for reason in sorted(set(reasons))},
            "findings": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
        }


def device_list(opened: Opened) -> list[dict[str, Any]]:
    """Every device: when it was last heard of, and what is missing in its streams."""
    with opened.store.reading() as ledger:
        return [_device(ledger, device) for device in ledger.devices()]


def _device(ledger: Ledger, device: Device) -> dict[str, Any]:
    streams = {stream: ledger.ranges(stream) for stream in ledger.streams_of(device.dev)}
    return {
        "device": device.dev,
        "unit": device.unit,
        "terminal": device.terminal,
        "state": device.state,
        "enrolled": device.enrolled_at,
        "certificate_until": device.until,
        "last_seen": device.last_seen,
        "entries": sum(last - first + 1 for ranges in streams.values() for first, last in ranges),
        "missing": [[stream, *gap] for stream, ranges in streams.items() for gap in gaps(ranges)],
    }


def set_state(opened: Opened, dev: str, state: str) -> None:
    """Suspend, revoke or reinstate a device. Raises NotFound."""
    with opened.store.writing() as ledger:
        device = ledger.device(dev)
        if device is None:
            raise NotFound("No device has this id.", "hubtui server device list shows them.")
        ledger.put_device(replace(device, state=state))


def dump(opened: Opened) -> Iterator[dict[str, Any]]:
    """Every entry in the order of its number, without what was written in it."""
    for entry in _entries(opened):
        yield {
            "cseq": entry.cseq,
            "st": entry.stream,
            "seq": entry.seq,
            "eid": entry.eid,
            "agg": entry.aggregate,
            "by": entry.by,
            "lane": entry.lane,
        }


def _entries(opened: Opened) -> Iterator[Kept]:
    after = 0
    while True:
        with opened.store.reading() as ledger:
            some = ledger.entries(after, AT_ONCE)
        if not some:
            return
        yield from some
        after = some[-1].cseq


def verify(opened: Opened) -> list[str]:
    """Everything checked again: hashes, signatures, numbers, chains, receipts. Answers what is wrong, in sentences."""
    return [*_wrong_entries(opened), *_wrong_receipts(opened)]


def _wrong_entries(opened: Opened) -> Iterator[str]:
    with opened.store.reading() as ledger:
        devices = {device.dev: device for device in ledger.devices()}
    keys = {dev: Ed25519PublicKey.from_public_bytes(device.signing) for dev, device in devices.items()}
    hashes: dict[tuple[str, int], str] = {}
    previous: dict[tuple[str, int], str] = {}
    expected = 1
    for entry in _entries(opened):
        where = f"entry {entry.stream}-{entry.seq} (number {entry.cseq})"
        if entry.cseq != expected:
            yield f"{where}: numbers {expected} to {entry.cseq - 1} are missing"
        expected = entry.cseq + 1
        yield from (f"{where}: {why}" for why in _wrong_entry(entry, keys.get(entry.dev)))
        hashes[(entry.stream, entry.seq)] = envelopes.text_of(entry.hash)
        previous[(entry.stream, entry.seq)] = entry.previous
    begins = {envelopes.text_of(hashlib.sha256(device.statement).digest()) for device in devices.values()}
    for (stream, seq), named in previous.items():
        before = hashes.get((stream, seq - 1))
        if (seq == 1 and named not in begins) or (before is not None and before != named):
            yield f"entry {stream}-{seq}: the chain is broken before it"


def _wrong_entry(entry: Kept, key: Ed25519PublicKey | None) -> Iterator[str]:
    if envelopes.entry_hash(entry.data) != entry.hash:
        yield "its bytes are not those that were signed for"
        return
    if key is None or not envelopes.verify(entry.hash, entry.signature, key):
        yield "its signature is not its device's"
    try:
        read = envelopes.read(entry.data, entry.signature)
    except BadEnvelope:
        yield "it cannot be read"
        return
    if (read.stream, read.seq, read.aggregate, read.by) != (
        entry.stream,
        entry.seq,
        entry.aggregate,
        entry.by,
    ):
        yield "it is filed under another name"


def _wrong_receipts(opened: Opened) -> Iterator[str]:
    key = opened.keys.signing.public_key()
    with opened.store.reading() as ledger:
        for device in ledger.devices():
            previous, names = receipts.FIRST, set[str]()
            for given in _given(ledger, device.dev):
                try:
                    receipt = receipts.read(given.data, key)
                except BadDocument:
                    yield f"receipt {given.rid}: it is not signed by this server"
                    continue
                if receipt.previous != previous:
                    yield f"receipt {given.rid}: the chain is broken before it"
                previous = receipt.hash
                names |= {line.eid for line in receipt.lines if line.level != receipts.HELD}
            yield from _not_there(ledger, device.dev, names)


def _given(ledger: Ledger, dev: str) -> Iterator[Any]:
    after = ""
    while some := ledger.given_after(dev, after, AT_ONCE):
        yield from some
        after = some[-1].rid


def _not_there(ledger: Ledger, dev: str, names: set[str]) -> Iterator[str]:
    for eid in sorted(names - ledger.names_of(dev)):
        yield f"entry {eid}: it was signed for and is not here"
