"""The queue as people see it: whose entries each role is shown and may send again."""

import pytest

from hubtui.store import outbox, queue
from tests.builders import Desk, referral


@pytest.mark.req("SYN-04", "SEC-02")
@pytest.mark.parametrize(
    ("reader", "authors"),
    [("jokafor", {"jokafor"}), ("mreyes", {"jokafor", "mreyes"}), ("kstowe", {"jokafor", "mreyes"})],
)
def test_a_worker_sees_his_own_entries_and_a_supervisor_or_sync_operator_all(
    terminal: Desk, reader: str, authors: set[str]
) -> None:
    terminal.do("referral.record", by="jokafor", **referral())
    workspace = terminal.sign_in(reader)

    with workspace.reading() as db:
        shown = queue.queue(db, 100, by=queue.seen_by(workspace.worker))

    assert {each.by for each in shown} == authors


@pytest.mark.req("SYN-04", "SEC-02")
def test_a_held_entry_is_sent_again_by_its_author_and_by_no_other_worker(terminal: Desk) -> None:
    terminal.do("referral.record", by="jokafor", **referral())
    with terminal.workspace.writing() as tx:
        held = max(outbox.waiting(tx.db, 100), key=lambda each: each.n)
        outbox.hold(tx.db, [held.n], "bad-encoding")

        by_another = outbox.requeue(tx.db, held.eid, by="rlindqvist")
        by_its_author = outbox.requeue(tx.db, held.eid, by="jokafor")

    assert (by_another, by_its_author) == (False, True)
