"""An entry for tests of sync: one record with one text."""

from collections.abc import Iterator

from hubtui.domain.entry import Entry, Op, journalled, put


@journalled("test.note", "Note for a test")
class NoteWritten(Entry):
    record: str
    note: str

    def ops(self) -> Iterator[Op]:
        yield Op("new", self.record, "", "test-note")
        yield put(self.record, "note", self.note)


@journalled("test.edit", "Edit for a test")
class NoteEdited(Entry):
    record: str
    note: str

    def ops(self) -> Iterator[Op]:
        yield put(self.record, "note", self.note)
