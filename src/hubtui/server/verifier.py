"""Verifying the signatures that the door left out, off the request path; a bad one is a finding."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hubtui.journal import envelope as envelopes
from hubtui.server.intake import Now
from hubtui.server.store import Finding, Kept, Store, StoreBusy, StoreFull
from hubtui.sync.protocol.names import instant_text

BATCH = 64
"""Few enough that an upload hardly waits: some 4 ms of verifying at a time."""
REST = 0.02
LATER = 5.0


class Verifier:
    """Works through what is unchecked whenever it is woken."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self._now = now
        self._work = asyncio.Event()
        self._work.set()

    def wake(self) -> None:
        self._work.set()

    async def run(self, on_writer: Callable[[Callable[[], Any]], Awaitable[Any]]) -> None:
        """For ever; `on_writer` runs a function on the thread that uses the store."""
        while True:
            await self._work.wait()
            self._work.clear()
            try:
                while await on_writer(self.some):
                    await asyncio.sleep(REST)
            except (StoreBusy, StoreFull):
                await asyncio.sleep(LATER)
                self._work.set()

    def some(self) -> int:
        """Verify a few; answers how many there were. Raises StoreBusy, StoreFull."""
        with self._store.reading() as ledger:
            waiting = ledger.unchecked(BATCH)
            devices = {dev: ledger.device(dev) for dev in {entry.dev for entry in waiting}}
        if not waiting:
            return 0
        keys = {
            dev: Ed25519PublicKey.from_public_bytes(device.signing)
            for dev, device in devices.items()
            if device
        }
        bad = [entry for entry in waiting if not _is_signed(entry, keys[entry.dev])]
        with self._store.writing() as ledger:
            for entry in bad:
                at = instant_text(self._now())
                ledger.find(Finding("bad-signature", entry.dev, entry.stream, entry.seq, at))
            ledger.checked([entry.cseq for entry in waiting])
        return len(waiting)


def _is_signed(entry: Kept, key: Ed25519PublicKey) -> bool:
    return envelopes.verify(envelopes.entry_hash(entry.data), entry.signature, key)
