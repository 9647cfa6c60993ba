"""Larger extracts: one transaction a person, and never the whole file in memory."""

import json
import tracemalloc
from pathlib import Path

from hubtui.domain.case import Case
from hubtui.importing import cats
from hubtui.importing.extract import opened
from hubtui.importing.placing import Placing
from tests.importing.extracts import Inbox, participant
from tests.importing.extracts import cats as of_cats

PEOPLE = 120


def many(people: int) -> dict[str, list[dict[str, object]]]:
    """People with a number and a note each."""
    names = [f"1FAK{number:04}B" for number in range(people)]
    return {
        **of_cats(*(participant(Id=name, LastName=f"TEAL {name}") for name in names)),
        "Participant.ExternalIdentifier": [
            {"ParticipantId": name, "Type": 0, "Value": f"B{number:04}AA"}
            for number, name in enumerate(names)
        ],
        "Participant.Note": [
            {"Id": number, "ParticipantId": name, "Message": f"note {number}", "Created": "20250401"}
            for number, name in enumerate(names)
        ],
    }


def test_each_person_is_one_transaction(inbox: Inbox) -> None:
    before = inbox.desk.workspace.stream().commits

    report = inbox.bring(many(PEOPLE))

    assert (report.people, report.created, report.problems) == (PEOPLE, 3 * PEOPLE, [])
    assert inbox.desk.workspace.stream().commits - before == PEOPLE


def test_every_case_has_a_reference_of_its_own(inbox: Inbox) -> None:
    inbox.bring(many(20))

    assert len({case.reference for case in inbox.kept(Case)}) == 20


def test_a_file_is_read_in_much_less_memory_than_it_has_bytes(tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    tables = many(200)
    for note in tables["Participant.Note"]:
        note["Message"] = "long words " * 5_000
    file.write_text(json.dumps(tables), encoding="utf-8")

    tracemalloc.start()
    with opened(file) as extract:
        placed = Placing(extract, cats.SYSTEM, lambda _name: None).placed()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(placed.people) == 200
    assert peak < file.stat().st_size / 4
