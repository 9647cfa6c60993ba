"""Reading extracts: any size and encoding, row by row; what is no extract is refused in a sentence."""

import json
from pathlib import Path

import pytest

from hubtui.domain.trouble import RuleBroken
from hubtui.importing import extract as extracts
from hubtui.importing.extract import read_all


def read(folder: Path, data: bytes) -> dict[str, list[object]]:
    file = folder / "extract.json"
    file.write_bytes(data)
    return read_all(file)


def test_rows_come_table_by_table_with_numbers_as_they_were_written(tmp_path: Path) -> None:
    tables = read(
        tmp_path, b'{"a": [{"pay": 4.50}, null, [1, "]"]], "b": [], "c": {"x": 12345678901234567890}}'
    )

    assert tables == {"a": [{"pay": "4.50"}, None, [1, "]"]], "c": [{"x": "12345678901234567890"}]}


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"], ids=lambda name: name
)
def test_an_extract_is_read_in_the_encodings_that_databases_write(tmp_path: Path, encoding: str) -> None:
    text = json.dumps({"táblâ": [{"surname": "Ŵyn “O’Brien”"}]}, ensure_ascii=False)

    assert read(tmp_path, text.encode(encoding)) == {"táblâ": [{"surname": "Ŵyn “O’Brien”"}]}


def test_bytes_that_are_not_utf_8_are_read_as_windows_wrote_them(tmp_path: Path) -> None:
    assert read(tmp_path, b'{"a": ["caf\xe9 \x96 \xc3\xa9 \x81"]}') == {"a": ["café – é \x81"]}


@pytest.mark.parametrize(
    "data",
    [
        b"null",
        b"x{}",
        b'{"a": [1]',
        b'{"a": [1,]}',
        b'{"a": [1]} x',
        b'{"a" [1]}',
        b'{"a": [1] "b": [2]}',
        b'{"a": 1,}',
        b'{"a": [{]}',
        b'{"a": [1]]',
        b'{"a": [{}]}}',
        b'{"a": "\\"',
        b'{"a" "b": [1]}',
        b'{"a": [1], "b"}',
        b'{"a":: [1]}',
        b'{"a": 1 [2]}',
        b'{"a": [2] 1}',
        b'{"a": [{"x": NaN}]}',
    ],
)
def test_what_is_not_json_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(RuleBroken, match="not JSON"):
        read(tmp_path, data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"[1]", "not an extract"),
        (b"", "empty"),
        (b'{"a": [' + b"[" * 10_000, "nested too deeply"),
        (b'{"a": [{"x": 1, "x": 2}]}', "key twice"),
        (b'{"a": [1], "a": [2]}', "table twice"),
    ],
    ids=["a list", "empty", "deep", "a key twice", "a table twice"],
)
def test_json_that_is_no_extract_is_refused_with_what_is_wrong(
    tmp_path: Path, data: bytes, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words):
        read(tmp_path, data)


def test_an_extract_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracts, "LARGEST", 10)

    with pytest.raises(RuleBroken, match="larger than"):
        read(tmp_path, b'{"a": [1, 2, 3]}')


def test_a_megabyte_of_quotes_that_never_close_is_refused_in_one_pass(tmp_path: Path) -> None:
    with pytest.raises(RuleBroken, match="not JSON"):
        read(tmp_path, b'{"a": ["' + b'\\"' * 500_000)
