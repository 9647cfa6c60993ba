"""What HMPPS said of the risk above, our concerns below, and what nobody is told by saving it (RSK-01, RSK-07)."""

from collections.abc import Iterator

from textual.app import ComposeResult

from hubtui.domain.concern import Concern
from hubtui.domain.dates import local_date, show_day, show_instant, show_short_day, show_time
from hubtui.domain.risk import GROUPS, Risk
from hubtui.domain.stage import setting_of
from hubtui.domain.telling import Telling, guidance
from hubtui.screens import case_forms
from hubtui.screens.case import RISK
from hubtui.screens.case_list import CaseList
from hubtui.screens.case_read import CaseShown
from hubtui.screens.keys import key
from hubtui.widgets.lines import Rule
from hubtui.widgets.pane import Pane
from hubtui.widgets.row_list import Column, Row
from hubtui.widgets.status import age

SUPPLIED_LINES = 5


class CaseRisk(CaseList):
    """The fourth page of a person."""

    TAB = RISK
    OWN_KEYS = (
        *(key("new", "New concern"), key("told", "I have told someone"), key("open", "Read")),
        *(key("edit", "Enter risk", "record risk information from HMPPS"), key("done", "Acknowledge")),
    )
    ORDER = ("record", "concern", "view", "after", "before", "hide", "back", "filter", "find")
    COLUMNS = (Column("Date", 6), Column("Kind"), Column("Told HMPPS"), Column("By", 12))
    NONE = "No concern has been recorded."

    def body(self) -> ComposeResult:
        """What HMPPS gave, then the list of concerns with its text."""
        supplied = Pane(name="the risk information", id="supplied")
        supplied.styles.height = SUPPLIED_LINES
        yield supplied
        yield Rule()
        yield from super().body()

    def above(self) -> str:
        """How many, and how many of them have not been passed on."""
        view = self.shown_case.view
        last = max((each.learned_at for each in view.behaviour), default=None)
        behaviour = f"   Behaviour {len(view.behaviour)}" + (
            f", last {show_short_day(local_date(last))}" if last else ""
        )
        waiting = f"   NOT YET TOLD {len(view.outstanding)}" if view.outstanding else ""
        return f"Concerns {len(view.concerns)}{behaviour}{waiting}"

    async def show(self) -> None:
        """The information, then the concerns."""
        hidden = self.host.names_hidden
        self.query_one("#supplied", Pane).show([] if hidden else list(supplied(self.shown_case)))
        await super().show()

    def listed(self) -> list[Row]:
        """What has not been told first, then the latest."""
        concerns = sorted(
            self.shown_case.view.concerns, key=lambda each: (each.outstanding, each.learned_at), reverse=True
        )
        return [self._row(each) for each in concerns]

    def _row(self, concern: Concern) -> Row:
        by = self.shown_case.name_of(concern.recorded_by)
        day = show_short_day(local_date(concern.learned_at))
        return Row(concern.id, (day, concern.title, self._told(concern), by), urgent=concern.outstanding)

    def _told(self, concern: Concern) -> str:
        if concern.outstanding:
            return f"NOT YET TOLD - {age(self.shown_case.now - concern.learned_at)}"
        tellings = [each for each in self.tellings(concern) if each.closes]
        if not tellings:
            return "no need"
        told = tellings[-1]
        return f"told {told.name} {show_short_day(local_date(told.at))} {show_time(told.at)}"

    def tellings(self, concern: Concern) -> list[Telling]:
        """Who was told of it or tried, in order."""
        mine = [each for each in self.shown_case.tellings if each.concern == concern.id]
        return sorted(mine, key=lambda each: each.at)

    def reading(self, row: Row) -> list[str]:
        """The concern, who was told, and, while nobody is, whom to ring and what to say."""
        concern = self._concern(row)
        lines = [f"{concern.title}, {show_instant(concern.learned_at)}"]
        if concern.outstanding:
            case = self.shown_case.view.case
            lines += guidance(self.shown_case.view.chain, setting_of(case.stage) or case.setting)
        lines.append(concern.note)
        lines += [
            f"{words}: {text}"
            for words, text in (
                ("Where", concern.place),
                ("Present", concern.present),
                ("Done at once", concern.immediate_action),
                ("From", concern.source),
            )
            if text
        ]
        return [*lines, *(_telling_line(each) for each in self.tellings(concern))]

    def _concern(self, row: Row) -> Concern:
        return next(each for each in self.shown_case.view.concerns if each.id == row.key)

    def why_not(self, key_id: str) -> str:
        """Anybody who reads the case may write of its risk."""
        if key_id in ("new", "edit", "done"):
            return ""
        return super().why_not(key_id)

    async def action_new(self) -> None:
        """Raise a concern."""
        await self.action_concern()

    async def action_told(self) -> None:
        """Of the concern under the cursor if it waits, else of the first that does."""
        here = self._concern(self.rows.row) if self.rows.row else None
        if here is not None and here.outstanding:
            await self.tell(here.id)
        else:
            await super().action_told()

    async def action_edit(self) -> None:
        """Enter what HMPPS said."""
        await self.form(case_forms.RISK)

    async def action_done(self) -> None:
        """Acknowledge what is known, or that nothing has come."""
        await self.form(case_forms.ACKNOWLEDGE)


def supplied(shown: CaseShown) -> Iterator[str]:
    """The risk information as HMPPS gave it, line by line."""
    risk = shown.view.risk
    if risk is None:
        yield "! Risk not received from HMPPS. Chase it; D acknowledges that you have."
        return
    date = f" of {show_day(risk.source_date)}" if risk.source_date else ""
    yield f"From HMPPS ({risk.source or 'source not known'}){date}: {shown.view.row.risk}"
    levels = [f"{words} {getattr(risk, name).words}" for name, words in GROUPS.items() if getattr(risk, name)]
    if levels:
        yield f"RoSH to {', '.join(levels)}"
    yield from _particulars(risk)
    if risk.confirmed_on:
        yield f"Confirmed by {risk.confirmed_by} on {show_day(risk.confirmed_on)}"


def _particulars(risk: Risk) -> Iterator[str]:
    for words, text in (
        ("Who", risk.who_at_risk),
        ("Nature", risk.nature),
        ("When greatest", risk.when_greatest),
        ("Triggers", risk.triggers),
        ("To himself", risk.to_self),
        ("Note", risk.note),
    ):
        if text:
            yield f"{words}: {text}"


def _telling_line(telling: Telling) -> str:
    who = ", ".join(part for part in (telling.name, telling.role, telling.organisation) if part)
    verb = "Told" if telling.closes else "Tried"
    said = f": {telling.said}" if telling.said else ""
    return f"{verb} {who}, {telling.means.words}, {show_instant(telling.at)}{said}"
