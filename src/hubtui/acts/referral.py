"""Referrals: keyed in from paper or a call, and given to a worker."""

from datetime import date

from pydantic import AwareDatetime

from hubtui.acts.registry import Input, Problems, Saved, act, saved
from hubtui.domain.case import Case, Need, ReferralReceived, ReferralSource, Urgency
from hubtui.domain.dates import local_date
from hubtui.domain.identifiers import Identifier, normalise
from hubtui.domain.person import Person, PersonRecorded, check_age
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.stage import Setting, Stage
from hubtui.domain.text import GivenLine, Line, Prose
from hubtui.domain.trouble import RuleBroken
from hubtui.store.db import Db
from hubtui.store.workspace import Tx, Workspace


class RecordReferral(Input):
    """A referral that arrived on paper or by phone (REF-01)."""

    surname: GivenLine
    forenames: Line = ""
    date_of_birth: date
    source: ReferralSource
    setting: Setting
    received_at: AwareDatetime
    needs: list[Need]
    outcomes: list[str] = []
    urgency: Urgency = Urgency.STANDARD
    prison_number: Line = ""
    crn: Line = ""
    pnc: Line = ""
    no_number_because: Line = ""
    referrer_name: Line = ""
    referrer_role: Line = ""
    referrer_organisation: Line = ""
    referrer_contact: Line = ""
    risk_supplied: Prose = ""
    note: Prose = ""


@act("referral.record", roles=CASE_WORKERS, serves=("REF-01", "REF-06", "ELG-01", "ELG-03"))
def record_referral(workspace: Workspace, data: RecordReferral) -> Saved:
    """Key in a referral that arrived on paper or by phone; the case begins and its clocks start."""
    problems = Problems()
    today, now = workspace.today(), workspace.now()
    if data.received_at > now:
        problems.add(
            "received_at", "The referral cannot have been received in the future: check date and time."
        )
    problems.check(lambda: check_age(data.date_of_birth, local_date(data.received_at), today=today))
    if not data.needs:
        problems.add("needs", "Choose at least one need.")
    if data.setting is Setting.COMMUNITY and "O7" in data.outcomes:
        problems.add("outcomes", "Outcome 7 is for custody only: take it out.")
    numbers = _numbers(data, problems, today)
    problems.stop()
    with workspace.writing() as tx:
        person = Person(
            id=workspace.new_id(),
            surname=data.surname,
            forenames=data.forenames,
            date_of_birth=data.date_of_birth,
            no_number_because=data.no_number_because or None,
            **numbers,
        )
        case = Case(
            id=workspace.new_id(),
            person=person.id,
            reference=next_reference(tx, workspace),
            stage=Stage.RECEIVED,
            unit=workspace.unit,
            **data.model_dump(include={"setting", "source", "received_at", "needs", "outcomes", "urgency"}),
            **{
                name: getattr(data, name) or None
                for name in (
                    "referrer_name",
                    "referrer_role",
                    "referrer_organisation",
                    "referrer_contact",
                    "risk_supplied",
                    "note",
                )
            },
        )
        tx.record(PersonRecorded(person=person), case.id)
        tx.record(ReferralReceived(case=case), case.id)
        return saved(tx, case.reference, f"Referral recorded: {person.name}.", ids=(case.id, person.id))


def _numbers(data: RecordReferral, problems: Problems, today: date) -> dict[str, str]:
    kept: dict[str, str] = {}
    for kind in (Identifier.PRISON_NUMBER, Identifier.CRN, Identifier.PNC):
        if typed := getattr(data, kind.value):
            try:
                kept[kind.value] = normalise(kind, typed, today=today)
            except RuleBroken as broken:
                problems.found.extend(broken.problems)
    wanted = Identifier.PRISON_NUMBER if data.setting is Setting.CUSTODY else Identifier.CRN
    if not getattr(data, wanted.value) and not data.no_number_because:
        problems.add(
            wanted.value,
            f"Enter the {wanted.words}, or say under 'no number because' why it is not yet known.",
        )
    return kept


def next_reference(tx: Tx, workspace: Workspace) -> str:
    """The next case reference of this terminal (mission 2), such as HHI-A-26-00042."""
    start = f"{workspace.unit}-{workspace.terminal}-{workspace.today():%y}-"
    return f"{start}{_highest(tx.db, start) + 1:05d}"


def _highest(db: Db, start: str) -> int:
    row = db.exec_driver_sql(
        'SELECT max(reference) FROM "case" WHERE reference GLOB ?', (f"{start}[0-9]*",)
    ).one()
    return int(row[0].rsplit("-", 1)[1]) if row[0] else 0
