"""What SQLCipher takes without a word, the anchor tells: records gone, put back, or not those that were saved."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hubtui.domain.trouble import Damaged
from hubtui.store import vault
from hubtui.store.slots import SLOT_BYTES, SlotFile
from hubtui.store.vault.files import wal_of
from tests.store.vaults import Box, make

pytestmark = pytest.mark.req("SEC-05")


def kill_after(box: Box, notes: list[str]) -> None:
    """Save, then leave the files as a kill -9 at that moment leaves them: no checkpoint, no seal, the log beside."""
    at_the_kill = box.folder.parent / "at the kill"
    with box.work() as work:
        for note in notes:
            work.save(note)
        copy_set(box, at_the_kill, copies=True)
    for name, where in (("vault", box.folder), ("state", box.state)):
        shutil.rmtree(where)
        shutil.copytree(at_the_kill / name, where)


def copy_set(box: Box, where: Path, *, copies: bool = False) -> None:
    """The vault's files as they are now, for putting back later; with `copies` also the anchor's second copy."""
    shutil.copytree(box.folder, where / "vault")
    if copies:
        shutil.copytree(box.state, where / "state")


def put_back(box: Box, where: Path, *names: str) -> None:
    for name in names:
        shutil.copy2(where / "vault" / name, box.folder / name)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return make(tmp_path, saves=3)


def test_a_closed_vault_opens_with_its_seal_whole(box: Box) -> None:
    with box.work() as work:
        assert work.unlocked.seal_state == "fits"
        assert work.verdict.kind == "ok"
        assert work.notes() == ["note 1", "note 2", "note 3"]


def test_after_a_crash_nothing_is_missing_and_nothing_is_suspected(box: Box) -> None:
    kill_after(box, ["four", "five"])

    with box.work() as work:
        assert work.unlocked.seal_state == "none"
        assert (work.verdict.kind, work.verdict.db_seq) == ("ok", 5)


def test_a_crash_between_commit_and_anchor_leaves_the_database_ahead_which_is_well(box: Box) -> None:
    with box.work(seal=False) as work:
        work.connection.execute("INSERT INTO ledger VALUES (4, 'head', 'not noted')")

    with box.work() as work:
        assert (work.verdict.kind, work.verdict.db_seq, work.verdict.anchor_seq) == ("ok", 4, 3)


def _delete(wal: Path) -> None:
    wal.unlink()


def _empty(wal: Path) -> None:
    wal.write_bytes(b"")


def _cut(wal: Path) -> None:
    os.truncate(wal, wal.stat().st_size - 1)


def _flip(wal: Path) -> None:
    data = bytearray(wal.read_bytes())
    data[-2000] ^= 1
    wal.write_bytes(data)


@pytest.mark.parametrize("harm", [_delete, _empty, _cut, _flip])
def test_a_log_deleted_cut_or_altered_is_told_as_missing_records(
    box: Box, harm: Callable[[Path], None]
) -> None:
    kill_after(box, ["four", "five"])

    harm(wal_of(box.database))

    with box.work() as work:
        assert work.verdict.kind == "rolled_back"
        assert work.verdict.db_seq < work.verdict.anchor_seq == 5
        assert "of 5 saves" in work.verdict.why


def test_an_older_file_put_back_is_told_as_missing_records(box: Box, tmp_path: Path) -> None:
    copy_set(box, tmp_path / "old")
    with box.work() as work:
        work.save("four")

    put_back(box, tmp_path / "old", "store.1.db")

    with box.work() as work:
        assert work.unlocked.seal_state == "differs"
        assert (work.verdict.kind, work.verdict.db_seq, work.verdict.anchor_seq) == ("rolled_back", 3, 4)


def test_the_whole_older_folder_put_back_is_told_by_the_second_copy(box: Box, tmp_path: Path) -> None:
    copy_set(box, tmp_path / "old")
    with box.work() as work:
        work.save("four")

    shutil.rmtree(box.folder)
    shutil.copytree(tmp_path / "old" / "vault", box.folder)

    with box.work() as work:
        assert work.verdict.kind == "rolled_back"


def test_the_older_folder_and_the_older_copy_together_cannot_be_told_on_this_machine(
    box: Box, tmp_path: Path
) -> None:
    copy_set(box, tmp_path / "old", copies=True)
    with box.work() as work:
        work.save("four")

    shutil.rmtree(box.folder)
    shutil.rmtree(box.state)
    shutil.copytree(tmp_path / "old" / "vault", box.folder)
    shutil.copytree(tmp_path / "old" / "state", box.state)

    with box.work() as work:
        assert work.verdict.kind == "ok"  # the honest limit of SECURITY.md: only the server can tell


def test_an_older_file_beside_a_newer_log_never_has_that_log_applied(box: Box, tmp_path: Path) -> None:
    copy_set(box, tmp_path / "old")
    kill_after(box, ["four", "five"])
    newer_log = wal_of(box.database).read_bytes()
    with box.work():
        pass

    put_back(box, tmp_path / "old", "store.1.db")
    wal_of(box.database).write_bytes(newer_log)

    with box.work() as work:
        assert work.verdict.kind == "rolled_back"
        assert work.notes() == ["note 1", "note 2", "note 3"]
    assert len(list((box.folder / "quarantine").iterdir())) == 1


def test_an_old_page_put_back_is_told_as_damage_and_stays_told(box: Box, tmp_path: Path) -> None:
    copy_set(box, tmp_path / "old")
    with box.work() as work:
        work.connection.execute("UPDATE ledger SET note = 'other' WHERE seq = 1")
    old, now = (tmp_path / "old" / "vault" / "store.1.db").read_bytes(), bytearray(box.database.read_bytes())
    changed = next(at for at in range(4096, len(now), 4096) if old[at : at + 4096] != now[at : at + 4096])

    now[changed : changed + 4096] = old[changed : changed + 4096]
    box.database.write_bytes(now)

    for _ in range(2):
        with box.work() as work:
            assert work.verdict.kind == "damaged"
            assert work.notes()[0] == "note 1"


def test_another_history_of_the_same_length_is_told_as_damage(box: Box) -> None:
    kill_after(box, ["four"])
    unlocked = box.unlock()

    verdict = unlocked.judge(4, lambda _seq: "another chain", at=vault.now())

    assert verdict.kind == "damaged"
    unlocked.close(seal=True)


@pytest.mark.parametrize(
    "change",
    [lambda data: data[:-1], lambda data: data + bytes(4096), lambda data: data[:-4096]],
    ids=["a byte less", "a page more", "a page less"],
)
def test_a_file_of_another_length_does_not_fit_its_seal(box: Box, change: Callable[[bytes], bytes]) -> None:
    box.database.write_bytes(change(box.database.read_bytes()))

    unlocked = box.unlock()

    assert unlocked.seal_state == "differs"
    assert unlocked.judge(3, lambda _seq: None, at=vault.now()).kind == "damaged"
    unlocked.close(seal=True)


@pytest.mark.parametrize(
    "first", [b"", b"SQLite format 3\0", None], ids=["emptied", "not encrypted", "missing"]
)
def test_a_file_emptied_replaced_or_missing_is_refused_and_nothing_new_is_made(
    box: Box, first: bytes | None
) -> None:
    database = box.database
    database.unlink() if first is None else database.write_bytes(first)
    before = sorted(path.name for path in box.folder.iterdir())

    with pytest.raises(Damaged):
        box.unlock()

    assert sorted(path.name for path in box.folder.iterdir()) == before


def test_without_either_anchor_nobody_can_say_that_nothing_was_lost(box: Box) -> None:
    (box.folder / "anchor").unlink()
    shutil.rmtree(box.state)

    with box.work() as work:
        assert work.verdict.kind == "rolled_back"
        assert "anchor" in work.verdict.why
        work.save("four")

    with box.work() as work:
        assert work.verdict.kind == "ok"


@pytest.mark.parametrize("lost", ["anchor", "copy"])
def test_either_anchor_is_enough(box: Box, lost: str) -> None:
    if lost == "anchor":
        (box.folder / "anchor").write_bytes(b"\x00" * 100)
    else:
        shutil.rmtree(box.state)

    with box.work() as work:
        assert work.verdict.kind == "ok"


def test_one_slot_of_the_anchor_may_be_torn(box: Box) -> None:
    kill_after(box, ["four", "five"])
    for path in (box.folder / "anchor", *box.state.glob("*/anchor.copy")):
        with SlotFile(path) as file:
            newest = file.read()[0].turn
        data = bytearray(path.read_bytes())
        data[SLOT_BYTES * (newest % 2) + 60] ^= 1
        path.write_bytes(data)

    with box.work() as work:
        assert (work.verdict.kind, work.verdict.anchor_seq) == ("ok", 4)


def test_an_anchor_of_another_vault_is_none(box: Box, tmp_path: Path) -> None:
    other = make(tmp_path / "other", saves=9)

    shutil.copy2(other.folder / "anchor", box.folder / "anchor")
    next(box.state.glob("*/anchor.copy")).unlink()

    with box.work() as work:
        assert work.verdict.kind == "rolled_back"


def test_a_rollback_that_was_dealt_with_is_not_told_again(box: Box) -> None:
    kill_after(box, ["four", "five"])
    wal_of(box.database).unlink()
    with box.work() as work:
        assert work.verdict.kind == "rolled_back"
        seq, head = work.position()
        work.unlocked.accept(seq, head, at=vault.now())

    with box.work() as work:
        assert work.verdict.kind == "ok"


def test_an_anchor_the_disk_refuses_does_not_make_a_durable_save_fail(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    with box.work(seal=False) as work, monkeypatch.context() as patched:
        patched.setattr(SlotFile, "write", refuse)
        patched.setattr(SlotFile, "sync", refuse)
        work.save("four")
        work.unlocked.anchor.sync()

    with box.work() as work:
        assert (work.verdict.kind, work.verdict.db_seq) == ("ok", 4)


def test_a_save_waits_for_no_disk_on_account_of_the_anchor(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[int] = []
    with box.work() as work:
        monkeypatch.setattr(os, "fsync", waits.append)

        work.save()
        during = len(waits)
        work.unlocked.anchor.sync()

    assert during == 0
    assert len(waits) >= 2
