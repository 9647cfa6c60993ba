"""A person's cohorts and needs, as asked and as his age has it."""

from datetime import date

from hubtui.domain.cohort import Answer, Cohort, CohortAnswer, by_age
from hubtui.domain.person import Person
from hubtui.store import records
from hubtui.store.db import Db
from hubtui.store.settings import setting


def answers_of(db: Db, person: str) -> list[CohortAnswer]:
    """His answers about cohorts and needs, oldest first, whichever of his cases they were recorded on."""
    return records.find(db, CohortAnswer, "person = ? AND voided = 0", (person,))


def cohorts_of(db: Db, person: Person, *, on: date) -> frozenset[Cohort]:
    """The cohorts he belongs to on a local date: those he named, and those of his age."""
    named = {each.cohort for each in answers_of(db, person.id) if each.cohort and each.answer is Answer.YES}
    born = person.date_of_birth
    return frozenset(
        named | (by_age(born, on=on, older_from=setting(db, "older-age", on=on)) if born else set())
    )
