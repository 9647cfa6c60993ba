"""Starts the demo's server, finds out where it listens, and stops it whatever happens."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from hubtui.domain.trouble import Unavailable
from hubtui.server.devices import make_code
from hubtui.server.running import open_server, utc_now

LISTENING = "listening on "
PATIENCE_SECONDS = 10
LOG = "server.log"


@dataclass
class Serving:
    """A server that is coming up or has; its log is in `folder`."""

    folder: Path
    process: "subprocess.Popen[bytes]"

    @cached_property
    def url(self) -> str:
        """Its address, as soon as it answers. Raises Unavailable where it does not come up."""
        assert self.process.stdout is not None, "its output is a pipe"
        line = self.process.stdout.readline().decode("ascii", "replace").strip()
        if not line.startswith(LISTENING):
            raise Unavailable("The demo's server did not start.", f"What it said is in {self.folder / LOG}.")
        return line.removeprefix(LISTENING)

    def new_code(self, unit: str) -> str:
        """A one-time code, as the server's operator would make it beside the running server."""
        with closing(open_server(self.folder, training=True)) as opened:
            return make_code(opened.store, utc_now(), unit)


@contextmanager
def serving(folder: Path) -> Iterator[Serving]:
    """A training server on a free port of loopback while the block runs. It is not waited for."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / LOG).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "hubtui.demo.minded_server", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield Serving(folder, process)
    finally:
        _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin is not None, "its input is a pipe"
    process.stdin.close()
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
