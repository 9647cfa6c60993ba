"""Backups: whole, readable only with their own key, put back only with open eyes."""

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from hubtui.domain.trouble import Damaged, NotAllowed, RuleBroken, Unavailable, WrongPassphrase
from hubtui.store import backup, header, keyed, keys, vault
from hubtui.store.backup import BEFORE_UPDATE, DAILY, Comparison
from hubtui.store.instance import InstanceLock
from hubtui.store.vault.files import wal_of
from hubtui.store.vault.proof import ByPassphrase, ByRecovery
from tests.store.vaults import LOGIN, OTHER, PASSPHRASE, Box, make, typed

pytestmark = pytest.mark.req("SEC-06")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return make(tmp_path, saves=3)


def back_up(box: Box, dest: Path) -> backup.Manifest:
    with box.work() as work:
        seq, head = work.position()
        return backup.backup(
            work.unlocked, work.connection, dest, reason="by hand", seq=seq, head=head, at=NOON
        )


def put_back(
    box: Box,
    container: Path,
    *,
    agree: Callable[[Comparison], bool] = lambda _: True,
    passphrase: str = PASSPHRASE,
) -> Comparison | None:
    proof = ByPassphrase(LOGIN, typed(passphrase))
    return backup.restore(container, box.folder, proof, agree=agree, at=NOON, state=box.state)


def notes(box: Box) -> list[str]:
    with box.work() as work:
        return work.notes()


def test_a_backup_says_what_it_holds_and_leaves_nothing_beside_itself(box: Box, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()

    manifest = back_up(box, out / "copy.hubbak")

    assert (manifest.seq, manifest.counts, manifest.at) == (3, {"ledger": 3}, "2026-11-20T12:00:00Z")
    assert [path.name for path in out.iterdir()] == ["copy.hubbak"]
    assert (out / "copy.hubbak").stat().st_mode & 0o077 == 0


@pytest.mark.req("SEC-01")
def test_a_backup_shows_nothing_and_its_database_does_not_open_with_the_vaults_key(
    box: Box, tmp_path: Path
) -> None:
    container, database = tmp_path / "copy.hubbak", tmp_path / "out.db"
    manifest = back_up(box, container)
    database.write_bytes(container.read_bytes()[-manifest.db_bytes :])

    unlocked = box.unlock()
    wrong = keyed.connect(database, unlocked.db_key)
    right = keyed.connect(database, unlocked.key("backup-database"))

    with pytest.raises(sqlcipher.DatabaseError):
        wrong.execute("SELECT * FROM ledger")
    assert right.execute("SELECT count(*) FROM ledger").fetchone() == (3,)
    assert not re.search(rb"ledger|note 1|mreyes|SQLite format", container.read_bytes())
    wrong.close()
    right.close()
    unlocked.close(seal=False)


def test_a_backup_never_overwrites_a_file(box: Box, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")

    with pytest.raises(RuleBroken, match="not overwritten"):
        back_up(box, tmp_path / "mine")

    assert (tmp_path / "mine").read_text() == "mine"


def test_a_backup_to_a_place_that_is_not_there_says_so_and_leaves_nothing(box: Box, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="could not be written"):
        back_up(box, tmp_path / "no" / "such" / "folder")

    assert not (tmp_path / "no").exists()


def test_a_restore_shows_what_would_be_lost_and_does_nothing_without_a_yes(box: Box, tmp_path: Path) -> None:
    back_up(box, tmp_path / "copy.hubbak")
    with box.work() as work:
        work.save("four")
        work.save("five")
    before = {
        path.name: path.read_bytes()
        for path in box.folder.iterdir()
        if path.name.startswith(("store", "header"))
    }
    asked: list[Comparison] = []

    def no(comparison: Comparison) -> bool:
        asked.append(comparison)
        return False

    done = put_back(box, tmp_path / "copy.hubbak", agree=no)

    assert done is None
    assert (asked[0].backup.seq, asked[0].live, asked[0].losses()) == (3, {"ledger": 5}, {"ledger": 2})
    assert before == {
        path.name: path.read_bytes()
        for path in box.folder.iterdir()
        if path.name.startswith(("store", "header"))
    }
    assert len(notes(box)) == 5


def test_a_restored_vault_knows_that_later_records_are_missing_and_keeps_what_it_replaced(
    box: Box, tmp_path: Path
) -> None:
    back_up(box, tmp_path / "copy.hubbak")
    with box.work() as work:
        work.save("four")

    put_back(box, tmp_path / "copy.hubbak")

    with box.work() as work:
        assert work.notes() == ["note 1", "note 2", "note 3"]
        assert (work.verdict.kind, work.verdict.db_seq, work.verdict.anchor_seq) == ("rolled_back", 3, 4)
    assert [path.name for path in box.folder.glob("store.*")] == ["store.2.db"]
    assert any(path.name.endswith("store.1.db") for path in (box.folder / "quarantine").iterdir())


def test_a_backup_of_the_present_state_put_back_is_no_rollback(box: Box, tmp_path: Path) -> None:
    back_up(box, tmp_path / "copy.hubbak")

    put_back(box, tmp_path / "copy.hubbak")

    with box.work() as work:
        assert work.verdict.kind == "ok"
        work.save("four")
    assert len(notes(box)) == 4


def test_a_log_of_the_replaced_database_is_never_applied_to_the_restored_one(
    box: Box, tmp_path: Path
) -> None:
    back_up(box, tmp_path / "copy.hubbak")
    crashed = tmp_path / "crashed"
    with box.work() as work:
        work.save("four")
        shutil.copytree(box.folder, crashed)
    shutil.rmtree(box.folder)
    shutil.copytree(crashed, box.folder)
    assert wal_of(box.database).stat().st_size > 0

    put_back(box, tmp_path / "copy.hubbak")

    assert notes(box) == ["note 1", "note 2", "note 3"]
    assert any(path.name.endswith("-wal") for path in (box.folder / "quarantine").iterdir())


def test_a_damaged_vault_is_restored_with_its_passphrase(box: Box, tmp_path: Path) -> None:
    back_up(box, tmp_path / "copy.hubbak")
    box.database.write_bytes(b"\xa5" * 20_000)

    comparison = put_back(box, tmp_path / "copy.hubbak")

    assert comparison is not None
    assert comparison.live is None
    assert notes(box) == ["note 1", "note 2", "note 3"]


def test_a_vault_that_lost_its_header_and_its_database_is_restored(box: Box, tmp_path: Path) -> None:
    back_up(box, tmp_path / "copy.hubbak")
    box.database.unlink()
    for name in header.COPIES:
        (box.folder / name).write_bytes(b"")

    put_back(box, tmp_path / "copy.hubbak")

    assert notes(box) == ["note 1", "note 2", "note 3"]


def test_somebody_retired_since_the_backup_stays_retired(box: Box, tmp_path: Path) -> None:
    with box.work() as work:
        work.unlocked.add_slot("jokafor", "custody-worker", typed(OTHER))
    back_up(box, tmp_path / "copy.hubbak")
    with box.work() as work:
        work.unlocked.retire_slot("jokafor")

    put_back(box, tmp_path / "copy.hubbak")

    with pytest.raises(WrongPassphrase):
        box.unlock("jokafor", OTHER)
    assert len(notes(box)) == 3


def test_only_a_supervisor_puts_a_backup_back(box: Box, tmp_path: Path) -> None:
    with box.work() as work:
        work.unlocked.add_slot("jokafor", "custody-worker", typed(OTHER))
    back_up(box, tmp_path / "copy.hubbak")
    fresh = tmp_path / "fresh" / "vault"

    for folder in (box.folder, fresh):
        proof = ByPassphrase("jokafor", typed(OTHER))
        with pytest.raises(NotAllowed, match="supervisor"):
            backup.restore(
                tmp_path / "copy.hubbak", folder, proof, agree=lambda _: True, at=NOON, state=box.state
            )

    assert not fresh.exists()
    assert [path.name for path in box.folder.glob("store.*")] == ["store.1.db"]


def test_a_restore_on_a_fresh_machine_cut_in_the_middle_can_be_made_again(
    box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(box, tmp_path / "copy.hubbak")
    fresh = Box(tmp_path / "fresh" / "vault", tmp_path / "fresh" / "state", box.recovery)
    vault.staging_of(fresh.folder).mkdir(parents=True)

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("hubtui.store.throttle.create", cut)
        put_back(fresh, tmp_path / "copy.hubbak")
    assert list(fresh.folder.parent.iterdir()) == []
    put_back(fresh, tmp_path / "copy.hubbak")

    assert notes(fresh) == ["note 1", "note 2", "note 3"]


def test_a_restore_does_not_disturb_a_setup_that_still_runs(box: Box, tmp_path: Path) -> None:
    back_up(box, tmp_path / "copy.hubbak")
    fresh = Box(tmp_path / "fresh" / "vault", tmp_path / "fresh" / "state", box.recovery)
    staging = vault.staging_of(fresh.folder)
    staging.mkdir(parents=True)
    running = InstanceLock(staging)

    with pytest.raises(Unavailable, match="another window"):
        put_back(fresh, tmp_path / "copy.hubbak")

    assert staging.exists()
    running.release()


def test_on_a_fresh_machine_the_container_and_the_recovery_sheet_are_enough(box: Box, tmp_path: Path) -> None:
    back_up(box, tmp_path / "copy.hubbak")
    fresh = Box(tmp_path / "fresh" / "vault", tmp_path / "fresh" / "state", box.recovery)

    proof = ByRecovery(box.recovery_key())
    backup.restore(
        tmp_path / "copy.hubbak", fresh.folder, proof, agree=lambda _: True, at=NOON, state=fresh.state
    )
    unlocked = vault.unlock_with_recovery(
        fresh.folder, box.recovery_key(), login=LOGIN, passphrase=typed(OTHER), state=fresh.state
    )
    unlocked.close(seal=False)

    with fresh.work(passphrase=OTHER) as work:
        assert work.notes() == ["note 1", "note 2", "note 3"]
        assert work.verdict.kind == "rolled_back"


def test_a_backup_of_another_vault_is_refused(box: Box, tmp_path: Path) -> None:
    other = make(tmp_path / "other", saves=1)
    back_up(other, tmp_path / "other.hubbak")

    with pytest.raises(RuleBroken, match="another vault"):
        put_back(box, tmp_path / "other.hubbak")

    assert len(notes(box)) == 3


def test_a_wrong_passphrase_puts_nothing_back_and_counts_as_a_try(box: Box, tmp_path: Path) -> None:
    back_up(box, tmp_path / "copy.hubbak")

    for _ in range(4):
        with pytest.raises(WrongPassphrase, match="do not open"):
            put_back(box, tmp_path / "copy.hubbak", passphrase="a wrong passphrase")

    with pytest.raises(WrongPassphrase, match="Too many tries"):
        put_back(box, tmp_path / "copy.hubbak")


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: b"",
        lambda data: b"PK\x03\x04" + data,
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data[:200_000][:131_200],
        lambda data: data[:500] + b"\x01" + data[501:],
        lambda data: data[:131_100] + bytes([data[131_100] ^ 1]) + data[131_101:],
        lambda data: data[:131_088] + b"\xff\xff\xff\xff" + data[131_092:],
        lambda data: data[:-5000] + bytes([data[-5000] ^ 1]) + data[-4999:],
    ],
    ids=[
        "empty",
        "another kind",
        "half",
        "short",
        "long",
        "no database",
        "header",
        "manifest",
        "length",
        "database",
    ],
)
def test_a_damaged_container_is_refused_and_changes_nothing(
    box: Box, tmp_path: Path, harm: Callable[[bytes], bytes]
) -> None:
    container = tmp_path / "copy.hubbak"
    back_up(box, container)
    container.write_bytes(harm(container.read_bytes()))

    with pytest.raises(Damaged):
        put_back(box, container)

    assert [path.name for path in box.folder.glob("store.*")] == ["store.1.db"]
    assert len(notes(box)) == 3


def test_a_container_that_is_not_there_is_said_plainly(box: Box, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="could not be put back"):
        put_back(box, tmp_path / "none.hubbak")


def test_a_vault_in_use_is_not_replaced(box: Box, tmp_path: Path) -> None:
    back_up(box, tmp_path / "copy.hubbak")

    with box.work(), pytest.raises(Unavailable, match="open in another window"):
        put_back(box, tmp_path / "copy.hubbak")


@pytest.mark.parametrize(
    "where",
    ["hubtui.store.backup.copy_database", "hubtui.store.header.write", "hubtui.store.vault.files.quarantine"],
    ids=["copying", "switching", "putting aside"],
)
def test_a_restore_cut_anywhere_leaves_the_old_records_or_the_restored_ones(
    box: Box, tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(box, tmp_path / "copy.hubbak")
    with box.work() as work:
        work.save("four")

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(where, cut)
        put_back(box, tmp_path / "copy.hubbak")

    with box.work() as work:
        expected = ("rolled_back", 3) if work.unlocked.header.db_gen == 2 else ("ok", 4)
        assert (work.verdict.kind, len(work.notes())) == expected
    put_back(box, tmp_path / "copy.hubbak")
    assert len(notes(box)) == 3


def test_one_backup_a_day_is_kept_for_seven_days_and_three_from_before_updates(box: Box) -> None:
    with box.work() as work:

        def automatic(reason: str, at: datetime) -> backup.Manifest | None:
            seq, head = work.position()
            return backup.automatic(work.unlocked, work.connection, reason=reason, seq=seq, head=head, at=at)

        for day in range(9):
            assert automatic(DAILY, NOON + timedelta(days=day)) is not None
            assert automatic(DAILY, NOON + timedelta(days=day, hours=2)) is None
        for day in range(5):
            assert automatic(BEFORE_UPDATE, NOON + timedelta(days=day)) is not None

    names = sorted(path.name for path in (box.folder / "backups").iterdir())
    assert [name[:8] for name in names if DAILY in name] == [f"202611{day}" for day in range(22, 29)]
    assert [name[:8] for name in names if BEFORE_UPDATE in name] == ["20261122", "20261123", "20261124"]


def test_a_backup_that_is_not_like_the_vault_gets_no_name(
    box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = iter([{"ledger": 2}, {"ledger": 3}])
    monkeypatch.setattr(backup, "table_counts", lambda _connection: next(counts))

    with pytest.raises(Damaged, match="not like the vault"):
        back_up(box, tmp_path / "copy.hubbak")

    assert not list(tmp_path.glob("copy*"))


def test_the_proof_is_wiped_after_a_restore(box: Box, tmp_path: Path) -> None:
    back_up(box, tmp_path / "copy.hubbak")
    proof = ByPassphrase(LOGIN, typed())

    backup.restore(
        tmp_path / "copy.hubbak", box.folder, proof, agree=lambda _: True, at=NOON, state=box.state
    )

    assert not any(proof.passphrase)


def test_a_backup_made_before_a_rotation_is_put_back_under_the_new_key(box: Box, tmp_path: Path) -> None:
    back_up(box, tmp_path / "copy.hubbak")
    with box.work() as work:

        def copy(path: Path, key: bytearray) -> None:
            backup.copy_database(work.connection, path, key)

        work.unlocked.rotate(copy, at=NOON)

    put_back(box, tmp_path / "copy.hubbak")

    with box.work() as work:
        assert work.unlocked.header.mk_gen == 2
        assert work.notes() == ["note 1", "note 2", "note 3"]
        assert keys.mac_fits(work.unlocked.header, work.unlocked._secrets.master)
