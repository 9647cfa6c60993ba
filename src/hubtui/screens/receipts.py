"""Receipts: the server's signed word for what it holds, as the sync screen lists them."""

import json
from dataclasses import dataclass
from datetime import datetime

from hubtui.domain.dates import local_date, read_instant, show_instant, show_short_day, show_time
from hubtui.store import outbox
from hubtui.store.workspace import Workspace
from hubtui.widgets.row_list import Row

LEVELS = {"stored": "signed for", "safe": "on two servers", "held": "held"}


@dataclass(frozen=True)
class ReceiptLine:
    """One receipt: when the server signed it (UTC), at which level, and for how many entries."""

    rid: str
    at: datetime
    level: str
    entries: int
    server: str

    def row(self) -> Row:
        """The receipt in the columns of the queue."""
        when = f"{show_short_day(local_date(self.at))} {show_time(self.at)}"
        what = f"{self.entries} {'entry' if self.entries == 1 else 'entries'}"
        return Row(self.rid, (when, self.rid[:18], what, "", "", self.level), urgent=self.level == "held")

    def about(self) -> list[str]:
        """What can be said of it."""
        return [
            f"! Receipt {self.rid}",
            f"Signed {show_instant(self.at)}: {self.entries} entries {LEVELS.get(self.level, self.level)}.",
            "Its signature was checked when it came. It is kept for good.",
        ]


def receipt_lines(workspace: Workspace, limit: int) -> list[ReceiptLine]:
    """The last receipts, newest first."""
    with workspace.reading() as db:
        kept = outbox.receipts(db)[-limit:]
    return [_read(rid, data) for rid, data in reversed(kept)]


def _read(rid: str, data: bytes) -> ReceiptLine:
    doc = json.loads(json.loads(data)["doc"])
    at = read_instant(doc["time"])
    return ReceiptLine(rid, at, str(doc["level"]), len(doc["entries"]), str(doc.get("server", "")))
