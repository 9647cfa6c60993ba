"""The server process: opens its folder, listens, says so in one line, and stops cleanly when told."""

import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn

from hubtui.domain.trouble import Unavailable, where_it_failed
from hubtui.server.app import Wire
from hubtui.server.keys import ServerKeys, open_keys
from hubtui.server.limits import Limits
from hubtui.server.sqlite import SqliteStore
from hubtui.sync.protocol.names import instant_text

BACKLOG = 1024
MOST_CONNECTIONS = 2_000


@dataclass
class Opened:
    """A server's folder, opened: by the server itself or by a command beside it."""

    store: SqliteStore
    keys: ServerKeys

    def close(self) -> None:
        self.store.close()


def utc_now() -> datetime:
    return datetime.now(UTC)


def open_server(folder: Path, *, training: bool | None = None) -> Opened:
    """The server in `folder`, made there where there is none. Raises Unavailable, Damaged."""
    try:
        keys = open_keys(folder, training=training)
        return Opened(SqliteStore(folder, keys.database, instant_text(utc_now())), keys)
    except OSError as error:
        raise Unavailable("The server's folder cannot be used.", f"{error.strerror}: {folder}") from error


@dataclass(frozen=True)
class Listening:
    """Where to listen, and the files for TLS (both or neither)."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None


def serve(opened: Opened, at: Listening, limits: Limits | None = None) -> None:
    """Answer until SIGTERM or SIGINT. Prints `listening on URL` once every request will be answered."""
    _log_to_standard_error()
    listener = _listener(at)
    wire = Wire(opened.store, opened.keys, utc_now, limits)
    config = uvicorn.Config(
        wire.app,
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
        ssl_certfile=at.certificate,
        ssl_keyfile=at.key,
    )
    try:
        config.load()
    except OSError as error:
        opened.close()
        raise Unavailable("The certificate or its key cannot be read.", "Give both as PEM files.") from error
    scheme = "https" if at.certificate else "http"
    host, port = listener.getsockname()[:2]
    try:
        _Server(config, f"{scheme}://{host}:{port}").run(sockets=[listener])
    finally:
        opened.close()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, url: str) -> None:
        super().__init__(config)
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        sys.stdout.write(f"listening on {self._url}\n")
        sys.stdout.flush()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Not raised again after the orderly end, as uvicorn would: being told to stop is no failure.
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


def _listener(at: Listening) -> socket.socket:
    family = socket.AF_INET6 if ":" in at.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((at.host, at.port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise Unavailable(f"Cannot listen on {at.host}:{at.port}.", "Choose another --listen.") from error
    return listener


class _WithoutValues(logging.Formatter):
    """Says of an error what kind it was and where: its own text may hold what somebody wrote."""

    def formatException(self, ei: Any) -> str:
        kind, _error, trace = ei
        return f"{kind.__name__}@{where_it_failed(trace)}"


def _log_to_standard_error() -> None:
    """Log there, whoever logs: the HTTP server would print a traceback of its own."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutValues("%(asctime)s %(levelname)s %(message)s"))
    logging.getLogger().handlers[:] = [handler]
    logging.getLogger("hubtui.server").setLevel(logging.INFO)
