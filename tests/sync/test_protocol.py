"""What both ends may state: codes, signed statements, receipts; and that nothing else passes for one."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from hubtui.sync.protocol import documents, enrolment, receipts
from hubtui.sync.protocol.documents import BadDocument
from hubtui.sync.protocol.enrolment import LETTERS, BadCode
from hubtui.sync.protocol.receipts import HELD, STORED, Line

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CODE = enrolment.new_code(lambda letters: letters[7])


def test_a_code_is_read_whatever_its_case_and_spacing() -> None:
    code = enrolment.new_code()
    letters = enrolment.read_code(code)

    assert enrolment.read_code(code.lower().replace("-", "  ")) == letters
    assert enrolment.read_code(code.replace("0", "o").replace("1", "L")) == letters
    assert len(letters) == 20


@pytest.mark.parametrize("place", [at for at, letter in enumerate(CODE) if letter != "-"])
def test_any_one_wrong_letter_of_a_code_is_seen(place: int) -> None:
    for letter in LETTERS:
        if letter != CODE[place]:
            with pytest.raises(BadCode):
                enrolment.read_code(CODE[:place] + letter + CODE[place + 1 :])


@pytest.mark.parametrize(
    "typed", ["", "A", CODE + "A", CODE.replace("7", "U", 1), "é" * 21, "\0" * 21, "A" * 100_000]
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(BadCode):
        enrolment.read_code(typed)


def test_two_codes_are_never_alike() -> None:
    assert len({enrolment.new_code() for _ in range(200)}) == 200


def test_a_receipt_says_what_was_written() -> None:
    lines = [Line(1, "eid-1", STORED), Line(0, "eid-2", HELD, "bad-encoding")]
    data = receipts.write(
        KEY,
        rid="r1",
        epoch="e1",
        pid="p1",
        dev="d1",
        stream="s1",
        time="2026-11-20T12:00:00.000Z",
        previous="before",
        lines=lines,
        missing=[(3, 5)],
        numbers=(7, 7),
    )

    read = receipts.read(data, KEY.public_key())

    assert (read.lines, read.missing, read.level) == (tuple(lines), ((3, 5),), HELD)
    assert (read.rid, read.previous, read.hash) == ("r1", "before", receipts.receipt_hash(data))


@pytest.mark.parametrize(
    "line",
    [
        [1, "eid"],
        [1, "eid", "lost"],
        [1, "eid", "held"],
        [1, "eid", "held", "<html>"],
        ["1", "eid", "stored"],
    ],
)
def test_a_line_of_no_known_form_is_no_receipt(line: list[object]) -> None:
    with pytest.raises(BadDocument):
        Line.of(line)


def test_a_reason_that_only_a_newer_server_knows_is_read() -> None:
    assert Line.of([1, "eid", "held", "some-new-reason"]).reason == "some-new-reason"


def test_a_statement_for_another_purpose_is_refused() -> None:
    data = documents.sign("certificate", {"v": 1}, KEY)

    with pytest.raises(BadDocument, match="not a receipt"):
        documents.read("receipt", data, KEY.public_key())


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_refused_as_a_statement(data: bytes) -> None:
    with pytest.raises(BadDocument):
        documents.read("receipt", data, KEY.public_key())


@given(st.integers(0, 400), st.integers(1, 255))
@settings(max_examples=100, deadline=None)
def test_a_statement_changed_anywhere_is_refused(place: int, change: int) -> None:
    data = bytearray(documents.sign("receipt", {"v": 1, "rid": "r", "text": "x" * 60}, KEY))
    data[place % len(data)] ^= change

    try:
        read = documents.read("receipt", bytes(data), KEY.public_key())
    except BadDocument:
        return
    # The kid is a label outside the signature: only that may differ unseen.
    assert read == {"v": 1, "rid": "r", "text": "x" * 60}
