"""Text that fits its cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from hubtui.widgets.cells import fit, shown, wrapped


@given(st.text(), st.integers(0, 40))
def test_any_text_fits_exactly_the_cells_it_is_given(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


@given(st.text())
def test_nothing_that_a_terminal_acts_on_is_ever_drawn(text: str) -> None:
    assert not any(ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 for letter in shown(text))


def test_a_text_that_is_cut_says_so_with_dots() -> None:
    assert fit("interview room", 9) == "interv..."


@given(st.text(alphabet="abc ŵ家", max_size=200), st.integers(4, 30))
def test_wrapped_lines_stay_within_the_width_and_keep_every_word(text: str, width: int) -> None:
    lines = wrapped(text, width)

    assert all(cell_len(line) <= width or len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["F1   help", "  indented  line"])
def test_a_line_that_fits_keeps_its_spaces(text: str) -> None:
    assert wrapped(text, 40) == [text]
