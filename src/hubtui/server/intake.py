"""Taking a bundle in: the same for the wire and for sticks.

What is authentic, readable and entitled is accepted, whatever it says; the rest is held with its bytes and a
reason.
At the door every chain is recomputed and one signature a contiguous run is verified, which vouches for the
run; the
other signatures are verified off the request path. The receipt is written in the same transaction as the
entries.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hubtui.journal import envelope as envelopes
from hubtui.journal.envelope import BadEnvelope, Envelope
from hubtui.server.keys import ServerKeys
from hubtui.server.store import ACTIVE, Device, Finding, Gap, Given, Hold, Kept, Ledger, Slot, Store
from hubtui.sync import bundle
from hubtui.sync.bundle import BadBundle, Item, Sealed
from hubtui.sync.protocol import enrolment, receipts
from hubtui.sync.protocol.names import instant_text, uuid7
from hubtui.sync.protocol.receipts import HELD, STORED, Line

Now = Callable[[], datetime]
MAX_ENTRY = 1024 * 1024
MOST_GAPS = 32
"""How many gaps a receipt names."""
MOST_MONTHS = 8


class Refused(Exception):
    """The whole bundle cannot be taken; nothing was kept. `problem` is the protocol's word."""

    def __init__(self, problem: str, why: str) -> None:
        super().__init__(f"{problem}: {why}")
        self.problem = problem
        self.why = why


@dataclass(frozen=True)
class Taken:
    """The signed receipt; `again` where this very bundle had been taken before."""

    receipt: bytes
    device: Device
    pid: str
    again: bool
    entries: int = 0


@dataclass
class Judged:
    """An item of a bundle as the door sees it: an entry, or bytes and the reason to hold them."""

    data: bytes
    signature: bytes
    entry: Envelope | None
    reason: str = ""
    verified: bool = False

    @cached_property
    def hash(self) -> bytes:
        return envelopes.entry_hash(self.data)


@dataclass(frozen=True)
class Read:
    """A bundle that has been opened and judged, before the database is asked."""

    sealed: Sealed
    device: Device
    judged: list[Judged]


class Intake:
    """The way into one server's store."""

    def __init__(self, store: Store, keys: ServerKeys, now: Now) -> None:
        self._store = store
        self._keys = keys
        self._now = now
        self._aliases: dict[str, dict[str, str]] = {}

    def take(self, data: bytes, pid: str | None = None) -> Taken:
        """Take the bundle in. Raises Refused, StoreBusy, StoreFull; then nothing of it is kept."""
        return self.keep(self.read(data, pid))

    def read(self, data: bytes, pid: str | None = None) -> Read:
        """Open and judge it; `pid` is the name it came under, if it came under one. Raises Refused."""
        try:
            sealed = bundle.read(data)
            device = self._sender(sealed)
            self._check_address(sealed, device, pid)
            opened = sealed.open(self._keys.sealing)
        except BadBundle as error:
            raise Refused(error.problem, str(error)) from error
        return Read(sealed, device, judge(opened.items, device, self._keys.realm))

    def keep(self, read: Read) -> Taken:
        """Write what was judged, and the receipt with it."""
        with self._store.writing() as ledger:
            given = ledger.given_for(read.sealed.pid)
            if given is not None:
                return self._again(ledger, read, given)
            return _Keeping(ledger, self._keys, read, self._now()).keep()

    def _again(self, ledger: Ledger, read: Read, given: Given) -> Taken:
        if given.digest != read.sealed.digest:
            raise Refused("bundle-mismatch", "another bundle has this name")
        ledger.answered_again(given.pid)
        return Taken(given.data, read.device, given.pid, again=True)

    def _check_address(self, sealed: Sealed, device: Device, pid: str | None) -> None:
        if not sealed.signed_by(Ed25519PublicKey.from_public_bytes(device.signing)):
            raise Refused("bad-signature", "the bundle is not signed by its sender")
        if pid is not None and sealed.pid != pid:
            raise Refused("bundle-mismatch", "the bundle has another name")
        if sealed.address.direction != bundle.UP or sealed.address.to != self._keys.kid:
            raise Refused("unopenable", "the bundle is for another server or key")

    def _sender(self, sealed: Sealed) -> Device:
        address = sealed.address
        dev = self._aliases_of(address.month).get(address.sender)
        if dev is None:
            self._aliases.pop(address.month, None)
            dev = self._aliases_of(address.month).get(address.sender)
        with self._store.reading() as ledger:
            device = ledger.device(dev) if dev else None
        if device is None:
            raise Refused("unknown-device", "no device of this server sent it")
        return device

    def _aliases_of(self, month: str) -> dict[str, str]:
        if month not in self._aliases:
            with self._store.reading() as ledger:
                devices = ledger.devices()
            if len(self._aliases) >= MOST_MONTHS:
                self._aliases.clear()
            self._aliases[month] = {enrolment.alias(each.alias_key, month): each.dev for each in devices}
        return self._aliases[month]


def judge(items: Sequence[Item], device: Device, realm: str) -> list[Judged]:
    """Which items are entries of this device, and which have to be held and why."""
    judged = [_read_item(data, signature, device, realm) for data, signature in items]
    key = Ed25519PublicKey.from_public_bytes(device.signing)
    for run in _runs([each for each in judged if each.entry is not None]):
        _check_signatures(run, key)
    return judged


def _read_item(data: bytes, signature: bytes, device: Device, realm: str) -> Judged:
    if len(data) > MAX_ENTRY:
        return Judged(data, signature, None, "bad-encoding")
    try:
        entry = envelopes.read(data, signature)
    except BadEnvelope:
        return Judged(data, signature, None, "bad-encoding")
    if entry.content["dev"] != device.dev or entry.content["realm"] != realm:
        return Judged(data, signature, entry, "not-entitled")
    return Judged(data, signature, entry)


def _runs(judged: list[Judged]) -> Iterator[list[Judged]]:
    """The entries in runs in which each names the hash of the one before it."""
    run: list[Judged] = []
    for each in sorted(judged, key=_place):
        if run and not _follows(run[-1], each):
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _place(judged: Judged) -> tuple[str, int]:
    assert judged.entry is not None, "only entries have a place"
    return judged.entry.stream, judged.entry.seq


def _follows(before: Judged, after: Judged) -> bool:
    assert after.entry is not None, "only entries have a place"
    return after.entry.previous == envelopes.text_of(before.hash) and _place(after)[0] == _place(before)[0]


def _check_signatures(run: list[Judged], key: Ed25519PublicKey) -> None:
    """One good signature at the end of a run vouches for the chain before it; without it each stands
    alone.
    """
    if envelopes.verify(run[-1].hash, run[-1].signature, key):
        run[-1].verified = True
        return
    for each in run:
        each.verified = envelopes.verify(each.hash, each.signature, key)
        if not each.verified:
            each.reason = each.reason or "bad-signature"


class _Keeping:
    """One bundle on its way into the ledger."""

    def __init__(self, ledger: Ledger, keys: ServerKeys, read: Read, now: datetime) -> None:
        self.ledger = ledger
        self.keys = keys
        self.device = read.device
        self.judged = read.judged
        self.pid = read.sealed.pid
        self.digest = read.sealed.digest
        self.now = now
        self.at = instant_text(now)
        self.new: list[tuple[Judged, Envelope]] = []
        self.lines: list[Line] = []
        self.owners: dict[str, str] = {}
        self.taken: dict[tuple[str, int], bytes] = {}
        """Which hash holds which place of a stream, in the database or by this bundle."""

    def keep(self) -> Taken:
        # Suspension is asked about inside the transaction, so that none slips through beside it.
        device = self.ledger.device(self.device.dev)
        assert device is not None, "devices are never deleted"
        known = self.ledger.known([each.hash for each in self.judged])
        self._look_up()
        for each in self.judged:
            if each.hash in known:
                self._line(each, STORED)
            else:
                self._sort(each, device)
        numbers = self._add() if self.new else None
        return Taken(self._give(numbers), device, self.pid, again=False, entries=len(self.new))

    def _look_up(self) -> None:
        """Whose the streams of this bundle are, and what stands already where its entries want to."""
        wanted: dict[str, list[int]] = {}
        for each in self.judged:
            if each.entry is not None:
                wanted.setdefault(each.entry.stream, []).append(each.entry.seq)
        for stream, numbers in wanted.items():
            owner = self.ledger.owner_of(stream)
            if owner is not None:
                self.owners[stream] = owner
            slots = self.ledger.slots(stream, numbers)
            self.taken.update({(stream, seq): digest for seq, (digest, _) in slots.items()})

    def _sort(self, each: Judged, device: Device) -> None:
        reason = each.reason or self._objection(each, device)
        if reason:
            self.ledger.hold(
                Hold(each.hash, device.dev, self.pid, reason, each.data, each.signature, self.at)
            )
            self._line(each, HELD, reason)
            return
        if _place(each) not in self.taken:
            assert each.entry is not None, "what has no objection is an entry"
            self.taken[_place(each)] = each.hash
            self.new.append((each, each.entry))
        self._line(each, STORED)

    def _objection(self, each: Judged, device: Device) -> str:
        stream, _ = place = _place(each)
        if device.state != ACTIVE:
            return f"device-{device.state}"
        if stream not in self.owners:
            self.ledger.claim(stream, device.dev)
            self.owners[stream] = device.dev
        if self.owners[stream] != device.dev:
            return "not-entitled"
        return "" if self.taken.get(place, each.hash) == each.hash else "fork"

    def _line(self, each: Judged, level: str, reason: str = "") -> None:
        seq = each.entry.seq if each.entry else 0
        self.lines.append(Line(seq, envelopes.short(each.hash), level, reason))

    def _add(self) -> tuple[int, int]:
        unchecked = {each.hash for each, _ in self.new if not each.verified}
        numbers = self.ledger.add([self._kept(each, entry) for each, entry in self.new], unchecked)
        for stream in {entry.stream for _, entry in self.new}:
            self._look_at_chain(stream, sorted(entry.seq for _, entry in self.new if entry.stream == stream))
        return numbers

    def _kept(self, each: Judged, entry: Envelope) -> Kept:
        return Kept(
            each.hash,
            envelopes.short(each.hash),
            entry.stream,
            entry.seq,
            entry.previous,
            entry.aggregate,
            entry.lane,
            entry.by,
            entry.kind,
            each.data,
            each.signature,
            self.device.dev,
            self.pid,
            self.at,
        )

    def _look_at_chain(self, stream: str, numbers: list[int]) -> None:
        """A broken chain is accepted and told: the entry is authentic, and somebody has to ask what
        happened.
        """
        around = {near for seq in numbers for near in (seq - 1, seq, seq + 1)}
        slots = self.ledger.slots(stream, sorted(around))
        begins = envelopes.text_of(hashlib.sha256(self.device.statement).digest())
        for seq in sorted({seq for near in numbers for seq in (near, near + 1)}):
            expected = begins if seq == 1 else _hash_at(slots, seq - 1)
            if seq in slots and expected is not None and slots[seq][1] != expected:
                self.ledger.find(Finding("chain-break", self.device.dev, stream, seq, self.at))

    def _give(self, numbers: tuple[int, int] | None) -> bytes:
        stream = next((each.entry.stream for each in self.judged if each.entry), "")
        rid = uuid7(self.now, secrets.token_bytes(10))
        data = receipts.write(
            self.keys.signing,
            rid=rid,
            epoch=self.ledger.epoch(),
            pid=self.pid,
            dev=self.device.dev,
            stream=stream,
            time=self.at,
            previous=self.ledger.last_given(self.device.dev),
            lines=self.lines,
            missing=gaps(self.ledger.ranges(stream))[:MOST_GAPS],
            numbers=numbers,
        )
        self.ledger.give(
            Given(rid, self.pid, self.device.dev, self.digest, receipts.receipt_hash(data), data, self.at)
        )
        return data


def gaps(ranges: Sequence[Gap]) -> list[Gap]:
    """The runs of numbers that are not there, from 1 to the highest that is."""
    missing, expected = [], 1
    for first, last in ranges:
        if first > expected:
            missing.append((expected, first - 1))
        expected = last + 1
    return missing


def _hash_at(slots: dict[int, Slot], seq: int) -> str | None:
    return envelopes.text_of(slots[seq][0]) if seq in slots else None
