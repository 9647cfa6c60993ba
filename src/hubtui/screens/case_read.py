"""Everything that a person's pages show, read at once when he is opened and again after each record made there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hubtui.acts.people import list_people
from hubtui.acts.reading import CaseView, open_case
from hubtui.domain.consent import Consent
from hubtui.domain.dates import local_date
from hubtui.domain.information import InformationGiven
from hubtui.domain.noncontact import NonContact
from hubtui.domain.outcome_progress import OutcomeProgress
from hubtui.domain.plan import Plan
from hubtui.domain.release import CustodyEpisode
from hubtui.domain.session import Session
from hubtui.domain.task import Task
from hubtui.domain.telling import Telling
from hubtui.screens.case_forms import why_not_record
from hubtui.store import records
from hubtui.store.information import information_of
from hubtui.store.release import open_episode
from hubtui.store.workspace import Workspace


@dataclass(frozen=True)
class CaseShown:
    """A case as its five pages show it. `now` is the instant (UTC) at which it was read.

    `why_not_record` is a sentence where the one signed in may not record work on it; `names` are by login.
    """

    view: CaseView
    now: datetime
    sessions: Sequence[Session]
    noncontact: Sequence[NonContact]
    plans: Sequence[Plan]
    progress: Sequence[OutcomeProgress]
    tasks: Sequence[Task]
    tellings: Sequence[Telling]
    consents: Sequence[Consent]
    information: Sequence[InformationGiven]
    episode: CustodyEpisode | None
    why_not_record: str
    names: dict[str, str]

    @property
    def today(self) -> date:
        """The local date at which it was read."""
        return local_date(self.now)

    def name_of(self, login: str | None) -> str:
        """The name of a member of staff; the login of one not known here."""
        return self.names.get(login or "", login or "")


def read_case(workspace: Workspace, ref: str) -> CaseShown:
    """Open the case and read it whole; the look is logged. Raises NotFound, NotAllowed."""
    view = open_case(workspace, ref)
    case = view.case
    staff = list_people(workspace)
    why = why_not_record(workspace, ref)
    with workspace.reading() as db:
        return CaseShown(
            view=view,
            now=workspace.now(),
            sessions=records.of_case(db, Session, case.id),
            noncontact=records.of_case(db, NonContact, case.id),
            plans=records.of_case(db, Plan, case.id),
            progress=records.of_case(db, OutcomeProgress, case.id),
            tasks=records.of_case(db, Task, case.id),
            tellings=records.of_case(db, Telling, case.id),
            consents=records.of_case(db, Consent, case.id),
            information=information_of(db, case.person),
            episode=open_episode(db, case.person),
            why_not_record=why,
            names={worker.login: worker.name for worker in staff},
        )
