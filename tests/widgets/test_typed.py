"""What may come into a text field."""

import time

from hypothesis import given
from hypothesis import strategies as st

from hubtui.widgets.typed import LINE_LIMIT, PROSE_LIMIT, cleaned


@given(st.text())
def test_nothing_a_terminal_acts_on_gets_into_a_line(text: str) -> None:
    plain, _ = cleaned(text, many_lines=False, limit=LINE_LIMIT)

    assert not any(ord(letter) < 32 or "\ud800" <= letter <= "\udfff" for letter in plain)


def test_escape_sequences_and_nul_go_and_welsh_letters_are_composed() -> None:
    typed = "\x1b[31mSia\u0302n\x00 \ud800w\u0302y\x1b]0;title\x07n"

    assert cleaned(typed, many_lines=False, limit=50) == ("Siân ŵyn", False)


def test_a_megabyte_is_cut_to_the_limit_quickly_and_said_to_be_cut() -> None:
    started = time.perf_counter()

    plain, cut = cleaned("a\x1b[31m" * 200_000, many_lines=True, limit=PROSE_LIMIT)

    assert cut
    assert len(plain) <= PROSE_LIMIT
    assert time.perf_counter() - started < 1
