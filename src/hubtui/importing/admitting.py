"""Who a person of another system is here, whatever the system: age, the men's service, and names that are missing."""

from datetime import date

from hubtui.domain.dates import local_date
from hubtui.domain.person import MensService, check_age
from hubtui.domain.trouble import RuleBroken
from hubtui.importing import values
from hubtui.importing.making import Making
from hubtui.importing.rows import Row

NO_SURNAME = "(no surname)"
_SERVICE = {
    "male": MensService.WITHIN,
    "m": MensService.WITHIN,
    "female": MensService.OUTSIDE,
    "f": MensService.OUTSIDE,
}


def surname(making: Making, row: Row, column: str) -> str:
    """The surname; a word that says so where there is none."""
    given = row.text(column)
    if not given:
        making.find(row, column, "There is no surname.", NO_SURNAME)
    return given or NO_SURNAME


def birthday(making: Making, row: Row, column: str, received: date, flags: list[str]) -> date | None:
    """The date of birth as given; what breaks a rule about it is flagged and reported (ELG-01)."""
    born = values.day(row.fields.get(column))
    if born is None:
        flags.append("date of birth not known")
        return None
    try:
        check_age(born, received, today=local_date(making.world.now))
    except RuleBroken as broken:
        flags.append("under 18" if "under 18" in broken.message else "date of birth to be checked")
        making.find(row, column, broken.message, "as given, and flagged")
    return born


def mens_service(making: Making, row: Row, column: str, flags: list[str]) -> MensService | None:
    """Whether the person is within the men's service; outside it a supervisor decides (ELG-02)."""
    service = _SERVICE.get(row.text(column).lower())
    if service is MensService.OUTSIDE:
        flags.append("outside the men's service (ELG-02): a supervisor decides")
        making.find(row, column, "Outside the men's service (ELG-02).", "as outside it, flagged")
    return service
