"""The few words that a narrow column has room for: what is next, how a case stands, who he is."""

from datetime import date, datetime

from hubtui.domain.case import Need
from hubtui.domain.dates import local_date, show_short_day, show_time
from hubtui.domain.deadlines import State
from hubtui.domain.risk import MAYBE_OLD, NOT_RECEIVED, Rosh
from hubtui.domain.stage import Stage, step_of
from hubtui.store.caseload import CaseRow

SHORT = {
    "ASM-01": "Assessment",
    "NCA-03": "Task",
    "PLN-03": "Plan copy",
    "PLN-05": "Plan update",
    "REF-08": "Contact chain",
    "REF-10": "Allocate",
    "REL-01": "Handover",
    "REL-03": "Pre-release",
    "RSK-01": "Chase risk",
    "RSK-06": "TELL HMPPS",
    "RSK-09": "Read risk",
    "RSK-11": "Read concern",
    "SES-02": "First offer",
    "SES-05": "Result",
}
"""What is owed, by the row of the catalogue that it comes from."""

SYNC = {"conflict": "CONFL", "held": "HELD", "packed": "queued"}
"""How the sync state of a case is written where lists have six cells for it; the rest as it is."""


def day_words(instant: datetime, now: datetime) -> str:
    """`TODAY`, or the short date of an instant."""
    day = local_date(instant)
    return "TODAY" if day == local_date(now) else show_short_day(day)


def owed_words(rule: str, what: str, due_at: datetime | None, state: State, now: datetime) -> str:
    """`First offer 3 Dec`, `Result TODAY`, `OVERDUE Result`: one thing owed and by when."""
    words = SHORT.get(rule, what)
    if state in (State.OVERDUE, State.LATE):
        return f"{words} NOW" if rule == "RSK-06" else f"OVERDUE {words}"
    return f"{words} {day_words(due_at, now)}" if due_at else words


def next_words(row: CaseRow, now: datetime) -> str:
    """What comes next on a case: what is owed, else the next session, else the release."""
    coming = row.next_session
    if row.ahead and row.rule == "SES-05" and coming is not None:
        return _session_words(coming, now)
    if row.nearest:
        return row.nearest if row.ahead else owed_words(row.rule, row.nearest, row.nearest_at, row.state, now)
    if coming is not None:
        return _session_words(coming, now)
    return f"Release {show_short_day(row.release_on)}" if row.release_on else "-"


def _session_words(at: datetime, now: datetime) -> str:
    today = local_date(at) == local_date(now)
    return f"Session {show_time(at)}" if today else f"Session {show_short_day(local_date(at))}"


def flag_letters(row: CaseRow) -> str:
    """`!` something is late, `R` grave risk, `?` risk unknown or old, `U` urgent, `F` flagged; `-` none."""
    letters = [
        ("!", is_pressing(row)),
        ("R", _is_grave(row.risk)),
        ("?", NOT_RECEIVED in row.risk or MAYBE_OLD in row.risk),
        ("U", row.urgent),
        ("F", bool(row.flags)),
    ]
    return "".join(letter for letter, shown in letters if shown) or "-"


FLAGS_EXPLAINED = "! late  R grave risk  ? risk not received or old  U urgent  F flagged"


def is_pressing(row: CaseRow) -> bool:
    """Whether something on the case is late, or HMPPS has still to be told."""
    return row.untold > 0 or row.state in (State.OVERDUE, State.LATE)


def _is_grave(risk: str) -> bool:
    grave = (f"RoSH {Rosh.HIGH.words}", f"RoSH {Rosh.VERY_HIGH.words}", "risk to self", "MAPPA")
    return any(words in risk for words in grave)


def need_letters(needs: tuple[str, ...]) -> str:
    """`HOU ETE`; of more than two the first and how many more."""
    letters = [Need(need).short if need in set(Need) else need[:3].upper() for need in needs]
    return " ".join(letters) if len(letters) <= 2 else f"{letters[0]} +{len(letters) - 1}"


def stage_word(stage: Stage) -> str:
    """The stage in nine cells; where a person is served stands beside it in full on his own page."""
    if stage in _MOVED:
        return _MOVED[stage]
    step = step_of(stage)
    return (step.value if step else stage.value).removeprefix("contact-").removeprefix("in-").split("-")[0]


_MOVED = {Stage.TRANSFERRING: "leaving", Stage.TRANSFERRED: "moved"}


def sync_word(row: CaseRow, *, draft: bool) -> str:
    """How the case stands on its way to the server; `draft` where half-typed work waits on this terminal."""
    return "draft" if draft else SYNC.get(row.sync, row.sync)


def seen_words(last_seen: datetime | None) -> str:
    """The date he was last seen, or `never`."""
    return show_short_day(local_date(last_seen)) if last_seen else "never"


def born_words(born: date, age: int) -> str:
    """`b. 14 Feb 1991 (35)`."""
    return f"b. {born.day} {born:%b %Y} ({age})"
