"""Consent to share information: sought, never demanded; the latest answer for a kind of recipient counts (CON-02)."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from hubtui.domain.entry import Entry, Op, created, journalled
from hubtui.domain.record import Record, RecordId, Searchable, kept
from hubtui.domain.trouble import Problem


class Recipient(StrEnum):
    """A kind of outside organisation or person."""

    COUNCIL = "council"
    LANDLORD = "landlord-or-housing-provider"
    EMPLOYER = "employer"
    EDUCATION = "education-or-training-provider"
    BENEFITS = "jobcentre-or-benefits"
    CREDITOR = "creditor-or-bank"
    HEALTH = "health-service"
    SUBSTANCE = "drug-or-alcohol-service"
    FAMILY = "family-or-friends"
    PARTNER = "partner-service"

    @property
    def words(self) -> str:
        """The recipient as a screen says it."""
        return self.value.replace("-", " ")


class ConsentHow(StrEnum):
    """How the person answered."""

    SIGNED = "signed"
    SPOKEN = "spoken"
    NOT_ASKED = "not-asked"


@kept("consent")
class Consent(Record):
    """One asking for consent and its answers. Refusal is an answer like any other and ends nothing."""

    person: RecordId
    how: ConsentHow
    given_on: date
    agreed: list[Recipient] = []
    refused: list[Recipient] = []
    purpose: Annotated[str | None, Searchable()] = None
    signed_on: date | None = None
    kept_at: str | None = None
    heard_by: str | None = None
    heard_how: str | None = None
    information_received: bool | None = None
    note: Annotated[str | None, Searchable()] = None


def check_consent(consent: Consent, *, today: date) -> list[Problem]:
    """Everything that keeps this from being recorded as consent (CON-02)."""
    problems = []
    if consent.given_on > today:
        problems.append(
            Problem("given_on", "This date is in the future: enter the day on which he answered.")
        )
    if consent.how is not ConsentHow.NOT_ASKED and not (consent.agreed or consent.refused):
        problems.append(Problem("agreed", "Choose who he agreed or refused to share information with."))
    twice = sorted({*consent.agreed} & {*consent.refused})
    if twice:
        named = ", ".join(recipient.words for recipient in twice)
        problems.append(Problem("refused", f"Both agreed and refused: {named}. Take one of the two out."))
    return [*problems, *_check_proof(consent, today)]


def _check_proof(consent: Consent, today: date) -> Iterator[Problem]:
    if consent.how is ConsentHow.SIGNED:
        if consent.signed_on is None:
            yield Problem("signed_on", "Enter the date of his signature, or record the consent as spoken.")
        elif consent.signed_on > today:
            yield Problem("signed_on", "This date is in the future: enter the day on which he signed.")
        if not consent.kept_at:
            yield Problem("kept_at", "Say where the signed paper is kept.")
    if consent.how is ConsentHow.SPOKEN and not consent.heard_by:
        yield Problem("heard_by", "Name the worker who heard him agree.")


def live_consent(consents: Iterable[Consent], recipient: Recipient, *, on: date) -> Consent | None:
    """The consent that covers sharing with `recipient` on a local date: his latest answer, where it was yes.

    `consents` come oldest first; of two on one day the later recorded counts.
    """
    answers = [
        each
        for each in consents
        if each.given_on <= on and recipient in (*each.agreed, *each.refused) and not each.voided
    ]
    latest = max(reversed(answers), key=lambda each: each.given_on, default=None)
    return latest if latest and recipient in latest.agreed else None


@journalled("consent.recorded", "Consent recorded")
class ConsentRecorded(Entry):
    """The person was asked, and answered."""

    consent: Consent

    def ops(self) -> Iterator[Op]:
        yield from created(self.consent)

    def happened(self) -> date:
        return self.consent.given_on
