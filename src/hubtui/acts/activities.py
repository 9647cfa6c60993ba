"""The wording of the catalogue, as a supervisor changes it."""

from datetime import date

from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.activities import ActivityChanged, ActivityWording, reworded
from hubtui.domain.record import REFERENCE
from hubtui.domain.roles import SUPERVISORS
from hubtui.domain.text import GivenLine, Line
from hubtui.domain.trouble import RuleBroken
from hubtui.store.workspace import Workspace


class ChangeActivity(Input):
    """A new title of an activity or an outcome, by the version of the Delivery Prioritisation Plan behind it."""

    activity: GivenLine
    title: GivenLine
    from_date: date
    plan_version: Line = ""


@act("activity.change", roles=SUPERVISORS, serves=("RDT-02",))
def change_activity(workspace: Workspace, data: ChangeActivity) -> Saved:
    """Reword an activity or outcome from a date on; cases keep the wording they chose."""
    with workspace.writing() as tx:
        change = reworded(data.activity, data.title, data.from_date, data.plan_version)
        if data.from_date < workspace.today():
            raise RuleBroken("from_date", "A change never reaches back: enter today or a later day.")
        kept = ActivityWording(
            id=workspace.new_id(),
            activity=change.activity,
            title=change.title,
            from_date=change.from_date,
            plan_version=change.plan_version,
        )
        tx.record(ActivityChanged(wording=kept), REFERENCE)
        return saved(
            tx, "", f"{change.activity} from {change.from_date:%d/%m/%Y}: {change.title}.", ids=(kept.id,)
        )
