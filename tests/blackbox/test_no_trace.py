"""A working day leaves no word of it in the clear: not in any file, not in a process's own lines."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.blackbox.server import running
from tests.blackbox.station import CASE, PASSPHRASE, SUPERVISOR, WORKER, Station, referral
from tests.blackbox.test_killed import end

NOTE = "Zwickelbrand told me of quondampurse"
MARKS = (
    "Zwickelbrand",
    "quondampurse",
    "Ottershaw",
    "Bramblewick",
    "B7531XY",
    "veldspaniel",
    *PASSPHRASE.split(),
)
SHORTEST_COMMON = 6
"""A hexadecimal search for shorter words would meet them by chance."""


def forms(word: str) -> Iterator[bytes]:
    """The bytes a word may lie in."""
    for text in {word, word.lower(), word.upper()}:
        for coding in ("utf-8", "utf-16-le", "utf-16-be"):
            yield text.encode(coding)
        yield text.encode().hex().encode()
        yield text.encode().hex().upper().encode()


def found(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Every file under the folder with one of the words in it, but for the one that holds the passphrase."""
    sought = {form: word for word in words for form in forms(word)}
    return [
        f"{word} in {path.relative_to(folder)}"
        for path in folder.rglob("*")
        if path.is_file() and path.name != "passphrase"
        for data in (path.read_bytes(),)
        for form, word in sought.items()
        if form in data
    ]


def own_lines(pid: int) -> bytes:
    """What everybody on the machine may read of a process, and its environment."""
    return b"".join(Path(f"/proc/{pid}/{name}").read_bytes() for name in ("cmdline", "environ", "comm"))


def a_day(station: Station) -> list[dict[str, object]]:
    """What one records on a working day, with words that stand nowhere else."""
    person = {**referral("B7531XY"), "surname": "Ottershaw", "forenames": "Bramblewick"}
    acts = [
        ("referral.record", person),
        ("note.add", {"case": CASE, "note": NOTE}),
        ("note.add", {"case": CASE, "note": NOTE * 400}),
        ("concern.raise", {"kind": "message", "case": CASE, "note": NOTE, "raises_risk": True}),
        ("note.add", {"case": CASE, "note": NOTE * 4000}),
    ]
    return [{"act": act, "data": data} for act, data in acts]


@pytest.mark.req("SEC-01")
def test_after_a_working_day_no_word_of_it_lies_anywhere(station: Station) -> None:
    with running(station) as server:
        server.enrol()
        process = station.start("do", "--lines")
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"".join(json.dumps(each).encode() + b"\n" for each in a_day(station)))
        process.stdin.flush()
        answers = [process.stdout.readline() for _ in range(5)]
        seen = own_lines(process.pid)
        while_open = found(station.folder, MARKS)
        process.kill()
        end(process)
        after_a_kill = found(station.folder, MARKS)
        assert b'"saved": true' in b"".join(answers)

        station.run("search", "quondampurse", user=WORKER)
        station.run("caseload", "--find", "Ottershaw", user=SUPERVISOR)
        station.run("do", "note.add", "--data", "/nowhere/veldspaniel")
        refused = station.do("note.add", {"case": CASE, "note": NOTE, "veldspaniel": NOTE})
        assert station.run("sync", "now").code == 0
        (station.folder / "stick").mkdir()
        station.run("sync", "export", str(station.folder / "stick"))
        assert station.run("backup", str(station.folder / "copy.hubbak")).code == 0
        assert station.entries() > 10

    assert refused.code == 3
    assert (while_open, after_a_kill, found(station.folder, MARKS)) == ([], [], [])
    assert not [mark for mark in MARKS if mark.encode() in seen]


def test_a_defect_says_nothing_of_what_was_being_recorded(station: Station) -> None:
    """What cannot be read is refused without being said back."""
    done = station.run(
        "--json", "do", "note.add", stdin=b'{"case": "veldspaniel quondampurse", "note": "', user=WORKER
    )

    assert done.code == 3
    assert "quondampurse" not in done.out + done.err
