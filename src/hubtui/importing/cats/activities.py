"""Activities of CATS: work with a person as sessions he attended; jobs, courses and wraparound support as notes."""

from datetime import datetime

from hubtui.domain.session import Session, SessionAttended, SessionOffered, SessionResult, SessionType
from hubtui.importing import values
from hubtui.importing.cats.tables import ACTIVITY, EDUCATION, EMPLOYMENT, ISW, OTHER_ACTIVITY
from hubtui.importing.making import Making
from hubtui.importing.rows import Row

TABLES = frozenset({ACTIVITY, EDUCATION, EMPLOYMENT, ISW, OTHER_ACTIVITY})
PARTS = (EDUCATION, EMPLOYMENT, ISW, OTHER_ACTIVITY)
"""The tables that say more of an activity, in rows of the same id."""
ABANDONED = 4
CONTACT = frozenset({"CommunityAndSocial", "HumanCitizenship", "SupportWork"})
"""The types of work that is done with the person."""
NO_TIME = "brought in without time and length"


def make(making: Making) -> None:
    """Every activity, with what its parts say of it; a part without its activity stands alone."""
    for row in making.of(ACTIVITY):
        parts = [part for table in PARTS for part in making.linked(table, "Id", row.id)]
        at = values.instant(row.fields.get("CommencedOn"), local=True)
        if at is not None and at <= making.world.now and _is_session(making, row):
            _session(making, row, at)
        else:
            _note(making, row, at, parts)
    activities = {row.id for row in making.of(ACTIVITY)}
    for table in PARTS:
        for row in making.of(table):
            if row.id not in activities:
                making.note(row, f"{table} {row.id}", None, *row.lines)


def _definition(making: Making, row: Row) -> str:
    known = making.world.activity(row.fields.get("Definition"))
    return known["name"] if known else f"Activity {row.text('Definition')}"


def _is_session(making: Making, row: Row) -> bool:
    known = making.world.activity(row.fields.get("Definition"))
    return (
        known is not None and known["type"] in CONTACT and values.whole(row.fields.get("Status")) != ABANDONED
    )


def _session(making: Making, row: Row, at: datetime) -> None:
    spot = making.world.spot(row.fields.get("TookPlaceAtLocationId"))
    place = spot.name if spot else f"place {row.text('TookPlaceAtLocationId')}"
    what = f"{_definition(making, row)}. {row.text('AdditionalInformation')}".strip()
    offered = Session(
        id=making.id("session", row.id),
        type=SessionType.PLAN,
        planned_at=at,
        place=place,
        worker=making.world.login(row.fields.get("OwnerId")),
        setting=spot.setting if spot else None,
        imported_from=making.origin(row),
    )
    facts: dict[str, object] = {
        "result": SessionResult.ATTENDED,
        "started_at": at,
        "note": what,
        "flags": [NO_TIME],
    }
    held = offered.model_copy(update=facts)
    making.add(
        row,
        held,
        SessionOffered(session=offered),
        SessionAttended(session=held.id, facts=facts, at=at),
    )


def _note(making: Making, row: Row, at: datetime | None, parts: list[Row]) -> None:
    status = making.world.words("ActivityStatus", row.fields.get("Status"))
    more = [line for part in parts for line in (f"{part.table}:", *part.lines)]
    making.note(row, f"{_definition(making, row)} ({status})", at, *row.lines, *more)
