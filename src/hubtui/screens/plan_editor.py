"""Write the action plan, or amend the agreed one as a new version (PLN-01, PLN-04, PLN-05)."""

from collections.abc import Mapping, Sequence
from typing import Any

from hubtui.acts.registry import find_act
from hubtui.domain import activities, outcomes
from hubtui.domain.plan import Plan, changes_between, draft_of, plan_in_force
from hubtui.domain.stage import Setting
from hubtui.screens.about_case import AboutCase
from hubtui.screens.case_facts import session_choices
from hubtui.screens.keys import Key, key
from hubtui.screens.layout import Answers, Ask, Kind, Layout, Page
from hubtui.screens.plan_field import PlanField
from hubtui.screens.plan_lines import as_wanted, lines_of_plan, read_line
from hubtui.screens.question import Question
from hubtui.widgets.control import Answer, Choice

OF_SESSIONS = (
    *("frequency", "method", "contact_method", "sessions_planned", "start_on", "end_on", "worker"),
    *("approach", "high_needs_left"),
)


class PlanQuestion(Question):
    """The question whose field is the two lists."""

    def __init__(self, ask: Ask, editor: "PlanEditor") -> None:
        super().__init__(ask, editor.answers, editor.today)
        self.field = editor.plan_field(ask.words)


class PlanEditor(AboutCase):
    """Outcomes and activities, then the sessions; of an agreed plan also why it changes."""

    TRAIL = ("Case", "Edit action plan")
    ACT = "plan.write"

    @property
    def agreed(self) -> Plan | None:
        """The version in force, which is amended, never written over."""
        return plan_in_force(self.facts.plans)

    def layout_for_form(self) -> Layout:
        """What he works towards, how one meets, and why it changes."""
        wanted = Page(
            "outcomes and activities",
            (
                Ask(
                    "outcomes",
                    "What does he work towards, and by what?",
                    kind=Kind.SOME_OF,
                    choices=_words,
                    optional=False,
                    missing="Choose at least one outcome.",
                    short="Outcomes",
                ),
            ),
        )
        act = find_act("plan.amend" if self.agreed else "plan.write")
        why = (self._why(),) if self.agreed else ()
        return Layout((wanted, self._sessions(), *why)).read_from(act.input_model)

    def _sessions(self) -> Page:
        return Page(
            "the sessions",
            (
                Ask("frequency", "How often?", optional=False, missing="Choose how often sessions are held."),
                Ask("method", "How?", optional=False, missing="Choose how sessions are held."),
                Ask(
                    "contact_method",
                    "How does he want contact?",
                    optional=False,
                    missing="Write how he wants to be contacted.",
                    short="Contact by",
                ),
                Ask("sessions_planned", "How many sessions?"),
                Ask("start_on", "From"),
                Ask("end_on", "Until about", optional=False, missing="Enter the anticipated end date."),
                Ask("worker", "Key worker", kind=Kind.ONE_OF, choices=self.facts.staff_choices()),
                Ask("approach", "Approach", lines=1),
                Ask(
                    "high_needs_left",
                    "High needs left out: why, or 'later'",
                    lines=1,
                    short="High needs left",
                ),
            ),
        )

    def _why(self) -> Page:
        return Page(
            "why it changes",
            (
                Ask("reason", "Why does the plan change?", missing="Say why the plan changes."),
                Ask("agreed_how", "How did he agree?"),
                Ask(
                    "session",
                    "In which session?",
                    kind=Kind.ONE_OF,
                    choices=session_choices(self.facts.attended),
                ),
            ),
        )

    def first_answers(self) -> Mapping[str, Answer]:
        """What stands in the plan already."""
        plan = self.agreed or draft_of(self.facts.plans)
        if plan is None:
            case = self.facts.case
            return {"start_on": self.today().isoformat(), "worker": case.worker if case else None}
        kept = plan.model_dump(mode="json")
        return {"outcomes": lines_of_plan(plan.outcomes), **{name: kept[name] for name in OF_SESSIONS}}

    # The lists

    def plan_field(self, name: str) -> PlanField:
        """The field, with what may be chosen where he is (PLN-04)."""
        case, plan = self.facts.case, self.facts.plan
        begun = frozenset(plan.outcome_ids if plan else ())
        setting = (case.position.setting or case.setting if case else None) or Setting.CUSTODY
        plannable = activities.plannable(case.position) if case else []
        return PlanField(outcomes.offered(setting, begun), plannable, self.today, name=name)

    def question(self, ask: Ask) -> Question:
        """The lists for the outcomes; any other question as everywhere."""
        return PlanQuestion(ask, self) if ask.name == "outcomes" else super().question(ask)

    def keys(self) -> Sequence[Key]:
        """On the first page F6 changes between the lists."""
        keys = super().keys()
        return keys if self.page else [keys[0], key("pane"), *keys[1:2], *keys[-1:]]

    def action_pane(self) -> None:
        """From outcomes to activities and back."""
        if isinstance(self.focused, PlanField):
            self.focused.switch()
        else:
            super().action_pane()

    # What it ends in

    def outcome(self, answers: Answers) -> tuple[str, dict[str, Any]]:
        """A draft is written; the agreed plan is amended."""
        act = "plan.amend" if self.agreed else "plan.write"
        return act, {**self.given, **answers, "outcomes": as_wanted(answers.get("outcomes"))}

    async def _rehearse(self) -> None:
        await super()._rehearse()
        if self.agreed is not None and not self.problems:
            changes = "; ".join(changes_between(self.agreed, self._as_it_would_stand(self.agreed)))
            self.warnings = (f"Changed from v{self.agreed.version}: {changes}.", *self.warnings)

    def _as_it_would_stand(self, agreed: Plan) -> Plan:
        _, data = self.outcome(self.layout_.applying(self.answers))
        said = {name: data[name] for name in ("outcomes", *OF_SESSIONS) if name in data}
        return Plan.model_validate({**agreed.model_dump(), **said})


def _words(answers: Answers) -> list[Choice]:
    lines = answers.get("outcomes")
    chosen = [str(each) for each in lines] if isinstance(lines, list) else []
    return [Choice(each, read_line(each).words) for each in chosen]
