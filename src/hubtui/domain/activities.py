"""The 86 core activities (specification 3.9; titles are ours) and where each may be done (PLN-04, RDT-02)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from hubtui.data import read
from hubtui.domain.entry import Entry, Lane, Op, created, journalled
from hubtui.domain.outcomes import outcome
from hubtui.domain.record import Record, kept
from hubtui.domain.stage import Position, Setting
from hubtui.domain.trouble import NotFound, RuleBroken


class ActivitySetting(StrEnum):
    """Where an activity belongs; `both` is custody and community alike."""

    CUSTODY = "custody"
    RELEASE = "release"
    BOTH = "both"
    COMMUNITY = "community"


class Area(StrEnum):
    """What an activity is about."""

    HOUSING = "housing"
    ETE = "ETE"
    FINANCE = "finance"
    COMMUNITY_LINK = "community link"
    ALL = "all areas"


@dataclass(frozen=True, slots=True)
class Activity:
    """One core activity. `gated`: it waits for an answer of HMPPS. `in_every_stage`: identity papers, bank
    accounts and work on release on temporary licence are needed before release too.
    """

    id: str
    clause: str
    title: str
    setting: ActivitySetting
    area: Area
    gated: bool
    in_every_stage: bool

    @property
    def by_community_partner(self) -> bool:
        """Whether the Community Delivery Partner does it while the person is in custody (mission 8.14)."""
        return self.setting is ActivitySetting.CUSTODY and self.area is Area.ETE

    def fits(self, position: Position) -> bool:
        """Whether it is done at `position`; before a case is allocated nothing is left out."""
        if self.in_every_stage or self.setting is ActivitySetting.BOTH or position.setting is None:
            return True
        if self.setting is ActivitySetting.RELEASE:
            return position.at_the_gate
        return self.setting.value == position.setting.value

    def can_be_planned(self, position: Position) -> bool:
        """Whether a plan may hold it: what comes later may be planned in custody, what is past may not."""
        return self.fits(position) or position.setting is Setting.CUSTODY


@cache
def activities() -> dict[str, Activity]:
    """All 86, by id, in their order."""
    return {
        row["id"]: Activity(
            row["id"],
            row["clause"],
            row["title"],
            ActivitySetting(row["setting"]),
            Area(row["area"]),
            row["gated"] == "Y",
            row["open_in_every_stage"] == "Y",
        )
        for row in read("activities")
    }


def activity(id_: str) -> Activity:
    """The activity of that id, in either case. Raises NotFound."""
    found = activities().get(id_.strip().upper())
    if found is None:
        raise NotFound(f"There is no activity {id_[:10]}: ids look like A-CH01.")
    return found


def offered(position: Position) -> list[Activity]:
    """The activities to choose from when work done at `position` is recorded (PLN-04)."""
    return [each for each in activities().values() if each.fits(position)]


def plannable(position: Position) -> list[Activity]:
    """The activities to choose from when a plan is written at `position` (PLN-04)."""
    return [each for each in activities().values() if each.can_be_planned(position)]


def delivery_warning(done: Activity, position: Position) -> str:
    """A sentence when `done` does not belong where the person is, else empty: it is saved with a reason and
    marked (PLN-04).
    """
    if done.fits(position):
        return ""
    where = position.setting.value if position.setting else "this stage"
    return f"{done.title} is a {done.setting} activity and he is in {where}: say why it was done now."


@dataclass(frozen=True, slots=True)
class Rewording:
    """A new title for an activity or outcome from a date on, and the Delivery Prioritisation Plan version behind it."""

    activity: str
    title: str
    from_date: date
    plan_version: str


def reworded(id_: str, title: str, from_date: date, plan_version: str) -> Rewording:
    """The change of wording (RDT-02). Raises NotFound, and RuleBroken without a title or a plan version."""
    if not title.strip():
        raise RuleBroken("title", "Type the activity's new title.")
    if not plan_version.strip():
        raise RuleBroken("plan_version", "Name the Delivery Prioritisation Plan version behind the change.")
    return Rewording(_listed(id_)[0], title.strip(), from_date, plan_version.strip())


def title_on(id_: str, chosen: date, changes: Iterable[Rewording] = ()) -> str:
    """The title in force on the local date when a case chose the activity, which it keeps (RDT-02)."""
    dated = [each for each in changes if each.activity == id_ and each.from_date <= chosen]
    latest = max(reversed(dated), key=lambda each: each.from_date, default=None)
    return latest.title if latest else _listed(id_)[1]


def _listed(id_: str) -> tuple[str, str]:
    """The id and title in the lists that come with the program, of an activity or an outcome. Raises NotFound."""
    if re.fullmatch(r"\s*[oO][0-9]+\s*", id_):
        found = outcome(id_)
        return found.id, found.title
    known = activity(id_)
    return known.id, known.title


@kept("activity_wording")
class ActivityWording(Record):
    """A change of wording, kept: `activity` is the id of an activity or of an outcome."""

    activity: str
    title: str
    from_date: date
    plan_version: str


@journalled("activity.changed", "Activity reworded", lane=Lane.HOUSEKEEPING)
class ActivityChanged(Entry):
    """The catalogue's wording changed from a date on (RDT-02)."""

    wording: ActivityWording

    def ops(self) -> Iterator[Op]:
        yield from created(self.wording)

    def happened(self) -> date:
        return self.wording.from_date
