"""Random work over a line that loses, doubles and confuses, then a good line: everything is there, once."""

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hubtui.domain.entry import Lane
from hubtui.server import devices
from hubtui.server.app import Wire
from hubtui.server.limits import Limits
from hubtui.server.media import import_medium
from hubtui.server.operating import dump, verify
from hubtui.server.running import Opened, open_server, utc_now
from hubtui.store.workspace import Workspace
from hubtui.sync import client
from hubtui.sync.carrying import export, import_receipts
from hubtui.sync.checking import wrong_receipts
from hubtui.sync.enrolling import enrol_by_wire
from hubtui.sync.ports import INTERCEPTED, STALLED, UNREACHABLE, Reply, Silence
from hubtui.sync.protocol.wire import Answer, Request
from hubtui.sync.running import SystemClock, SystemRng, run_once
from tests.sync.handing_in import journal_names, states, terminal, unsent, write_note
from tests.sync.in_process import InProcess

CLOCK, RNG = SystemClock(), SystemRng()


class Lossy:
    """Drawn by lot for each request: passed on, lost before or after it arrived, doubled, or answered by another."""

    def __init__(self, inner: InProcess, lots: random.Random) -> None:
        self._inner = inner
        self._lots = lots
        self._earlier: list[Reply] = []

    def send(self, request: Request) -> Reply:
        fault = self._lots.choice(["none"] * 6 + ["before", "after", "twice", "stranger", "old answer"])
        if fault == "before":
            return Silence(self._lots.choice([UNREACHABLE, STALLED, INTERCEPTED]))
        if fault == "stranger":
            return Answer(200, b"<html>sign in</html>")
        if fault == "old answer" and self._earlier:
            return self._lots.choice(self._earlier)
        answer = self._inner.send(request)
        if fault == "twice":
            answer = self._inner.send(request)
        self._earlier.append(answer)
        return Silence(UNREACHABLE) if fault == "after" else answer

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    with closing(open_server(tmp_path / "server", training=True)) as server:
        yield server


def work(workspace: Workspace, lots: random.Random, cases: list[str]) -> None:
    for _ in range(lots.randrange(4)):
        write_note(
            workspace,
            "words " * lots.randrange(1, 200),
            case=lots.choice(cases),
            lane=Lane(lots.randrange(4)),
        )


@pytest.mark.req("SYN-01", "SYN-02")
@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_on_the_way_everything_arrives_once(
    tmp_path: Path, opened: Opened, seed: int
) -> None:
    lots = random.Random(seed)
    server = Wire(opened.store, opened.keys, utc_now, Limits(device_rate=1e6, device_burst=1e6))
    good = InProcess(server)
    workspace = terminal(tmp_path)
    enrol_by_wire(workspace, "", devices.make_code(opened.store, utc_now(), "HHI"), good, CLOCK)
    cases = [f"case-{number}" for number in range(4)]
    stick = tmp_path / "stick"

    for _ in range(12):
        work(workspace, lots, cases)
        run_once(workspace, transport=Lossy(good, lots))
        if lots.random() < 0.2:
            export(workspace, stick, CLOCK, RNG)
        if lots.random() < 0.3 and stick.exists():
            import_medium(opened, stick, utc_now)
            import_receipts(workspace, stick, CLOCK)
        receipted = {eid for eid, state in states(workspace).items() if state == "stored"}
        assert receipted <= {each["eid"] for each in dump(opened)}
    healed = [run_once(workspace, transport=good) for _ in range(2)]

    assert [each.state for each in healed] == [client.DONE, client.DONE]
    assert healed[1].stored == 0
    assert unsent(workspace) == []
    names = [each["eid"] for each in dump(opened)]
    assert len(names) == len(set(names))
    assert set(names) == journal_names(workspace)
    assert (verify(opened), wrong_receipts(workspace), healed[1].broken) == ([], [], False)
