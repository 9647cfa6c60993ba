"""Client and server in one process, without a socket: requests go straight into the ASGI application."""

import asyncio
from typing import Any

from hubtui.server.app import Wire
from hubtui.sync.ports import Reply
from hubtui.sync.protocol import wire
from hubtui.sync.protocol.wire import Answer, Request


class InProcess:
    """A transport that calls the application."""

    def __init__(self, server: Wire) -> None:
        self._app = server.app

    def send(self, request: Request) -> Reply:
        return asyncio.run(self._ask(request))

    def close(self) -> None:
        """Nothing is open."""

    async def _ask(self, request: Request) -> Answer:
        path, _, query = request.path.partition("?")
        headers = [(wire.NONCE_HEADER.lower().encode(), request.nonce.encode())]
        headers.append((b"content-length", str(len(request.body)).encode()))
        if request.bearer:
            headers.append((b"authorization", f"Bearer {request.bearer}".encode()))
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": headers,
            "client": ("test", 1),
            "server": ("test", 80),
        }
        said: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": request.body, "more_body": False}

        async def send(message: Any) -> None:
            said.append(message)

        await self._app(scope, receive, send)
        answered = dict(said[0]["headers"])
        return Answer(
            said[0]["status"],
            b"".join(each.get("body", b"") for each in said[1:]),
            answered.get(wire.SIGNATURE_HEADER.lower().encode(), b"").decode(),
            answered.get(b"retry-after", b"").decode(),
        )
