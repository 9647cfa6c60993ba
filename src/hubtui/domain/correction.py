"""Corrections: a saved record is put right by an entry of its own, with a reason; the original stays (SES-11)."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from hubtui.domain.assessment import Assessment
from hubtui.domain.dates import YEAR_REFUSED, within_reach
from hubtui.domain.entry import Entry, Op, journalled, puts, void
from hubtui.domain.noncontact import NonContact
from hubtui.domain.note import Note
from hubtui.domain.outcome_progress import OutcomeProgress
from hubtui.domain.record import Record, RecordId
from hubtui.domain.score import Score
from hubtui.domain.session import Session
from hubtui.domain.task import Task
from hubtui.domain.text import Prose
from hubtui.domain.trouble import Problem, RuleBroken
from hubtui.domain.urgent import UrgentAction

CORRECTABLE: dict[type[Record], tuple[str, ...]] = {
    Session: (
        *("type", "planned_at", "planned_end", "method", "place", "purpose", "worker", "told_how", "reply"),
        *("remote_reason", "started_at", "minutes", "late_minutes", "present", "activities", "outcomes"),
        *("done_how", "done_each", "note", "response", "next_steps", "not_held_because", "reason"),
        *("gave_notice", "attempts", "late_reason"),
    ),
    NonContact: (
        *("type", "done_on", "minutes", "contacted", "activities", "outcomes", "result", "next_step", "note"),
    ),
    Note: ("note",),
    Task: ("what", "due_on", "result", "dropped_because", "outcome", "activity", "note"),
    UrgentAction: ("type", "result", "done_on", "next_step", "note"),
    Score: ("score", "scored_by", "scored_on"),
    OutcomeProgress: ("evidence", "options_tried", "from_on"),
    Assessment: ("housing", "ete", "finance", "community_link"),
}
"""What may be corrected, by kind of record. A plan has versions instead; a wrong result is taken back."""

VOIDABLE = frozenset(CORRECTABLE)


@journalled("record.corrected", "Correction")
class RecordCorrected(Entry):
    """Some fields of a record were wrong; the reason is the entry's `why`."""

    record: RecordId
    changes: dict[str, object]

    def ops(self) -> Iterator[Op]:
        yield from puts(self.record, **self.changes)


@journalled("record.voided", "Taken out of use")
class RecordVoided(Entry):
    """A record should not be there; it stays readable with the reason."""

    record: RecordId
    reason: str

    def ops(self) -> Iterator[Op]:
        yield void(self.record, self.reason)


_CLEAN: TypeAdapter[Any] = TypeAdapter(Prose)


def corrected(record: Record, changes: Mapping[str, Any]) -> Record:
    """The record as it would stand. Raises RuleBroken naming every field that cannot be so (SES-11)."""
    allowed = CORRECTABLE.get(type(record), ())
    wrong = [
        Problem(name, f"{name.replace('_', ' ').capitalize()} cannot be corrected in this record.")
        for name in changes
        if name not in allowed
    ]
    if not allowed or not changes:
        wrong.append(Problem("changes", "Name the fields to correct and what they should say."))
    if wrong:
        raise RuleBroken.all(wrong)
    as_typed = record.model_dump(mode="json", exclude_none=True)
    cleaned = {name: _clean(value, name) for name, value in changes.items()}
    try:
        made = type(record).model_validate({**as_typed, **cleaned})
    except ValidationError as error:
        at = [(str(each["loc"][0]), each["msg"]) for each in error.errors(include_url=False)]
        raise RuleBroken.all([Problem(name, f"{name}: {message}.") for name, message in at]) from None
    return made.model_copy(update={name: _settled(made, name) for name in changes})


def _settled(record: Record, name: str) -> object:
    """The field's value in the form it is kept in. Raises RuleBroken for an instant without its offset, or
    nothing where there must be something.
    """
    value = getattr(record, name)
    if isinstance(value, date) and not within_reach(value):
        raise RuleBroken(name, YEAR_REFUSED)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise RuleBroken(name, "Give the time with its offset, such as 2026-12-05T10:00:00+00:00.")
        return value.astimezone(UTC)
    if value == "" and type(record).model_fields[name].is_required():
        raise RuleBroken(name, "This cannot be empty: say what it should be, or take the record out of use.")
    return value


def _clean(value: Any, field: str) -> Any:
    """The value with every text in it cleaned as typed text is. Raises RuleBroken."""
    if isinstance(value, list):
        return [_clean(each, field) for each in value]
    if isinstance(value, dict):
        return {str(name): _clean(each, field) for name, each in value.items()}
    if not isinstance(value, str):
        return value
    try:
        return _CLEAN.validate_python(value)
    except ValidationError as error:
        raise RuleBroken(field, error.errors()[0]["msg"]) from None


def check_may_correct(record: Record, login: str, *, holder: str | None) -> None:
    """Let only its author or the holder of the case correct a record (SES-11). Raises RuleBroken."""
    author = record.result_by if isinstance(record, Session) and record.result_by else record.recorded_by
    if login not in (author, record.recorded_by, holder):
        raise RuleBroken("record", "Only its author or the holder of the case can correct this record.")
