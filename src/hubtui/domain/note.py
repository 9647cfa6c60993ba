"""Notes on a case: a worker's, a supervisor's comment, or what another system kept."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from hubtui.domain.entry import Entry, Op, created, journalled
from hubtui.domain.record import Record, RecordId, Searchable, kept


@kept("note")
class Note(Record):
    """A note. `about` is the record it comments on; `source_fields` is what another system kept, as it kept it."""

    note: Annotated[str, Searchable()]
    about: RecordId | None = None
    comment: bool = False
    written_at: datetime | None = None
    imported_from: str | None = None
    source_fields: dict[str, str] = {}


@journalled("note.added", "Note")
class NoteAdded(Entry):
    """Something was noted."""

    note: Note

    def ops(self) -> Iterator[Op]:
        yield from created(self.note)

    def happened(self) -> datetime | None:
        return self.note.written_at
