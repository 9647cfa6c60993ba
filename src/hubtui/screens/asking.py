"""Asking the store from a screen: the answer, or the trouble on the message line."""

from collections.abc import Callable
from typing import TypeVar

from hubtui.domain.trouble import Trouble
from hubtui.screens.database import Database
from hubtui.screens.frame import Frame
from hubtui.store.workspace import Workspace

T = TypeVar("T")

HIDDEN = "Hidden: 0 shows names, risk and notes again."


def database_of(screen: Frame) -> Database:
    """The database that the app was handed: screens that read it are shown only where there is one."""
    database = screen.host.wiring.database
    assert database is not None, "this screen reads an open vault"
    return database


async def asked(screen: Frame, question: Callable[[Workspace], T]) -> T | None:
    """The answer; None where something stood in the way, which the message line then says."""
    try:
        return await database_of(screen).ask(question)
    except Trouble as trouble:
        screen.say(f"! {trouble}")
        return None
