"""What answers in the server's place changes nothing: nothing is marked, and it is over in bounded time."""

import socket
import time
from itertools import repeat
from urllib.parse import urlsplit

import pytest

from tests.blackbox.server import Answer, false_server, running, says, says_json
from tests.blackbox.station import CASE, LONG, Station

HTML = b"<html><body>Please sign in to the guest network</body></html>"
OFFLINE, NOT_SERVER, BUSY = 10, 11, 12


def silent(connection: socket.socket) -> None:
    """Says nothing and goes."""


def slow(connection: socket.socket) -> None:
    """A byte at a time, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    for byte in repeat(b"x"):
        connection.sendall(byte)
        time.sleep(1)


def endless(connection: socket.socket) -> None:
    """A body without an end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for chunk in repeat(b"10000\r\n" + b"x" * 65536 + b"\r\n"):
        connection.sendall(chunk)


def headers_without_end(connection: socket.socket) -> None:
    """Headers without an end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for header in repeat(b"X-Filler: " + b"y" * 4000 + b"\r\n"):
        connection.sendall(header)


HELLO = {"v": 1, "time": "2026-11-20T12:00:00Z", "devices": [], "entries": [], "accepted": True}
ANSWERS: dict[str, Answer] = {
    "a page of a guest network": says("200 OK", HTML, "Content-Type: text/html"),
    "a redirect": says("302 Found", b"", "Location: http://127.0.0.1:1/login"),
    "a redirect to itself": says("307 Temporary Redirect", b"", "Location: /sync/v1/hello"),
    "a network that wants a login": says("511 Network Authentication Required", HTML),
    "JSON that nobody signed": says_json(HELLO),
    "JSON with a wrong signature": says(
        "200 OK", b"{}", "Server-Sig: AAAA", "Content-Type: application/json"
    ),
    "a refusal that nobody signed": says("403 Forbidden", b'{"type":"device-suspended"}'),
    "a gone that nobody signed": says("410 Gone", b""),
    "a wait that nobody signed": says("503 Service Unavailable", HTML, "Retry-After: 999999999999"),
    "headers that are no headers": says("200 OK", b"{}", "Server-Sig: \x01", "Retry-After: -1"),
    "no HTTP": lambda connection: connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n" * 50),
    "bytes of all kinds": lambda connection: connection.sendall(bytes(range(256)) * 500),
    "nothing": silent,
    "half an answer": lambda connection: connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"
    ),
    "a body without end": endless,
    "headers without end": headers_without_end,
    "a body deeper than any": says("200 OK", b"[" * 900_000),
    "a compressed body": says("200 OK", b"\x1f\x8b" + b"x" * 99, "Content-Encoding: gzip"),
    "a body of a wrong length": says("200 OK", b"{}", "Content-Length: 5000000000"),
}
IN_SHORT = (
    *(
        "a page of a guest network",
        "a redirect",
        "JSON with a wrong signature",
        "a refusal that nobody signed",
    ),
    *("a wait that nobody signed", "no HTTP", "nothing", "a body without end"),
)
TRIED = {**ANSWERS, "a byte a second": slow} if LONG else {name: ANSWERS[name] for name in IN_SHORT}


@pytest.mark.req("SYN-04")
def test_nobody_else_is_taken_for_the_server(station: Station) -> None:
    station.lines([("note.add", {"case": CASE, "note": "to be sent"})])
    with running(station) as server:
        assert server.enrol().code == 0
    before = station.run("--json", "sync", "plan").answer
    port = urlsplit(server.url).port
    assert port is not None

    for name, answer in TRIED.items():
        with false_server(port, answer):
            began = time.monotonic()
            done = station.run("--json", "sync", "now", patience=300)

        assert done.code in (OFFLINE, NOT_SERVER), (name, done)
        assert done.clean(), (name, done)
        assert time.monotonic() - began < (250 if LONG else 30), name
    assert station.run("--json", "sync", "now").code == OFFLINE
    assert station.run("--json", "sync", "plan").answer == before

    with running(station, listen=f"127.0.0.1:{port}") as again:
        assert station.run("--json", "sync", "now").code == 0
        assert len(again.entries()) == station.entries()


@pytest.mark.req("SYN-02")
def test_enrolling_at_somebody_else_enrols_nowhere(station: Station) -> None:
    with running(station) as server:
        code = server.ask("device", "new-code", "--unit", "HHI")["code"]
    port = urlsplit(server.url).port
    assert port is not None

    for name in ANSWERS if LONG else ("JSON that nobody signed",):
        with false_server(port, ANSWERS[name]):
            done = station.run("--json", "enrol", server.url, "--code", code)

        assert done.code in (OFFLINE, NOT_SERVER), (name, done)
        assert done.clean(), (name, done)
    assert station.run("--json", "sync", "status").answer["enrolled"] is False
