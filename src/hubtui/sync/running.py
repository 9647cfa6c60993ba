"""A run of sync with a real clock, real lots and a real line: what the app's thread and the command line
call.
"""

import os
import random
import time
from dataclasses import dataclass
from datetime import datetime

from hubtui.domain.trouble import Unavailable
from hubtui.store import access_log
from hubtui.store import clock as clocks
from hubtui.store.workspace import Workspace
from hubtui.sync.client import OFFLINE, Outcome, Round
from hubtui.sync.ports import Identity, Queue, Stop, Tell, Transport
from hubtui.sync.retrying import Retry
from hubtui.sync.vault_queue import Run, VaultQueue, here

NOT_ENROLLED = "This terminal is not known to a server yet."
HOW_TO_ENROL = "Ask the sync operator for a code, then: hubtui enrol URL --code CODE"


@dataclass(frozen=True)
class SystemClock:
    """The machine's clock; the wall clock is the workspace's, which in training may be set."""

    walls: clocks.Clock = clocks.system_clock

    def wall(self) -> datetime:
        return self.walls()

    def monotonic(self) -> float:
        return time.monotonic()

    def boot(self) -> str:
        return clocks.boot()


@dataclass(frozen=True)
class SystemRng:
    def token(self, length: int) -> bytes:
        return os.urandom(length)

    def uniform(self, low: float, high: float) -> float:
        return random.uniform(low, high)  # noqa: S311 - spreads waits, keeps no secret


def converse(talk: Round, transport: Transport) -> Outcome:
    """Carry each request to the line and each answer back until the run is over."""
    conversation = talk.talk()
    try:
        request = next(conversation)
        while True:
            request = conversation.send(transport.send(request))
    except StopIteration as ended:
        outcome: Outcome = ended.value
        return outcome


def run_once(
    workspace: Workspace,
    *,
    run: Run = here,
    stop: Stop = lambda: False,
    tell: Tell = lambda _progress: None,
    transport: Transport | None = None,
) -> Outcome:
    """One run now, whatever the waits say: a worker's key. Raises Unavailable where the vault is not
    enrolled.

    `run` executes database work where it belongs; `stop` is asked between bundles; `tell` hears of progress.
    """
    queue = VaultQueue(workspace, run)
    server = queue.server()
    if server is None:
        raise Unavailable(NOT_ENROLLED, HOW_TO_ENROL)
    identity = Identity(workspace.device.dev, workspace.device.signing)
    talk = Round(queue, SystemClock(workspace.clock), SystemRng(), identity, server, stop, tell)
    if transport is not None:
        return _noted(workspace, run, converse(talk, transport))
    if not server.url:
        raise Unavailable("This terminal hands in by stick.", "hubtui sync export DIR")
    # Loaded only when a line is really used: it costs 64 ms.
    from hubtui.sync.transport import HttpTransport

    with HttpTransport(server.url) as line:
        return _noted(workspace, run, converse(talk, line))


def _noted(workspace: Workspace, run: Run, outcome: Outcome) -> Outcome:
    """Write to the access log that a server was spoken to (SEC-04); where nobody answered nothing has happened."""
    if outcome.state != OFFLINE:
        what = f"{outcome.state}, {outcome.stored} signed for, {outcome.held} held"
        run(lambda: access_log.note(workspace, "sync", "", what))
    return outcome


def seconds_until_due(queue: Queue, clock: SystemClock | None = None) -> float:
    """How long a run that nobody asked for has to wait yet."""
    return Retry.of(queue.retry()).wait(clock or SystemClock())
