"""Places as supervisors have changed them (RDT-01)."""

from hubtui.domain.places import Place, PlaceChange, places, with_changes
from hubtui.store import records
from hubtui.store.db import Db


def known_places(db: Db) -> dict[str, Place]:
    """Every place by code: the program's list with what was added, changed and ended here."""
    return with_changes(places(), records.find(db, PlaceChange, "voided = 0"))


def find_place(db: Db, text: str) -> Place | None:
    """The place that `text` names, by its code or its name in any capitals; None where there is none."""
    wanted = text.strip().casefold()
    return next(
        (
            place
            for place in known_places(db).values()
            if wanted in (place.code.casefold(), place.name.casefold())
        ),
        None,
    )
