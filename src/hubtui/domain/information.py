"""The five things every person is told before a plan is agreed (CON-01)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum

from hubtui.domain.entry import Entry, Op, created, journalled
from hubtui.domain.record import Record, RecordId, kept
from hubtui.domain.stage import Unmet
from hubtui.domain.trouble import RuleBroken


class Topic(StrEnum):
    """What a person is told about."""

    EXPECTATIONS = "what-to-expect"
    DATA_PROTECTION = "data-protection"
    CONFIDENTIALITY = "confidentiality"
    COMPLAINTS = "complaints"
    FEEDBACK = "feedback-and-consultation"

    @property
    def words(self) -> str:
        """The topic as a screen says it."""
        return self.value.replace("-", " ").capitalize()


@kept("information")
class InformationGiven(Record):
    """One topic explained to a person: when, by whom, and in what language or format."""

    person: RecordId
    topic: Topic
    given_on: date
    explained_by: str
    language: str
    format: str


def missing_topics(given: Iterable[InformationGiven]) -> list[Topic]:
    """The topics not explained yet, in their order."""
    known = {each.topic for each in given}
    return [topic for topic in Topic if topic not in known]


def unmet_information(given: Iterable[InformationGiven]) -> list[Unmet]:
    """What is still to be explained before a plan can be agreed, each missing topic by name (CON-01)."""
    return [
        Unmet(f"Explain and record: {topic.words.lower()}.", "CON-01", "information")
        for topic in missing_topics(given)
    ]


def check_given_on(given_on: date, *, received_on: date | None, today: date) -> None:
    """Refuse a date in the future or before the referral (CON-01). Raises RuleBroken."""
    if given_on > today:
        raise RuleBroken("given_on", "This date is in the future: enter the day on which he was told.")
    if received_on and given_on < received_on:
        raise RuleBroken(
            "given_on", f"He was referred on {received_on:%d/%m/%Y}: enter that day or a later one."
        )


@journalled("information.given", "Information given")
class InformationWasGiven(Entry):
    """A topic was explained."""

    information: InformationGiven

    def ops(self) -> Iterator[Op]:
        yield from created(self.information)

    def happened(self) -> date:
        return self.information.given_on

    @classmethod
    def summary(cls, fields: Mapping[str, object]) -> str:
        return Topic(str(fields["topic"])).words if fields.get("topic") else ""
