"""Values that break a rule: kept as given, marked, and listed; nothing is lost and nothing stops."""

import json
from typing import Any

import pytest

from hubtui.domain.case import Case
from hubtui.domain.note import Note
from hubtui.domain.person import Person
from hubtui.domain.provenance import SourceRow
from hubtui.domain.session import Session
from hubtui.domain.stage import Stage
from tests.importing.extracts import Inbox, appointment, cats, found, participant, referral_there

IDENTIFIER = {"ParticipantId": "1FAK0100A", "Type": 0, "Value": "A1001AA"}


def test_a_clean_person_comes_in_without_a_problem(inbox: Inbox) -> None:
    report = inbox.bring(cats(ExternalIdentifier=[IDENTIFIER]))

    assert report.problems == []
    assert [(each.surname, each.prison_number) for each in inbox.kept(Person)] == [("TEAL", "A1001AA")]
    assert [(each.worker, each.flags) for each in inbox.kept(Case)] == [("jokafor", [])]


@pytest.mark.parametrize(
    ("changes", "field", "words", "flag"),
    [
        ({"OwnerId": None}, "OwnerId", "No worker", "no owner"),
        ({"DateOfBirth": "20120101"}, "DateOfBirth", "under 18", "under 18"),
        ({"DateOfBirth": "20500101"}, "DateOfBirth", "future", "date of birth to be checked"),
        ({"DateOfBirth": "18500101"}, "DateOfBirth", "before 1900", "date of birth to be checked"),
        ({"DateOfBirth": "some time"}, "DateOfBirth", "not a date", "date of birth not known"),
        ({"DateOfBirth": "99991231"}, "DateOfBirth", "no end", "date of birth not known"),
        (
            {"Gender": "Female"},
            "Gender",
            "ELG-02",
            "outside the men's service (ELG-02): a supervisor decides",
        ),
        ({"Gender": "Fmale"}, "Gender", "not in the list", ""),
        ({"CurrentLocationId": -2}, "CurrentLocationId", "not mapped", "place not mapped: -2"),
        ({"CurrentLocationId": 9999}, "CurrentLocationId", "not mapped", "place not mapped: 9999"),
        ({"EnrolmentStatus": 42}, "EnrolmentStatus", "not in the list", ""),
        ({"LastName": None}, "LastName", "no surname", ""),
        ({"Shoe": "42"}, "Shoe", "column is not known", ""),
        ({"FirstName": "T\x1b[31mOM\x00"}, "FirstName", "no note may hold", ""),
    ],
    ids=lambda value: str(value)[:40],
)
@pytest.mark.req("REF-06", "ELG-01")
def test_a_value_that_breaks_a_rule_is_kept_and_listed(
    inbox: Inbox, changes: dict[str, Any], field: str, words: str, flag: str
) -> None:
    report = inbox.bring(cats(participant(**changes)))

    assert any(words in each for each in found(report, field))
    (row,) = inbox.kept(SourceRow)
    assert row.fields[field] == (changes[field] if field != "FirstName" else "TOM")
    (case,) = inbox.kept(Case)
    assert flag == "" or flag in case.flags


def test_a_status_written_as_text_is_read_as_the_number_it_is(inbox: Inbox) -> None:
    report = inbox.bring(cats(participant(EnrolmentStatus="3")))

    assert found(report, "EnrolmentStatus") == []
    assert inbox.kept(Case)[0].stage is Stage.IN_SERVICE_CUSTODY


@pytest.mark.parametrize(
    ("table", "row", "field", "words"),
    [
        ("EmploymentActivity", {"Id": "a", "Salary": -2.5}, "Salary", "less than nothing"),
        ("EmploymentActivity", {"Id": "a", "Salary": "lots"}, "Salary", "not a number"),
        ("Consent", {"Id": 1, "ValidFrom": "20250601", "ValidTo": "20250101"}, "ValidTo", "out of order"),
        ("Consent", {"Id": 1, "ValidFrom": "20990601"}, "ValidFrom", "in the future"),
        ("ObjectiveTask", {"Id": 1, "Due": "99991231"}, "Due", "stands for no end"),
        ("Risk", {"Id": 1, "RiskToStaffInCustody": 9}, "RiskToStaffInCustody", "not in the list"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rows_of_other_tables_are_judged_and_kept(
    inbox: Inbox, table: str, row: dict[str, Any], field: str, words: str
) -> None:
    activity = {"Id": "a", "ParticipantId": "1FAK0100A", "Definition": 270, "Status": 3}

    report = inbox.bring(cats(**{table: [{"ParticipantId": "1FAK0100A", **row}]}, Activity=[activity]))

    assert any(words in each for each in found(report, field))
    given = [each.fields.get(field) for each in inbox.kept(SourceRow) if each.table.endswith(table)]
    assert given == [str(row[field]) if isinstance(row[field], float) else row[field]]


@pytest.mark.req("REF-07")
def test_a_number_of_somebody_else_is_left_blank_and_flagged(inbox: Inbox) -> None:
    two = [participant(), participant(Id="1FAK0101A", LastName="TAUPE")]
    same = [IDENTIFIER, {**IDENTIFIER, "ParticipantId": "1FAK0101A"}]

    report = inbox.bring(cats(*two, ExternalIdentifier=same))

    assert {each.surname: each.prison_number for each in inbox.kept(Person)} == {
        "TEAL": "A1001AA",
        "TAUPE": None,
    }
    assert any("Another person has this" in each for each in found(report, "Value"))
    assert any("likely duplicate" in flag for case in inbox.kept(Case) for flag in case.flags)


def test_a_row_that_points_at_nobody_is_kept_on_a_case_of_its_own(inbox: Inbox) -> None:
    note = {"Id": 5, "ParticipantId": "GONE", "Message": "keep the blue folder", "Created": "20250401"}

    report = inbox.bring(cats(Note=[note]))
    again = inbox.bring(cats(Note=[note]))

    assert any("leads to no person" in each for each in found(report, "ParticipantId"))
    (kept,) = inbox.kept(Note)
    assert "keep the blue folder" in kept.note
    holding = next(each for each in inbox.kept(Person) if each.surname == "Not placed")
    assert [case.id for case in inbox.kept(Case) if case.person == holding.id] == [kept.aggregate]
    assert (report.people, again.entries) == (1, 0)


def test_an_unknown_table_becomes_notes_on_the_case_it_leads_to(inbox: Inbox) -> None:
    row = {"Id": 1, "ParticipantId": "1FAK0100A", "Hobby": "chess", "Nested": {"deep": ["x", 1]}}

    report = inbox.bring({**cats(), "Participant.Hobbies": [row]})

    assert "This table is not known here." in found(report, "")
    (note,) = inbox.kept(Note)
    assert "Hobby: chess" in note.note
    assert note.aggregate == next(case.id for case in inbox.kept(Case))
    assert report.people == 1


def test_rows_of_one_id_are_both_kept_and_a_row_that_stands_twice_once(inbox: Inbox) -> None:
    first = {"Id": 1, "ParticipantId": "1FAK0100A", "Message": "first"}

    report = inbox.bring(cats(Note=[first, first, {**first, "Message": "second"}]))

    assert {"first", "second"} <= {word for each in inbox.kept(Note) for word in each.note.split()}
    assert {"The same row stands in the file twice.", "Two different rows have this id."} <= set(
        found(report, "")
    )


def test_rows_that_are_no_objects_and_members_that_are_no_tables_are_kept(inbox: Inbox) -> None:
    inbox.bring({**cats(), "exported": "by night", "Participant.Note": [None, 7, ["a", "b"]]})

    text = "\n".join(each.note for each in inbox.kept(Note))
    assert "by night" in text
    assert "(value): 7" in text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_names_with_accents_come_in_from_any_encoding(inbox: Inbox, encoding: str) -> None:
    text = json.dumps(cats(participant(LastName="PÊCHE")), ensure_ascii=False)

    report = inbox.bring(text.encode(encoding))

    assert [each.surname for each in inbox.kept(Person)] == ["PÊCHE"]
    assert any("Windows-1252" in each.problem for each in report.problems) == (encoding == "cp1252")


def test_lone_surrogates_are_taken_out_and_listed(inbox: Inbox) -> None:
    report = inbox.bring(json.dumps(cats(participant(LastName="TE\ud800AL"))).encode())

    assert [each.surname for each in inbox.kept(Person)] == ["TEAL"]
    assert [each.value for each in report.problems if each.field == "LastName"] == ["TE\\ud800AL"]


def test_a_length_that_cannot_be_read_leaves_the_session_without_one(inbox: Inbox) -> None:
    tables = appointment(record_session_did_session_happen=True, session_details_duration="a good while")

    report = inbox.bring(referral_there(**tables), of="community-support")

    (session,) = inbox.kept(Session)
    assert (session.attended, session.minutes) == (True, None)
    assert found(report, "session_details_duration") == ["This is not a length that can be read."]


def test_a_person_without_a_referral_still_comes_in(inbox: Inbox) -> None:
    people = referral_there()["person"]

    report = inbox.bring({"person": people}, of="community-support")

    assert (report.people, report.cases) == (1, 1)
    assert inbox.kept(Case)[0].flags == ["no referral"]


def test_a_later_part_of_an_extract_finds_the_people_of_the_first(inbox: Inbox) -> None:
    inbox.bring(cats())
    note = {"Id": 9, "ParticipantId": "1FAK0100A", "Message": "came later"}

    report = inbox.bring({"Participant.Note": [note]})

    assert report.problems == []
    assert [each.note for each in inbox.kept(Note)] == ["came later"]
    assert inbox.kept(Note)[0].aggregate == inbox.kept(Case)[0].id
