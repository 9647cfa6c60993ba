"""The words of the status bar."""

from datetime import timedelta

import pytest

from hubtui.widgets.lines import planned
from hubtui.widgets.status import StatusFacts, age, fitted, parts


def bar(facts: StatusFacts, width: int = 80) -> str:
    return "".join(piece.before + piece.words for piece in fitted(parts(facts), width))


BUSY = StatusFacts(
    who="J OKAFOR",
    role="case worker",
    lock_in=timedelta(minutes=4, seconds=41),
    link="OFFLINE since 09:12",
    queue=31,
    oldest_unsent=timedelta(days=2),
    conflicts=1,
    drafts=2,
)


def test_a_busy_terminal_fits_eighty_columns_with_every_part_in_order() -> None:
    assert bar(BUSY) == " OPEN 04:41 | J OKAFOR case worker | OFFLINE since 09:12 | queue 31 confl 1 dr 2"


def test_a_wide_terminal_says_how_old_the_oldest_unsent_record_is() -> None:
    assert "queue 31 oldest 2d | conflicts 1 | drafts 2" in bar(BUSY, 120)


@pytest.mark.parametrize(
    ("facts", "urgent"),
    [
        pytest.param(StatusFacts(queue=51), "queue 51", id="a long queue"),
        pytest.param(
            StatusFacts(queue=1, oldest_unsent=timedelta(days=4)), "queue 1 oldest 4d", id="an old queue"
        ),
        pytest.param(StatusFacts(conflicts=1), "conflicts 1", id="a conflict"),
        pytest.param(StatusFacts(lock_in=timedelta(seconds=30)), "OPEN 00:30", id="the last minute"),
    ],
)
def test_what_needs_someone_is_drawn_in_reverse(facts: StatusFacts, urgent: str) -> None:
    assert [piece.words for piece in fitted(parts(facts), 120) if piece.urgent] == [urgent]


@pytest.mark.parametrize(("length", "words"), [(30, "30m"), (60 * 5, "5h"), (60 * 24 * 3, "3d")])
def test_an_age_is_told_in_its_largest_unit(length: int, words: str) -> None:
    assert age(timedelta(minutes=length)) == words


def test_a_key_line_drops_whole_keys_and_keeps_the_last_two() -> None:
    keys = [
        ("F2", "Record"),
        ("F7", "Back a page"),
        ("N", "Offer a session"),
        ("F10", "Actions"),
        ("F1", "Keys"),
    ]

    assert planned(keys, 40) == [("F2", "Record"), ("F10", "Actions"), ("F1", "Keys")]
