"""The places `G` and a letter lead to, by role: where somebody begins, and what is offered to them at all (SEC-02).

A place's module is read when one first goes there, so that none but the first is waited for at the start.
"""

from textual.screen import Screen

from hubtui.domain.roles import CASE_WORKERS, SUPERVISORS, Role
from hubtui.screens.host import Place


def places_for(role: str) -> tuple[Place, ...]:
    """The places of this role, the one to begin in first."""
    common = (WORK_IN_HAND, SYNC, SETTINGS)
    if role in SUPERVISORS:
        return (CASELOAD, BOARD, WEEK, SEARCH, PEOPLE, *common)
    if role in CASE_WORKERS:
        return (CASELOAD, WEEK, SEARCH, *common)
    assert role == Role.SYNC_OPERATOR, "every role has its places"
    return (SYNC, SETTINGS)


def _caseload() -> Screen[object]:
    from hubtui.screens.caseload import Caseload

    return Caseload()


def _week() -> Screen[object]:
    from hubtui.screens.week import Week

    return Week()


def _search() -> Screen[object]:
    from hubtui.screens.search import Search

    return Search()


def _board() -> Screen[object]:
    from hubtui.screens.board import Board

    return Board()


def _sync_queue() -> Screen[object]:
    from hubtui.screens.sync_queue import SyncQueue

    return SyncQueue()


def _work_in_hand() -> Screen[object]:
    from hubtui.screens.work_in_hand import WorkInHand

    return WorkInHand()


def _settings() -> Screen[object]:
    from hubtui.screens.settings import Settings

    return Settings()


def _people() -> Screen[object]:
    from hubtui.screens.people import People

    return People()


CASELOAD = Place("caseload", "C", "Caseload", _caseload)
WEEK = Place("week", "K", "weeK", _week)
SEARCH = Place("search", "F", "Find", _search)
BOARD = Place("board", "D", "Dashboard", _board)
SYNC = Place("sync", "S", "Sync", _sync_queue)
PEOPLE = Place("people", "P", "People", _people)
WORK_IN_HAND = Place("work-in-hand", "W", "Work in hand", _work_in_hand)
SETTINGS = Place("settings", "T", "seTtings", _settings)
