"""What a person is told before a plan is agreed."""

from datetime import date

from hubtui.acts.cases import case_to_record, person_of
from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.dates import local_date
from hubtui.domain.information import (
    InformationGiven,
    InformationWasGiven,
    Topic,
    check_given_on,
    missing_topics,
)
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.text import GivenLine, Line
from hubtui.domain.trouble import RuleBroken
from hubtui.store.information import information_of
from hubtui.store.workspace import Workspace


class GiveInformation(Input):
    """Topics that were explained on one day, in one language and format (CON-01)."""

    case: GivenLine
    topics: list[Topic]
    given_on: date
    explained_by: Line = ""
    language: GivenLine = "English"
    format: GivenLine = "spoken"


@act("information.give", roles=CASE_WORKERS, serves=("CON-01",))
def give_information(workspace: Workspace, data: GiveInformation) -> Saved:
    """Record that he was told what to expect, and of data, confidentiality, complaints and feedback."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        received_on = local_date(case.received_at) if case.received_at else None
        check_given_on(data.given_on, received_on=received_on, today=workspace.today())
        if not data.topics:
            raise RuleBroken("topics", "Choose what he was told about.")
        given = [
            InformationGiven(
                id=workspace.new_id(),
                person=case.person,
                topic=topic,
                given_on=data.given_on,
                explained_by=data.explained_by or workspace.worker.login,
                language=data.language,
                format=data.format,
            )
            for topic in Topic
            if topic in data.topics
        ]
        for each in given:
            tx.record(InformationWasGiven(information=each), case.id)
        still = missing_topics(information_of(tx.db, case.person))
        return saved(
            tx,
            case.reference,
            f"Information recorded: {person_of(tx.db, case).name}.",
            ids=tuple(each.id for each in given),
            warnings=[f"Still to explain: {', '.join(topic.words.lower() for topic in still)}."]
            if still
            else (),
        )
