"""The HTTP end of sync. Every answer, good or bad, is signed for the nonce of the request it answers.

No log line and no counter holds case data: only the route, the status, sizes and times.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from hubtui.server import devices, greeting
from hubtui.server.intake import Intake, Now, Refused
from hubtui.server.keys import ServerKeys
from hubtui.server.limits import Buckets, Limits
from hubtui.server.store import Store, StoreBusy, StoreFull
from hubtui.server.verifier import Verifier
from hubtui.sync.protocol import wire

log = logging.getLogger("hubtui.server")
T = TypeVar("T")
RETRY_AFTER = 5
"""Seconds a busy server asks for."""


class Wire:
    """One server on HTTP: an ASGI application over a store and its keys."""

    def __init__(self, store: Store, keys: ServerKeys, now: Now, limits: Limits | None = None) -> None:
        self._store = store
        self._keys = keys
        self._now = now
        self._limits = limits or Limits()
        self._intake = Intake(store, keys, now)
        self._by_device = Buckets(self._limits.device_rate, self._limits.device_burst)
        self._by_address = Buckets(self._limits.address_rate, self._limits.address_burst)
        self._bodies = 0
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._verifier = Verifier(store, now)
        self.app: ASGIApp = _Everywhere(self._answer, Starlette(lifespan=self._lifespan))

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        verifying = asyncio.create_task(self._verifier.run(partial(self._write)))
        yield
        verifying.cancel()
        await asyncio.gather(verifying, return_exceptions=True)
        self._writer.shutdown()

    async def _write(self, work: Callable[[], T]) -> T:
        """Run on the one thread that uses the store. Shielded: a cancelled request never cancels a commit."""
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._writer, work))

    async def _answer(self, request: Request) -> Response:
        began = time.perf_counter()
        status, kind, body = await self._safely(request)
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        nonce = wire.good_nonce(request.headers.get(wire.NONCE_HEADER, ""))
        headers = {
            wire.SIGNATURE_HEADER: wire.sign_answer(self._keys.signing, status, path, nonce, body),
            "Cache-Control": "no-store",
        }
        if status in (429, 503, 507):
            headers["Retry-After"] = str(RETRY_AFTER)
        if status >= 400:
            # What may still be under way of a refused body is not read.
            headers["Connection"] = "close"
        took = (time.perf_counter() - began) * 1000
        log.info(
            "%s %s %d %d bytes %.0f ms", request.method, _route(request.url.path), status, len(body), took
        )
        return Response(body, status, headers, kind)

    async def _safely(self, request: Request) -> tuple[int, str, bytes]:
        try:
            return await self._route(request)
        except Refused as refused:
            kind, why = refused.problem, refused.why
        except StoreBusy:
            kind, why = "server-busy", "The server is busy."
        except StoreFull:
            kind, why = "server-full", "The server's disk is full."
        return wire.STATUS_OF[kind], wire.PROBLEM_TYPE, wire.problem(kind, why)

    async def _route(self, request: Request) -> tuple[int, str, bytes]:
        method, path = request.method, request.url.path
        if method == "GET" and path == wire.PING:
            epoch = await self._write(self._epoch)
            return 200, wire.JSON_TYPE.format("pong"), greeting.pong(self._keys, self._now(), epoch)
        if method == "POST" and path == wire.ENROL:
            return await self._enrol(request)
        if method == "POST" and path == wire.HELLO:
            body = await self._body(request, wire.MAX_REQUEST_BYTES)
            answer = await self._write(partial(greeting.hello, self._store, self._keys, self._now, body))
            return 200, wire.JSON_TYPE.format("hello"), answer
        if method == "GET" and path == wire.RECEIPTS:
            return await self._receipts(request)
        if method == "PUT" and path.startswith(wire.BUNDLES):
            return await self._bundle(request, path.removeprefix(wire.BUNDLES))
        raise Refused("not-found", "There is nothing here.")

    async def _enrol(self, request: Request) -> tuple[int, str, bytes]:
        if not self._by_address.take(request.client.host if request.client else ""):
            raise Refused("too-many", "Too many tries from here.")
        body = await self._body(request, wire.MAX_REQUEST_BYTES)
        answer = await self._write(partial(devices.enrol, self._store, self._keys, self._now, body))
        return 201, wire.JSON_TYPE.format("enrol"), answer

    async def _receipts(self, request: Request) -> tuple[int, str, bytes]:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        after = request.query_params.get("after", "")
        page = partial(greeting.receipts_page, self._store, self._keys, self._now, bearer, after)
        return 200, wire.JSON_TYPE.format("receipts"), await self._write(page)

    async def _bundle(self, request: Request, pid: str) -> tuple[int, str, bytes]:
        if self._bodies >= self._limits.bodies:
            raise Refused("server-busy", "The server is busy.")
        self._bodies += 1
        try:
            body = await self._body(request, wire.MAX_BUNDLE_BYTES)
            read = await run_in_threadpool(self._intake.read, body, pid)
            if not self._by_device.take(read.device.dev):
                raise Refused("too-many", "Too many bundles from this device.")
            taken = await self._write(partial(self._intake.keep, read))
        finally:
            self._bodies -= 1
        if taken.entries:
            self._verifier.wake()
        return 200 if taken.again else 201, wire.JSON_TYPE.format("receipt"), taken.receipt

    async def _body(self, request: Request, most: int) -> bytes:
        """The request's body: refused by its announced length, by its real length, or when it does not
        come.
        """
        announced = request.headers.get("Content-Length", "0")
        if not announced.isdigit() or int(announced[:20]) > most:
            raise Refused("bundle-too-big", f"At most {most} bytes.")
        parts: list[bytes] = []
        size = 0
        stream = aiter(request.stream())
        try:
            async with asyncio.timeout(self._limits.whole):
                while (part := await asyncio.wait_for(anext(stream, None), self._limits.stall)) is not None:
                    size += len(part)
                    if size > most:
                        raise Refused("bundle-too-big", f"At most {most} bytes.")
                    parts.append(part)
        except TimeoutError as error:
            raise Refused("bad-encoding", "The body did not come.") from error
        except ClientDisconnect as error:
            raise Refused("bad-encoding", "The body was cut off.") from error
        return b"".join(parts)

    def _epoch(self) -> str:
        with self._store.reading() as ledger:
            return ledger.epoch()


class _Everywhere:
    """Every HTTP request goes to one function, so that none is answered unsigned; start and stop to
    Starlette.
    """

    def __init__(self, answer: Callable[[Request], Awaitable[Response]], inner: ASGIApp) -> None:
        self._answer = answer
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)


def _route(path: str) -> str:
    """A path as a log may hold it: never what a client put into it."""
    if path.startswith(wire.BUNDLES):
        return f"{wire.BUNDLES}*"
    return path if path in (wire.PING, wire.ENROL, wire.HELLO, wire.RECEIPTS) else "other"
