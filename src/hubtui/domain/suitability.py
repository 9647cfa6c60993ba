"""HMPPS's answer whether a home, job or course is suitable: by a named person of the contact chain (REF-08)."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from hubtui.domain.contact_chain import Contact, ContactChain, Link
from hubtui.domain.entry import Entry, Op, created, journalled
from hubtui.domain.record import Record, Searchable, kept
from hubtui.domain.trouble import RuleBroken

INSTEAD = frozenset({Link.SECONDARY, Link.DUTY_OFFICER})
"""Asked only after the practitioner could not be reached (mission 8.16)."""


class Matter(StrEnum):
    """What waits for the answer."""

    MOVE_IN = "move-in"
    WORK = "work"
    STUDY = "study"


@kept("suitability")
class Suitability(Record):
    """One answer of HMPPS. The date is local."""

    matter: Matter
    suitable: bool
    confirmed_by: Annotated[str, Searchable()]
    confirmed_as: Link
    confirmed_on: date
    failed_attempt: str | None = None
    note: Annotated[str | None, Searchable()] = None


def confirmer(chain: ContactChain | None, name: str, failed_attempt: str) -> Contact:
    """The person of the chain who answered. Raises RuleBroken for nobody, an outsider, or a stand-in too soon."""
    if not name:
        raise RuleBroken("confirmed_by", "Add who confirmed.")
    contacts = chain.contacts if chain else []
    found = next((each for each in contacts if each.name.casefold() == name.casefold()), None)
    if found is None:
        raise RuleBroken(
            "confirmed_by", f"{name} is not in the contact chain: add who confirmed to it first."
        )
    if found.link in INSTEAD and not failed_attempt:
        raise RuleBroken("failed_attempt", "Say when the practitioner was tried first and not reached.")
    return found


def check_confirmed_on(confirmed_on: date, *, today: date) -> None:
    """Refuse an answer from the future. Raises RuleBroken."""
    if confirmed_on > today:
        raise RuleBroken("confirmed_on", "This date is in the future: enter the day of the answer.")


@journalled("suitability.recorded", "Suitability answered")
class SuitabilityRecorded(Entry):
    """HMPPS said whether a home, job or course is suitable."""

    suitability: Suitability

    def ops(self) -> Iterator[Op]:
        yield from created(self.suitability)

    def happened(self) -> date:
        return self.suitability.confirmed_on
