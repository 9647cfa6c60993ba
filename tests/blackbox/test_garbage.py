"""Whatever is fed to the command line: one sentence, a code that says what kind of trouble, and nothing saved."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.blackbox.station import CASE, LONG, SUPERVISOR, WORKER, Station

ROUNDS = 120 if LONG else 1
GARBAGE: tuple[object, ...] = (
    *(None, True, 0, -1, 1.5, 10**40, 1e308, [], [[]], [None], ["x"] * 1000, {}, {"a": 1}),
    *("", " ", "x" * 30_000, "\x00", "a\x00b", "\x1b[31mred\x1b]0;t\x07", "\ud800", "a\udfffb", "\u202eabc"),
    *("[bold]x[/bold]", "[/]", "%s%n", "' OR 1=1 --", "NaN", "1e5", "-5", "\ufeff"),
    *("0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "+10000-01-01T00:00:00Z"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-20T10:00:00"),
)
"""What no field of any act is for; a text field may take some of it, cleaned."""


def dead(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Answers without a sentence that a worker could act on."""
    return [
        answer
        for answer in answers
        if not answer["saved"]
        and not all(each["message"].endswith((".", "?")) for each in answer["problems"])
    ]


def inputs(schema: dict[str, Any], chance: random.Random) -> Iterator[dict[str, object]]:
    """Inputs in the act's shape with something wrong in one field each; the case is a real one."""
    names = list(schema["properties"])
    for _ in range(ROUNDS):
        for name in names:
            whole = {each: chance.choice(GARBAGE) for each in names if chance.random() < 0.2}
            yield {**({"case": CASE} if "case" in names else {}), **whole, name: chance.choice(GARBAGE)}


@pytest.mark.req("SEC-07")
def test_no_act_breaks_on_any_garbage(station: Station) -> None:
    acts = station.run("--json", "acts").answer
    chance = random.Random(20261120)
    nothings: tuple[object, ...] = ("", 5, None, [], [{}], True)
    tried: list[tuple[str, object]] = [
        (act["name"], data) for act in acts for data in inputs(act["schema"], chance)
    ]
    tried += [(act["name"], none) for act in acts for none in nothings]
    before = station.entries()

    for user in (WORKER, SUPERVISOR):
        answers = station.lines(tried, user=user)
        saved = [answer for answer in answers if answer["saved"]]

        assert len(answers) == len(tried)
        assert dead(answers) == []
        before += sum(len(answer["entries"]) for answer in saved)
        assert station.entries() == before


ODD_LINES = {
    "no JSON": b"{",
    "not UTF-8": b'{"act": "note.add\xff"}',
    "a key twice": b'{"act": "note.add", "act": "note.add", "data": {}}',
    "10,000 deep": b'{"act":"note.add","data":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "an array": b"[1]",
    "NaN": b'{"act": "note.add", "data": {"case": NaN}}',
    "5,000 digits": b'{"act": "session.record", "data": {"minutes": ' + b"9" * 5000 + b"}}",
    "a name that is no text": b'{"act": "note.add", "data": {"\\ud800": 1}}',
    "an act that is no text": b'{"act": "\\ud800"}',
    "longer than it may be": b'{"act": "note.add", "data": "' + b"y" * (9 << 20) + b'"}',
}


def test_a_line_that_is_no_act_is_refused_and_the_next_one_is_done(station: Station) -> None:
    good = json.dumps({"act": "note.add", "data": {"case": CASE, "note": "after"}}).encode()

    answers = station.raw_lines(b"\n".join([*ODD_LINES.values(), good]))

    assert [answer["saved"] for answer in answers] == [False] * len(ODD_LINES) + [True]
    assert dead(answers) == []
    assert station.notes() == ["after"]


@pytest.mark.parametrize("words", [("do", "--lines"), ("do", "note.add")], ids=["many", "one"])
def test_a_stream_without_end_is_left_early(station: Station, words: tuple[str, ...]) -> None:
    done = station.run(*words, *(("/dev/zero",) if "--lines" in words else ("--data", "/dev/zero")))

    assert done.code == (8 if "--lines" in words else 3)
    assert "larger than 8 MiB" in done.out + done.err


WRONG_WORDS: tuple[tuple[tuple[str, ...], set[int]], ...] = (
    (("caseload", "--find", "\udcff"), {2}),
    (("search", "x", "--limit", "99999999999999999999"), {0}),
    (("search", '"*('), {0}),
    (("timeline", CASE, "--from", "0001-01-01", "--to", "9999-12-31"), {3}),
    (("timeline", CASE, "--from", "10000-01-01"), {3}),
    (("due", "--worker", "nobody"), {0, 7}),
    (("do", "--lines", "/nowhere"), {6}),
    (("do", "--lines", "/tmp"), {6}),
    (("do", "note.add", "--data", "/tmp"), {6}),
    (("do", "x" * 5000), {3}),
    (("import", "/dev/zero", "--from", "cats"), {3, 6}),
    (("backup", "/proc/nowhere"), {6}),
    (("restore", "/dev/zero"), {6}),
    (("enrol", "https://[::1", "--code", "x"), {3}),
    (("enrol", "http://127.0.0.1:99999", "--code", "x"), {3}),
    (("--passphrase-file", "/tmp", "verify"), {6}),
    (("--passphrase-file", "/nowhere", "verify"), {6}),
    (("--vault", "/dev/null", "verify"), {6}),
    (("--user", "nobody", "verify"), {5}),
    (("courier", "--once", "/nowhere"), {6}),
    (("no-such-command",), {2}),
)
NEW = ("user", "add", "--login", "new", "--role", "supervisor", "--new-passphrase-file", "passphrase")


@pytest.mark.parametrize("part", range(4) if LONG else range(2))
def test_a_wrong_word_on_the_command_line_is_answered_in_one_sentence(station: Station, part: int) -> None:
    for words, codes in WRONG_WORDS[part::4]:
        done = station.run(*words)

        assert done.code in codes, (words, done)
        assert done.clean()
        assert done.code in (0, 2) or (done.err.startswith("hubtui: ") and done.err.count("\n") == 1), (
            done.err
        )


NO_NAMES = {"nothing but control": " \x1b[2J", "none": "", "too long": "x" * 300}


@pytest.mark.parametrize("kind", NO_NAMES if LONG else ("nothing but control",))
def test_a_name_that_cannot_be_kept_lets_nobody_in(station: Station, kind: str) -> None:
    done = station.run(*NEW, "--name", NO_NAMES[kind])

    assert done.code == 3, done
    assert len(station.run("--json", "user", "list").answer) == 4
    assert station.run("verify", user="new").code == 5


def test_a_staff_id_is_one_however_it_is_written(station: Station) -> None:
    station.run(
        "user", "add", "--login", "NewOne", "--role", "custody-worker", "--name", "New One", *NEW[-2:]
    )

    people = {each["login"]: each["name"] for each in station.run("--json", "user", "list").answer}

    assert people["newone"] == "New One"
    assert station.run("user", "retire", "--login", "NEWONE").code == 0
    presence = {each["login"]: each["presence"] for each in station.run("--json", "user", "list").answer}
    assert presence["newone"] == "retired"
