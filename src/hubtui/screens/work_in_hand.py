"""Work in hand: every form of this worker that is not saved yet, to go on with or to discard by name (SEC-03)."""

from hubtui.domain.dates import local_date, show_instant, show_short_day, show_time
from hubtui.screens import case_forms
from hubtui.screens.asking import database_of
from hubtui.screens.database import VaultDrafts
from hubtui.screens.drafts import Draft
from hubtui.screens.keys import key
from hubtui.screens.list_screen import ListScreen
from hubtui.widgets.row_list import Column, ListSource, Row, RowSource


class WorkInHand(ListScreen):
    """One line a draft, the newest first."""

    TRAIL = ("Work in hand",)
    KEYS = (
        *(key("open", "Continue", "go on with it"), key("withdraw", "Discard", "discard this draft")),
        *(key("undo", "Undo", "bring the discarded draft back"), key("filter"), key("places"), key("back")),
        key("find"),
    )
    COLUMNS = (Column("Kept", 12), Column("What"), Column("About", 38))
    NONE = "Nothing is half done. What you type is kept here until you save it."

    def __init__(self) -> None:
        super().__init__()
        self._drafts: dict[str, Draft] = {}
        self._discarded: Draft | None = None

    def position(self) -> str:
        """How many there are."""
        number = len(self._drafts)
        return f"{number} draft{'' if number == 1 else 's'}, yours alone"

    async def source(self, find: str) -> RowSource:
        """The drafts that hold the text."""
        found = find.casefold()
        listed = await VaultDrafts(database_of(self)).all()
        self._drafts = {each.id: each for each in listed}
        rows = [self._row(each) for each in listed]
        return ListSource([row for row in rows if found in " ".join(row.cells).casefold()])

    def _row(self, draft: Draft) -> Row:
        when = f"{show_short_day(local_date(draft.kept_at))} {show_time(draft.kept_at)}"
        about = "" if self.host.names_hidden else draft.subject
        return Row(draft.id, (when, draft.title, about))

    def why_not(self, key_id: str) -> str:
        """Most keys need a draft."""
        if key_id in ("open", "withdraw") and self.rows.row is None:
            return "There is no draft to do that with."
        return ""

    async def open_row(self, row: Row) -> None:
        """The form, as it was left."""
        draft = self._drafts[row.key]
        form = case_forms.form_of(draft.form)
        if form is None:
            self.say("! This version has no form for that draft. It stays here.")
            return
        await self.app.push_screen(form.taken_up(draft))

    async def action_withdraw(self) -> None:
        """Discard the draft under the cursor; U brings it back."""
        draft = self._drafts[self.rows.key_at_cursor]
        await self.host.wiring.drafts.discard(draft.id)
        self._discarded = draft
        await self._changed()
        self.say(f"Discarded: {draft.title}, kept {show_instant(draft.kept_at)}. U brings it back.")

    async def action_undo(self) -> None:
        """Bring the draft back that was discarded here; with none, undo as everywhere."""
        if self._discarded is None:
            await super().action_undo()
            return
        draft, self._discarded = self._discarded, None
        await self.host.wiring.drafts.keep(draft)
        await self._changed()
        self.say(f"Back: {draft.title}.")

    async def _changed(self) -> None:
        await self.host.wiring.recount()
        await self.reload()
