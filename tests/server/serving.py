"""A real server for tests: on loopback in a thread of this process, or as a process of its own."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from hubtui.server import devices
from hubtui.server.app import Wire
from hubtui.server.limits import Limits
from hubtui.server.running import Opened, open_server, utc_now

PATIENCE = 20.0


@dataclass
class Serving:
    """A server that answers at `url`, and its opened folder."""

    url: str
    opened: Opened

    def new_code(self, unit: str = "HHI") -> str:
        return devices.make_code(self.opened.store, utc_now(), unit)

    def dump(self) -> list[tuple[int, str, int, str]]:
        """Number, stream, place and name of every entry."""
        with self.opened.store.reading() as ledger:
            return [(each.cseq, each.stream, each.seq, each.eid) for each in ledger.entries(0, 1_000_000)]


@contextlib.contextmanager
def serving(folder: Path, *, training: bool | None = True, limits: Limits | None = None) -> Iterator[Serving]:
    """A training server on a free port of loopback, stopped at the end."""
    opened = open_server(folder, training=training)
    wire = Wire(opened.store, opened.keys, utc_now, limits)
    config = uvicorn.Config(
        wire.app, http="h11", loop="asyncio", ws="none", log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        _wait_until(lambda: server.started)
        yield Serving(f"http://127.0.0.1:{listener.getsockname()[1]}", opened)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listener.close()
        opened.close()


class ServerProcess:
    """`hubtui server run` as a worker's machine room runs it."""

    def __init__(self, folder: Path, *more: str) -> None:
        self.folder = folder
        command = [sys.executable, "-m", "hubtui", "server", "run", "--training", "--data", str(folder)]
        self.process = subprocess.Popen(
            [*command, "--listen", "127.0.0.1:0", *more],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout is not None
        self.first_line = self.process.stdout.readline().rstrip("\n")
        self.url = self.first_line.removeprefix("listening on ")

    def new_code(self) -> str:
        return str(self.command("device", "new-code", "--unit", "HHI")["code"])

    def dump(self) -> list[dict[str, object]]:
        dumped: list[dict[str, object]] = self.command("dump")
        return dumped

    def command(self, *words: str, code: int = 0) -> Any:
        """Operate it from another process, running or not; answers the JSON."""
        told = [sys.executable, "-m", "hubtui", "server", *words, "--data", str(self.folder), "--json"]
        done = subprocess.run(told, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=PATIENCE)

    def stop(self) -> tuple[int, str]:
        """Ask it to end; answers its exit code and what it logged."""
        self.process.send_signal(signal.SIGTERM)
        _, log = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, log


def _wait_until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.005)
