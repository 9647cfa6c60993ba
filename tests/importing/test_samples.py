"""The two systems' own made-up records, brought in twice."""

from pathlib import Path

import pytest

from hubtui.cli.main import NOT_ALLOWED, PROBLEMS, REFUSED
from hubtui.domain.case import Case
from hubtui.domain.concern import Concern
from hubtui.domain.consent import Consent
from hubtui.domain.person import MensService, Person
from hubtui.domain.plan import Plan
from hubtui.domain.provenance import SourceRow
from hubtui.domain.release import CustodyEpisode
from hubtui.domain.risk import Risk, Rosh
from hubtui.domain.session import Method, Session, SessionResult
from hubtui.domain.stage import Stage
from hubtui.domain.task import Task, TaskState
from hubtui.domain.trouble import NotAllowed
from hubtui.store.caseload import ALL, rows
from hubtui.store.verify import check
from tests.cli.desk import CommandLine, command_line
from tests.importing.extracts import CATS, CATS_REFERENCE, COMMUNITY, Inbox, found


@pytest.mark.parametrize(("sample", "system"), [(CATS, "cats"), (COMMUNITY, "community-support")])
def test_the_same_file_again_adds_nothing_and_says_the_same(inbox: Inbox, sample: Path, system: str) -> None:
    first = inbox.bring(sample, of=system)

    again = inbox.bring(sample, of=system)

    assert first.created > 200
    assert (again.created, again.updated, again.entries) == (0, 0, 0)
    assert again.unchanged == first.created
    assert set(again.problems) == set(first.problems)


@pytest.mark.parametrize(("sample", "system"), [(CATS, "cats"), (COMMUNITY, "community-support")])
def test_a_rehearsal_has_the_same_figures_and_saves_nothing(inbox: Inbox, sample: Path, system: str) -> None:
    before = len(inbox.entries())

    rehearsed = inbox.bring(sample, of=system, dry_run=True)

    assert len(inbox.entries()) == before
    assert inbox.bring(sample, of=system).to_json() == rehearsed.to_json()


def test_people_of_cats_come_with_their_numbers_places_plans_and_risk(inbox: Inbox) -> None:
    report = inbox.bring(CATS, reference=CATS_REFERENCE)

    assert (report.people, report.cases) == (8, 8)
    lemon = next(each for each in inbox.kept(Person) if each.surname == "LEMON")
    case = next(each for each in inbox.kept(Case) if each.person == lemon.id)
    assert (lemon.prison_number, lemon.crn, lemon.source_number) == ("A1012FK", None, "1FAK0012A")
    assert (case.stage, case.unit, case.source) == (Stage.IN_SERVICE_CUSTODY, "KVI", "prison-staff")
    risk = next(each for each in inbox.kept(Risk) if each.person == lemon.id)
    assert risk.highest is Rosh.MEDIUM
    assert risk.to_self == "Risk to self: in custody"
    assert [each.outstanding for each in inbox.kept(Concern)] == [True]
    assert len(inbox.kept(Consent)) == 11
    assert len(inbox.kept(Plan)) == 7
    assert sum(task.state is TaskState.FINISHED for task in inbox.kept(Task)) == 5
    assert any(stay.prison == "MDI" and stay.ended_on is None for stay in inbox.kept(CustodyEpisode))
    assert all(each.imported_from for each in inbox.kept(Session))


def test_the_report_names_the_dirty_values_of_cats(inbox: Inbox) -> None:
    report = inbox.bring(CATS)

    assert "Outside the men's service (ELG-02)." in found(report, "Gender")
    assert "This place is not mapped to any place here." in found(report, "CurrentLocationId")
    assert "No worker of this vault is the owner." in found(report, "OwnerId")
    assert "An alarming answer: tell HMPPS now." in found(report, "RiskToSelfInCustodyNew")
    assert any(each.startswith("Not a CRN.") for each in found(report, "Value"))
    apple = next(each for each in inbox.kept(Person) if each.surname == "APPLE")
    assert apple.mens_service is MensService.OUTSIDE


def test_appointments_come_with_what_came_of_them(inbox: Inbox) -> None:
    report = inbox.bring(COMMUNITY, of="community-support")

    by_result = {each.place or each.method: each for each in inbox.kept(Session)}
    held = by_result["Office visit at probation office, Room 3"]
    missed = next(each for each in inbox.kept(Session) if each.result is SessionResult.MISSED)
    assert (held.minutes, held.method, held.told_how) == (90, Method.IN_PERSON, "Phone, Text")
    assert (missed.attempts or "").startswith("Called twice")
    assert len(inbox.kept(Concern)) == 6
    assert len([each for each in report.problems if each.problem.startswith("An alarming answer")]) == 6
    assert any(each.startswith("Dates out of order") for each in found(report, "created_at"))


def test_every_row_is_kept_as_given_and_names_what_it_became(inbox: Inbox) -> None:
    inbox.bring(CATS)

    kept = {(each.table, each.row): each for each in inbox.kept(SourceRow)}
    activity = kept["Activities.IswActivity", "3decb779-a73f-4d03-3cb4-08de00e1ab15"]
    assert activity.fields["HoursPerformedPre"] == "4.25"
    consent = kept["Participant.Consent", "40"]
    assert consent.records == [next(e.id for e in inbox.kept(Consent) if (e.note or "").endswith(" 40"))]


def test_entries_say_where_they_came_from(inbox: Inbox) -> None:
    inbox.bring(CATS)

    reasons = {each.kind: each.content.get("why") for each in inbox.entries() if each.kind == "risk.recorded"}
    assert str(reasons["risk.recorded"]).startswith("CATS, Participant.Risk ")


def test_the_vault_checks_out_after_an_import(inbox: Inbox) -> None:
    inbox.bring(CATS)
    inbox.bring(COMMUNITY, of="community-support")

    counted, faults = check(inbox.desk.workspace, deep=True)
    assert counted > 200
    assert faults == []


@pytest.mark.req("REF-14")
def test_the_caseload_lists_the_people_brought_in(inbox: Inbox) -> None:
    inbox.bring(CATS)
    inbox.bring(COMMUNITY, of="community-support")

    names = {row.name for row in rows(inbox.desk.workspace, ALL)}
    assert {"LEMON LENNY", "JONES Bob"} <= names
    assert {row.worker for row in rows(inbox.desk.workspace, ALL)} == {""}


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize("login", ["jokafor", "rlindqvist", "kstowe"])
def test_only_a_supervisor_brings_records_in(inbox: Inbox, login: str) -> None:
    inbox.desk.sign_in(login)

    with pytest.raises(NotAllowed, match="Only a supervisor"):
        inbox.bring(CATS)
    assert inbox.kept(Person) == []


def test_the_command_answers_with_figures_and_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hubtui: CommandLine = command_line(tmp_path, monkeypatch, capsys)

    code, first = hubtui("import", str(COMMUNITY), "--from", "community-support")
    _, again = hubtui("import", str(COMMUNITY), "--from", "community-support")

    assert code == PROBLEMS
    assert list(first) == ["people", "cases", "entries", "created", "updated", "unchanged", "problems"]
    assert list(first["problems"][0]) == ["table", "id", "field", "value", "problem", "kept_as"]
    assert (first["people"], again["created"], again["entries"]) == (4, 0, 0)
    assert len(hubtui("caseload", "--all")[1]) == 4


@pytest.mark.parametrize("wrong", [["--from", "hubtui"], ["--from", "elsewhere"]])
def test_the_command_refuses_systems_it_cannot_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], wrong: list[str]
) -> None:
    hubtui = command_line(tmp_path, monkeypatch, capsys)

    code, _, said = hubtui.plain("import", str(CATS), *wrong)

    assert code == REFUSED
    assert said.count("\n") == 1


def test_a_worker_is_refused_at_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hubtui = command_line(tmp_path, monkeypatch, capsys)
    secret = tmp_path / "new"
    secret.write_text("quiet harbour velvet saddle", encoding="utf-8")
    added = ("--login", "jokafor", "--name", "J Okafor", "--role", "custody-worker")
    hubtui("user", "add", *added, "--new-passphrase-file", str(secret))
    monkeypatch.setenv("HUBTUI_USER", "jokafor")
    monkeypatch.setenv("HUBTUI_PASSPHRASE_FILE", str(secret))

    code, _, said = hubtui.plain("import", str(CATS), "--from", "cats")

    assert code == NOT_ALLOWED
    assert "supervisor" in said
