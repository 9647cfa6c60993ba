"""The demo's server as a process of its own, which ends when whoever started it is gone, however that ended.

`python -m hubtui.demo.minded_server DIR`; the end of standard input is the sign. It listens on loopback only.
"""

import signal
import sys
import threading
from pathlib import Path

from hubtui.server.running import Listening, open_server, serve

LOOPBACK = "127.0.0.1"
ANY_FREE = 0


def main(arguments: list[str]) -> int:
    """Run the training server in that folder until standard input ends or a signal comes."""
    threading.Thread(target=_end_with_input, name="minder", daemon=True).start()
    serve(open_server(Path(arguments[0]), training=True), Listening(LOOPBACK, ANY_FREE))
    return 0


def _end_with_input() -> None:
    while sys.stdin.buffer.read(1):
        continue
    signal.raise_signal(signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
