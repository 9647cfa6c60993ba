"""Checking the receipts that a vault keeps against the server's key and against the journal."""

from hubtui.domain.trouble import Unavailable
from hubtui.store import outbox
from hubtui.store.workspace import Workspace
from hubtui.sync.protocol import documents, receipts
from hubtui.sync.protocol.documents import BadDocument


def wrong_receipts(workspace: Workspace) -> list[str]:
    """What is wrong, in sentences: a receipt that is not the server's, an entry marked sent that none names.

    Raises Unavailable where the vault is not enrolled.
    """
    with workspace.reading() as db:
        server, kept = outbox.pinned(db), outbox.receipts(db)
        marked = outbox.marked_sent(db)
    if server is None:
        raise Unavailable("This terminal is not known to a server yet.", "hubtui enrol comes first.")
    key = documents.public_key(documents.b64(server.signing))
    wrong: list[str] = []
    proven: set[str] = set()
    for rid, data in kept:
        try:
            receipt = receipts.read(data, key)
        except BadDocument:
            wrong.append(f"receipt {rid}: it is not signed by the server")
            continue
        proven |= {line.eid for line in receipt.lines if line.level != receipts.HELD}
    wrong += [
        f"entry {eid}: it is marked as sent, but no receipt names it" for eid in sorted(marked - proven)
    ]
    return wrong
