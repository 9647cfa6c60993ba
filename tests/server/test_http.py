"""The HTTP end against clients that mean no good: every answer is signed, nothing is read without a bound."""

import http.client
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from hubtui.server.limits import Buckets, Limits
from hubtui.sync.protocol import documents, enrolment, wire
from hubtui.sync.protocol.wire import Answer, Request
from tests.server.devices import NOW, Terminal
from tests.server.serving import Serving, serving

TIGHT = Limits(stall=0.3, whole=1.0, device_burst=3, device_rate=0.001, address_burst=4, address_rate=0.001)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Serving]:
    with serving(tmp_path, limits=TIGHT) as running:
        yield running


def ask(server: Serving, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    try:
        connection.request(method, path, body, {wire.NONCE_HEADER: "n0nce", **headers})
        response = connection.getresponse()
        return Answer(response.status, response.read(), response.headers.get(wire.SIGNATURE_HEADER, ""))
    finally:
        connection.close()


def speak(server: Serving, data: bytes) -> bytes:
    """Raw bytes to the server; answers what it says before it closes."""
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as line:
        line.sendall(data)
        answer = b""
        while part := line.recv(65536):
            answer += part
        return answer


def is_signed(server: Serving, method: str, path: str, answer: Answer) -> bool:
    return wire.is_from(server.opened.keys.signing.public_key(), Request(method, path, "n0nce"), answer)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", wire.PING, b"", 200),
        ("GET", f"{wire.PING}?n=abc", b"", 200),
        ("GET", "/", b"", 404),
        ("POST", wire.PING, b"", 404),
        ("GET", "/sync/v1/../../etc/passwd", b"", 404),
        ("POST", wire.HELLO, b"", 401),
        ("POST", wire.HELLO, b"{}", 401),
        ("POST", wire.HELLO, b"[" * 60_000, 401),
        ("POST", wire.HELLO, b'{"a":1,"a":2}', 401),
        ("POST", wire.HELLO, b"\xff\x00", 401),
        ("POST", wire.ENROL, b"{}", 422),
        ("GET", wire.RECEIPTS, b"", 401),
        ("PUT", f"{wire.BUNDLES}x", b"", 422),
        ("PUT", f"{wire.BUNDLES}x", b"HUBP1\n\xff\xff\xff\xff", 422),
        ("PUT", f"{wire.BUNDLES}x", b"HUBP1\n" * 1000, 422),
        ("DELETE", f"{wire.BUNDLES}x", b"", 404),
    ],
)
def test_every_answer_is_signed_whatever_was_asked(
    server: Serving, method: str, path: str, body: bytes, status: int
) -> None:
    answer = ask(server, method, path, body)

    assert answer.status == status
    assert is_signed(server, method, path, answer)
    assert status == 200 or wire.problem_of(answer.body)


def test_a_signature_is_for_one_nonce_and_one_path(server: Serving) -> None:
    answer = ask(server, "GET", wire.PING)
    key = server.opened.keys.signing.public_key()

    assert not wire.is_from(key, Request("GET", wire.PING, "another"), answer)
    assert not wire.is_from(key, Request("GET", wire.HELLO, "n0nce"), answer)


def test_half_a_gigabyte_is_refused_by_its_announcement(server: Serving) -> None:
    head = f"PUT {wire.BUNDLES}x HTTP/1.1\r\nHost: x\r\nContent-Length: {500 * 1024 * 1024}\r\n\r\n"

    began = time.monotonic()
    answer = speak(server, head.encode())

    assert b" 413 " in answer.splitlines()[0]
    assert time.monotonic() - began < 2


def test_a_body_without_a_length_is_refused_once_it_is_too_long(server: Serving) -> None:
    head = f"PUT {wire.BUNDLES}x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"

    answer = speak(server, head + chunk * 18)

    assert b" 413 " in answer.splitlines()[0]


def test_a_body_that_does_not_come_is_given_up(server: Serving) -> None:
    head = f"PUT {wire.BUNDLES}x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc".encode()

    began = time.monotonic()
    answer = speak(server, head)

    assert b" 422 " in answer.splitlines()[0]
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("length", ["-1", "1e9", "99999999999999999999999999", "abc"])
def test_a_length_that_is_none_is_refused(server: Serving, length: str) -> None:
    answer = speak(
        server, f"PUT {wire.BUNDLES}x HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode()
    )

    assert answer.splitlines()[0].split()[1] in (b"400", b"413")


def test_only_so_many_bodies_are_read_at_once(tmp_path: Path) -> None:
    with serving(tmp_path, limits=Limits(bodies=0)) as server:
        answer = ask(server, "PUT", f"{wire.BUNDLES}x", b"abc")

        assert (answer.status, wire.problem_of(answer.body)) == (503, "server-busy")


def test_a_device_that_floods_is_told_to_wait(server: Serving) -> None:
    terminal = Terminal()
    terminal.enrol(server.opened.store)
    answers = []
    for _ in range(5):
        data = terminal.bundle(server.opened.keys, [terminal.next()])
        from hubtui.sync import bundle

        answers.append(ask(server, "PUT", f"{wire.BUNDLES}{bundle.read(data).pid}", data).status)

    assert answers == [201, 201, 201, 429, 429]


def test_guessing_codes_is_slowed_down_and_ends(server: Serving) -> None:
    answers = [ask(server, "POST", wire.ENROL, b"{}").status for _ in range(6)]

    assert answers == [422, 422, 422, 422, 429, 429]


def test_a_code_dies_after_five_wrong_proofs(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        letters = enrolment.read_code(server.new_code())
        terminal = Terminal("new")
        statement = terminal.statement()
        signature = terminal.signing.sign(b"hubtui/device/1\0" + statement)
        right = enrolment.keys_of(letters)
        wrong = enrolment.CodeKeys(right.name, bytes(32))

        def enrol(keys: enrolment.CodeKeys) -> int:
            body = enrolment.introduce(statement, signature, keys, realm="training", terminal="A")
            return ask(server, "POST", wire.ENROL, body).status

        assert [enrol(wrong) for _ in range(5)] == [410] * 5
        assert enrol(right) == 410


def test_a_hello_answers_a_challenge_of_this_server_only(server: Serving) -> None:
    terminal = Terminal()
    terminal.enrol(server.opened.store)
    pong = documents.json_object(ask(server, "GET", wire.PING).body)

    def hello(challenge: object) -> int:
        said = {"v": 1, "dev": terminal.dev, "challenge": challenge}
        return ask(server, "POST", wire.HELLO, documents.sign("hello", said, terminal.signing)).status

    assert hello(pong["challenge"]) == 200
    assert [hello(each) for each in ("", "x", f".{int(NOW.timestamp())}.abc", 7, None)] == [401] * 5


def test_a_statement_for_one_purpose_is_none_for_another(server: Serving) -> None:
    terminal = Terminal()
    terminal.enrol(server.opened.store)
    pong = documents.json_object(ask(server, "GET", wire.PING).body)
    said = {"v": 1, "dev": terminal.dev, "challenge": pong["challenge"]}

    assert ask(server, "POST", wire.HELLO, documents.sign("index", said, terminal.signing)).status == 401


def test_one_devices_session_does_not_open_anothers_receipts(server: Serving) -> None:
    terminal, other = Terminal(), Terminal("dev-b")
    terminal.enrol(server.opened.store)
    other.enrol(server.opened.store)
    pong = documents.json_object(ask(server, "GET", wire.PING).body)
    said = {"v": 1, "dev": "dev-b", "challenge": pong["challenge"]}
    hello = documents.json_object(
        ask(server, "POST", wire.HELLO, documents.sign("hello", said, other.signing)).body
    )
    session = str(hello["session"])
    forged = session.replace("dev-b", "dev-a")

    assert ask(server, "GET", wire.RECEIPTS, Authorization=f"Bearer {session}").status == 200
    assert ask(server, "GET", wire.RECEIPTS, Authorization=f"Bearer {forged}").status == 401


def test_tokens_come_back_with_time() -> None:
    moments = iter([0.0, 0.0, 0.0, 1.0, 100.0])
    buckets = Buckets(rate=1.0, burst=2.0, clock=lambda: next(moments))

    assert [buckets.take("one") for _ in range(5)] == [True, True, False, True, True]
