"""The contact chain of a case."""

from typing import Any

from hubtui.acts.cases import case_to_record, person_of
from hubtui.acts.concern import chain_of
from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.contact_chain import ContactChain, ContactChainSet, chain_id, check_contacts, is_missing
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.text import GivenLine, Line
from hubtui.domain.trouble import Problem, RuleBroken
from hubtui.store import records
from hubtui.store.workspace import Workspace


class SetContactChain(Input):
    """Who is reached about a case; what is not given stays as it was, an emptied field is cleared (REF-08)."""

    case: GivenLine
    practitioner_name: Line = ""
    practitioner_office: Line = ""
    practitioner_phone: Line = ""
    practitioner_email: Line = ""
    secondary_name: Line = ""
    secondary_office: Line = ""
    secondary_phone: Line = ""
    secondary_email: Line = ""
    duty_officer_name: Line = ""
    duty_officer_office: Line = ""
    duty_officer_phone: Line = ""
    duty_officer_email: Line = ""
    omu_name: Line = ""
    omu_office: Line = ""
    omu_phone: Line = ""
    omu_email: Line = ""


@act("contact_chain.set", roles=CASE_WORKERS, serves=("REF-08", "ELG-03"))
def set_contact_chain(workspace: Workspace, data: SetContactChain) -> Saved:
    """Set who in HMPPS is reached about a case: practitioner, second contact, Duty Officer, OMU."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case, any_stage=True)
        changes = _changes(data)
        if problems := check_contacts(changes) or _nothing(changes):
            raise RuleBroken.all(problems)
        first = chain_of(tx.db, case) is None
        tx.record(ContactChainSet(chain=chain_id(case.id), changes=changes, first=first), case.id)
        chain = records.get(tx.db, ContactChain, chain_id(case.id))
        warnings = (
            ["Nobody in HMPPS is named yet: add the practitioner or the OMU."] if is_missing(chain) else []
        )
        return saved(
            tx,
            case.reference,
            f"Contact chain saved: {person_of(tx.db, case).name}.",
            ids=(chain.id,),
            warnings=warnings,
        )


def _changes(data: SetContactChain) -> dict[str, Any]:
    given = data.model_dump(exclude={"case"}, exclude_unset=True)
    return {name: value or None for name, value in given.items()}


def _nothing(changes: dict[str, Any]) -> list[Problem]:
    return (
        []
        if changes
        else [Problem("practitioner_name", "Nothing is filled in: enter who is reached about him.")]
    )
