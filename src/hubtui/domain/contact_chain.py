"""The contact chain: who in HMPPS is reached about a case, and how (REF-08)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from hubtui.domain.entry import Entry, Op, created, journalled, puts
from hubtui.domain.record import Record, RecordId, Searchable, kept
from hubtui.domain.trouble import Problem

FEWEST_DIGITS = 5


class Link(StrEnum):
    """A place in the chain. The value begins the names of its four fields."""

    PRACTITIONER = "practitioner"
    SECONDARY = "secondary"
    DUTY_OFFICER = "duty_officer"
    OMU = "omu"

    @property
    def words(self) -> str:
        """The link as a screen says it."""
        return _WORDS[self]


_WORDS = {
    Link.PRACTITIONER: "Probation practitioner",
    Link.SECONDARY: "Secondary contact",
    Link.DUTY_OFFICER: "Duty Officer line",
    Link.OMU: "Offender Management Unit",
}
PARTS = ("name", "office", "phone", "email")


@dataclass(frozen=True, slots=True)
class Contact:
    """One link of the chain with what is known of it; unknown parts are empty."""

    link: Link
    name: str = ""
    office: str = ""
    phone: str = ""
    email: str = ""


@kept("contact_chain")
class ContactChain(Record):
    """The chain of one case. Its id is made of the case's, so that every device means the same chain."""

    practitioner_name: Annotated[str | None, Searchable()] = None
    practitioner_office: str | None = None
    practitioner_phone: str | None = None
    practitioner_email: str | None = None
    secondary_name: Annotated[str | None, Searchable()] = None
    secondary_office: str | None = None
    secondary_phone: str | None = None
    secondary_email: str | None = None
    duty_officer_name: Annotated[str | None, Searchable()] = None
    duty_officer_office: str | None = None
    duty_officer_phone: str | None = None
    duty_officer_email: str | None = None
    omu_name: Annotated[str | None, Searchable()] = None
    omu_office: str | None = None
    omu_phone: str | None = None
    omu_email: str | None = None

    def contact(self, link: Link) -> Contact | None:
        """What is known of one link; None where nothing is."""
        parts = [getattr(self, f"{link}_{part}") or "" for part in PARTS]
        return Contact(link, *parts) if any(parts) else None

    @property
    def contacts(self) -> list[Contact]:
        """The links that are known, in the order in which they are tried."""
        return [contact for link in Link if (contact := self.contact(link))]


def chain_id(case: RecordId) -> RecordId:
    """The record of the chain of this case."""
    return f"chain-{case}"


def is_missing(chain: ContactChain | None) -> bool:
    """Whether nobody in HMPPS is named yet: no practitioner and no Offender Management Unit (REF-08)."""
    return chain is None or not (chain.practitioner_name or chain.omu_name)


def check_contacts(values: Mapping[str, str | None]) -> list[Problem]:
    """Everything wrong with the chain's fields as typed: letters in a telephone number, no @ in an email."""
    return [
        problem
        for link in Link
        for problem in check_reached(
            values.get(f"{link}_phone"), values.get(f"{link}_email"), before=f"{link}_"
        )
    ]


def check_reached(phone: str | None, email: str | None, *, before: str = "") -> list[Problem]:
    """What is wrong with a telephone number and an email as typed; `before` begins their fields' names."""
    problems = []
    if phone and not _is_phone(phone):
        problems.append(
            Problem(f"{before}phone", "Type the telephone number in digits, such as 0117 496 0000.")
        )
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        problems.append(Problem(f"{before}email", "Type the whole email address, with its @."))
    return problems


def _is_phone(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return digits >= FEWEST_DIGITS and re.fullmatch(r"\+?[0-9 ()\-]+", text) is not None


@journalled("contact_chain.set", "Contact chain set")
class ContactChainSet(Entry):
    """Who is reached about the case became known or changed; `changes` are fields of the chain."""

    chain: RecordId
    changes: dict[str, str | None]
    first: bool = False

    def ops(self) -> Iterator[Op]:
        if self.first:
            yield from created(ContactChain(id=self.chain))
        yield from puts(self.chain, **self.changes)

    @classmethod
    def summary(cls, fields: Mapping[str, object]) -> str:
        return ", ".join(str(fields[f"{link}_name"]) for link in Link if fields.get(f"{link}_name"))[:80]
