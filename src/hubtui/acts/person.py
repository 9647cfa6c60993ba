"""What is known of a person, put right or added to."""

from datetime import date
from typing import Any

from hubtui.acts.cases import case_to_record, person_of
from hubtui.acts.registry import Input, Problems, Saved, act, saved
from hubtui.domain.case import Case
from hubtui.domain.contact_chain import check_reached
from hubtui.domain.dates import local_date
from hubtui.domain.identifiers import Identifier, normalise
from hubtui.domain.person import Person, PersonChanged, check_age
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.text import GivenLine, Line
from hubtui.domain.trouble import RuleBroken
from hubtui.store.db import Db
from hubtui.store.person import UNIQUE, holder_of, reference_of
from hubtui.store.workspace import Workspace

NUMBERS = (*UNIQUE, Identifier.CRO, Identifier.NINO)


class ChangePerson(Input):
    """What is different about a person; what is not given stays as it was, an emptied field is cleared."""

    case: GivenLine
    surname: GivenLine | None = None
    forenames: Line = ""
    known_as: Line = ""
    date_of_birth: date | None = None
    prison_number: Line = ""
    crn: Line = ""
    pnc: Line = ""
    cro: Line = ""
    nino: Line = ""
    language: Line = ""
    nationality: Line = ""
    address: Line = ""
    phone: Line = ""
    email: Line = ""
    reason: Line = ""


@act("person.change", roles=CASE_WORKERS, serves=("REF-06", "REF-07"))
def change_person(workspace: Workspace, data: ChangePerson) -> Saved:
    """Put right or add to what is known of a person: name, date of birth, numbers, how he is reached."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case, any_stage=True)
        person = person_of(tx.db, case)
        problems = Problems()
        changes = _changes(tx.db, data, person, problems, workspace.today())
        _check_birthday(changes, case, problems, workspace.today())
        problems.found.extend(check_reached(changes.get("phone"), changes.get("email")))
        problems.stop()
        tx.record(PersonChanged(person=person.id, changes=changes), person.aggregate, why=data.reason)
        return saved(tx, case.reference, f"Details saved: {person_of(tx.db, case).name}.", ids=(person.id,))


def _changes(db: Db, data: ChangePerson, person: Person, problems: Problems, today: date) -> dict[str, Any]:
    """The fields that were given, numbers in their kept form and nobody else's; adds to `problems`."""
    given = data.model_dump(exclude={"case", "reason"}, exclude_unset=True)
    if not given:
        problems.add("surname", "Nothing is filled in: say what has changed.")
    for name in ("surname", "date_of_birth"):
        if name in given and given[name] is None:
            problems.add(name, f"The {name.replace('_', ' ')} cannot be taken out: correct it instead.")
    changes = {name: value if name in _ALWAYS_TEXT else value or None for name, value in given.items()}
    for kind in NUMBERS:
        if typed := changes.get(kind.value):
            try:
                changes[kind.value] = _number(db, kind, typed, person, today)
            except RuleBroken as broken:
                problems.found.extend(broken.problems)
    return changes


_ALWAYS_TEXT = frozenset({"forenames", "known_as"})


def _number(db: Db, kind: Identifier, typed: str, person: Person, today: date) -> str:
    number = normalise(kind, typed, today=today)
    if kind in UNIQUE and (holder := holder_of(db, kind, number, besides=person.id)):
        raise RuleBroken(
            kind.value, f"{reference_of(db, holder)} has this {kind.words}: check which is right."
        )
    return number


def _check_birthday(changes: dict[str, Any], case: Case, problems: Problems, today: date) -> None:
    if born := changes.get("date_of_birth"):
        received = local_date(case.received_at) if case.received_at else today
        problems.check(lambda: check_age(born, received, today=today))
