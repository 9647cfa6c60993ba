"""Moves, transfers, inductions, notes and pre-release work of CATS."""

from datetime import date

from hubtui.domain.dates import show_day
from hubtui.domain.release import CustodyEpisode, ReleaseFactsSet
from hubtui.domain.stage import Setting
from hubtui.importing import values
from hubtui.importing.cats.people import UNMAPPED, person_id
from hubtui.importing.cats.tables import (
    HUB_INDUCTION,
    INCOMING,
    NOTE,
    OUTGOING,
    PERSON,
    PLACES,
    PRI,
    WING_INDUCTION,
    WING_PHASE,
)
from hubtui.importing.making import Making
from hubtui.importing.rows import Row

TABLES = frozenset({PLACES, OUTGOING, INCOMING, PRI, NOTE, WING_INDUCTION, WING_PHASE, HUB_INDUCTION})
OPEN_PRI = frozenset({0, 1})
"""A pre-release inventory that is created or accepted, and neither completed nor abandoned."""


def make(making: Making) -> None:
    """Stays in custody out of the places; everything of these tables as a note of its own day."""
    for row in making.of(NOTE):
        _note(making, row)
    for row in making.of(PLACES):
        _dated(making, row, f"At {_place(making, row, 'LocationId')}", "From")
    for table, words in ((OUTGOING, "Transfer out"), (INCOMING, "Transfer in")):
        for row in making.of(table):
            here = _place(making, row, "FromLocationId"), _place(making, row, "ToLocationId")
            _dated(making, row, f"{words}: {here[0]} to {here[1]}", "MoveOccured")
    for row in making.of(PRI):
        status = making.world.words("PriStatus", row.fields.get("Status"))
        _dated(making, row, f"Pre-release inventory: {status}", "MeetingAttendedOn")
    _inductions(making)
    _stays(making)


def _note(making: Making, row: Row) -> None:
    reference = row.text("CallReference")
    more = f"Call reference: {reference}" if reference else ""
    making.note(row, row.text("Message"), values.instant(row.fields.get("Created")), more)


def _inductions(making: Making) -> None:
    for row in making.of(HUB_INDUCTION):
        _dated(making, row, f"Hub induction at {_place(making, row, 'LocationId')}", "InductionDate")
    for row in making.of(WING_INDUCTION):
        _dated(making, row, f"Wing induction at {_place(making, row, 'LocationId')}", "InductionDate")
    for row in making.of(WING_PHASE):
        status = making.world.words("WingInductionPhaseStatus", row.fields.get("Status"))
        _dated(making, row, f"Wing induction, phase {row.text('Number')}: {status}", "StartDate")


def _dated(making: Making, row: Row, words: str, column: str) -> None:
    day = values.day(row.fields.get(column))
    at = values.instant(row.fields.get(column)) or values.instant(row.fields.get("Created"))
    when = f", {show_day(day)}" if day else ""
    making.note(row, f"{words}{when}", at, *row.lines)


def _place(making: Making, row: Row, column: str) -> str:
    spot = making.world.spot(row.fields.get(column))
    return spot.name if spot else f"place {row.text(column) or 'not given'}"


def _stays(making: Making) -> None:
    """One stay in custody for each run of places in custody, with the release date of an open inventory."""
    run: list[Row] = []
    dated = sorted(making.of(PLACES), key=lambda row: row.text("From"))
    for row in dated:
        if _setting(making, row) is Setting.CUSTODY:
            run.append(row)
        elif run:
            _stay(making, run, values.day(row.fields.get("From")))
            run = []
    if run:
        _stay(making, run, None)


def _setting(making: Making, row: Row) -> Setting | None:
    spot = making.world.spot(row.fields.get("LocationId"))
    if spot is not None:
        return spot.setting
    number = values.whole(row.fields.get("LocationId"))
    return UNMAPPED.get(number) if number is not None else None


def _stay(making: Making, run: list[Row], ended_on: date | None) -> None:
    persons = making.of(PERSON)
    if not persons:
        return
    first, last = run[0], run[-1]
    spot = making.world.spot(last.fields.get("LocationId"))
    left = values.day(last.fields.get("To"))
    stay = CustodyEpisode(
        id=making.id("stay", first.id),
        person=person_id(making, persons[0]),
        prison=spot.code or spot.name if spot else None,
        reception_date=values.day(first.fields.get("From")),
        release_date=_expected_release(making) if ended_on is None else None,
        ended_on=ended_on or left,
    )
    making.add(first, stay, ReleaseFactsSet(episode=stay.id, opened=stay))


def _expected_release(making: Making) -> date | None:
    """The release date of the latest pre-release inventory that is still open."""
    open_ones = [row for row in making.of(PRI) if values.whole(row.fields.get("Status")) in OPEN_PRI]
    latest = max(open_ones, key=lambda row: row.text("Created"), default=None)
    if latest is None:
        return None
    actual = values.day(latest.fields.get("ActualReleaseDate"))
    return actual or values.day(latest.fields.get("ExpectedReleaseDate"))
