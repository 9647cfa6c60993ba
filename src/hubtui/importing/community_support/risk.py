"""Risk information of Community Support: the latest stands, earlier ones are notes, and what alarms is raised."""

from hubtui.domain.risk import Risk, RiskRecorded, risk_id
from hubtui.importing import values
from hubtui.importing.alarms import denied, raise_self_harm
from hubtui.importing.community_support.people import person_id
from hubtui.importing.community_support.tables import PERSON, RISK
from hubtui.importing.making import Making
from hubtui.importing.rows import Row

TABLES = frozenset({RISK})
TO_SELF = {
    "risk_to_self_suicide": "Suicide",
    "risk_to_self_harm": "Self-harm",
    "risk_to_self_hostel_setting": "Hostel setting",
    "risk_to_self_vulnerability": "Vulnerability",
}
ALARMING = ("risk_to_self_suicide", "risk_to_self_harm")


def make(making: Making) -> None:
    """The risk information in force, with its alarms; the rest of the history as notes."""
    rows = sorted(making.of(RISK), key=lambda row: (row.text("updated_at"), row.id))
    known = bool(making.of(PERSON))
    for row in rows[:-1] if known else rows:
        making.note(row, "Earlier risk information", values.instant(row.fields.get("updated_at")), *row.lines)
    if not rows or not known:
        return
    latest = rows[-1]
    risk = _risk(making, latest, [making.id("risk", row.id) for row in rows])
    making.add(latest, risk, RiskRecorded(risk=risk, first=True))
    for column in ALARMING:
        if not denied(latest.text(column)):
            words = f"{TO_SELF[column]}: {latest.text(column)}"
            raise_self_harm(making, latest, column, words, values.instant(latest.fields.get("updated_at")))


def _risk(making: Making, row: Row, versions: list[str]) -> Risk:
    to_self = [
        f"{words}: {row.text(column)}" for column, words in TO_SELF.items() if not denied(row.text(column))
    ]
    denials = [f"{words}: {row.text(column)}" for column, words in TO_SELF.items() if row.text(column)]
    return Risk(
        id=risk_id(person_id(making)),
        person=person_id(making),
        who_at_risk=row.text("risk_summary_who_is_at_risk") or None,
        nature=row.text("risk_summary_nature_of_risk") or None,
        when_greatest=row.text("risk_summary_risk_imminence") or None,
        to_self="\n".join(to_self) or None,
        source="Community Support",
        source_date=values.day(row.fields.get("updated_at")),
        versions=versions,
        note="\n".join(
            [row.text("additional_information"), *(each for each in denials if each not in to_self)]
        ).strip()
        or None,
    )
