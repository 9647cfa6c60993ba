"""Answers that nobody may file silently: what they say of danger becomes a concern that HMPPS has to be told of."""

import json
import re
from collections.abc import Iterator
from datetime import datetime

from hubtui.domain.concern import Concern, ConcernKind, Raises, Theme, raised
from hubtui.domain.entry import Json
from hubtui.domain.telling import TellingState
from hubtui.importing import values
from hubtui.importing.making import Making
from hubtui.importing.rows import Row, shown

SELF_HARM = re.compile(r"(?i)suicid|self[ _-]?harm|risk_?to_?self(?!_(?:hostel|vulner))")
"""Names of columns, and words, that are about harm to oneself."""
CORE_ANSWER = "H5"
"""The question of the needs assessment about plans to end one's life."""

_DENIED = re.compile(
    r"(?i)(?:no|none|nil|n/?a|not applicable|false|unknown|not known|-|"
    r"(?:there (?:are|is) )?(?:no|nothing|none)(?: (?:current|currently|known|recent|specific|identified|previous"
    r"|history|risks?|concerns?|issues?|evidence|information|thoughts?|plans?|reported|recorded|disclosed|noted|of"
    r"|or|and|to|self|harm|self-harm|suicide|suicidal|ideation|at|this|time|present|available))+)[.\s]*"
)


def denied(text: str) -> bool:
    """Whether the whole of an answer says that there is nothing, in no more words than that takes."""
    return not text.strip() or _DENIED.fullmatch(text.strip()) is not None


def raise_concern(
    making: Making,
    row: Row,
    column: str,
    *,
    kind: ConcernKind,
    themes: list[Theme],
    note: str,
    at: datetime | None,
) -> None:
    """Keep an alarming answer as a concern that is still to be told, and report it."""
    known_at = min(at, making.world.now) if at else making.world.now
    concern = Concern(
        id=making.id("concern", *row.name, column),
        type=kind,
        case=making.case(row),
        themes=themes,
        raises_risk=Raises.YES,
        happened_at=known_at,
        learned_at=known_at,
        note=note,
        source=making.origin(row),
        telling=TellingState.OUTSTANDING,
    )
    making.add(row, concern, raised(concern))
    making.find(row, column, "An alarming answer: tell HMPPS now.", "a concern that HMPPS has to be told of")


def raise_self_harm(making: Making, row: Row, column: str, note: str, at: datetime | None) -> None:
    """Keep an answer about harm to oneself as a concern."""
    raise_concern(
        making, row, column, kind=ConcernKind.RAISED_RISK, themes=[Theme.SELF_HARM], note=note, at=at
    )


def raise_from_any(
    making: Making, row: Row, at: datetime | None, *, besides: frozenset[str] = frozenset()
) -> None:
    """Look through a row of any table for answers about harm to oneself, and raise them."""
    for column, value in row.fields.items():
        if column in besides:
            continue
        for words in _alarming(column, value):
            raise_self_harm(making, row, column, words, at)
            break


def _alarming(column: str, value: Json) -> Iterator[str]:
    text = shown(value)
    if column == CORE_ANSWER or SELF_HARM.search(column):
        if _is_yes(text) and values.any_day(value) is None:
            yield f"{column}: {text}"
    elif CORE_ANSWER in text and (answer := _answer(text)) and _is_yes(answer):
        yield f"{CORE_ANSWER} (plans to end life): {answer}"


def _is_yes(text: str) -> bool:
    count = values.whole(text)
    if count is not None:
        return count > 0
    return not denied(text) and not re.fullmatch(r"(?i)not? at all\.?|never\.?", text)


def _answer(text: str) -> str:
    """The answer to H5 inside an assessment kept as JSON text; empty where there is none."""
    try:
        return _within(json.loads(text))
    except (ValueError, RecursionError):
        return ""


def _within(value: Json) -> str:
    if isinstance(value, dict):
        if CORE_ANSWER in value:
            answer = value[CORE_ANSWER]
            inner = answer.get("Answer", answer.get("answer")) if isinstance(answer, dict) else answer
            return shown(inner)
        value = list(value.values())
    if isinstance(value, list):
        return next((found for each in value if (found := _within(each))), "")
    return ""
