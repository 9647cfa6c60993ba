"""The forms that are opened about a case, wherever one stands: which module asks, for which act, in what words."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from hubtui.acts.cases import case_to_record
from hubtui.acts.registry import find_act
from hubtui.domain.trouble import NotAllowed
from hubtui.screens.drafts import Draft
from hubtui.screens.form import Form
from hubtui.screens.frame import Frame
from hubtui.store.workspace import Workspace


@dataclass(frozen=True)
class CaseForm:
    """One form: its module (its class has the same name in capitals), the act it ends in, what a worker calls it.

    `records`: it is work on the case, which only those may record who hold or cover it at its stage.
    """

    module: str
    act: str
    words: str
    records: bool = True

    def make(self, subject: str, given: Mapping[str, Any]) -> Form:
        """The form about `subject`; its module is read when it is first opened."""
        return self._form()(subject=subject, given=given)

    def taken_up(self, draft: Draft) -> Form:
        """The form as it was left in this draft."""
        return self._form()(subject=draft.subject, draft=draft)

    def _form(self) -> type[Form]:
        name = "".join(part.capitalize() for part in self.module.split("_"))
        form: type[Form] = getattr(import_module(f"hubtui.screens.{self.module}"), name)
        return form


RECORD = CaseForm("session_record", "session.record", "Record a session")
OFFER = CaseForm("session_offer", "session.offer", "Offer a session")
CONCERN = CaseForm("concern", "concern.raise", "Raise a concern", records=False)
TOLD = CaseForm("concern_told", "concern.told", "Say who was told of a concern", records=False)
PLAN = CaseForm("plan_editor", "plan.write", "Edit the action plan")
REFERRAL = CaseForm("referral", "referral.record", "Key in a referral", records=False)
ACKNOWLEDGE = CaseForm(
    "risk_acknowledge", "risk.acknowledge", "Acknowledge the risk information", records=False
)
RISK = CaseForm("risk", "risk.record", "Record risk information from HMPPS", records=False)
AGREE = CaseForm("plan_agree", "plan.agree", "Agree the action plan")
CORRECT = CaseForm("correction", "record.correct", "Correct a record", records=False)
TRAINING = CaseForm("training", "training.record", "Record training", records=False)

ON_THE_BOX = (
    *(RECORD, OFFER, CONCERN, PLAN, AGREE, ACKNOWLEDGE, RISK),
    CaseForm("session_missed", "session.miss", "Record a non-attendance"),
    CaseForm("session_cancelled", "session.cancel", "Say that it was called off or moved"),
    CaseForm("noncontact", "noncontact.record", "Record non-contact work"),
    CaseForm("note", "note.add", "Add a note"),
    CaseForm("task", "task.add", "Add a task"),
    CaseForm("task_finish", "task.finish", "Finish a task"),
    CaseForm("task_drop", "task.drop", "Drop a task"),
    CaseForm("outcome_progress", "outcome.progress", "Say how far an outcome has come"),
    CaseForm("plan_copy", "plan.copy", "Record his copy of the plan"),
    CaseForm("plan_update", "plan.update_given", "Record that a change of plan was told"),
    CaseForm("risk_confirm", "risk.confirm", "Record that HMPPS confirmed the risk", records=False),
    CaseForm("assessment", "assessment.complete", "Complete the assessment"),
    CaseForm("information", "information.give", "Record information explained to him"),
    CaseForm("consent", "consent.record", "Record consent"),
    CaseForm("contact_chain", "contact_chain.set", "Set the contact chain", records=False),
    CaseForm("release", "release.set", "Set custody and release facts", records=False),
    CaseForm("allocate", "referral.allocate", "Allocate to a worker", records=False),
)
"""What the actions box of a case offers, in the order of the work."""


EVERY = (*ON_THE_BOX, TOLD, REFERRAL, CORRECT, TRAINING)


def form_of(act: str) -> CaseForm | None:
    """The form whose drafts are kept under this act."""
    return next((each for each in EVERY if each.act == act), None)


def allowed(form: CaseForm, role: str) -> bool:
    """Whether this role may do the form's act at all; what it may not is not offered (SEC-02)."""
    return role in find_act(form.act).roles


def why_not_record(workspace: Workspace, ref: str) -> str:
    """Why the one signed in may not record work on this case now, in a sentence; empty: he may."""
    with workspace.reading() as db:
        try:
            case_to_record(db, workspace, ref)
        except NotAllowed as refused:
            return str(refused)
    return ""


async def open_form(screen: Frame, form: CaseForm, subject: str, **given: Any) -> None:
    """Open the form over the screen, which reads again what it shows when it comes back."""
    await screen.app.push_screen(form.make(subject, given))


def subject_of(name: str, number: str, ref: str) -> str:
    """The line by which a form names its person, and by which his drafts are found again."""
    return "  ".join(part for part in (name, number, ref) if part)
