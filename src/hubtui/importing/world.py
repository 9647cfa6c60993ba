"""What rows are judged against: places, activities, code lists and workers, as known here and from a reference file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from hubtui.data import read
from hubtui.domain.entry import Json
from hubtui.domain.identifiers import Identifier
from hubtui.domain.record import RecordId
from hubtui.domain.stage import Setting
from hubtui.importing.making import Spot
from hubtui.importing.rows import shown
from hubtui.store.db import Db
from hubtui.store.person import holder_of, reference_of

IN_CUSTODY = frozenset({"wing", "feeder", "outlying", "female"})
IN_COMMUNITY = frozenset({"community", "hub", "satellite"})
"""The kinds of places of the reference file, in lower case; any other is not mapped."""

LABELS = ("full_name", "label", "name", "area")
"""The columns that say what a row of a reference table is called."""


@dataclass
class Surroundings:
    """What is known around the rows. `users` names the login of a user id; `logins` are those of this vault.

    `claims` are the numbers taken by people of this run, so that a rehearsal finds the same doubles.
    """

    system: str
    now: datetime
    unit: str
    logins: frozenset[str] = frozenset()
    spots: dict[str, Spot] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    claims: dict[tuple[Identifier, str], tuple[RecordId, str]] = field(default_factory=dict)
    db: Db | None = None

    def spot(self, given: Json) -> Spot | None:
        """The place that a number of the other system names; None where it is mapped to none."""
        return self.spots.get(shown(given))

    def login(self, given: Json) -> str | None:
        """The worker of this vault whom a user id, a user name or an e-mail address names."""
        name = self.users.get(shown(given).lower(), shown(given)).lower()
        for login in (name, name.split("@")[0], name.split("@")[0].replace(".", "")):
            if login in self.logins:
                return login
        return None

    def label(self, given: Json) -> str:
        """What a row of a reference table is called; empty where it is not known."""
        return self.labels.get(shown(given), "")

    def activity(self, given: Json) -> Mapping[str, str] | None:
        """The other system's definition of an activity."""
        return _definitions().get(shown(given))

    def words(self, codes: str, given: Json) -> str:
        """What a value of a list says; the value itself where the list does not have it."""
        return _code_words().get((codes, shown(given)), shown(given))

    def holder(self, kind: Identifier, number: str, person: RecordId) -> str | None:
        """Who else has this number: a case reference, or the name of somebody met in this run (REF-07)."""
        assert self.db is not None, "numbers are looked up inside a transaction"
        other = holder_of(self.db, kind, number, besides=person)
        if other is not None:
            return reference_of(self.db, other)
        claimed_by, words = self.claims.setdefault((kind, number), (person, f"{kind.words} {number}"))
        return words if claimed_by != person else None

    def learn_places(self, tables: Mapping[str, Sequence[Any]]) -> None:
        """Take in the places of a reference file."""
        codes = {shown(row.get("LocationId")): shown(row.get("Code")) for row in _rows(tables, "mapping")}
        for row in _rows(tables, "locations"):
            number, kind = (
                shown(row.get("id", row.get("Id"))),
                shown(row.get("type", row.get("Type"))).lower(),
            )
            setting = _setting(kind)
            if setting is not None:
                known = self.spots.get(number)
                code = known.code if known else codes.get(number, "")
                name = shown(row.get("name", row.get("Name")))
                self.spots[number] = Spot(code, name, setting)

    def learn(self, rows: Sequence[Mapping[str, Json]]) -> None:
        """Take in whose login each user id is, and what rows of reference tables are called."""
        for row in rows:
            if label := next((shown(row[each]) for each in LABELS if row.get(each)), ""):
                self.labels[shown(row.get("id"))] = label
            columns = {str(column).lower(): value for column, value in row.items()}
            name = shown(
                columns.get("username") or columns.get("hmpps_auth_username") or columns.get("email")
            )
            if name:
                self.users[shown(columns.get("id")).lower()] = name


def _rows(tables: Mapping[str, Sequence[Any]], ending: str) -> list[Mapping[str, Any]]:
    return [
        row
        for table, rows in tables.items()
        if table.lower().endswith(ending)
        for row in rows
        if isinstance(row, dict)
    ]


def _setting(kind: str) -> Setting | None:
    if kind in IN_CUSTODY:
        return Setting.CUSTODY
    return Setting.COMMUNITY if kind in IN_COMMUNITY else None


def own_spots() -> dict[str, Spot]:
    """The places of the program's own lists by their number over there."""
    prisons = {
        row["cfo_location_id"]: Spot(row["code"], row["short_name"] or row["name"], Setting.CUSTODY)
        for row in read("prisons")
        if row["cfo_location_id"]
    }
    hubs = {
        row["cfo_location_id"]: Spot(f"hub-{row['cfo_location_id']}", row["name"], Setting.COMMUNITY)
        for row in read("hubs")
    }
    return prisons | hubs


@cache
def _definitions() -> dict[str, Mapping[str, str]]:
    return {row["id"]: row for row in read("cats_activity_definitions")}


@cache
def _code_words() -> dict[tuple[str, str], str]:
    return {(row["list"], row["value"]): row["name"] for row in read("cats_code_lists")}
