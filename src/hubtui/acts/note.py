"""Notes on a case."""

from hubtui.acts.cases import case_to_read, case_to_record, person_of
from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.note import Note, NoteAdded
from hubtui.domain.roles import CASE_WORKERS, Role
from hubtui.domain.text import GivenLine, GivenProse, Line
from hubtui.domain.trouble import RuleBroken
from hubtui.store.db import Db
from hubtui.store.records import kind_and_case
from hubtui.store.workspace import Workspace


class AddNote(Input):
    """A note; `about` is the id of a record of the case that it comments on."""

    case: GivenLine
    note: GivenProse
    about: Line = ""


@act("note.add", roles=CASE_WORKERS, serves=("SES-11",))
def add_note(workspace: Workspace, data: AddNote) -> Saved:
    """Add a note to a case; a supervisor's is a comment."""
    supervising = workspace.worker.role == Role.SUPERVISOR
    with workspace.writing() as tx:
        # A supervisor corrects nobody's record, but may comment on every case that he may read (mission 1).
        opened = case_to_read if supervising else case_to_record
        case = opened(tx.db, workspace, data.case)
        _check_about(tx.db, data.about, case.id)
        note = Note(id=workspace.new_id(), note=data.note, about=data.about or None, comment=supervising)
        tx.record(NoteAdded(note=note), case.id)
        return saved(tx, case.reference, f"Note added: {person_of(tx.db, case).name}.", ids=(note.id,))


def _check_about(db: Db, record: str, case: str) -> None:
    if record and kind_and_case(db, record)[1] != case:
        raise RuleBroken("about", "That record is not one of this case: choose one of its records.")
