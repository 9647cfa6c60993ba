"""The kinds of trouble a person is told about; all else is a defect and crashes.

Standard library only: the lock screen's side of the program imports it before anything heavy is loaded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what was typed: the field's name (empty: none in particular) and one plain sentence."""

    field: str
    message: str


class Trouble(Exception):
    """Anything a worker is told in a sentence instead of a traceback."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class RuleBroken(Trouble):
    """A rule of the work says no; nothing was saved. Holds every problem, so that all are shown at once."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.problems: tuple[Problem, ...] = (Problem(field, message),)

    @classmethod
    def all(cls, problems: Sequence[Problem]) -> "RuleBroken":
        """One refusal for several problems; `problems` must not be empty."""
        broken = cls(problems[0].field, " ".join(problem.message for problem in problems))
        broken.problems = tuple(problems)
        return broken


class NotAllowed(Trouble):
    """The person signed in has no right to this (SEC-02). `about` says to the access log what was reached for: a
    case's reference, or the right that is wanting.
    """

    def __init__(self, message: str, hint: str = "", *, about: str = "") -> None:
        super().__init__(message, hint)
        self.about = about


class NotFound(Trouble):
    """What was asked for is not on this terminal, or is not this worker's to see."""


class Unavailable(Trouble):
    """The program cannot do it now: a full disk, another process, no network. `hint` says what to do."""


class WrongPassphrase(Unavailable):
    """The login and passphrase do not open the vault, or there were too many tries. Says no more than that."""


class Damaged(Unavailable):
    """Stored bytes are not what was written. Nothing was changed."""


def where_it_failed(trace: TracebackType | None) -> str:
    """Module and line of a defect, and nothing else: a traceback's texts may hold what somebody wrote."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "?"
