"""The wording of activities and outcomes in force when a case chose them (RDT-02)."""

from datetime import date

from hubtui.domain.activities import ActivityWording, Rewording, title_on
from hubtui.store import records
from hubtui.store.db import Db


def title(db: Db, id_: str, *, chosen: date) -> str:
    """The title of an activity or outcome as it stood on the local date on which a case chose it. Raises NotFound."""
    kept = records.find(db, ActivityWording, "activity = ? AND voided = 0", (id_,))
    return title_on(
        id_,
        chosen,
        [Rewording(each.activity, each.title, each.from_date, each.plan_version) for each in kept],
    )
