"""Type-ahead made safe: one key at a time, the next only when the last has fully landed.

The toolkit hands each key to whatever has focus at that instant and handles Tab or a new screen later, so a
fast typist's keys arrive in the wrong field. The gate holds keys back until the place they were meant for
stands (tui.md 3.6).
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Sequence

from textual.events import Event
from textual.message_pump import MessagePump

PATIENCE_SECONDS = 2.0
"""After this long the worker is told to wait; keys go on being held."""
LAYOUT_LOOK_SECONDS = 0.004
"""How often a wait looks whether the screen has been laid out."""
CLOSING_LOOK_SECONDS = 0.05
"""How often a wait looks whether what it waits for has been closed meanwhile."""


class KeyGate:
    """A queue of keys in front of the app.

    `deliver` hands one key to the app; `path` names the message pumps between the focused widget and the app,
    innermost first, as they stand now; `moving` says whether the screen is still being laid out; `waiting` is
    called when a key takes long to land.
    """

    def __init__(
        self,
        deliver: Callable[[Event], object],
        path: Callable[[], Sequence[MessagePump]],
        moving: Callable[[], bool],
        waiting: Callable[[], object],
    ) -> None:
        self._deliver = deliver
        self._path = path
        self._moving = moving
        self._waiting = waiting
        self._held: deque[Event] = deque()
        self._arrived = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def admit(self, event: Event) -> None:
        """Queue a key or a paste."""
        self._held.append(event)
        self._idle.clear()
        self._arrived.set()

    def drop(self) -> None:
        """Forget every key that has not been handed on: they were meant for what is now locked."""
        self._held.clear()

    async def idle(self) -> None:
        """Wait until every admitted key has landed."""
        await self._idle.wait()

    async def run(self) -> None:
        """Hand on keys until cancelled."""
        while True:
            await self._arrived.wait()
            while self._held:
                self._deliver(self._held.popleft())
                await self._landed()
            self._arrived.clear()
            self._idle.set()

    async def _landed(self) -> None:
        """Two rounds over an unchanged path with nothing left to do: whatever the key began has ended."""
        landing = asyncio.ensure_future(self._settle())
        done, _ = await asyncio.wait({landing}, timeout=PATIENCE_SECONDS)
        if not done:
            self._waiting()
        await landing

    async def _settle(self) -> None:
        quiet = 0
        before: Sequence[MessagePump] = ()
        while quiet < 2:
            for pump in self._path():
                await _drained(pump)
            await asyncio.sleep(LAYOUT_LOOK_SECONDS if self._moving() else 0)
            now = self._path()
            same = (
                not self._moving()
                and len(now) == len(before)
                and all(a is b for a, b in zip(now, before, strict=True))
            )
            quiet = quiet + 1 if same and not any(_busy(pump) for pump in now) else 0
            before = now


def _busy(pump: MessagePump) -> bool:
    waiting = bool(pump._next_callbacks) or not pump._message_queue.empty()
    return waiting and not (pump._closing or pump._closed)


async def _drained(pump: MessagePump) -> None:
    """Wait until the pump has handled all that was in its queue; a pump that is closing takes no more."""
    reached = asyncio.Event()
    if not pump.call_later(reached.set):
        return
    while not (reached.is_set() or pump._closing or pump._closed):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_LOOK_SECONDS):
                await reached.wait()
