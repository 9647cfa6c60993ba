"""The case: one run of the service for a person, from referral to end."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from hubtui.domain.entry import Entry, Op, created, journalled, put, puts, step
from hubtui.domain.record import Record, RecordId, Searchable, Steps, Union, kept
from hubtui.domain.stage import Position, Setting, Stage


class Need(StrEnum):
    """The service needs (mission 4)."""

    HOUSING = "housing"
    ETE = "ete"
    FINANCE = "finance"
    COMMUNITY_LINK = "community-link"

    @property
    def words(self) -> str:
        return _NEED_WORDS[self]

    @property
    def short(self) -> str:
        """The letters a narrow column has room for."""
        return _NEED_SHORT[self]


_NEED_WORDS = {
    Need.HOUSING: "Housing",
    Need.ETE: "Education, training and employment",
    Need.FINANCE: "Finance, benefit and debt",
    Need.COMMUNITY_LINK: "Community link",
}
_NEED_SHORT = {Need.HOUSING: "HOU", Need.ETE: "ETE", Need.FINANCE: "FBD", Need.COMMUNITY_LINK: "CL"}


class Urgency(StrEnum):
    """How soon the first offer is owed."""

    STANDARD = "standard"
    URGENT = "urgent"


class ReferralSource(StrEnum):
    """Where referrals come from (mission 4)."""

    PROBATION_PRACTITIONER = "probation-practitioner"
    CFO_PRIME_PROVIDER = "cfo-prime-provider"
    EDUCATION_PROVIDER = "prison-education-provider"
    PRISON_STAFF = "prison-staff"
    BCST_FLAG = "bcst-immediate-need"
    SELF_REFERRAL = "self-referral"
    DELIVERY_PARTNER = "other-delivery-partner"
    VETERANS_HUB = "veterans-custody-hub"
    COURT = "court-or-short-notice"
    NPS = "nps"
    CRC = "crc"


class ReturnReason(StrEnum):
    """Why a referral goes back before it began (REF-11)."""

    NOT_ELIGIBLE = "not-eligible"
    DUPLICATE = "duplicate"
    TOO_LITTLE = "too-little-information"
    NEED_MET = "need-met-elsewhere"
    DECLINED = "declined"
    MOVED = "released-or-moved"


@kept("case")
class Case(Record):
    """A case. `id` is its aggregate; `worker` is the login of the one who holds it, `cover` of those who stand in."""

    person: RecordId
    reference: Annotated[str, Searchable()]
    stage: Annotated[Stage, Steps()] = Stage.RECEIVED
    stages_before: list[Stage] = []
    setting: Setting | None = None
    source: str | None = None
    referrer_name: str | None = None
    referrer_role: str | None = None
    referrer_organisation: str | None = None
    referrer_contact: str | None = None
    received_at: datetime | None = None
    needs: Annotated[list[Need], Union()] = []
    outcomes: Annotated[list[str], Union()] = []
    urgency: Urgency = Urgency.STANDARD
    unit: str | None = None
    worker: str | None = None
    cover: Annotated[list[str], Union()] = []
    risk_supplied: str | None = None
    flags: Annotated[list[str], Union()] = []
    imported_from: str | None = None
    returned_because: ReturnReason | None = None
    referrer_told: str | None = None
    note: Annotated[str | None, Searchable()] = None

    @property
    def position(self) -> Position:
        """The stage with those the case remembers."""
        return Position(self.stage, tuple(self.stages_before))


@journalled("referral.received", "Referral received")
class ReferralReceived(Entry):
    """A referral leaves draft: a case begins and its clocks start."""

    case: Case

    def ops(self) -> Iterator[Op]:
        yield from created(self.case)

    def happened(self) -> datetime | None:
        return self.case.received_at


@journalled("case.moved", "Case moved")
class CaseMoved(Entry):
    """The case goes from one stage to another; who, when and why are the journal's (REF-13).

    `before` is given where the stages that the case remembers change with the move.
    """

    case: RecordId
    to: Stage
    before: list[Stage] | None = None

    def ops(self) -> Iterator[Op]:
        if self.before is not None:
            yield put(self.case, "stages_before", self.before)
        yield step(self.case, "stage", self.to)

    @classmethod
    def summary(cls, fields: Mapping[str, object]) -> str:
        """The stage it came to; a stage that this version does not know stands as it was written."""
        to = str(fields.get("stage", ""))
        return Stage(to).words if to in {each.value for each in Stage} else to


@journalled("case.allocated", "Allocated")
class CaseAllocated(Entry):
    """One named worker becomes the person's single point of contact (REF-10)."""

    case: RecordId
    worker: str

    def ops(self) -> Iterator[Op]:
        yield from puts(self.case, worker=self.worker)

    @classmethod
    def summary(cls, fields: Mapping[str, object]) -> str:
        return str(fields.get("worker", ""))


@journalled("case.covered", "Cover changed")
class CaseCovered(Entry):
    """Somebody stands in for the worker, or no longer does."""

    case: RecordId
    worker: str
    ended: bool = False

    def ops(self) -> Iterator[Op]:
        yield Op("rem" if self.ended else "add", self.case, "cover", self.worker)


@journalled("case.flagged", "Flagged")
class CaseFlagged(Entry):
    """Something that worker and supervisor should look at stands in their lists, until it is cleared."""

    case: RecordId
    flag: str
    cleared: bool = False

    def ops(self) -> Iterator[Op]:
        yield Op("rem" if self.cleared else "add", self.case, "flags", self.flag)


@journalled("referral.returned", "Referral returned")
class ReferralReturned(Entry):
    """The referral went back to the referrer."""

    case: RecordId
    reason: ReturnReason
    told: str = ""

    def ops(self) -> Iterator[Op]:
        yield step(self.case, "stage", Stage.RETURNED)
        yield from puts(self.case, returned_because=self.reason, referrer_told=self.told or None)
