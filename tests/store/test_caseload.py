"""The caseload: who sees which cases, what stands on top, and how it is filtered."""

import pytest

from hubtui.domain.deadlines import State
from hubtui.store import caseload
from hubtui.store.caseload import Sort, Wanted
from hubtui.store.summary import freshen
from hubtui.store.verify import check
from tests.builders import Desk, referral

PEOPLE = (
    ("Adeyemi", "Tunde", "A1001AA"),
    ("Brânză", "Seán", "A1002AB"),
    ("Clarke", "Deshawn", "A1003AC"),
)


def keyed_in(terminal: Desk, *, by: str = "jokafor") -> list[str]:
    """Three referrals; answers their references."""
    return [
        terminal.do(
            "referral.record",
            by=by,
            **referral(surname=surname, forenames=forenames, prison_number=number),
        ).ref
        for surname, forenames, number in PEOPLE
    ]


def names(terminal: Desk, wanted: Wanted = caseload.ALL) -> list[str]:
    return [row.name for row in caseload.rows(terminal.workspace, wanted)]


@pytest.mark.req("REF-14")
def test_a_line_shows_stage_nearest_deadline_risk_and_sync_state(terminal: Desk) -> None:
    ref = terminal.do("referral.record", by="jokafor", **referral()).ref

    (row,) = caseload.rows(terminal.workspace)

    assert (row.ref, row.name, row.number) == (ref, "ADEYEMI Tunde", "A1001AA")
    assert (row.stage.value, row.risk, row.sync) == ("received", "risk not received", "queued")
    assert row.nearest_at is not None
    assert row.nearest_at.date().isoformat() == "2026-12-03"


@pytest.mark.req("REF-14", "SEC-02")
@pytest.mark.parametrize(("login", "seen"), [("jokafor", 3), ("mreyes", 3), ("rlindqvist", 0), ("kstowe", 0)])
def test_workers_see_the_cases_they_hold_the_supervisor_all_and_the_operator_none(
    terminal: Desk, login: str, seen: int
) -> None:
    keyed_in(terminal)

    terminal.sign_in(login)

    assert caseload.count(terminal.workspace) == seen
    assert len(caseload.rows(terminal.workspace)) == seen


@pytest.mark.req("REF-14")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("branza", ["BRÂNZĂ Seán"]),
        ("SEAN bra", ["BRÂNZĂ Seán"]),
        ("a1003", ["CLARKE Deshawn"]),
        ("26-00001", ["ADEYEMI Tunde"]),
        ("100% of _", []),
        ("nobody", []),
    ],
)
def test_a_case_is_found_by_part_of_a_name_or_any_number_without_accents(
    terminal: Desk, typed: str, found: list[str]
) -> None:
    keyed_in(terminal)

    assert names(terminal, Wanted(find=typed)) == found


@pytest.mark.req("REF-14")
def test_the_list_is_filtered_by_stage_unit_need_and_urgency(terminal: Desk) -> None:
    keyed_in(terminal)
    terminal.do(
        "referral.record",
        **referral(
            surname="Dhillon", prison_number="A1004AD", urgency="urgent", needs=["housing", "finance"]
        ),
    )

    assert names(terminal, Wanted(urgent=True)) == ["DHILLON Tunde"]
    assert names(terminal, Wanted(need="finance")) == ["DHILLON Tunde"]
    assert len(names(terminal, Wanted(need="housing", unit="HHI", stages=("received",)))) == 4
    assert names(terminal, Wanted(unit="LPI")) == []
    assert names(terminal, Wanted(stages=("gate",))) == []


@pytest.mark.req("REF-14")
def test_what_is_due_first_stands_first_and_is_overdue_once_its_day_is_over(terminal: Desk) -> None:
    keyed_in(terminal)
    terminal.do("referral.record", **referral(surname="Zed", prison_number="A1004AD", urgency="urgent"))

    before = names(terminal, Wanted(overdue=True))
    terminal.clock.forward(days=1)

    assert names(terminal)[0] == "ZED Tunde"
    assert before == []
    assert names(terminal, Wanted(overdue=True)) == ["ZED Tunde"]
    assert caseload.rows(terminal.workspace)[0].state is State.OVERDUE


def test_a_window_shows_only_its_lines_and_windows_join_without_gap(terminal: Desk) -> None:
    keyed_in(terminal)

    whole = [row.ref for row in caseload.rows(terminal.workspace)]
    parts = [caseload.rows(terminal.workspace, offset=at, limit=1)[0].ref for at in range(3)]

    assert parts == whole
    assert caseload.rows(terminal.workspace, offset=3) == []


def test_only_stale_cases_are_worked_out_again(terminal: Desk) -> None:
    keyed_in(terminal)
    caseload.rows(terminal.workspace)

    with terminal.workspace.writing() as tx:
        again = freshen(tx.db)

    assert again == 0


def test_the_lines_equal_what_a_rebuilt_journal_gives_whenever_it_is_rebuilt(terminal: Desk) -> None:
    keyed_in(terminal)
    caseload.rows(terminal.workspace)
    terminal.clock.forward(days=40)

    _, faults = check(terminal.workspace, deep=True)

    assert faults == []


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.NAME, ["ADEYEMI Tunde", "BRÂNZĂ Seán", "CLARKE Deshawn"]),
        (Sort.RELEASE, ["CLARKE Deshawn", "ADEYEMI Tunde", "BRÂNZĂ Seán"]),
    ],
)
def test_the_list_can_be_ordered_otherwise(terminal: Desk, sort: Sort, order: list[str]) -> None:
    refs = keyed_in(terminal)
    terminal.do("release.set", by="jokafor", case=refs[2], release_date="2026-12-15")

    assert names(terminal, Wanted(sort=sort)) == order


def test_the_count_follows_cases_that_change_hands_and_end(terminal: Desk) -> None:
    refs = keyed_in(terminal)
    first = caseload.count(terminal.workspace)

    terminal.do("referral.allocate", by="mreyes", case=refs[0], worker="rlindqvist")
    terminal.do("death.record", case=refs[1], died_on="2026-11-20", told_by="The wing")
    left = {login: caseload.count(terminal.sign_in(login)) for login in ("mreyes", "jokafor", "rlindqvist")}

    assert first == 3
    assert left == {"mreyes": 2, "jokafor": 1, "rlindqvist": 1}
    assert caseload.count(terminal.sign_in("mreyes"), Wanted(ended=True)) == 3
