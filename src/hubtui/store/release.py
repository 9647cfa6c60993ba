"""A person's stay in custody, as it stands."""

from hubtui.domain.release import CustodyEpisode
from hubtui.store import records
from hubtui.store.db import Db


def open_episode(db: Db, person: str) -> CustodyEpisode | None:
    """The stay that has not ended; of two that two terminals opened, the later."""
    found = records.find(
        db,
        CustodyEpisode,
        "person = ? AND ended_on IS NULL AND voided = 0",
        (person,),
        order="recorded_at DESC, id DESC",
    )
    return found[0] if found else None
