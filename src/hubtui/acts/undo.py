"""Undoing the last save: for a minute, by its author, while it has not left the terminal.

Nothing is deleted: what began is voided, what was changed is set back, and both stand in the journal.
"""

from collections.abc import Iterator
from datetime import timedelta

from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.dates import read_instant
from hubtui.domain.entry import Entry, Json, Op, journalled, void
from hubtui.domain.record import Policy, policy_of
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.text import Line
from hubtui.domain.trouble import NotFound, RuleBroken
from hubtui.journal.envelope import Envelope
from hubtui.store import journal
from hubtui.store.apply import NOT_CASES, load_heads
from hubtui.store.db import Db
from hubtui.store.workspace import Tx, Workspace

UNDO_FOR = timedelta(seconds=60)
REASON = "undone within a minute of saving"


@journalled("save.undone", "Undone")
class SaveUndone(Entry):
    """A save was taken back by its author."""

    back: list[Op]

    def ops(self) -> Iterator[Op]:
        yield from self.back


class UndoSave(Input):
    """The entries of the save, as it answered them."""

    entries: list[Line]


@act("save.undo", roles=CASE_WORKERS, serves=("SES-11", "LNG-05"))
def undo_save(workspace: Workspace, data: UndoSave) -> Saved:
    """Undo a save less than a minute old that has not been uploaded."""
    with workspace.writing() as tx:
        undone = [_entry(tx.db, workspace, eid) for eid in data.entries]
        if not undone:
            raise RuleBroken("entries", "Say which entries: the save answered them.")
        for entry in reversed(undone):
            tx.record(
                SaveUndone(back=list(_back(tx, entry, undone))), entry.aggregate, why=REASON, lane=entry.lane
            )
        return saved(tx, "", "Undone: the last save. Both stay readable in the history.")


def _entry(db: Db, workspace: Workspace, eid: str) -> Envelope:
    found = journal.own_entry(db, eid)
    if found is None:
        raise NotFound("That save is not on this terminal.")
    entry, state = found
    if entry.aggregate in NOT_CASES:
        raise RuleBroken("entries", "Only what was recorded about a person can be undone.")
    if entry.by != workspace.worker.login:
        raise RuleBroken("entries", "Only its author can undo a save: correct it instead.")
    if state != journal.QUEUED:
        raise RuleBroken("entries", "That save has been sent already: correct it instead.")
    if workspace.now() - read_instant(entry.wall) > UNDO_FOR:
        raise RuleBroken("entries", "That save is over a minute old: correct it instead.")
    return entry


def _back(tx: Tx, entry: Envelope, undone: list[Envelope]) -> Iterator[Op]:
    """Operations that take the entry's back: records it began are voided, fields it set get what stood before."""
    begun = {op.record for each in undone for op in each.ops() if op.verb == "new"}
    for op in entry.ops():
        if op.verb == "new":
            yield void(op.record, REASON)
        elif op.record in begun:
            continue
        elif op.verb == "add":
            yield Op("rem", op.record, op.field, op.value)
        elif op.verb in ("set", "step"):
            kind = load_heads(tx.db, op.record, tx.known).kind
            verb = "step" if policy_of(kind, op.field)[0] is Policy.STEPS else "set"
            yield Op(verb, op.record, op.field, _before(tx.db, op.record, op.field, op.bases))


def _before(db: Db, record: str, field: str, bases: tuple[str, ...]) -> Json:
    """What the field held before: the value its author saw, None where it held nothing."""
    for eid in bases:
        entry = journal.entry(db, eid)
        for op in entry.ops() if entry else ():
            if (op.record, op.field) == (record, field):
                return op.value
    return None
