"""HMPPS's answers about homes, jobs and courses."""

from datetime import date

from hubtui.acts.cases import case_to_record, person_of
from hubtui.acts.concern import chain_of
from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.suitability import Matter, Suitability, SuitabilityRecorded, check_confirmed_on, confirmer
from hubtui.domain.text import GivenLine, Line, Prose
from hubtui.store.workspace import Workspace


class RecordSuitability(Input):
    """Who in HMPPS answered, what about, and what was said."""

    case: GivenLine
    matter: Matter
    suitable: bool
    confirmed_by: Line = ""
    confirmed_on: date
    failed_attempt: Line = ""
    note: Prose = ""


@act("suitability.record", roles=CASE_WORKERS, serves=("REF-08",))
def record_suitability(workspace: Workspace, data: RecordSuitability) -> Saved:
    """Record whether HMPPS confirmed a home, job or course as suitable, and who said so."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        found = confirmer(chain_of(tx.db, case), data.confirmed_by, data.failed_attempt)
        check_confirmed_on(data.confirmed_on, today=workspace.today())
        suitability = Suitability(
            id=workspace.new_id(),
            matter=data.matter,
            suitable=data.suitable,
            confirmed_by=found.name,
            confirmed_as=found.link,
            confirmed_on=data.confirmed_on,
            failed_attempt=data.failed_attempt or None,
            note=data.note or None,
        )
        tx.record(SuitabilityRecorded(suitability=suitability), case.id)
        return saved(
            tx, case.reference, f"Answer recorded: {person_of(tx.db, case).name}.", ids=(suitability.id,)
        )
