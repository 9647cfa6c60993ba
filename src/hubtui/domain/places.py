"""Units, the places where people are served, and the case references that begin with their codes (RDT-01).

A prison's code is its NOMIS code; a hub, satellite or community location is `hub-` and its CFO location id.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache

from hubtui.data import read
from hubtui.domain.entry import Entry, Lane, Op, created, journalled, puts
from hubtui.domain.record import OF_THE_JOURNAL, Record, RecordId, kept
from hubtui.domain.trouble import NotFound, RuleBroken


class PlaceKind(StrEnum):
    """What kind of unit a place is."""

    PRISON = "prison"
    HUB = "hub"
    SATELLITE = "satellite"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Place:
    """One unit, with the dates between which it is used; None where they are not known.

    `mandated`, `resettlement` and `departure_lounge` are None until a supervisor sets them: the official lists
    are not final. `note` is plain text of the source.
    """

    code: str
    name: str
    kind: PlaceKind
    region: str = ""
    parent: str = ""
    provider: str = ""
    veterans_wing: bool = False
    active: bool = True
    mandated: bool | None = None
    resettlement: bool | None = None
    departure_lounge: bool | None = None
    start: date | None = None
    end: date | None = None
    note: str = ""

    @property
    def in_custody(self) -> bool:
        """Whether people served there are in custody."""
        return self.kind is PlaceKind.PRISON

    def used_on(self, day: date) -> bool:
        """Whether work can be booked there on the local date `day`; the first and last day count."""
        begun = self.start is None or self.start <= day
        return self.active and begun and (self.end is None or day <= self.end)

    def is_mandated(self) -> bool:
        """Whether in-person service is required; a prison not set either way is taken as not (mission 8.9)."""
        return self.mandated is True

    def mandated_warning(self) -> str:
        """A sentence for a prison that nobody has marked yet, else empty."""
        if not self.in_custody or self.mandated is not None:
            return ""
        return f"{self.name} is not marked as mandated or not: it is treated as not mandated."


@cache
def places() -> dict[str, Place]:
    """Every place of the lists that come with the program, by code."""
    listed = {place.code: place for place in (*_prisons(), *_hubs())}
    for row in read("first_places"):
        listed[row["code"]] = _named_first(listed.get(row["code"]), row)
    return listed


def place(code: str, known: dict[str, Place] | None = None) -> Place:
    """The place of that code, in either case, among `known` (the program's own list by default).

    Raises NotFound.
    """
    wanted, listed = code.strip(), places() if known is None else known
    found = listed.get(wanted.upper()) or listed.get(wanted.lower())
    if found is None:
        raise NotFound(
            f"There is no place {wanted[:20]}.", "A prison's code looks like HHI, a hub's like hub-127."
        )
    return found


def checked(new: Place, known: dict[str, Place]) -> Place:
    """`new`, if it may stand in the list (RDT-01). Raises RuleBroken."""
    if not re.fullmatch(UNIT_CODE, new.code):
        raise RuleBroken("code", "A prison's code looks like HHI, a hub's like hub-127.")
    if new.kind is PlaceKind.SATELLITE and new.parent not in known:
        raise RuleBroken("parent", "A satellite needs its hub: choose the hub it belongs to.")
    if new.start and new.end and new.end < new.start:
        raise RuleBroken("end", "A place ends on or after its first day.")
    return new


def ended(old: Place, last: date, sessions: Iterable[date]) -> Place:
    """`old`, used until `last` and never deleted (RDT-01). Raises RuleBroken listing sessions after that day."""
    later = sorted(day for day in sessions if day > last)
    if later:
        days = ", ".join(f"{day:%d/%m/%Y}" for day in later)
        raise RuleBroken(
            "end", f"Sessions stand booked at {old.name} after that day: {days}. Move them first."
        )
    return replace(old, end=last)


def _prisons() -> Iterable[Place]:
    for row in read("prisons"):
        yield Place(
            code=row["code"],
            name=row["short_name"],
            kind=PlaceKind.PRISON,
            region=row["cfo_region"],
            active=row["operational"] == "Y",
            note=row["note"],
        )


_HUB_KINDS = {"Hub": PlaceKind.HUB, "Satellite": PlaceKind.SATELLITE, "Community": PlaceKind.COMMUNITY}


def _hubs() -> Iterable[Place]:
    for row in read("hubs"):
        yield Place(
            code=f"hub-{row['cfo_location_id']}",
            name=row["name"],
            kind=_HUB_KINDS[row["type"]],
            region=row["region"],
            parent=f"hub-{row['parent_location_id']}" if row["parent_location_id"] else "",
            start=_day(row["start"]),
            end=_day(row["end"]),
        )


def _named_first(listed: Place | None, row: Mapping[str, str]) -> Place:
    """A place the sources name: they say what it is; its planned end is a note, as they disagree (8.8)."""
    veterans = row["kind"] == "veterans wing"
    known = listed or Place(row["code"], row["name"], PlaceKind(row["kind"]), start=_day(row["start"]))
    planned = f"Opened {row['start']}, planned end {row['planned_end']}. " if row["planned_end"] else ""
    return replace(
        known,
        kind=known.kind if veterans else PlaceKind(row["kind"]),
        region=row["region"],
        parent=row["parent_code"],
        provider=row["provider"],
        veterans_wing=veterans,
        note=f"{planned}{row['source_note']}.",
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


UNIT_CODE = r"[A-Z][A-Z0-9]{2,3}|hub-[a-z0-9]+(?:-[a-z0-9]+)*"
LONGEST_REFERENCE = 60
_REFERENCE = re.compile(
    rf"(?P<unit>{UNIT_CODE})-(?P<terminal>[A-Z])-(?P<year>[0-9]{{2}})-(?P<number>[0-9]{{5,}})"
)


@dataclass(frozen=True, slots=True)
class CaseReference:
    """A case's reference, made offline: the terminal's letter keeps two terminals of a unit apart."""

    unit: str
    terminal: str
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.unit}-{self.terminal}-{self.year % 100:02}-{self.number:05}"


def read_reference(text: str) -> CaseReference | None:
    """The reference that `text` is, in either case and with spaces around it; None where it is none."""
    compact = text.strip()
    if len(compact) > LONGEST_REFERENCE:
        return None
    ending = r"-([a-z])-([0-9]{2}-[0-9]+)$"
    unit_folded = compact.lower() if compact.lower().startswith("hub-") else compact.upper()
    match = _REFERENCE.fullmatch(re.sub(ending, lambda end: end[0].upper(), unit_folded))
    if match is None:
        return None
    return CaseReference(match["unit"], match["terminal"], 2000 + int(match["year"]), int(match["number"]))


@kept("place_change")
class PlaceChange(Record):
    """What supervisors said of one place: all of it for a place of their own, else what differs from the list."""

    code: str
    name: str | None = None
    place_kind: PlaceKind | None = None
    region: str | None = None
    parent: str | None = None
    provider: str | None = None
    mandated: bool | None = None
    resettlement: bool | None = None
    departure_lounge: bool | None = None
    start: date | None = None
    end: date | None = None
    note: str | None = None


def place_record(code: str) -> RecordId:
    """The record of what was said of the place with this code."""
    return f"place-{code}"


def with_changes(listed: Mapping[str, Place], changes: Iterable[PlaceChange]) -> dict[str, Place]:
    """The list with what supervisors added and changed, by code."""
    known = dict(listed)
    for change in changes:
        said = change.model_dump(
            exclude={*OF_THE_JOURNAL, "code", "place_kind"}, exclude_none=True, exclude_defaults=True
        )
        base = known.get(change.code) or Place(change.code, change.name or change.code, PlaceKind.COMMUNITY)
        known[change.code] = replace(base, kind=change.place_kind or base.kind, **said)
    return known


@journalled("place.changed", "Place changed", lane=Lane.HOUSEKEEPING)
class PlaceChanged(Entry):
    """A place was added, changed or ended; `added` is given the first time anything is said of it (RDT-01)."""

    place: RecordId
    added: PlaceChange | None = None
    changes: dict[str, object] = {}

    def ops(self) -> Iterator[Op]:
        if self.added:
            yield from created(self.added)
        yield from puts(self.place, **self.changes)
