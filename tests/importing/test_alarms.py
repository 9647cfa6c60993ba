"""An alarming answer becomes a concern that HMPPS has still to be told of; a denial does not."""

from typing import Any

import pytest

from hubtui.domain.concern import Concern, Theme
from hubtui.domain.note import Note
from hubtui.importing.alarms import denied
from tests.importing.extracts import Inbox, Tables, appointment, cats, found, referral_there

ALARMING = "An alarming answer: tell HMPPS now."


@pytest.mark.parametrize(
    "answer",
    [
        "No current concerns of suicide identified.",
        "No plans to self-harm at present",
        "None",
        "N/A",
        "Not applicable.",
        "",
    ],
)
def test_a_plain_denial_is_no_alarm(answer: str) -> None:
    assert denied(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "He disclosed suicidal ideation last year; currently stable.",
        "No, but he took tablets yesterday",
        "No current concerns. Cut himself in March.",
        "Low",
        "Yes",
    ],
)
def test_any_more_than_a_denial_is_an_alarm(answer: str) -> None:
    assert not denied(answer)


@pytest.mark.req("RSK-06")
@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("Participant.Risk", {"RiskToSelfInCommunityNew": 1}),
        ("Participant.Assessment", {"AssessmentJson": '{"Pathways": [{"H5": {"Answer": "Often"}}]}'}),
        ("Participant.Assessment", {"H5": 2}),
        ("Unknown.Table", {"SelfHarmHistory": "Two years ago"}),
    ],
    ids=["risk", "assessment as text", "answer as number", "unknown table"],
)
def test_an_alarming_answer_in_any_table_opens_a_concern_to_be_told(
    inbox: Inbox, table: str, row: dict[str, Any]
) -> None:
    given = {"Id": 1, "ParticipantId": "1FAK0100A", "Created": "20250507 15:10:41", **row}

    report = inbox.bring({**cats(), table: [given]})

    (concern,) = inbox.kept(Concern)
    assert (concern.outstanding, concern.themes) == (True, [Theme.SELF_HARM])
    assert ALARMING in found(report, next(iter(row)))
    entry = next(each for each in inbox.entries() if each.kind == "concern.raised")
    assert entry.content["lane"] == 0


@pytest.mark.parametrize(
    "row",
    [{"RiskToSelfInCustodyNew": 0}, {"H5": 0}, {"H5": "Not at all"}, {"SelfHarmHistory": "None known"}],
    ids=str,
)
def test_an_answer_that_says_no_opens_none(inbox: Inbox, row: dict[str, Any]) -> None:
    inbox.bring({**cats(), "Participant.Risk": [{"Id": 1, "ParticipantId": "1FAK0100A", **row}]})

    assert inbox.kept(Concern) == []


def test_a_practitioner_who_was_to_be_told_is_still_to_be_told(inbox: Inbox) -> None:
    told: Tables = {
        "issues_concerns_notify_probation_practitioner": True,
        "issues_concerns_identified": "He owes money.",
    }

    report = inbox.bring(
        referral_there(**appointment(record_session_did_session_happen=True, **told)), of="community-support"
    )

    (concern,) = inbox.kept(Concern)
    assert (concern.outstanding, concern.note) == (True, "He owes money.")
    assert found(report, "issues_concerns_notify_probation_practitioner") == [ALARMING]


def test_missing_two_sessions_is_a_pattern_that_is_raised(inbox: Inbox) -> None:
    missed = {"record_session_did_session_happen": False, "record_session_did_person_attend": False}
    tables: Tables = {}
    for number in (1, 2):
        for table, rows in appointment(number, **missed).items():
            tables.setdefault(table, []).extend(rows)

    inbox.bring(referral_there(**tables), of="community-support")

    assert [each.note for each in inbox.kept(Concern)] == ["He did not attend 2 sessions."]


def test_the_row_of_an_alarm_stays_readable(inbox: Inbox) -> None:
    inbox.bring({**cats(), "Unknown.Table": [{"Id": 1, "ParticipantId": "1FAK0100A", "Suicide": "Yes"}]})

    assert [each.note.splitlines()[-1] for each in inbox.kept(Note)] == ["Suicide: Yes"]
