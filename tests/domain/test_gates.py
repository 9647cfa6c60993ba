"""The gates: each lists all that is missing, and is open when nothing is."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hubtui.domain.gates import CaseFacts, unmet
from hubtui.domain.person import MensService
from hubtui.domain.stage import JUDGED_HERE, Gate, Unmet

READY = CaseFacts(
    today=date(2026, 11, 20),
    born=date(1991, 2, 14),
    received_on=date(2026, 11, 19),
    mens_service=MensService.WITHIN,
    worker="jokafor",
    initial_session_attended=True,
)


@pytest.mark.req("REF-13")
@pytest.mark.parametrize("gate", sorted(JUDGED_HERE))
def test_an_open_gate_lists_nothing(gate: Gate) -> None:
    assert unmet(gate, READY) == []


@pytest.mark.req("REF-13", "ELG-01", "ELG-02", "REF-10", "STF-02")
@pytest.mark.parametrize(
    ("changes", "row", "field"),
    [
        ({"born": None}, "ELG-01", "date_of_birth"),
        ({"born": date(2008, 11, 20)}, "ELG-01", "date_of_birth"),
        ({"mens_service": MensService.OUTSIDE}, "ELG-02", "mens_service"),
        ({"worker": None}, "REF-10", "worker"),
        ({"worker_not_ready": "J Okafor is absent: choose another worker."}, "STF-02", "worker"),
    ],
    ids=["age-unknown", "under-18", "outside-the-service", "nobody-chosen", "not-ready"],
)
def test_the_first_gate_names_what_it_lacks(changes: dict[str, Any], row: str, field: str) -> None:
    missing = unmet(Gate.G1, replace(READY, **changes))

    assert [(each.row, each.field) for each in missing] == [(row, field)]


@pytest.mark.req("REF-13")
@pytest.mark.parametrize("decided", [MensService.WITHIN, MensService.BY_DECISION, None])
def test_a_person_within_by_decision_or_never_asked_passes_the_first_gate(
    decided: MensService | None,
) -> None:
    assert unmet(Gate.G1, replace(READY, mens_service=decided)) == []


@pytest.mark.req("REF-13")
def test_everything_missing_at_the_first_gate_is_listed_at_once() -> None:
    lacking = CaseFacts(today=date(2026, 11, 20), mens_service=MensService.OUTSIDE)

    assert [each.row for each in unmet(Gate.G1, lacking)] == ["ELG-01", "ELG-02", "REF-10"]


@pytest.mark.req("REF-13")
def test_the_second_gate_waits_for_a_first_session_and_the_third_for_the_plan() -> None:
    plan = Unmet("Write the plan first.", "PLN-01", "plan")

    assert [each.row for each in unmet(Gate.G2, replace(READY, initial_session_attended=False))] == ["SES-02"]
    assert unmet(Gate.G3, replace(READY, before_agreeing=(plan,))) == [plan]


def test_a_gate_that_cannot_be_judged_yet_is_never_taken_for_open() -> None:
    with pytest.raises(KeyError):
        unmet(Gate.G4, READY)
