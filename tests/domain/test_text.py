import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from hubtui.domain.text import LONGEST_LINE, LONGEST_PROSE, GivenLine, GivenProse, Line, Prose, clean

AWKWARD = st.text(
    st.one_of(st.characters(codec=None), st.sampled_from("\x1b[]0;m\x07\x9b\r\n\\P\u202e\ud800"))
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("a\x00b", "ab", id="NUL"),
        pytest.param("\x1b[31mred\x1b[0m", "red", id="a colour"),
        pytest.param("\x1b]8;;file:///x\x1b\\here\x1b]8;;\x07", "here", id="a link"),
        pytest.param("\x1bPdevice\x1b\\after", "after", id="a device string"),
        pytest.param("\x1b]0;no end of it", "0;no end of it", id="a title that never ends"),
        pytest.param("\x9b2Jgone", "gone", id="an eight-bit sequence"),
        pytest.param("abc\u202edef\u2066", "abcdef", id="direction controls"),
        pytest.param("x\ud800y", "xy", id="a lone surrogate"),
        pytest.param("one\r\ntwo\rthree\ttab", "one\ntwo\nthree\ttab", id="line ends and tab"),
        pytest.param("w\u0302yr", "ŵyr", id="an accent typed apart"),
        pytest.param("[b]bold[/b] <script>", "[b]bold[/b] <script>", id="markup is only text"),
    ],
)
@pytest.mark.req("LNG-05")
def test_only_what_was_written_is_kept(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(AWKWARD)
def test_cleaned_text_holds_nothing_that_steers_a_terminal(typed: str) -> None:
    kept = clean(typed)

    assert all(letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"} for letter in kept)
    kept.encode("utf-8")
    assert clean(kept) == kept


def test_a_line_is_one_line() -> None:
    assert TypeAdapter(Line).validate_python("  Approved\r\npremises\t2 ") == "Approved premises 2"


def test_a_note_keeps_its_lines() -> None:
    assert TypeAdapter(Prose).validate_python("first\r\n\r\nsecond\n") == "first\n\nsecond"


@pytest.mark.parametrize(
    ("kind", "longest"),
    [pytest.param(Line, LONGEST_LINE, id="line"), pytest.param(Prose, LONGEST_PROSE, id="note")],
)
def test_text_that_is_too_long_is_refused_and_never_cut(kind: type[str], longest: int) -> None:
    field = TypeAdapter(kind)

    assert field.validate_python("x" * longest) == "x" * longest
    with pytest.raises(ValidationError, match=rf"{longest:,} fit: shorten it, nothing was cut"):
        field.validate_python("x" * (longest + 1))


@pytest.mark.parametrize("kind", [GivenLine, GivenProse], ids=["line", "note"])
@pytest.mark.parametrize("typed", ["", " \n\t ", "\x00\x1b[0m"], ids=["empty", "spaces", "only controls"])
def test_a_field_that_must_be_filled_in_refuses_what_is_empty_once_cleaned(
    kind: type[str], typed: str
) -> None:
    with pytest.raises(ValidationError, match="fill it in"):
        TypeAdapter(kind).validate_python(typed)


@pytest.mark.parametrize("value", [None, 5, ["text"], b"text"], ids=["nothing", "number", "list", "bytes"])
def test_what_is_not_text_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Prose).validate_python(value)


@pytest.mark.parametrize(
    "opening",
    ["\x1b", "\x1b]", "\x1b[1", "\x1bP", "\x90", "\x9b;", "\x9d", "\x1b ", "\x9c", "a\u0300"],
    ids=repr,
)
def test_a_megabyte_of_openings_is_cleaned_at_once(opening: str) -> None:
    pasted = opening * (1_000_000 // len(opening))

    started = process_time()
    kept = clean(pasted)

    assert len(kept) <= len(pasted)
    assert process_time() - started < 5, "reading again from every opening would take hours"
