"""One run of sync, from the device's side, without any input or output of its own.

`Round.talk` is a conversation: it yields what to ask and is sent what came back. Clock, lots, outbox and
keys are
handed in, so that the app, the command line and a simulator run the very same steps, and can stop between
any two.
Only a signed answer is believed; only a signed receipt moves an entry's state.
"""

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from typing import Any

from hubtui.store.outbox import KeptReceipt, Pending, Pinned
from hubtui.sync.packing import TOO_BIG, Packer
from hubtui.sync.ports import (
    INTERCEPTED,
    STALLED,
    Clock,
    Identity,
    Progress,
    Queue,
    Reply,
    Rng,
    Silence,
    Stop,
    Tell,
)
from hubtui.sync.protocol import documents, receipts, wire
from hubtui.sync.protocol.documents import BadDocument
from hubtui.sync.protocol.names import instant_text
from hubtui.sync.protocol.receipts import Receipt
from hubtui.sync.protocol.wire import Answer, Request
from hubtui.sync.retrying import Retry

DONE, STOPPED, OFFLINE, NOT_SERVER, BUSY, BARRED, UNKNOWN = (
    "done",
    "stopped",
    "offline",
    "not-server",
    "busy",
    "barred",
    "unknown",
)
"""How a run ends. `barred`: the device is suspended or revoked; `unknown`: the server does not know it."""

Talk = Generator[Request, Reply, Any]


AHEAD = (
    "The server holds later records of this terminal than it has itself: its disk went back in time. Tell your"
    " supervisor."
)
BROKEN_CHAIN = "The server's receipts do not follow one from another. Tell the sync operator."


@dataclass
class Outcome:
    """What a run did. Counts are of entries; `up` is bytes handed in; `lost` were stored and had to go again.

    `ahead` names streams of which the server holds higher numbers than this vault has made: a sign that the
    disk went back in time. `broken` says that the server's receipts do not form one chain.
    """

    state: str = DONE
    stored: int = 0
    held: int = 0
    bundles: int = 0
    up: int = 0
    lost: int = 0
    retry_after: float = 0.0
    ahead: dict[str, int] = field(default_factory=dict)
    broken: bool = False

    @property
    def warnings(self) -> list[str]:
        """What a person has to hear of it, in sentences."""
        return [*([AHEAD] if self.ahead else []), *([BROKEN_CHAIN] if self.broken else [])]


class _Ended(Exception):
    """The run cannot go on."""

    def __init__(self, state: str, retry_after: float = 0.0) -> None:
        super().__init__(state)
        self.state = state
        self.retry_after = retry_after


@dataclass
class Round:
    """One run at a time per device."""

    queue: Queue
    clock: Clock
    rng: Rng
    identity: Identity
    server: Pinned
    stop: Stop = lambda: False
    tell: Tell = lambda _progress: None

    def talk(self) -> Generator[Request, Reply, Outcome]:
        """The conversation; its value is the outcome. Retry times and successes are written down at its
        end.
        """
        self.outcome = Outcome()
        self.retry = Retry.of(self.queue.retry())
        self.key = documents.public_key(documents.b64(self.server.signing))
        self.barred = ""
        try:
            yield from self._whole()
            self.outcome.state = BARRED if self.barred else DONE
            if not self.barred:
                self.queue.note_success(instant_text(self.clock.wall()))
        except _Ended as ended:
            self.outcome.state = ended.state
            self.outcome.retry_after = ended.retry_after
            if ended.state != STOPPED:
                self.retry = self.retry.after_failure(self.clock, self.rng, ended.retry_after)
        self.queue.note_retry(self.retry.text())
        return self.outcome

    def _whole(self) -> Talk:
        pong = yield from self._ping()
        session = yield from self._hello(pong)
        yield from self._push()
        if session:
            yield from self._fetch_receipts(session)

    def _ping(self) -> Talk:
        nonce = self._nonce()
        answer = yield from self._ask(Request("GET", f"{wire.PING}?n={nonce}", nonce))
        pong = self._object(answer)
        if answer.status != 200 or pong.get("server_id") != self.server.server_id:
            raise _Ended(NOT_SERVER)
        self.retry = self.retry.after_answer()
        if pong.get("realm") != self.server.realm or not isinstance(pong.get("challenge"), str):
            raise _Ended(NOT_SERVER)
        return pong

    def _hello(self, pong: dict[str, Any]) -> Talk:
        """Answers the session's token; empty where the server bars this device, which may still hand in."""
        said = {"v": 1, "dev": self.identity.dev, "challenge": pong["challenge"], "epoch": self.server.epoch}
        body = documents.sign("hello", said, self.identity.signing)
        answer = yield from self._ask(self._request("POST", wire.HELLO, body, wire.JSON_TYPE.format("hello")))
        if answer.status == 403:
            self.barred = wire.problem_of(answer.body).removeprefix("device-") or "suspended"
            self._note_server(str(pong["epoch"]), self.barred)
            return ""
        if answer.status == 401:
            raise _Ended(UNKNOWN)
        if answer.status != 200:
            raise _Ended(BUSY, _seconds(answer))
        hello = self._object(answer)
        self._note_server(str(hello.get("epoch")), "active")
        self._compare(hello)
        return str(hello.get("session", ""))

    def _note_server(self, epoch: str, state: str) -> None:
        if (epoch, state) != (self.server.epoch, self.server.state):
            self.queue.note_server(epoch=epoch, state=state)
            self.server = replace(self.server, epoch=epoch, state=state)

    def _compare(self, hello: dict[str, Any]) -> None:
        """What the server lacks goes again, whether its receipt was lost or its disk."""
        try:
            have = wire.ranges_of(hello.get("have"))
        except BadDocument as error:
            raise _Ended(NOT_SERVER) from error
        self.outcome.lost = self.queue.requeue_absent(have)
        self.queue.release_held(("device-suspended", "device-revoked"))
        for stream, highest in self.queue.own_streams().items():
            there = max((last for _, last in have.get(stream, [])), default=0)
            if there > highest:
                self.outcome.ahead[stream] = there

    def _push(self) -> Talk:
        sent: set[str] = set()
        while True:
            if self.stop():
                raise _Ended(STOPPED)
            sealed = self._next(sent)
            if sealed is None:
                return
            sent.add(sealed.pid)
            yield from self._send(sealed)
            self.tell(Progress(self.outcome.stored, sum(self.queue.counts().values())))

    def _next(self, sent: set[str]) -> Pending | None:
        """The most urgent: a bundle sealed before, sent again as it is, or a new one."""
        ready = [each for each in self.queue.pending() if each[0] not in sent]
        free = self.queue.waiting(1)
        if ready and (not free or ready[0][1] <= free[0].lane):
            return self.queue.bundle(ready[0][0])
        packer = Packer(self.queue, self.clock, self.rng, self.identity, self.server)
        packed = packer.next(self.retry.target)
        if packed is None:
            return self.queue.bundle(ready[0][0]) if ready else None
        at = instant_text(self.clock.wall())
        self.queue.keep_bundle(packed.sealed, [each.n for each in packed.entries], at)
        return packed.sealed

    def _send(self, sealed: Pending) -> Talk:
        self.queue.tried(sealed.pid)
        request = self._request("PUT", f"{wire.BUNDLES}{sealed.pid}", sealed.data, wire.BUNDLE_TYPE)
        answer = yield from self._ask(request, sealed)
        if answer.status in (200, 201):
            self._take(self._receipt(answer.body, sealed))
            self.outcome.bundles += 1
            self.outcome.up += len(sealed.data)
            self.retry = self.retry.larger()
        elif answer.status in (409, 413, 422):
            self._repack(sealed, wire.problem_of(answer.body) or "refused")
        elif answer.status == 401:
            raise _Ended(UNKNOWN)
        else:
            raise _Ended(BUSY, _seconds(answer))

    def _repack(self, sealed: Pending, problem: str) -> None:
        """The server cannot take this bundle as it is: smaller ones, until the entry that it cannot take is
        alone.
        """
        carried = self.queue.carried_by(sealed.pid)
        self.queue.drop_bundle(sealed.pid, problem)
        self.retry = replace(self.retry, target=max(1, min(self.retry.target, len(sealed.data)) // 4))
        if len(carried) == 1:
            self.queue.hold(list(carried.values()), TOO_BIG if problem == "bundle-too-big" else problem)
            self.outcome.held += 1
            self.retry = replace(self.retry, target=Retry().target)

    def _receipt(self, data: bytes, sealed: Pending) -> Receipt:
        try:
            receipt = receipts.read(data, self.key)
        except BadDocument as error:
            raise _Ended(NOT_SERVER) from error
        if receipt.pid != sealed.pid or receipt.dev != self.identity.dev:
            raise _Ended(NOT_SERVER)
        if not self.queue.carried_by(sealed.pid).keys() <= {line.eid for line in receipt.lines}:
            raise _Ended(NOT_SERVER)
        if receipt.epoch != self.server.epoch:
            # Signed before the server's disk was restored, or since: it proves nothing now. Another bundle
            # will.
            self.queue.drop_bundle(sealed.pid, "epoch-changed")
            raise _Ended(BUSY)
        return receipt

    def _take(self, receipt: Receipt) -> None:
        if self.queue.keep_receipt(kept(receipt), instant_text(self.clock.wall())):
            self.outcome.held += len(receipt.held)
            self.outcome.stored += len(receipt.lines) - len(receipt.held)

    def _fetch_receipts(self, session: str) -> Talk:
        """Receipts of what came by other ways, and proof that none is missing from the chain."""
        more = True
        while more:
            rid, end = self.queue.chain_end()
            path = f"{wire.RECEIPTS}?after={rid}"
            answer = yield from self._ask(Request("GET", path, self._nonce(), bearer=session))
            if answer.status != 200:
                raise _Ended(BUSY, _seconds(answer))
            page = self._object(answer)
            more = page.get("more") is True and bool(page.get("receipts"))
            for text in page.get("receipts", []):
                end = self._take_next(str(text).encode(), end)

    def _take_next(self, data: bytes, end: str) -> str:
        try:
            receipt = receipts.read(data, self.key)
        except BadDocument as error:
            raise _Ended(NOT_SERVER) from error
        if receipt.dev != self.identity.dev:
            raise _Ended(NOT_SERVER)
        if receipt.previous not in (end, receipts.FIRST):
            self.outcome.broken = True
        if receipt.epoch == self.server.epoch:
            self._take(receipt)
        self.queue.note_chain_end(receipt.rid, receipt.hash)
        return receipt.hash

    def _ask(self, request: Request, sealed: Pending | None = None) -> Talk:
        """The server's signed answer; ends the run where none came or somebody else answered."""
        reply = yield request
        if isinstance(reply, Silence):
            if sealed is not None and reply.kind == STALLED:
                self.retry = self.retry.smaller()
                if len(sealed.data) > self.retry.target:
                    self.queue.drop_bundle(sealed.pid, "stalled")
            raise _Ended(NOT_SERVER if reply.kind == INTERCEPTED else OFFLINE)
        if not wire.is_from(self.key, request, reply):
            raise _Ended(NOT_SERVER)
        if reply.status in (429, 503, 507):
            raise _Ended(BUSY, _seconds(reply))
        return reply

    def _request(self, method: str, path: str, body: bytes, kind: str) -> Request:
        return Request(method, path, self._nonce(), body, kind)

    def _nonce(self) -> str:
        return self.rng.token(16).hex()

    def _object(self, answer: Answer) -> dict[str, Any]:
        try:
            return documents.json_object(answer.body)
        except BadDocument as error:
            raise _Ended(NOT_SERVER) from error


def kept(receipt: Receipt) -> KeptReceipt:
    """A checked receipt as the outbox keeps it."""
    return KeptReceipt(
        receipt.rid,
        receipt.pid,
        receipt.level,
        receipt.time,
        receipt.previous,
        receipt.hash,
        receipt.data,
        tuple((line.eid, line.level, line.reason) for line in receipt.lines),
    )


def _seconds(answer: Answer) -> float:
    return float(answer.retry_after) if answer.retry_after.isdigit() and len(answer.retry_after) < 6 else 0.0
