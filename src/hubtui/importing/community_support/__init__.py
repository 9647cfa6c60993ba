"""Records of Community Support: what its tables are and how a person's rows become records here."""

from hubtui.importing import alarms
from hubtui.importing.community_support import appointments, people, risk, tables
from hubtui.importing.making import Making
from hubtui.importing.system import System

NAME = "Community Support"
CODES = {
    "Gender": frozenset({"male", "female"}),
    "AppointmentType": frozenset({"ics"}),
    "Method": frozenset(appointments.METHODS),
    "AppointmentStatus": frozenset(
        {"scheduled", "needs_feedback", "completed", "changed", "did_not_attend", "did_not_happen"}
    ),
    "ChangeRequester": frozenset({"delivery_partner", "probation_practitioner", "person_on_probation"}),
}


def make(making: Making) -> None:
    """All that a person's rows become. What no module reads is kept whole, each row a note."""
    people.place(making)
    read_here: set[str] = set()
    for module in (people, risk, appointments):
        module.make(making)
        read_here |= module.TABLES
    for row in making.unread(read_here):
        making.note(row, f"{row.table} {row.id}", people.stamp(row), *row.lines)
    for row in making.unread({tables.RISK, tables.FEEDBACK}):
        alarms.raise_from_any(making, row, people.stamp(row))


SYSTEM = System(NAME, tables.PERSON, tables.TABLES, tables.LINKS, CODES, make)
