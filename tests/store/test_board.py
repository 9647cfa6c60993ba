"""The supervisor's board: outstanding notifications first, and a line a worker."""

from typing import Any

import pytest

from hubtui.store import board, caseload, due
from tests.builders import Desk, referral

HARM: dict[str, Any] = {
    "kind": "serious-harm",
    "note": "He says he knows where she lives.",
    "source": "Said in session",
    "raises_risk": True,
}


def allocated(terminal: Desk, **changes: Any) -> str:
    """A case that J Okafor holds; answers its reference."""
    ref = terminal.do("referral.record", by="jokafor", **referral(**changes)).ref
    terminal.do("referral.allocate", by="mreyes", case=ref, worker="jokafor")
    return ref


@pytest.mark.req("SUP-01", "SYN-08")
def test_the_board_counts_what_each_worker_has_open_overdue_untold_unrecorded_and_unsent(
    terminal: Desk,
) -> None:
    ref = allocated(terminal)
    terminal.do(
        "session.offer",
        by="jokafor",
        case=ref,
        type="initial",
        planned_at="2026-11-20T12:30:00+00:00",
        place="Wing B",
        method="in-person",
    )
    terminal.do("concern.raise", case=ref, **HARM)
    terminal.clock.forward(hours=2)

    terminal.sign_in("mreyes")
    shown = board.board(terminal.workspace)

    workers = {row.login: row for row in shown.workers}
    holder = workers["jokafor"]
    assert (holder.cases, holder.untold, holder.unrecorded, holder.overdue) == (1, 1, 1, 1)
    assert holder.unsent > 0
    assert holder.oldest_unsent is not None
    assert shown.workers[0] == holder
    assert [row.ref for row in shown.untold] == [ref]
    assert [row.ref for row in shown.unrecorded] == [ref]


@pytest.mark.req("SUP-01")
def test_unallocated_urgent_and_soon_released_cases_are_listed(terminal: Desk) -> None:
    waiting = terminal.do("referral.record", by="jokafor", **referral(urgency="urgent")).ref
    leaving = allocated(terminal, surname="Brook", prison_number="A1002AB")
    terminal.do("release.set", by="jokafor", case=leaving, release_date="2026-12-10")

    terminal.sign_in("mreyes")
    shown = board.board(terminal.workspace)

    assert [row.ref for row in shown.unallocated] == [waiting]
    assert [row.ref for row in shown.urgent] == [waiting]
    assert [row.ref for row in shown.releases] == [leaving]


@pytest.mark.req("SUP-01", "RSK-06")
def test_outstanding_notifications_stand_before_everything_else(terminal: Desk) -> None:
    allocated(terminal, surname="Aaron", prison_number="A1002AB", received_at="2026-10-01T10:00:00+00:00")
    late = allocated(terminal, surname="Zed")
    terminal.do("concern.raise", by="jokafor", case=late, **HARM)

    terminal.sign_in("mreyes")

    assert due.rows(terminal.workspace)[0].ref == late
    assert caseload.rows(terminal.workspace)[0].ref == late


@pytest.mark.req("SEC-07")
def test_saves_after_the_clock_jumped_back_are_listed_for_the_supervisor_only(terminal: Desk) -> None:
    ref = allocated(terminal)
    terminal.clock.forward(hours=-5)
    terminal.do("concern.raise", by="jokafor", case=ref, **HARM)

    mine = board.clock_suspects(terminal.workspace)
    terminal.sign_in("mreyes")
    (row,) = board.clock_suspects(terminal.workspace)

    assert mine == []
    assert (row.ref, row.by, row.kind) == (ref, "jokafor", "concern.raised")


@pytest.mark.req("SES-05")
def test_results_owed_are_counted_for_the_lock_key(terminal: Desk) -> None:
    ref = allocated(terminal)
    offer = {"type": "initial", "planned_at": "2026-11-20T12:30:00+00:00", "place": "Wing B"}
    terminal.do("session.offer", by="jokafor", case=ref, method="in-person", **offer)

    before = board.results(terminal.workspace)
    terminal.clock.forward(hours=1)
    begun = board.results(terminal.workspace)
    terminal.clock.forward(hours=12)

    assert (before.due_today, before.overdue) == (0, 0)
    assert (begun.due_today, begun.overdue) == (1, 0)
    assert board.results(terminal.workspace).overdue == 1


@pytest.mark.req("SEC-02")
def test_the_operators_board_is_empty(terminal: Desk) -> None:
    allocated(terminal)

    terminal.sign_in("kstowe")
    shown = board.board(terminal.workspace)

    assert (shown.workers, shown.unallocated, shown.untold) == ((), (), ())
