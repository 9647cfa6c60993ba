"""Places, as a supervisor adds, changes and ends them; none is ever deleted."""

from dataclasses import replace
from datetime import date
from typing import Any

from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.dates import local_date
from hubtui.domain.places import (
    Place,
    PlaceChange,
    PlaceChanged,
    PlaceKind,
    checked,
    ended,
    place,
    place_record,
)
from hubtui.domain.record import REFERENCE
from hubtui.domain.roles import SUPERVISORS
from hubtui.domain.session import Session
from hubtui.domain.text import GivenLine, Line
from hubtui.domain.trouble import RuleBroken
from hubtui.store import records
from hubtui.store.db import Db
from hubtui.store.places import known_places
from hubtui.store.workspace import Tx, Workspace


class AboutPlace(Input):
    """What can be said of a place; `mandated`, `resettlement` and `departure_lounge` may stay open."""

    region: Line = ""
    parent: Line = ""
    provider: Line = ""
    mandated: bool | None = None
    resettlement: bool | None = None
    departure_lounge: bool | None = None
    start: date | None = None
    note: Line = ""


class AddPlace(AboutPlace):
    """A prison, hub, satellite or community place that is not in the list (RDT-01)."""

    code: GivenLine
    name: GivenLine
    kind: PlaceKind


@act("place.add", roles=SUPERVISORS, serves=("RDT-01",))
def add_place(workspace: Workspace, data: AddPlace) -> Saved:
    """Add a place where people are served."""
    with workspace.writing() as tx:
        known = known_places(tx.db)
        given = _given(data)
        new = checked(Place(data.code, data.name, data.kind, **given), known)
        if new.code in known:
            raise RuleBroken(
                "code", f"{new.code} is {known[new.code].name} already: change that place instead."
            )
        added = PlaceChange(
            id=place_record(new.code), code=new.code, name=new.name, place_kind=new.kind, **given
        )
        tx.record(PlaceChanged(place=added.id, added=added), REFERENCE)
        return saved(tx, "", f"Place added: {new.name}.", ids=(added.id,))


class ChangePlace(AboutPlace):
    """What is different about a place; what is not given stays as it was (RDT-01)."""

    code: GivenLine
    name: Line = ""


@act("place.change", roles=SUPERVISORS, serves=("RDT-01",))
def change_place(workspace: Workspace, data: ChangePlace) -> Saved:
    """Change what is known of a place, such as whether a prison is mandated."""
    with workspace.writing() as tx:
        known = known_places(tx.db)
        old = place(data.code, known)
        changes = _given(data, "name")
        if not changes:
            raise RuleBroken("name", "Nothing is filled in: say what has changed.")
        checked(replace(old, **changes), known)
        _record(tx, old.code, changes)
        return saved(tx, "", f"Place saved: {changes.get('name', old.name)}.", ids=(place_record(old.code),))


class EndPlace(Input):
    """The last day on which a place is used (RDT-01)."""

    code: GivenLine
    end: date


@act("place.end", roles=SUPERVISORS, serves=("RDT-01",))
def end_place(workspace: Workspace, data: EndPlace) -> Saved:
    """End a place after its last day; what was recorded there stays."""
    with workspace.writing() as tx:
        old = place(data.code, known_places(tx.db))
        if old.start and data.end < old.start:
            raise RuleBroken("end", "A place ends on or after its first day.")
        ended(old, data.end, _booked(tx.db, old))
        _record(tx, old.code, {"end": data.end})
        return saved(tx, "", f"{old.name} ends on {data.end:%d/%m/%Y}.", ids=(place_record(old.code),))


def _given(data: AboutPlace, *more: str) -> dict[str, Any]:
    """What was filled in."""
    named = {*AboutPlace.model_fields, *more}
    return {name: value for name, value in data.model_dump(include=named).items() if value not in ("", None)}


def _record(tx: Tx, code: str, changes: dict[str, Any]) -> None:
    record = place_record(code)
    known = records.find(tx.db, PlaceChange, "id = ?", (record,))
    added = None if known else PlaceChange(id=record, code=code)
    tx.record(PlaceChanged(place=record, added=added, changes=changes), REFERENCE)


def _booked(db: Db, at: Place) -> list[date]:
    """The days of sessions at a place that have no result yet, whether its code or its name was written."""
    names = {at.code.casefold(), at.name.casefold()}
    return [
        local_date(session.planned_at)
        for session in records.find(db, Session, "result IS NULL AND voided = 0")
        if session.place.casefold() in names
    ]
