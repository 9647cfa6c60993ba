"""Cohorts and specific needs: any combination, in the person's own answer (LNG-01, specification 3.2)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum

from hubtui.domain.dates import age_on
from hubtui.domain.entry import Entry, Op, created, journalled
from hubtui.domain.record import Record, RecordId, kept
from hubtui.domain.stage import Unmet
from hubtui.domain.trouble import RuleBroken

YOUNGEST, OLDEST_YOUNG = 18, 25


class Cohort(StrEnum):
    """The eleven of the specification."""

    CARE_LEAVER = "care-leaver"
    PARENT = "parent-guardian-or-carer"
    FOREIGN_NATIONAL = "foreign-national"
    EX_ARMED_FORCES = "ex-armed-forces"
    ETHNIC_MINORITY = "ethnic-minority"
    NEURODIVERSE = "neurodiverse"
    TRANSGENDER = "transgender"
    HEALTH = "addiction-social-care-disability-health-or-access"
    TRAFFICKING = "possible-modern-slavery-or-trafficking"
    YOUNG_ADULT = "aged-18-to-25"
    OLDER = "older"

    @property
    def words(self) -> str:
        """The cohort as a screen says it."""
        return self.value.replace("-", " ").capitalize()


PRIVATE = frozenset({Cohort.TRANSGENDER, Cohort.HEALTH, Cohort.TRAFFICKING})
"""Seen by the case team only, and never in packs and prints unless he agrees."""
BY_AGE = frozenset({Cohort.YOUNG_ADULT, Cohort.OLDER})
"""Follow from the date of birth."""


class Answer(StrEnum):
    """What came of asking."""

    YES = "yes"
    NONE = "none-applies"
    PREFER_NOT_TO_SAY = "prefer-not-to-say"
    NOT_ASKED = "not-asked"


@kept("cohort")
class CohortAnswer(Record):
    """One cohort a person belongs to, or, without a cohort, his answer to the whole question."""

    person: RecordId
    answer: Answer
    cohort: Cohort | None = None
    detail: str | None = None
    source: str | None = None
    adaptations: str | None = None
    reason: str | None = None


def by_age(born: date, *, on: date, older_from: int) -> frozenset[Cohort]:
    """The cohorts that follow from age on a local date; `older_from` is the setting, in years."""
    age = age_on(born, on)
    found = {Cohort.YOUNG_ADULT} if YOUNGEST <= age <= OLDEST_YOUNG else set()
    return frozenset(found | ({Cohort.OLDER} if age >= older_from else set()))


def check_ages(chosen: Iterable[Cohort], born: date | None, *, on: date, older_from: int) -> None:
    """Refuse a cohort of age that the date of birth contradicts (LNG-01). Raises RuleBroken."""
    if born is None:
        return
    wrong = (BY_AGE & {*chosen}) - by_age(born, on=on, older_from=older_from)
    if wrong:
        named = ", ".join(sorted(cohort.words.lower() for cohort in wrong))
        raise RuleBroken(
            "cohorts", f"He is {age_on(born, on)} by his date of birth: {named} cannot be set by hand."
        )


def check_answer(answer: Answer, chosen: Iterable[Cohort], reason: str) -> None:
    """A yes names cohorts, any other answer none; not asking needs its reason (LNG-01). Raises RuleBroken."""
    named = list(chosen)
    if answer is Answer.YES and not named:
        raise RuleBroken("cohorts", "Choose the cohorts that apply, or another answer.")
    if answer is not Answer.YES and named:
        raise RuleBroken("answer", "Cohorts are chosen, so the answer is yes: change one of the two.")
    if answer is Answer.NOT_ASKED and not reason:
        raise RuleBroken("reason", "Say why he was not asked.")


def unmet_cohorts(answers: Iterable[CohortAnswer]) -> list[Unmet]:
    """What is missing before an assessment is complete: the question answered, or why it was not asked (LNG-01)."""
    if any(True for _ in answers):
        return []
    return [Unmet("Ask about cohorts and specific needs, or record why not.", "LNG-01", "cohorts")]


@journalled("cohort.recorded", "Cohorts and needs recorded")
class CohortRecorded(Entry):
    """The person's answer about cohorts and needs."""

    answer: CohortAnswer

    def ops(self) -> Iterator[Op]:
        yield from created(self.answer)

    @classmethod
    def summary(cls, fields: Mapping[str, object]) -> str:
        return Cohort(str(fields["cohort"])).words if fields.get("cohort") else str(fields.get("answer", ""))


@journalled("cohort.recorded-privately", "Cohorts and needs recorded", restricted=True)
class PrivateCohortRecorded(CohortRecorded):
    """An answer that the case team alone sees."""
