"""Small extracts to bring in, and what became of them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from hubtui.domain.record import Record
from hubtui.importing.report import Report
from hubtui.importing.running import import_extract
from hubtui.importing.systems import system
from hubtui.journal.envelope import Envelope
from hubtui.store import journal, records
from tests.builders import Desk

SAMPLES = Path(__file__).parent / "samples"
CATS = SAMPLES / "cats_caseload_sample.json"
CATS_REFERENCE = SAMPLES / "cats_reference.json"
COMMUNITY = SAMPLES / "community_support_referrals_sample.json"

Tables = dict[str, Any]
R = TypeVar("R", bound=Record)


def participant(**changes: Any) -> dict[str, Any]:
    """A participant who breaks no rule, but that his owner is nobody here."""
    return {
        "Id": "1FAK0100A",
        "FirstName": "TOM",
        "LastName": "TEAL",
        "DateOfBirth": "19900201",
        "ReferralSource": "Probation",
        "EnrolmentStatus": 3,
        "ConsentStatus": 1,
        "CurrentLocationId": 21,
        "Created": "20250401 08:52:05.5939648",
        "OwnerId": "jokafor",
        "Gender": "Male",
        "Nationality": "British",
        **changes,
    }


def cats(*people: dict[str, Any], **tables: Any) -> Tables:
    """An extract of CATS; tables are named without the part before the dot that most share."""
    named = {_full(name): rows for name, rows in tables.items()}
    return {"Participant.Participant": list(people) or [participant()], **named}


def _full(name: str) -> str:
    schemas = {"Activity": "Activities", "EmploymentActivity": "Activities", "PRI": "PRI"}
    return f"{schemas.get(name, 'Participant')}.{name}"


def referral_there(**tables: Any) -> Tables:
    """An extract of Community Support with one person, his referral and its worker."""
    return {
        "person": [
            {
                "id": "p1",
                "identifier": "X100001",
                "first_name": "Ned",
                "last_name": "Nutmeg",
                "date_of_birth": "1985-07-21",
                "gender": "Male",
                "created_at": "2026-01-01 09:30:00",
            }
        ],
        "referral": [
            {
                "id": "r1",
                "person_id": "p1",
                "person_identifier": "X100001",
                "reference_number": "QD0001DE",
                "created_at": "2026-01-01 09:30:00",
                "urgency": False,
            }
        ],
        "referral_user": [
            {"id": "u1", "hmpps_auth_username": "jokafor@provider.example", "full_name": "J Okafor"}
        ],
        "referral_user_assignment": [
            {"id": "a1", "referral_id": "r1", "user_id": "u1", "created_at": "2026-01-02 09:00:00"}
        ],
        **tables,
    }


def appointment(number: int = 1, **feedback: Any) -> Tables:
    """The tables of an appointment of February 2026, with its feedback where any is given."""
    name = f"m{number}"
    tables: Tables = {
        "appointment": [{"id": name, "referral_id": "r1", "type": "ICS"}],
        "appointment_delivery": [{"id": f"d{name}", "method": "PHONE_CALL", "method_details": "Rang him"}],
        "appointment_ics_history": [
            {
                "id": f"i{name}",
                "appointment_id": name,
                "appointment_delivery_id": f"d{name}",
                "created_at": f"2026-01-{number + 9} 09:00:00",
                "start_date": f"2026-02-{number:02} 10:00:00",
                "session_communication": ["Phone", "Text"],
            }
        ],
    }
    if feedback:
        given = {
            "id": f"f{name}",
            "appointment_ics_id": f"i{name}",
            "created_at": f"2026-02-{number:02} 11:00:00",
        }
        tables["appointment_ics_feedback"] = [given | feedback]
    return tables


@dataclass
class Inbox:
    """A terminal where the supervisor brings extracts in, and a folder they lie in."""

    desk: Desk
    folder: Path

    def bring(
        self,
        extract: Tables | bytes | Path,
        *,
        of: str = "cats",
        dry_run: bool = False,
        reference: Path | None = None,
    ) -> Report:
        """Bring in an extract given as tables, as bytes or as a file."""
        file = extract if isinstance(extract, Path) else self.folder / "extract.json"
        if isinstance(extract, bytes):
            file.write_bytes(extract)
        elif not isinstance(extract, Path):
            file.write_text(json.dumps(extract), encoding="utf-8")
        return import_extract(self.desk.workspace, file, system(of), dry_run=dry_run, reference=reference)

    def kept(self, kind: type[R]) -> list[R]:
        """All records of a kind."""
        with self.desk.workspace.reading() as db:
            return records.find(db, kind, "1 = 1")

    def entries(self) -> list[Envelope]:
        """The whole journal."""
        with self.desk.workspace.reading() as db:
            return list(journal.entries(db))


def found(report: Report, field: str) -> list[str]:
    """What the report says is wrong with a column."""
    return [each.problem for each in report.problems if each.field == field]
