"""Choosing what goes next and sealing it: urgent lanes first, a parent never behind its child, bundles of a
size.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from hubtui.domain.record import REFERENCE, UNIT, VAULT
from hubtui.journal.envelope import SCHEMA, entry_hash, short, text_of
from hubtui.store.outbox import Pending, Pinned, Waiting
from hubtui.sync import bundle
from hubtui.sync.bundle import Address, BadBundle
from hubtui.sync.ports import Clock, Identity, Queue, Rng
from hubtui.sync.protocol.documents import b64, kid_of, public_key
from hubtui.sync.protocol.enrolment import alias
from hubtui.sync.protocol.names import instant_text, month_of, uuid7

PACKS_TO = 3
"""How many bytes of entries make one sealed byte, at the least: what a first guess at a bundle's size goes
by.
"""
TOO_BIG, DAMAGED = "too-big", "damaged"
NOT_CASES = (VAULT, UNIT, REFERENCE)


@dataclass(frozen=True)
class Packed:
    """A sealed bundle and the entries in it."""

    sealed: Pending
    entries: tuple[Waiting, ...]


@dataclass
class Packer:
    """Makes bundles for one server."""

    queue: Queue
    clock: Clock
    rng: Rng
    identity: Identity
    server: Pinned
    label: str = ""
    """What is packed on a stick under this label already is passed over."""

    def next(self, target: int) -> Packed | None:
        """The next bundle of about `target` sealed bytes, or None where nothing waits.

        An entry that is too big for any bundle, or whose bytes are no longer as made, is held with the reason; it
        stops nothing.
        """
        chosen = self._choose(target)
        while chosen:
            try:
                return Packed(self._seal(chosen), tuple(chosen))
            except BadBundle:
                if len(chosen) == 1:
                    self.queue.hold([chosen[0].n], TOO_BIG)
                    chosen = self._choose(target)
                else:
                    chosen = chosen[: len(chosen) // 2]
        return None

    def _choose(self, target: int) -> list[Waiting]:
        ordered = parents_first(self.queue.waiting(bundle.MAX_ENTRIES, self.label), self.queue, self.label)
        damaged = [each.n for each in ordered if not _is_as_made(each)]
        if damaged:
            self.queue.hold(damaged, DAMAGED)
            return self._choose(target)
        chosen: list[Waiting] = []
        size = 0
        for each in ordered:
            size += len(each.data) + bundle.SIGNATURE
            too_much = size > min(target * PACKS_TO, bundle.MAX_PLAIN - bundle.MAX_SEALED)
            if chosen and (too_much or len(chosen) == bundle.MAX_ENTRIES or each.stream != chosen[0].stream):
                break
            chosen.append(each)
        return chosen

    def _seal(self, chosen: Sequence[Waiting]) -> Pending:
        now = self.clock.wall()
        pid = uuid7(now, self.rng.token(10))
        data = bundle.seal(
            [(each.data, each.signature) for each in chosen],
            self._manifest(chosen, now),
            pid=pid,
            address=self._address(now),
            to=X25519PublicKey.from_public_bytes(self.server.sealing),
            signing=self.identity.signing,
        )
        return Pending(pid, min(each.lane for each in chosen), data)

    def _address(self, now: datetime) -> Address:
        month = month_of(now)
        return Address(
            alias(self.server.alias_key, month), month, kid_of(public_key(b64(self.server.signing)))
        )

    def _manifest(self, chosen: Sequence[Waiting], now: datetime) -> dict[str, Any]:
        stream = chosen[0].stream
        head_seq, head_hash = self.queue.head_of(stream)
        counts = self.queue.counts()
        by_lane = {lane: 0 for lane, _ in counts}
        for (lane, _), count in counts.items():
            by_lane[lane] += count
        return {
            "st": stream,
            "head_seq": head_seq,
            "head_hash": text_of(head_hash),
            "have_more": [[lane, count] for lane, count in sorted(by_lane.items())],
            "epoch": self.server.epoch,
            "cursors": {},
            "last_rid": self.queue.chain_end()[0],
            "schema": [1, SCHEMA],
            "made": instant_text(now),
            "media": None,
        }


def parents_first(waiting: Sequence[Waiting], queue: Queue, label: str = "") -> list[Waiting]:
    """The same order, with every entry that another builds on moved up before it (SYN-03).

    What an entry builds on: the opening of its case, the making of the records it touches, the edits it
    replaces.
    """
    earlier = _earlier(waiting, queue, label)
    ordered: dict[int, Waiting] = {}
    for each in waiting:
        if each.n not in ordered:
            for parent in sorted(_parents(each, earlier[each.aggregate]), key=lambda entry: entry.n):
                ordered.setdefault(parent.n, parent)
            ordered[each.n] = each
    return list(ordered.values())


def _earlier(waiting: Sequence[Waiting], queue: Queue, label: str) -> dict[str, list[Waiting]]:
    """By case, what is older than some entry that waits, less urgent than some, and so might come too
    late.
    """
    cases: dict[str, list[Waiting]] = {each.aggregate: [] for each in waiting}
    if waiting:
        before, lane = max(each.n for each in waiting), min(each.lane for each in waiting)
        for each in queue.waiting_of_cases(cases, before, lane, label):
            cases[each.aggregate].append(each)
    return cases


def _parents(child: Waiting, of_case: Sequence[Waiting]) -> list[Waiting]:
    earlier = [each for each in of_case if each.n < child.n and each.lane > child.lane]
    found: dict[int, Waiting] = {}
    looking = [child] if earlier else []
    while looking:
        needs = _needs(looking.pop())
        for each in earlier:
            opens = each.opening and each.aggregate not in NOT_CASES
            if each.n not in found and (opens or each.eid in needs or not _makes(each).isdisjoint(needs)):
                found[each.n] = each
                looking.append(each)
    return list(found.values())


def _is_as_made(entry: Waiting) -> bool:
    return short(entry_hash(entry.data)) == entry.eid


def _ops(entry: Waiting) -> list[list[Any]]:
    if not _is_as_made(entry):
        return []
    ops: list[list[Any]] = json.loads(entry.data)["ops"]
    return ops


def _makes(entry: Waiting) -> set[str]:
    return {op[1] for op in _ops(entry) if op[0] == "new"}


def _needs(entry: Waiting) -> set[str]:
    """The records that an entry touches without making them, and the names of the entries whose edits it
    replaces.
    """
    made = _makes(entry)
    needs = {op[1] for op in _ops(entry) if op[1] not in made}
    for op in _ops(entry):
        named = op[3] if op[0] in ("set", "step", "rem") else op[2] if op[0] == "unvoid" else []
        if op[0] == "void":
            named = [name for names in op[3].values() for name in names]
        needs.update(name.partition(".")[0] for name in named)
    return needs
