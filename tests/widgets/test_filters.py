"""What is done to every line before it is painted."""

from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from hubtui.widgets.environment import strip_debug_switches
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


def test_every_debug_switch_of_the_toolkit_is_taken_out_of_the_environment() -> None:
    environ = {"TEXTUAL": "debug", "TEXTUAL_LOG": "keys.log", "TEXTUAL_ANYTHING": "1", "HOME": "/h"}

    strip_debug_switches(environ)

    assert environ == {"HOME": "/h"}
