"""A row that changed over there becomes a correction of what changed, and nothing else; work done here stands."""

from typing import Any

from hubtui.domain.case import Case
from hubtui.domain.note import Note
from hubtui.domain.person import Person, PersonChanged
from hubtui.domain.provenance import SourceRow
from hubtui.domain.risk import Risk
from hubtui.domain.session import Session, SessionResult
from hubtui.domain.stage import Stage
from tests.importing.extracts import Inbox, Tables, appointment, cats, found, participant, referral_there


def corrections(inbox: Inbox) -> list[list[Any]]:
    """The operations of every correction, without the names of what they replace."""
    made = [each for each in inbox.entries() if each.kind == "import.corrected"]
    return [[op[0], op[2], op[-1]] for each in made for op in each.content["ops"]]


def test_a_changed_row_sets_the_changed_fields_only(inbox: Inbox) -> None:
    inbox.bring(cats())

    report = inbox.bring(cats(participant(LastName="TURQUOISE")))

    assert (report.created, report.updated, report.unchanged) == (0, 1, 0)
    assert corrections(inbox) == [["set", "surname", "TURQUOISE"]]
    assert [each.surname for each in inbox.kept(Person)] == ["TURQUOISE"]
    assert inbox.kept(SourceRow)[0].fields["LastName"] == "TURQUOISE"


def test_a_case_that_moved_on_over_there_takes_the_step_here(inbox: Inbox) -> None:
    inbox.bring(cats(participant(EnrolmentStatus=6)))

    inbox.bring(cats(participant(EnrolmentStatus=3, OwnerId="somebody")))

    (case,) = inbox.kept(Case)
    assert (case.stage, case.worker, case.flags) == (Stage.IN_SERVICE_CUSTODY, None, ["no owner"])
    assert ["step", "stage", "in-service-custody"] in corrections(inbox)
    assert ["add", "flags", "no owner"] in corrections(inbox)


def test_the_reference_of_a_case_never_changes(inbox: Inbox) -> None:
    inbox.bring(cats())
    (before,) = inbox.kept(Case)

    inbox.bring(cats(participant(ReferralSource="Courts")))

    (after,) = inbox.kept(Case)
    assert (after.reference, after.source) == (before.reference, "court-or-short-notice")


def test_what_a_worker_put_right_here_stands_against_the_other_system(inbox: Inbox) -> None:
    inbox.bring(cats())
    (person,) = inbox.kept(Person)
    (case,) = inbox.kept(Case)
    with inbox.desk.workspace.writing() as tx:
        tx.record(PersonChanged(person=person.id, changes={"forenames": "Thomas"}), case.id)

    same = inbox.bring(cats())
    report = inbox.bring(cats(participant(FirstName="TOMMY")))

    assert same.entries == 0
    assert [each.forenames for each in inbox.kept(Person)] == ["Thomas"]
    assert found(report, "forenames") == ["Forenames was changed here as well as in CATS."]
    assert inbox.kept(SourceRow)[0].fields["FirstName"] == "TOMMY"


def test_a_row_that_is_missing_from_a_later_file_stays(inbox: Inbox) -> None:
    note = {"Id": 1, "ParticipantId": "1FAK0100A", "Message": "stays"}
    inbox.bring(cats(Note=[note]))

    report = inbox.bring(cats())

    assert report.entries == 0
    assert [each.note for each in inbox.kept(Note)] == ["stays"]


def test_a_new_row_begins_a_record_on_the_case_that_stands(inbox: Inbox) -> None:
    inbox.bring(cats())

    report = inbox.bring(cats(Note=[{"Id": 1, "ParticipantId": "1FAK0100A", "Message": "new"}]))

    assert (report.created, report.updated, report.unchanged) == (1, 0, 1)
    assert [each.aggregate for each in inbox.kept(Note)] == [each.id for each in inbox.kept(Case)]


def test_later_risk_information_takes_the_place_of_the_earlier(inbox: Inbox) -> None:
    def risk(number: int, level: int) -> Tables:
        made = f"2025050{number} 10:00:00"
        row = {"Id": number, "ParticipantId": "1FAK0100A", "RiskToStaffInCustody": level}
        return {**row, "Created": made, "Completed": made, "ReferrerName": "A Officer"}

    inbox.bring(cats(Risk=[risk(1, 2)]))
    inbox.bring(cats(Risk=[risk(1, 2), risk(2, 4)]))

    (kept,) = inbox.kept(Risk)
    assert kept.highest is not None
    assert (kept.highest.value, len(kept.versions)) == ("very-high", 2)
    correction = next(each for each in inbox.entries() if each.kind == "import.corrected")
    assert correction.content["lane"] == 0


def test_an_appointment_that_has_been_held_since_gets_its_result(inbox: Inbox) -> None:
    inbox.bring(referral_there(**appointment()), of="community-support")
    waiting = inbox.kept(Session)[0].result

    happened: Tables = {"record_session_did_session_happen": True, "session_details_duration": "45 minutes"}
    inbox.bring(referral_there(**appointment(**happened)), of="community-support")

    (session,) = inbox.kept(Session)
    assert waiting is None
    assert (session.result, session.minutes) == (SessionResult.ATTENDED, 45)


def test_each_referral_of_a_person_is_a_case_and_holds_its_own_rows(inbox: Inbox) -> None:
    tables = referral_there()
    second = {**tables["referral"][0], "id": "r2", "created_at": "2026-03-01 09:00:00"}
    tables["referral"].append(second)
    tables["referral_event"] = [
        {"id": "e1", "referral_id": "r2", "event_type": "CREATED", "created_at": "2026-03-01 09:00:00"}
    ]

    report = inbox.bring(tables, of="community-support")
    again = inbox.bring(tables, of="community-support")

    assert (report.people, report.cases, again.entries) == (1, 2, 0)
    cases = {each.imported_from: each.id for each in inbox.kept(Case)}
    event = next(each for each in inbox.kept(Note) if each.note.startswith("Referral created"))
    assert event.aggregate == cases["Community Support, referral r2"]
    assert len(inbox.kept(Person)) == 1
