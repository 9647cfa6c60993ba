"""The client's socket: one request, one answer, within bounds of size and silence. The only user of
httpx2.
"""

import ssl
from types import TracebackType

import httpx2

from hubtui.sync.ports import INTERCEPTED, STALLED, UNREACHABLE, Reply, Silence
from hubtui.sync.protocol import wire
from hubtui.sync.protocol.wire import Answer, Request

STALL_SECONDS = 30.0
"""Without a byte for so long the line counts as dead. There is no total: a slow link is no fault."""
CONNECT_SECONDS = 10.0


class HttpTransport:
    """Talks to one server. Follows no redirect, keeps no cookie; TLS is judged by the system's trust
    store.
    """

    def __init__(
        self, url: str, *, stall: float = STALL_SECONDS, inner: httpx2.BaseTransport | None = None
    ) -> None:
        timeout = httpx2.Timeout(stall, connect=min(stall, CONNECT_SECONDS))
        self._client = httpx2.Client(
            base_url=url.rstrip("/"), timeout=timeout, follow_redirects=False, transport=inner
        )

    def send(self, request: Request) -> Reply:
        headers = {wire.NONCE_HEADER: request.nonce, "Accept-Encoding": "identity"}
        if request.kind:
            headers["Content-Type"] = request.kind
        if request.bearer:
            headers["Authorization"] = f"Bearer {request.bearer}"
        content = request.body if request.method != "GET" else None
        try:
            with self._client.stream(
                request.method, request.path, content=content, headers=headers
            ) as response:
                return _answer(response)
        except (httpx2.ReadTimeout, httpx2.WriteTimeout):
            return Silence(STALLED)
        except httpx2.ConnectError as error:
            return Silence(INTERCEPTED if _is_tls(error) else UNREACHABLE)
        except (httpx2.RemoteProtocolError, httpx2.DecodingError) as error:
            # A line that breaks off is no answer; bytes that are no HTTP come from somebody else.
            return Silence(
                UNREACHABLE if "disconnected" in str(error) or "incomplete" in str(error) else INTERCEPTED
            )
        except (httpx2.TransportError, httpx2.InvalidURL):
            return Silence(UNREACHABLE)

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> "HttpTransport":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _answer(response: httpx2.Response) -> Reply:
    parts: list[bytes] = []
    size = 0
    for part in response.iter_raw():
        size += len(part)
        if size > wire.MAX_ANSWER_BYTES:
            return Silence(INTERCEPTED)
        parts.append(part)
    return Answer(
        response.status_code,
        b"".join(parts),
        response.headers.get(wire.SIGNATURE_HEADER, ""),
        response.headers.get("Retry-After", ""),
    )


def _is_tls(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
