"""Settings, as a supervisor changes them."""

from datetime import date

from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.record import REFERENCE
from hubtui.domain.roles import SUPERVISORS
from hubtui.domain.settings import SettingChange, SettingChanged, changed, setting_named
from hubtui.domain.text import GivenLine, Line
from hubtui.domain.trouble import RuleBroken
from hubtui.store.workspace import Workspace


class ChangeSetting(Input):
    """A new value of a setting, in its own unit, from a date on (RDT-05)."""

    name: GivenLine
    value: int
    from_date: date
    source: Line = ""


@act("setting.change", roles=SUPERVISORS, serves=("RDT-05",))
def change_setting(workspace: Workspace, data: ChangeSetting) -> Saved:
    """Give a setting a new value from a date on; what was judged before stays judged."""
    with workspace.writing() as tx:
        change = changed(data.name, data.value, data.from_date, data.source)
        if data.from_date < workspace.today():
            raise RuleBroken("from_date", "A change never reaches back: enter today or a later day.")
        kept = SettingChange(
            id=workspace.new_id(),
            name=change.name,
            value=change.value,
            from_date=change.from_date,
            source=change.source,
        )
        tx.record(SettingChanged(change=kept), REFERENCE)
        setting = setting_named(change.name)
        message = f"{setting.words}: {setting.show(change.value)} from {change.from_date:%d/%m/%Y}."
        return saved(tx, "", message, ids=(kept.id,))
