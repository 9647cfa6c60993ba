"""Risk information of CATS: the latest that was completed stands, earlier ones are notes."""

from datetime import date

from hubtui.domain.risk import GROUPS, Risk, RiskRecorded, Rosh, risk_id
from hubtui.importing import values
from hubtui.importing.alarms import raise_from_any
from hubtui.importing.cats.people import person_id
from hubtui.importing.cats.tables import PERSON, RISK
from hubtui.importing.making import Making
from hubtui.importing.rows import Row

TABLES = frozenset({RISK})
LEVELS = {1: Rosh.LOW, 2: Rosh.MEDIUM, 3: Rosh.HIGH, 4: Rosh.VERY_HIGH}
_GROUPS_THERE = {
    "rosh_children": "Children",
    "rosh_public": "Public",
    "rosh_known_adult": "KnownAdult",
    "rosh_staff": "Staff",
    "rosh_prisoners": "OtherPrisoners",
}
assert _GROUPS_THERE.keys() == GROUPS.keys()
NONE_AVAILABLE = 2
"""The reason of a review which found that nothing was available."""
_SAID = {
    "LicenseConditions": "Licence conditions",
    "ActivityRestrictions": "Restrictions on activities",
    "PSFRestrictions": "Restrictions by the prison or probation",
    "ActivityRecommendations": "Recommended activities",
    "ReviewJustification": "Review",
    "AdditionalInformation": "More",
}


def make(making: Making) -> None:
    """The risk information in force, with its alarms; the rest of the history as notes."""
    rows = sorted(making.of(RISK), key=lambda row: (bool(row.text("Completed")), row.text("Created"), row.id))
    persons = making.of(PERSON)
    for row in rows[:-1] if persons else rows:
        making.note(row, "Earlier risk information", values.instant(row.fields.get("Created")), *row.lines)
    if not rows or not persons:
        return
    latest = rows[-1]
    risk = _risk(making, latest, person_id(making, persons[0]), [row.id for row in rows])
    making.add(latest, risk, RiskRecorded(risk=risk, first=True))
    raise_from_any(making, latest, values.instant(latest.fields.get("Created")))


def _risk(making: Making, row: Row, person: str, versions: list[str]) -> Risk:
    levels = {field: _level(row, group) for field, group in _GROUPS_THERE.items()}
    said = [f"{label}: {row.text(column)}" for column, label in _SAID.items() if row.text(column)]
    if values.truth(row.fields.get("IsSubjectToSHPO")):
        said.append("Subject to a sexual harm prevention order")
    if values.truth(row.fields.get("NSDCase")):
        said.append("A case of the national security division")
    none = values.whole(row.fields.get("ReviewReason")) == NONE_AVAILABLE and not any(levels.values())
    return Risk(
        id=risk_id(person),
        person=person,
        **levels,
        nature=row.text("SpecificRisk") or None,
        to_self=_to_self(row),
        none_held=none,
        source=row.text("ReferrerName") or "CATS",
        source_date=_date(row),
        versions=[making.id("risk", version) for version in versions],
        note="\n".join(said) or None,
    )


def _level(row: Row, group: str) -> Rosh | None:
    """The graver of the two levels, in custody and in the community."""
    numbers = [
        values.whole(row.fields.get(f"RiskTo{group}In{setting}")) for setting in ("Custody", "Community")
    ]
    known = [number for number in numbers if number in LEVELS]
    return LEVELS[max(known)] if known else None


def _to_self(row: Row) -> str | None:
    answers = [
        f"in {setting.lower()}"
        for setting in ("Custody", "Community")
        if values.truth(row.fields.get(f"RiskToSelfIn{setting}New"))
        or (values.whole(row.fields.get(f"RiskToSelfIn{setting}")) or 0) > 0
    ]
    return f"Risk to self: {' and '.join(answers)}" if answers else None


def _date(row: Row) -> date | None:
    columns = ("ReferredOn", "Completed", "Created")
    return next((found for each in columns if (found := values.day(row.fields.get(each)))), None)
