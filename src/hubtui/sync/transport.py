"""The client's socket: one request, one answer, within bounds of size and silence. The only user of
httpx2.
"""

import contextlib
import socket
import ssl
import threading
import time
from types import TracebackType
from typing import Any

import httpx2

from hubtui.sync.ports import INTERCEPTED, STALLED, UNREACHABLE, Reply, Silence
from hubtui.sync.protocol import wire
from hubtui.sync.protocol.wire import Answer, Request

STALL_SECONDS = 30.0
"""Without a byte for so long the line counts as dead. There is no total: a slow link is no fault."""
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 120.0
"""How long the beginning of an answer may take once a request is out, so that one byte at a time is no way to
hold a run for ever. The rest of it may come as slowly as `LEAST_RATE` bytes a second beyond that.
"""
LEAST_RATE = 64


class HttpTransport:
    """Talks to one server. Follows no redirect, keeps no cookie; TLS is judged by the system's trust
    store.
    """

    def __init__(self, url: str, *, stall: float = STALL_SECONDS, answer: float = ANSWER_SECONDS) -> None:
        timeout = httpx2.Timeout(stall, connect=min(stall, CONNECT_SECONDS))
        self._client = httpx2.Client(base_url=url.rstrip("/"), timeout=timeout, follow_redirects=False)
        self._answer = answer
        self._watch = _Watch(answer)

    def send(self, request: Request) -> Reply:
        try:
            with self._watch, self._stream(request) as response:
                return self._read(response)
        except (httpx2.ReadTimeout, httpx2.WriteTimeout):
            return Silence(STALLED)
        except httpx2.ConnectError as error:
            return Silence(INTERCEPTED if _is_tls(error) else UNREACHABLE)
        except (httpx2.RemoteProtocolError, httpx2.DecodingError) as error:
            # A line that breaks off is no answer; bytes that are no HTTP come from somebody else.
            broke_off = "disconnected" in str(error) or "incomplete" in str(error)
            return Silence(UNREACHABLE if broke_off else INTERCEPTED)
        except (httpx2.TransportError, httpx2.InvalidURL):
            return Silence(UNREACHABLE)

    def _stream(self, request: Request) -> contextlib.AbstractContextManager[httpx2.Response]:
        headers = {wire.NONCE_HEADER: request.nonce, "Accept-Encoding": "identity"}
        if request.kind:
            headers["Content-Type"] = request.kind
        if request.bearer:
            headers["Authorization"] = f"Bearer {request.bearer}"
        content = request.body if request.method != "GET" else None
        return self._client.stream(
            request.method,
            request.path,
            content=content,
            headers=headers,
            extensions={"trace": self._watch.note},
        )

    def _read(self, response: httpx2.Response) -> Reply:
        parts: list[bytes] = []
        size = 0
        began = time.monotonic()
        for part in response.iter_raw():
            size += len(part)
            if size > wire.MAX_ANSWER_BYTES:
                return Silence(INTERCEPTED)
            if time.monotonic() - began > self._answer + size / LEAST_RATE:
                return Silence(STALLED)
            parts.append(part)
        return Answer(
            response.status_code,
            b"".join(parts),
            response.headers.get(wire.SIGNATURE_HEADER, ""),
            response.headers.get("Retry-After", ""),
        )

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> "HttpTransport":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Watch:
    """Shuts the socket where the head of an answer does not come in time after the request went out."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._socket: socket.socket | None = None
        self._timer: threading.Timer | None = None

    def note(self, event: str, info: dict[str, Any]) -> None:
        """Hears from the line what it does."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = info["return_value"].get_extra_info("socket")
        elif event == "http11.send_request_body.complete":
            self._timer = threading.Timer(self._seconds, self._shut)
            self._timer.daemon = True
            self._timer.start()
        elif event == "http11.receive_response_headers.complete":
            self._rest()

    def _shut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def __enter__(self) -> None:
        self._rest()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rest()


def _is_tls(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
