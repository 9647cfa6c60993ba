"""Half-typed work, kept as it is typed: what a draft is, where drafts are kept, and when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import uuid4


@dataclass(frozen=True)
class Draft:
    """A form that is not saved yet. `answers` is its JSON; `subject` whom or what it is about; `kept_at` in UTC."""

    form: str
    subject: str
    title: str
    answers: str
    kept_at: datetime
    id: str = field(default_factory=lambda: uuid4().hex)


class DraftStore(Protocol):
    """Where drafts are kept. Each method returns when what it did is on disk."""

    async def keep(self, draft: Draft) -> None:
        """Write the draft over the one with its id."""

    async def of(self, form: str, subject: str) -> Sequence[Draft]:
        """This worker's drafts of this form about this subject, newest first."""

    async def discard(self, draft_id: str) -> None:
        """Take the draft away."""


class DraftsInMemory:
    """Drafts that end with the program: for a kit without a vault."""

    def __init__(self) -> None:
        self.kept: dict[str, Draft] = {}

    async def keep(self, draft: Draft) -> None:
        """Write the draft over the one with its id."""
        self.kept[draft.id] = draft

    async def of(self, form: str, subject: str) -> Sequence[Draft]:
        """The drafts of this form about this subject, newest first."""
        found = [draft for draft in self.kept.values() if (draft.form, draft.subject) == (form, subject)]
        return sorted(found, key=lambda draft: draft.kept_at, reverse=True)

    async def discard(self, draft_id: str) -> None:
        """Take the draft away."""
        self.kept.pop(draft_id, None)
