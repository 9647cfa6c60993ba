"""From bytes to keys, however they are cut, and never anything that could steer a terminal."""

import pytest

from hubtui.front.keys import KeyReader, Typed


def read(*chunks: bytes) -> list[str]:
    """The keys' names, and typed text as `'text'`."""
    keys = KeyReader()
    return [shown(event) for chunk in chunks for event in keys.read(bytearray(chunk))]


def shown(event: str | Typed) -> str:
    if isinstance(event, str):
        return event
    return "'too long'" if event.too_long else repr(event.data.decode())


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\r", "enter"),
        (b"\t", "tab"),
        (b"\x1b[Z", "shift+tab"),
        (b"\x1b[A", "up"),
        (b"\x1bOB", "down"),
        (b"\x7f", "backspace"),
        (b"\x08", "backspace"),
        (b"\x1bOP", "f1"),
        (b"\x1b[11~", "f1"),
        (b"\x1b[[A", "f1"),
        (b"\x1bOS", "f4"),
        (b"\x1b[[D", "f4"),
        (b"\x1b[17~", "f6"),
        (b"\x1b[20~", "f9"),
        (b"\x1b[24~", "f12"),
        (b"\x07", "ctrl+g"),
    ],
)
def test_a_key_is_known_whole_and_cut_in_two_anywhere(data: bytes, name: str) -> None:
    assert read(data) == [name]
    for cut in range(1, len(data)):
        assert read(data[:cut], data[cut:]) == [name]


@pytest.mark.parametrize("text", ["a", "é", "ŵ", "中", "🙂"])
def test_a_character_is_read_whole_and_cut_in_two_anywhere(text: str) -> None:
    data = text.encode()

    assert read(data) == [repr(text)]
    for cut in range(1, len(data)):
        assert read(data[:cut], data[cut:]) == [repr(text)]


@pytest.mark.parametrize(
    "rubbish",
    [
        b"\x00",
        b"\x03",
        b"\x1c",
        b"\xff",
        b"\x80",
        b"\xc2\x9b",
        b"\xed\xa0\x80",
        b"\xc0\x80",
        b"\xf8\x88\x80\x80",
        b"\x1b[1;5A",
        b"\x1b[<0;10;10M",
        b"\x1b[?62;22c",
        b"\x1b]11;rgb:0/0/0\x07",
        b"\x1bP1+r\x1b\\",
        b"\x1bx",
        b"\x1b[" + b"1" * 5000 + b"~",
    ],
)
def test_what_is_no_key_of_ours_is_dropped_and_the_next_key_is_read(rubbish: bytes) -> None:
    events = read(rubbish, b"\r")

    assert events[-1] == "enter"
    assert not any("\x1b" in event or "\x9b" in event for event in events)


def test_escape_alone_is_the_key_only_when_nothing_follows_it() -> None:
    keys = KeyReader()
    assert keys.read(bytearray(b"\x1b")) == []
    assert keys.is_undecided

    assert keys.decide() == ["escape"]

    assert not keys.is_undecided


@pytest.mark.parametrize("cut", range(1, 20))
def test_a_paste_is_one_text_however_it_is_cut(cut: int) -> None:
    data = b"\x1b[200~two\r\nlines\x1b[201~"

    assert read(data[:cut], data[cut:]) == ["'twolines'"]


def test_a_paste_keeps_no_control_characters_and_no_broken_ones() -> None:
    assert read(b"\x1b[200~a\x00b\x1b[31mc\xed\xa0\x80d\xff\xc2\x9be\x1b[201~") == ["'ab[31mcde'"]


def test_a_paste_over_the_limit_gives_nothing_but_that_it_was_too_long() -> None:
    pasted = b"\x1b[200~" + b"x" * 1_000_000 + b"\x1b[201~\r"

    assert read(*[pasted[at : at + 65536] for at in range(0, len(pasted), 65536)]) == ["'too long'", "enter"]


def test_chunks_are_wiped_once_read() -> None:
    chunk = bytearray(b"secret")

    KeyReader().read(chunk)

    assert chunk == bytes(6)
