"""What is done to every line before it is painted."""

from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from hubtui.widgets.filters import AsciiFilter, BlankFilter

BLACK = Color(0, 0, 0)


def test_rules_boxes_and_arrows_become_ascii_and_letters_stay() -> None:
    drawn = [Segment("┌──┐│●▶… Siân Ŵyn")]

    assert AsciiFilter().apply(drawn, BLACK)[0].text == "+--+|o>. Siân Ŵyn"


def test_a_blank_line_keeps_its_width_and_nothing_else() -> None:
    drawn = [Segment("ADEYEMI 家", Style(bold=True)), Segment("x")]

    blank = BlankFilter().apply(drawn, BLACK)

    assert "".join(segment.text for segment in blank) == " " * 11
    assert not any(segment.style and segment.style.bold for segment in blank)
