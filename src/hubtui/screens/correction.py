"""Correct a saved record, with a reason; the original stays readable (SES-11)."""

from collections.abc import Mapping
from typing import Any

from hubtui.domain.correction import CORRECTABLE
from hubtui.domain.record import RECORDS, Record
from hubtui.domain.trouble import RuleBroken
from hubtui.screens.about_case import AboutCase
from hubtui.screens.case_facts import CaseFacts, read_facts
from hubtui.screens.layout import Answers, Ask, Kind, Layout, Page, shape_of
from hubtui.store import records
from hubtui.store.workspace import Workspace
from hubtui.widgets.control import Answer

A_PAGE = 7
"""As many questions stand on a page."""
PROSE = frozenset(
    {"note", "response", "next_steps", "reason", "attempts", "result", "late_reason", "remote_reason"}
)
ASKED = frozenset(
    (
        *("type", "planned_at", "method", "place", "purpose", "started_at", "minutes", "late_minutes"),
        *("note", "response", "next_steps", "reason", "gave_notice", "attempts", "late_reason"),
        *("remote_reason", "not_held_because", "done_on", "contacted", "result", "next_step", "what"),
        *("due_on", "dropped_because", "score", "scored_by", "scored_on", "evidence", "options_tried"),
        "from_on",
    )
)
"""The fields that can be typed anew here; those that name other records are corrected from the command line."""


class Correction(AboutCase):
    """The record's own fields as they stand; what is changed becomes the correction."""

    TRAIL = ("Case", "Correct a record")
    ACT = "record.correct"
    record: Record | None = None

    def read(self, workspace: Workspace) -> CaseFacts:
        """The record and its case. Raises RuleBroken for a record that is not corrected this way, NotFound."""
        with workspace.reading() as db:
            kind, case = records.kind_and_case(db, str(self.given["record"]))
            if RECORDS.get(kind) not in CORRECTABLE:
                raise RuleBroken("record", "This record is not corrected this way: it has an act of its own.")
            self.record = records.get(db, RECORDS[kind], str(self.given["record"]))
        return read_facts(workspace, case)

    def layout_for_form(self) -> Layout:
        """The fields, a few a page; then the reason."""
        why = Page(
            "why",
            (Ask("reason_why", "Why is it corrected?", kind=Kind.PROSE, optional=False, short="Reason"),),
        )
        asks = [_ask(type(self.record), name) for name in self._names()] if self.record else []
        pages = [
            Page("the record", tuple(asks[first : first + A_PAGE])) for first in range(0, len(asks), A_PAGE)
        ]
        return Layout((*pages, why))

    def _names(self) -> list[str]:
        if self.record is None:
            return []
        known = self.record.model_dump(mode="json")
        asked = [name for name in CORRECTABLE[type(self.record)] if name in ASKED]
        return [name for name in asked if known[name] not in (None, "")]

    def first_answers(self) -> Mapping[str, Answer]:
        """What the record says."""
        return {name: self._known[name] for name in self._names()}

    @property
    def _known(self) -> dict[str, Any]:
        return self.record.model_dump(mode="json") if self.record else {}

    def outcome(self, answers: Answers) -> tuple[str, dict[str, Any]]:
        """What differs, and why; an emptied answer clears it."""
        now = {name: answers.get(name) for name in self._names()}
        changes = {name: said for name, said in now.items() if said != self._known[name]}
        return self.ACT, {**self.given, "changes": changes, "reason": answers.get("reason_why", "")}


def _ask(kind_of_record: type[Record], name: str) -> Ask:
    shape = shape_of(kind_of_record.model_fields[name].annotation)
    kind = Kind.PROSE if name in PROSE else shape.kind
    words = name.removesuffix("_on").removesuffix("_at").replace("_", " ").capitalize()
    return Ask(name, words, kind=kind, choices=shape.choices, optional=True)
