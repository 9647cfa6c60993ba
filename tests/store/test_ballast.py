"""The room kept in reserve for a full disk."""

import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from hubtui.store import ballast

pytestmark = pytest.mark.req("SEC-05")
SIZE = 256 * 1024
Usage = namedtuple("Usage", "total used free")


def test_ballast_takes_real_room_and_gives_it_back_once(tmp_path: Path) -> None:
    assert ballast.lay(tmp_path, SIZE)
    taken = os.stat(tmp_path / ballast.FILE)
    assert taken.st_size == SIZE
    assert taken.st_blocks * 512 >= SIZE

    assert ballast.release(tmp_path)
    assert not ballast.release(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_ballast_that_lies_is_not_laid_again_but_a_short_one_is(tmp_path: Path) -> None:
    (tmp_path / ballast.FILE).write_bytes(b"short")

    assert ballast.lay(tmp_path, SIZE)
    first = (tmp_path / ballast.FILE).stat().st_ino
    assert ballast.lay(tmp_path, SIZE)

    assert (tmp_path / ballast.FILE).stat().st_ino == first


def test_where_there_is_no_room_none_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ballast, "_allocate", full)

    assert not ballast.lay(tmp_path, SIZE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("free", "relaid"), [(ballast.SCARCE, False), (ballast.SCARCE + SIZE, True)])
def test_ballast_is_laid_again_only_when_there_is_plenty_beside_it(
    tmp_path: Path, free: int, relaid: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, free))

    assert ballast.relay(tmp_path, SIZE) is relaid
    assert (tmp_path / ballast.FILE).exists() is relaid


@pytest.mark.parametrize(("free", "scarce"), [(ballast.SCARCE - 1, True), (ballast.SCARCE, False)])
def test_a_worker_is_warned_below_64_mebibytes(
    tmp_path: Path, free: int, scarce: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, free))

    assert ballast.scarce(tmp_path) is scarce
