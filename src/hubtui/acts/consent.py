"""Consent to share information."""

from datetime import date

from hubtui.acts.cases import case_to_record, person_of
from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.consent import Consent, ConsentHow, ConsentRecorded, Recipient, check_consent
from hubtui.domain.dates import show_day
from hubtui.domain.deadlines import signature_chase
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.text import GivenLine, Line, Prose
from hubtui.domain.trouble import RuleBroken
from hubtui.store.settings import setting
from hubtui.store.workspace import Workspace


class RecordConsent(Input):
    """What a person agreed and refused to share, and how he said so (CON-02). `kept_at` is where the paper lies."""

    case: GivenLine
    how: ConsentHow
    given_on: date
    agreed: list[Recipient] = []
    refused: list[Recipient] = []
    purpose: Line = ""
    signed_on: date | None = None
    kept_at: Line = ""
    heard_by: Line = ""
    heard_how: Line = ""
    information_received: bool | None = None
    note: Prose = ""


@act("consent.record", roles=CASE_WORKERS, serves=("CON-02",))
def record_consent(workspace: Workspace, data: RecordConsent) -> Saved:
    """Record what he agreed or refused to share, and with whom; refusing ends nothing."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case, any_stage=True)
        consent = Consent(
            id=workspace.new_id(),
            person=case.person,
            **{name: value for name, value in data.model_dump(exclude={"case"}).items() if value != ""},
        )
        if problems := check_consent(consent, today=workspace.today()):
            raise RuleBroken.all(problems)
        tx.record(ConsentRecorded(consent=consent), case.id)
        warnings = []
        if consent.how is ConsentHow.SPOKEN:
            days = setting(tx.db, "signature-chase", on=consent.given_on)
            warnings.append(
                f"Ask for his signature by {show_day(signature_chase(consent.given_on, days).day)}."
            )
        return saved(
            tx,
            case.reference,
            f"Consent recorded: {person_of(tx.db, case).name}.",
            ids=(consent.id,),
            warnings=warnings,
        )
