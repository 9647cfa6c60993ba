"""What a person has been told, whichever of his cases it was recorded on."""

from hubtui.domain.information import InformationGiven
from hubtui.store import records
from hubtui.store.db import Db


def information_of(db: Db, person: str) -> list[InformationGiven]:
    """The topics explained to a person, oldest first."""
    return records.find(db, InformationGiven, "person = ? AND voided = 0", (person,))
