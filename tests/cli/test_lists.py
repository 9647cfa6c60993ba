"""The lists of the command line: their JSON answers, their words and their exit codes."""

import subprocess
import sys
from pathlib import Path

import pytest

from hubtui.cli.main import DONE, MISSING, REFUSED
from tests.cli.desk import CommandLine, command_line, keyed_in

HARM = {"kind": "serious-harm", "note": "He knows where she lives.", "source": "Session", "raises_risk": True}


@pytest.fixture
def hubtui(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """The command line on a new training vault."""
    return command_line(tmp_path, monkeypatch, capsys)


@pytest.mark.req("REF-14")
def test_the_caseload_answers_the_fields_of_the_contract(hubtui: CommandLine) -> None:
    ref = keyed_in(hubtui)

    code, (row,) = hubtui("caseload")

    assert code == DONE
    contract = {"ref", "name", "stage", "unit", "worker", "next_session", "nearest_deadline", "risk", "sync"}
    assert contract <= row.keys()
    assert (row["ref"], row["name"], row["stage"], row["sync"]) == (
        ref,
        "ADEYEMI Tunde",
        "received",
        "queued",
    )


@pytest.mark.req("REF-14")
def test_the_caseload_is_filtered_and_says_so_when_nothing_fits(hubtui: CommandLine) -> None:
    keyed_in(hubtui)

    found = hubtui("caseload", "--find", "adey", "--all")[1]
    none = hubtui("caseload", "--find", "zebra")[1]
    _, words, _ = hubtui.plain("caseload", "--find", "zebra")

    assert (len(found), none) == (1, [])
    assert words == "No case fits. A new referral: hubtui do referral.record.\n"


@pytest.mark.req("RSK-06", "RSK-04")
def test_one_case_shows_what_is_owed_and_what_has_not_been_told(hubtui: CommandLine) -> None:
    ref = keyed_in(hubtui)
    hubtui.do("concern.raise", case=ref, **HARM)

    code, case = hubtui("case", "A1001AA")
    _, words, _ = hubtui.plain("case", ref)

    assert (code, case["ref"], len(case["outstanding"]), case["behaviour_records"]) == (DONE, ref, 1, 0)
    assert case["due"][0]["rule"] == "RSK-06"
    assert "HMPPS HAS NOT BEEN TOLD of 1." in words


def test_a_case_that_is_not_here_is_not_found(hubtui: CommandLine) -> None:
    code, words, trouble = hubtui.plain("case", "A9999ZZ")

    assert (code, words) == (MISSING, "")
    assert "No case here has the reference or number A9999ZZ." in trouble


@pytest.mark.req("REF-15")
def test_the_timeline_lists_everything_in_order(hubtui: CommandLine) -> None:
    ref = keyed_in(hubtui)
    hubtui.do("concern.raise", case=ref, **HARM)

    code, lines = hubtui("timeline", ref)

    assert code == DONE
    contract = {"at", "recorded_at", "kind", "by", "device", "summary", "sync", "data"}
    assert all(contract <= line.keys() for line in lines)
    assert lines[0]["kind"] == "referral.received"
    assert {line["kind"] for line in lines} == {"referral.received", "person.recorded", "concern.raised"}


def test_the_timeline_refuses_a_date_it_cannot_read(hubtui: CommandLine) -> None:
    code, _, trouble = hubtui.plain("timeline", "A1001AA", "--from", "20/11/2026")

    assert code == REFUSED
    assert "2026-12-05" in trouble


@pytest.mark.req("RSK-06")
def test_due_answers_what_is_owed_with_its_rule_and_state(hubtui: CommandLine) -> None:
    ref = keyed_in(hubtui)
    hubtui.do("concern.raise", case=ref, **HARM)
    hubtui.at("2026-11-20T13:30:00+00:00")

    code, things = hubtui("due")

    assert code == DONE
    assert things[0] == {
        "ref": ref,
        "what": "Tell HMPPS now: possible risk of serious harm",
        "due": "2026-11-20T13:00:00Z",
        "rule": "RSK-06",
        "state": "late",
        "name": "ADEYEMI Tunde",
        "record": things[0]["record"],
        "worker": None,
    }
    assert {"SES-02", "REF-10", "REF-08", "RSK-01"} <= {thing["rule"] for thing in things}


@pytest.mark.req("REF-14")
def test_search_answers_what_was_found(hubtui: CommandLine) -> None:
    ref = keyed_in(hubtui)
    hubtui.do("concern.raise", case=ref, **HARM)

    code, (hit,) = hubtui("search", "where", "she", "lives", "--limit", "5")

    assert code == DONE
    assert (hit["ref"], hit["kind"], hit["at"]) == (ref, "concern", "2026-11-20T12:00:00Z")
    assert "where she lives" in hit["snippet"]


def test_acts_lists_the_registry_with_roles_rows_and_schema(hubtui: CommandLine) -> None:
    code, acts = hubtui("acts")
    _, words, _ = hubtui.plain("acts", "concern.raise")

    named = {act["name"]: act for act in acts}
    assert code == DONE
    assert named["concern.told"]["roles"] == ["custody-worker", "outreach-worker", "supervisor"]
    assert "RSK-06" in named["concern.told"]["serves"]
    assert named["concern.told"]["schema"]["required"] == ["concern", "means"]
    assert words.startswith("concern.raise: Raise a concern about anyone")


def test_an_act_that_does_not_exist_is_not_found(hubtui: CommandLine) -> None:
    assert hubtui.plain("acts", "concern.forget")[0] == MISSING


def test_no_list_loads_the_terminal_app() -> None:
    modules = ", ".join(
        f"hubtui.cli.{name}" for name in ("acts", "case", "caseload", "due", "search", "timeline")
    )
    program = f"import sys, {modules}\nprint('textual' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)

    assert done.stdout == "False\n"
