"""Lines that break, lie or crawl: nothing is marked that the server did not sign for, and nothing is lost."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubtui.store.workspace import Workspace
from hubtui.sync import client
from hubtui.sync.protocol import wire
from hubtui.sync.running import run_once
from hubtui.sync.transport import HttpTransport
from tests.server.serving import ServerProcess, Serving, serving
from tests.sync.handing_in import (
    enrol,
    enrolled,
    hand_in,
    journal_names,
    states,
    terminal,
    unsent,
    write_note,
)
from tests.sync.lines import Handler, answering, ask, dripping, proxy, response

UNBELIEVABLE: dict[str, Handler] = {
    "a login page": lambda head, body: response(200, b"<html>Please sign in to the network</html>"),
    "a redirect": lambda head, body: response(302, b"", "Location: http://127.0.0.1:1/login"),
    "network authentication required": lambda head, body: response(511, b"sign in"),
    "a gateway's error": lambda head, body: response(503, b"upstream down", "Retry-After: 5"),
    "valid JSON without a signature": lambda head, body: response(200, b'{"epoch":"x","proto":[1,1]}'),
    "a signature of nobody": lambda head, body: response(200, b"{}", "Server-Sig: 00;00;AAAA"),
    "bytes that are no HTTP": lambda head, body: b"\x00\xff\x13SSH-2.0-nothing\r\n" * 30,
    "an answer without an end": lambda head, body: response(200, b"x" * (wire.MAX_ANSWER_BYTES + 10)),
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Serving]:
    with serving(tmp_path / "server") as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path, server: Serving) -> Workspace:
    """A terminal with three notes to hand in."""
    made = enrolled(tmp_path, server.url, server.new_code())
    for number in range(3):
        write_note(made, f"note {number}")
    return made


@pytest.mark.req("SYN-02")
@pytest.mark.parametrize("handler", UNBELIEVABLE.values(), ids=UNBELIEVABLE.keys())
def test_what_is_not_signed_is_not_the_server_and_changes_nothing(
    workspace: Workspace, handler: Handler
) -> None:
    before = states(workspace)

    with answering(handler) as line:
        outcome = hand_in(workspace, line.url)

    assert outcome.state == client.NOT_SERVER
    assert states(workspace) == before
    assert len(line.requests) == 1


def test_no_redirect_is_followed(workspace: Workspace, server: Serving) -> None:
    with answering(lambda head, body: response(307, b"", f"Location: {server.url}{wire.PING}")) as line:
        outcome = hand_in(workspace, line.url)

    assert outcome.state == client.NOT_SERVER


@pytest.mark.req("SYN-02")
def test_nobody_there_is_offline_and_changes_nothing(workspace: Workspace) -> None:
    before = states(workspace)

    outcome = hand_in(workspace, "http://127.0.0.1:1")

    assert outcome.state == client.OFFLINE
    assert states(workspace) == before


def test_a_line_that_says_nothing_at_all_is_given_up(workspace: Workspace) -> None:
    with answering(lambda head, body: None) as line:
        assert hand_in(workspace, line.url).state == client.OFFLINE


def test_a_line_on_which_nothing_moves_is_given_up_after_the_stall_time(workspace: Workspace) -> None:
    def crawl(_head: bytes, _body: bytes) -> bytes | None:
        time.sleep(0.6)
        return None

    with answering(crawl) as line, HttpTransport(line.url, stall=0.2) as transport:
        began = time.monotonic()
        outcome = run_once(workspace, transport=transport)

    assert outcome.state == client.OFFLINE
    assert time.monotonic() - began < 5


def test_a_line_that_drips_one_byte_at_a_time_is_given_up(workspace: Workspace) -> None:
    with dripping(every=0.05) as url, HttpTransport(url, stall=1.0, answer=0.4) as transport:
        began = time.monotonic()
        outcome = run_once(workspace, transport=transport)

    assert outcome.state == client.OFFLINE
    assert time.monotonic() - began < 5


def test_an_answer_recorded_earlier_is_not_believed_again(workspace: Workspace, server: Serving) -> None:
    recorded: list[bytes] = []

    def replay(head: bytes, body: bytes) -> bytes | None:
        if not recorded:
            recorded.append(ask(server.url, head, body) or b"")
        return recorded[0]

    with answering(replay) as old:
        first = hand_in(workspace, old.url)
        second = hand_in(workspace, old.url)

    assert (first.state, second.state) == (client.NOT_SERVER, client.NOT_SERVER)
    assert len(unsent(workspace)) == 4


def test_another_server_that_answers_well_is_not_ours(workspace: Workspace, tmp_path: Path) -> None:
    with serving(tmp_path / "other") as other:
        outcome = hand_in(workspace, other.url)

        assert outcome.state == client.NOT_SERVER
        assert other.dump() == []


@pytest.mark.req("SYN-02")
def test_lost_answers_make_no_second_record(workspace: Workspace, server: Serving) -> None:
    with proxy(server.url, lose_answer=lambda head: head.startswith(b"PUT")) as line:
        outcome = hand_in(workspace, line.url)
    waiting_after_loss = len(unsent(workspace))

    again = hand_in(workspace)

    assert outcome.state == client.OFFLINE
    assert waiting_after_loss == 4
    assert again.state == client.DONE
    assert sorted(eid for _, _, _, eid in server.dump()) == sorted(journal_names(workspace))
    assert unsent(workspace) == []


@pytest.mark.req("SYN-02")
@pytest.mark.parametrize("at", [0, 1, 10, 200, 700, -1])
def test_a_body_cut_anywhere_leaves_nothing_and_finishes_later(
    workspace: Workspace, server: Serving, at: int
) -> None:
    def cut(head: bytes, body: bytes) -> int | None:
        return (at if at >= 0 else len(body) - 1) if head.startswith(b"PUT") else None

    with proxy(server.url, cut_request=cut) as line:
        hand_in(workspace, line.url)
    after_cut = server.dump()
    again = hand_in(workspace)

    assert after_cut == []
    assert again.state == client.DONE
    assert len(server.dump()) == 4


@pytest.mark.req("SYN-02")
def test_everything_sent_twice_arrives_once(workspace: Workspace, server: Serving) -> None:
    with proxy(server.url, twice=True) as line:
        outcome = hand_in(workspace, line.url)

    assert outcome.state == client.DONE
    assert len(server.dump()) == 4


@pytest.mark.req("SYN-02")
def test_the_same_bytes_go_again_after_a_break(workspace: Workspace, server: Serving) -> None:
    bodies: list[bytes] = []

    def keep(head: bytes, body: bytes) -> int | None:
        if head.startswith(b"PUT"):
            bodies.append(body)
        return None

    with proxy(server.url, cut_request=keep, lose_answer=lambda head: head.startswith(b"PUT")) as line:
        hand_in(workspace, line.url)
        hand_in(workspace, line.url)

    assert len(bodies) == 2
    assert bodies[0] == bodies[1]


def test_a_server_killed_after_its_commit_answers_the_same_when_it_is_back(tmp_path: Path) -> None:
    first = ServerProcess(tmp_path / "server")
    workspace = terminal(tmp_path)
    enrol(workspace, first.url, first.new_code())
    write_note(workspace)

    def kill(head: bytes) -> bool:
        if head.startswith(b"PUT"):
            first.kill()
        return head.startswith(b"PUT")

    with proxy(first.url, lose_answer=kill) as line:
        broken = hand_in(workspace, line.url)
    second = ServerProcess(tmp_path / "server")
    again = hand_in(workspace, second.url)
    code, _ = second.stop()

    assert broken.state == client.OFFLINE
    assert again.state == client.DONE
    assert unsent(workspace) == []
    assert code == 0
    assert len(second.dump()) == 2


def test_repeated_failing_runs_leave_no_growth(workspace: Workspace) -> None:
    hand_in(workspace, "http://127.0.0.1:1")

    def rows() -> list[int]:
        with workspace.reading() as db:
            tables = ("journal", "bundle", "receipt", "meta", "server")
            return [db.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() for table in tables]

    before = rows()
    for _ in range(5):
        hand_in(workspace, "http://127.0.0.1:1")

    assert rows() == before
