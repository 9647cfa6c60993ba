"""The words of the status bar: what it is told, and how it is made to fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

LONG_QUEUE = 50
OLD_QUEUE = timedelta(days=3)
LAST_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class StatusFacts:
    """What the status bar says of this terminal.

    `lock_in` is the time left before the automatic lock (None: no lock is coming), `link` the state of the
    line in words, `queue` the records saved here and not yet uploaded, `oldest_unsent` the age of the oldest.
    """

    who: str = ""
    role: str = ""
    lock_in: timedelta | None = None
    link: str = "OFFLINE"
    queue: int = 0
    oldest_unsent: timedelta | None = None
    conflicts: int = 0
    drafts: int = 0
    training: bool = False


@dataclass(frozen=True)
class Part:
    """One part of the bar in its forms, longest first; `urgent` parts are drawn in reverse video.

    Of two neighbours that both `close_up`, the second stands beside the first without a bar where it is short.
    """

    forms: tuple[str, ...]
    urgent: bool = False
    close_up: bool = False


@dataclass(frozen=True)
class Piece:
    """A part as it is drawn: the separator before it, and its words."""

    before: str
    words: str
    urgent: bool


def age(length: timedelta) -> str:
    """How long ago in its largest unit: `3d`, `5h`, `12m`."""
    minutes = int(length.total_seconds()) // 60
    if minutes >= 24 * 60:
        return f"{minutes // (24 * 60)}d"
    return f"{minutes // 60}h" if minutes >= 60 else f"{max(minutes, 0)}m"


def parts(facts: StatusFacts) -> list[Part]:
    """The parts of the bar, always in the same order (tui.md 4.4)."""
    who = f"{facts.who} {facts.role}".strip()
    built = [_lock(facts), Part((who, facts.who)), Part((facts.link, facts.link.split(" since ")[0]))]
    built += [
        _queue(facts),
        _count("conflicts", "confl", facts.conflicts),
        Part((f"drafts {facts.drafts}", f"dr {facts.drafts}"), close_up=True),
    ]
    if facts.training:
        built.append(Part(("TRAINING", "")))
    return [part for part in built if part.forms[0]]


def fitted(parts: Sequence[Part], width: int) -> list[Piece]:
    """The parts in the longest forms that `width` cells hold; the last parts are shortened first."""
    chosen = [0] * len(parts)
    while sum(len(piece.before + piece.words) for piece in _pieces(parts, chosen)) > width:
        shrinkable = [at for at, part in enumerate(parts) if chosen[at] < len(part.forms) - 1]
        if not shrinkable:
            break
        chosen[shrinkable[-1]] += 1
    return _pieces(parts, chosen)


def _pieces(parts: Sequence[Part], chosen: Sequence[int]) -> list[Piece]:
    pieces: list[Piece] = []
    for part, form in zip(parts, chosen, strict=True):
        if words := part.forms[form]:
            beside = part.close_up and form > 0
            pieces.append(Piece(" " if beside or not pieces else " | ", words, part.urgent))
    return pieces


def _lock(facts: StatusFacts) -> Part:
    if facts.lock_in is None:
        return Part(("OPEN",))
    seconds = max(int(facts.lock_in.total_seconds()), 0)
    return Part((f"OPEN {seconds // 60:02}:{seconds % 60:02}",), urgent=facts.lock_in < LAST_MINUTE)


def _queue(facts: StatusFacts) -> Part:
    oldest = facts.oldest_unsent
    words = f"queue {facts.queue}"
    urgent = facts.queue > LONG_QUEUE or (oldest is not None and oldest > OLD_QUEUE)
    if facts.queue == 0 or oldest is None:
        return Part((words,), urgent)
    return Part((f"{words} oldest {age(oldest)}", f"{words} ({age(oldest)})", words), urgent)


def _count(words: str, short: str, number: int) -> Part:
    return Part((f"{words} {number}", f"{short} {number}"), urgent=number > 0, close_up=True)
