"""A server beside the terminal: the real one as a process of its own, and false ones that answer what they like."""

import json
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from tests.blackbox.station import COMMAND, PATIENCE, Done, Station

Answer = Callable[[socket.socket], None]
"""What a false server does with one connection once a request has begun to arrive."""


@dataclass(frozen=True)
class Server:
    """A real server, known by its address; its folder lies beside the terminal's."""

    station: Station
    url: str

    def ask(self, *words: str) -> Any:
        """What `hubtui server ...` answers beside the running server."""
        done = self.station.run("--json", "server", *words, "--data", str(self.station.folder / "server"))
        assert done.code == 0, done
        return done.answer

    def entries(self) -> list[str]:
        """The name of every entry that it has, in its order."""
        return [each["eid"] for each in self.ask("dump")]

    def enrol(self) -> Done:
        """Make the terminal a device of this server."""
        code = self.ask("device", "new-code", "--unit", "HHI")["code"]
        return self.station.run("--json", "enrol", self.url, "--code", code)


@contextmanager
def running(station: Station, listen: str = "127.0.0.1:0") -> Iterator[Server]:
    """A training server on loopback, ended with the test."""
    words = ("server", "run", "--training", "--data", str(station.folder / "server"), "--listen", listen)
    process = subprocess.Popen(
        [*COMMAND, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=station.env(),
        cwd=station.folder,
    )
    try:
        assert process.stdout is not None
        first = process.stdout.readline().decode()
        assert first.startswith("listening on "), first
        yield Server(station, first.split()[-1])
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def eids(station: Station) -> list[str]:
    """The name of every entry that the vault holds, from what waits and what was signed for."""
    waiting = [each["eid"] for each in station.run("--json", "sync", "plan").answer]
    signed = [
        entry[1]
        for receipt in station.run("--json", "sync", "receipts").answer
        for entry in receipt["entries"]
    ]
    return [*waiting, *dict.fromkeys(signed)]


@contextmanager
def false_server(port: int, answer: Answer) -> Iterator[None]:
    """Somebody else behind the server's address, who does `answer` with every connection."""
    listener = socket.create_server(("127.0.0.1", port))
    over = threading.Event()

    def serve(connection: socket.socket) -> None:
        with closing(connection), suppress(OSError):
            connection.settimeout(5)
            connection.recv(65536)
            answer(connection)

    def accept() -> None:
        while not over.is_set():
            with suppress(OSError):
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def says(status: str, body: bytes, *headers: str) -> Answer:
    """A whole HTTP answer."""
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""])
    return lambda connection: connection.sendall(head.encode() + body)


def says_json(value: object) -> Answer:
    """Valid JSON that nobody signed."""
    return says("200 OK", json.dumps(value).encode(), "Content-Type: application/json")
