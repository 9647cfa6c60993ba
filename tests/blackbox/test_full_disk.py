"""A full disk: a sentence, nothing that was saved is lost, and work goes on once there is room."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.blackbox.station import CASE, Done, Station

LIMIT = 1 << 20
LONG_NOTE = "long " * 3900
UNAVAILABLE = 6


@pytest.fixture
def cramped(pattern: Station, tmp_path: Path) -> Iterator[Station]:
    """A terminal on a small disk, where one may be made; else in a plain folder."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = os.geteuid() == 0 and _mount(folder)
    try:
        yield pattern.copy(folder / "station")
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mount(folder: Path) -> bool:
    asked = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def fill(station: Station) -> Path | None:
    """Fill the disk to its last block; None where the disk is the machine's own."""
    room = os.statvfs(station.folder)
    if room.f_blocks * room.f_frsize > (64 << 20):
        return None
    filler = station.folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                continue
        except OSError:
            return filler
    return filler


def run_full(station: Station, *words: str, stdin: bytes = b"", user: str = "jokoye") -> Done:
    """Run a command with no room: on the full disk, or where that cannot be, with no file allowed to grow."""
    if (station.folder / "filler").exists():
        return station.run(*words, stdin=stdin, user=user)
    shell = ("bash", "-c", f'ulimit -f {LIMIT // 2048}; exec "$@"', "-")
    return station.run(*words, stdin=stdin, user=user, before=shell)


@pytest.mark.req("SEC-06")
def test_what_was_saved_stays_and_work_goes_on_when_there_is_room(cramped: Station) -> None:
    filler = fill(cramped)
    lines = [
        {"act": "note.add", "data": {"case": CASE, "note": f"{each} {LONG_NOTE}"}} for each in range(150)
    ]
    text = "\n".join(map(json.dumps, lines)).encode()

    many = run_full(cramped, "do", "--lines", stdin=text)
    one = run_full(cramped, "--json", "do", "note.add", stdin=json.dumps(lines[0]["data"]).encode())
    backup = run_full(cramped, "backup", str(cramped.folder / "copy.hubbak"), user="mvale")

    for done in (many, one, backup):
        assert done.clean(), (done.code, done.out[-500:], done.err)
    assert backup.code == UNAVAILABLE, backup
    assert not (cramped.folder / "copy.hubbak").exists()
    answers = [json.loads(line) for line in many.out.split("\n")[1:] if line]
    saved = sum(answer["saved"] for answer in answers) + (one.code == 0)
    assert any(not answer["saved"] for answer in answers) or many.code == UNAVAILABLE, many.out[-300:]

    if filler:
        filler.unlink()
    assert cramped.do("note.add", {"case": CASE, "note": "goes on"}).code == 0
    assert len(cramped.notes()) == saved + 1
    assert cramped.entries() == 9 + saved + 1
