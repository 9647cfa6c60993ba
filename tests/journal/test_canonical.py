"""The one byte form: what is refused, and that it never depends on who writes it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.journal.canonical import MAX_INTEGER, NotCanonical, decode, encode

KEYS = st.from_regex(r"[a-z0-9_.$]{1,8}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_was_written_is_read_back_from_the_same_bytes(value: object) -> None:
    data = encode(value)

    assert decode(data) == value
    assert encode(decode(data)) == data


@given(st.binary(max_size=60))
def test_bytes_are_read_or_refused_and_nothing_else(data: bytes) -> None:
    try:
        value = decode(data)
    except NotCanonical:
        return
    assert encode(value) == data


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1,"a":1}',
        b"1.5",
        b"1e3",
        b"NaN",
        str(MAX_INTEGER + 1).encode(),
        b'"\\u00e9"',
        b"\xff",
        b"[" * 10_000,
        b"[" * 40 + b"]" * 40,
        b"",
    ],
    ids=[
        "keys out of order",
        "spaces",
        "a key twice",
        "a fraction",
        "an exponent",
        "not a number",
        "too large",
        "an escape that need not be",
        "not UTF-8",
        "endless nesting",
        "deep nesting",
        "nothing",
    ],
)
def test_other_forms_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        decode(data)


@pytest.mark.parametrize("value", [1.5, "\ud800", {1: 2}, {"a b\n": 1}, b"x", MAX_INTEGER + 1, object()])
def test_a_value_without_a_form_is_never_written(value: object) -> None:
    with pytest.raises(NotCanonical):
        encode(value)


def test_letters_beyond_ascii_stay_as_they_are() -> None:
    assert encode({"note": "Llŷr"}) == '{"note":"Llŷr"}'.encode()
    assert json.loads(encode(["ŵ"])) == ["ŵ"]
