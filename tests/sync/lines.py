"""Lines that lie: a server that says what a test wants, and a proxy that loses what passes through it."""

import contextlib
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Handler = Callable[[bytes, bytes], bytes | None]
"""Gets a request's head and body; answers the raw bytes to send, or None to close without a word."""


@dataclass
class Line:
    """Something that listens on loopback; `requests` are the heads that came."""

    url: str
    requests: list[bytes] = field(default_factory=list)


@contextlib.contextmanager
def answering(handler: Handler) -> Iterator[Line]:
    """A server that answers whatever `handler` says, one thread a connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    line = Line(f"http://127.0.0.1:{listener.getsockname()[1]}")
    open_ones: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                open_ones.append(connection)
                threads.append(threading.Thread(target=_serve, args=(connection, handler, line)))
                threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield line
    finally:
        # A blocked accept ends only when its socket is shut down, not when it is closed.
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()
        for connection in open_ones:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()


def _serve(connection: socket.socket, handler: Handler, line: Line) -> None:
    with connection, contextlib.suppress(OSError):
        while (request := read_message(connection)) is not None:
            line.requests.append(request[0])
            answer = handler(*request)
            if answer is None:
                return
            connection.sendall(answer)
            if b"content-length" not in answer.partition(b"\r\n\r\n")[0].lower():
                return


def read_message(connection: socket.socket) -> tuple[bytes, bytes] | None:
    """One HTTP message's head and body, its length announced; None where the other end has gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return None
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(next(iter(re.findall(rb"(?i)content-length: (\d+)", head)), b"0"))
    while len(body) < length:
        part = connection.recv(65536)
        if not part:
            return None
        body += part
    return head, body


def response(status: int, body: bytes = b"", *headers: str) -> bytes:
    """A plain HTTP answer."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextlib.contextmanager
def proxy(
    upstream: str,
    *,
    lose_answer: Callable[[bytes], bool] = lambda _head: False,
    cut_request: Callable[[bytes, bytes], int | None] = lambda _head, _body: None,
    twice: bool = False,
) -> Iterator[Line]:
    """Passes requests on, and loses answers, cuts bodies or sends them twice as told."""

    def pass_on(head: bytes, body: bytes) -> bytes | None:
        cut = cut_request(head, body)
        if cut is not None:
            _send_only(upstream, head + b"\r\n\r\n" + body[:cut])
            return None
        answer = ask(upstream, head, body)
        if twice:
            answer = ask(upstream, head, body)
        return None if lose_answer(head) else answer

    with answering(pass_on) as line:
        yield line


def _connected(upstream: str) -> socket.socket:
    host, _, port = upstream.removeprefix("http://").rpartition(":")
    return socket.create_connection((host, int(port)), timeout=20)


def ask(upstream: str, head: bytes, body: bytes) -> bytes | None:
    """Pass one request on; answers the raw answer, None where none came."""
    with _connected(upstream) as line:
        line.sendall(head + b"\r\n\r\n" + body)
        answer = read_message(line)
    return None if answer is None else answer[0] + b"\r\n\r\n" + answer[1]


def _send_only(upstream: str, data: bytes) -> None:
    with _connected(upstream) as line:
        line.sendall(data)


@contextlib.contextmanager
def dripping(every: float) -> Iterator[str]:
    """A server whose answer never ends: one more letter of a header each `every` seconds."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip() -> None:
        with contextlib.suppress(OSError):
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not over.wait(every):
                    connection.sendall(b"a")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        listener.close()
