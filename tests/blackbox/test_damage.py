"""Wrong passphrases, other processes and damaged files: a sentence, the right code, nothing overwritten, a way back."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.blackbox.station import CASE, LONG, PASSPHRASE, Done, Station

PASSPHRASE_CODE, VAULT_CODE = 5, 6


def with_passphrase(station: Station, passphrase: bytes, *words: str) -> Done:
    """Run a command with another passphrase."""
    file = station.folder / "typed"
    file.write_bytes(passphrase)
    return station.run("--passphrase-file", str(file), *(words or ("verify",)))


@pytest.mark.req("SEC-01")
def test_only_the_passphrase_opens_the_vault_and_tries_are_counted_over_restarts(station: Station) -> None:
    wrong = (
        b"",
        b"x" * (1 << 20),
        b"x" * ((1 << 20) + 5),
        b"\xff\xfe",
        b"\x00" * 30,
        PASSPHRASE.encode() + b" ",
    )

    answers = [with_passphrase(station, each) for each in wrong]
    at_last = station.run("verify")

    assert [done.code for done in answers] == [PASSPHRASE_CODE] * len(wrong)
    assert all(done.clean() and done.err.count("\n") == 1 for done in answers), answers
    assert at_last.code == PASSPHRASE_CODE, "after so many tries the right one has to wait"


def test_a_passphrase_opens_in_whatever_form_its_letters_are_typed(station: Station) -> None:
    composed, parted = (
        "caf\u00e9 trestle w\u0177l lantern".encode(),
        "cafe\u0301 trestle wy\u0302l lantern".encode(),
    )
    (station.folder / "new").write_bytes(composed)
    assert station.run("user", "passphrase", "--new-passphrase-file", str(station.folder / "new")).code == 0

    assert with_passphrase(station, parted).code == 0
    assert with_passphrase(station, composed).code == 0


def test_a_second_process_is_told_so(station: Station) -> None:
    first = station.start("do", "--lines")
    assert first.stdout is not None
    first.stdout.readline()

    second = station.run("verify")

    first.communicate(timeout=30)
    assert second.code == VAULT_CODE
    assert second.clean()
    assert station.run("verify").code == 0


def flip(name: str, *, at: int | None = None) -> Callable[[Path], None]:
    """Turns one bit of a file of the vault."""

    def work(vault: Path) -> None:
        data = bytearray((vault / name).read_bytes())
        place = random.Random(name).randrange(200, 600) if at is None else at
        data[place] ^= 1
        (vault / name).write_bytes(data)

    return work


def cut(name: str, size: int) -> Callable[[Path], None]:
    """Cuts a file of the vault to so many bytes."""

    def work(vault: Path) -> None:
        (vault / name).write_bytes((vault / name).read_bytes()[:size])

    return work


def both(first: Callable[[Path], None], second: Callable[[Path], None]) -> Callable[[Path], None]:
    """One after the other."""

    def work(vault: Path) -> None:
        first(vault)
        second(vault)

    return work


def without(*names: str) -> Callable[[Path], None]:
    """Takes files of the vault away."""

    def work(vault: Path) -> None:
        for name in names:
            (vault / name).unlink()

    return work


def swap_headers_for_database(vault: Path) -> None:
    """Puts the database in the header's place."""
    for name in ("header.a", "header.b"):
        shutil.copy(vault / "store.1.db", vault / name)


DB, A, B = "store.1.db", "header.a", "header.b"
FATAL: dict[str, Callable[[Path], None]] = {
    "no database": without(DB),
    "an empty database": cut(DB, 0),
    "a short database": cut(DB, 5000),
    "a byte too few": cut(DB, -1),
    "a bit of the first page": flip(DB, at=100),
    "no header": without(A, B),
    "empty headers": both(cut(A, 0), cut(B, 0)),
    "a bit in both headers": both(flip(A), flip(B)),
    "headers that are something else": swap_headers_for_database,
}
HARMLESS: dict[str, Callable[[Path], None]] = {
    "one header lost": without(A),
    "a bit in one header": flip(B),
    "one header empty": cut(A, 0),
    "no ballast": without("ballast"),
    "no lock": without("instance.lock"),
}
IN_SHORT = ("a byte too few",)


@pytest.mark.req("SEC-06")
@pytest.mark.parametrize("damage", FATAL if LONG else IN_SHORT)
def test_a_damaged_vault_is_named_left_alone_and_restored(station: Station, damage: str) -> None:
    copy = station.folder / "copy.hubbak"
    assert station.run("backup", str(copy)).code == 0
    FATAL[damage](station.vault)
    before = {path.name: path.read_bytes() for path in station.vault.glob("[sh]*")}

    read = station.run("--json", "timeline", CASE)
    written = station.do("note.add", {"case": CASE, "note": "lost?"})

    for done in (read, written):
        assert done.clean(), done
    assert written.code == VAULT_CODE, written
    assert {name: (station.vault / name).read_bytes() for name in before} == before
    if "move it aside" in station.run("restore", str(copy)).err.lower():
        station.vault.rename(station.folder / "aside")
    restored = station.run("restore", str(copy), "--yes")
    assert restored.code == 0, restored
    assert station.entries() >= 9
    assert station.do("note.add", {"case": CASE, "note": "goes on"}).code == 0


@pytest.mark.req("SEC-06")
@pytest.mark.parametrize("damage", HARMLESS if LONG else ("one header lost",))
def test_what_stands_twice_or_can_be_made_again_is_not_missed(station: Station, damage: str) -> None:
    HARMLESS[damage](station.vault)

    assert station.entries() == 9
    assert station.do("note.add", {"case": CASE, "note": "goes on"}).code == 0


@pytest.mark.req("SEC-06")
def test_an_older_database_beside_newer_files_is_noticed_and_work_goes_on(station: Station) -> None:
    older = (station.vault / DB).read_bytes()
    station.do("note.add", {"case": CASE, "note": "newer"})
    (station.vault / DB).write_bytes(older)

    done = station.run("--json", "verify", "--deep")

    assert done.code == 0, done
    assert done.answer["notice"], "somebody has to be told"
    assert station.do("note.add", {"case": CASE, "note": "goes on"}).code == 0


@pytest.mark.req("SEC-06")
def test_a_write_ahead_log_taken_away_is_noticed(station: Station) -> None:
    process = station.start("do", "--lines")
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.stdin.write(b'{"act":"note.add","data":{"case":"%s","note":"in the log"}}\n' % CASE.encode())
    process.stdin.flush()
    process.stdout.readline()
    process.kill()
    process.communicate()
    (station.vault / f"{DB}-wal").unlink()

    done = station.run("--json", "verify", "--deep")

    assert done.clean()
    assert done.answer["notice"], "somebody has to be told"
