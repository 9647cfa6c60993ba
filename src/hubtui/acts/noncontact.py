"""Work done for a person without him."""

from datetime import date

from hubtui.acts.cases import case_to_record, person_of
from hubtui.acts.registry import Input, Problems, Saved, act, saved
from hubtui.domain.dates import local_date
from hubtui.domain.noncontact import NonContact, NonContactRecorded, WorkKind, wrong_with_work
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.session_result import known_activities, known_outcomes, outside_setting, setting_flags
from hubtui.domain.text import GivenLine, Line, Prose
from hubtui.store.workspace import Workspace


class RecordNonContact(Input):
    """A piece of work (NCA-01). `contacted` is whom or what body it was with."""

    case: GivenLine
    type: WorkKind
    done_on: date
    minutes: int
    contacted: Line = ""
    activities: list[Line] = []
    outcomes: list[Line] = []
    setting_reason: Prose = ""
    result: Prose = ""
    next_step: Prose = ""
    note: Prose = ""


@act("noncontact.record", roles=CASE_WORKERS, serves=("NCA-01", "PLN-04"))
def record_noncontact(workspace: Workspace, data: RecordNonContact) -> Saved:
    """Record work done for the person without him: a call, a letter, a referral."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        problems = Problems()
        activities, wrong = known_activities(data.activities)
        outcomes, wrong_too = known_outcomes(data.outcomes)
        problems.found.extend([*wrong, *wrong_too])
        outside = outside_setting(activities, case.position)
        if outside and not data.setting_reason:
            problems.add("setting_reason", " ".join(outside))
        said = data.model_dump(exclude={"case", "activities", "outcomes"}, exclude_defaults=True)
        work = NonContact(
            id=workspace.new_id(),
            activities=[each.id for each in activities],
            outcomes=outcomes,
            flags=setting_flags(activities, case.position),
            **said,
        )
        received_on = local_date(case.received_at) if case.received_at else None
        problems.found.extend(wrong_with_work(work, received_on=received_on, today=workspace.today()))
        problems.stop()
        tx.record(NonContactRecorded(work=work), case.id)
        name = person_of(tx.db, case).name
        return saved(tx, case.reference, f"Non-contact work recorded: {name}.", ids=(work.id,))
