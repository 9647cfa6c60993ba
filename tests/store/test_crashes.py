"""Kill -9 at random moments: whole before or whole after, and nothing that was acknowledged is missing."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hubtui.domain.trouble import RuleBroken
from hubtui.store import backup, vault
from hubtui.store.vault.proof import ByPassphrase
from tests.store import crashes
from tests.store.vaults import LOGIN, ROUNDS, Box, make, typed

pytestmark = pytest.mark.req("SEC-05")
SEEDS = range(ROUNDS)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return make(tmp_path, saves=3)


def killed(work: str, box: Box, after: float) -> list[str]:
    """Run the work in a process of its own and kill it so many seconds after it is ready; the lines it printed."""
    command = [sys.executable, "-m", "tests.store.crashes", work, str(box.folder), str(box.state)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=root, env={**os.environ, "PYTHONWARNINGS": "ignore"}
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(after)
        process.kill()
        return process.stdout.read().splitlines()


def within(seed: int, seconds: float) -> float:
    """A moment of this round, spread over how long the work takes."""
    return random.Random(seed).uniform(0, seconds)


@pytest.mark.parametrize("seed", SEEDS)
def test_setup_killed_leaves_no_vault_or_a_whole_one(tmp_path: Path, seed: int) -> None:
    box = Box(tmp_path / "vault", tmp_path / "state", "")

    killed("setup", box, within(seed, 0.15))

    if box.folder.exists():
        with box.work() as work:
            assert work.verdict.kind == "ok"
        return
    if vault.staging_of(box.folder).exists():
        with pytest.raises(RuleBroken, match="did not finish"):
            make(tmp_path)
        shutil.rmtree(vault.staging_of(box.folder))
    make(tmp_path)


@pytest.mark.parametrize("seed", SEEDS)
def test_saving_killed_loses_nothing_that_was_acknowledged(box: Box, seed: int) -> None:
    printed = killed("save", box, within(seed, 0.3))

    acknowledged = int(printed[-1]) if printed else 3
    with box.work() as work:
        assert work.verdict.kind == "ok"
        assert work.position()[0] in (acknowledged, acknowledged + 1)
        assert work.connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
        assert work.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rotation_killed_leaves_the_old_vault_or_the_new_one(box: Box, seed: int) -> None:
    killed("rotate", box, within(seed, 0.03))

    with box.work() as work:
        assert work.verdict.kind == "ok"
        assert work.notes() == ["note 1", "note 2", "note 3"]
        crashes.turn(work)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_update_killed_leaves_the_old_shape_or_the_new_one(tmp_path: Path, seed: int) -> None:
    crashes.lines(tmp_path).close()

    killed("migrate", Box(tmp_path, tmp_path, ""), within(seed, 0.04))

    connection = crashes.lines(tmp_path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    columns = [row[1] for row in connection.execute("PRAGMA table_info(line)")]
    assert (version, columns) in [(1, ["id", "text"]), (2, ["id", "text", "place"])]
    assert connection.execute("SELECT count(*) FROM line").fetchone() == (crashes.ROWS,)
    assert connection.execute(
        "SELECT count(*) FROM line_search WHERE line_search MATCH 'harbour'"
    ).fetchone() == (crashes.ROWS,)
    connection.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_backup_killed_leaves_no_backup_or_a_whole_one(box: Box, seed: int) -> None:
    killed("backup", box, within(seed, 0.03))

    container = box.folder.parent / "copy.hubbak"
    with box.work() as work:
        assert work.verdict.kind == "ok"
        assert len(work.notes()) == 3
    if container.exists():
        proof = ByPassphrase(LOGIN, typed())
        backup.restore(container, box.folder, proof, agree=lambda _: True, at=vault.now(), state=box.state)
        with box.work() as work:
            assert work.notes() == ["note 1", "note 2", "note 3"]


def test_a_backup_after_a_killed_one_succeeds(box: Box, tmp_path: Path) -> None:
    for leftover in ("copy.hubbak.part", "copy.hubbak.part-db"):
        (tmp_path / leftover).write_bytes(b"half a backup")

    with box.work() as work:
        backup.backup(
            work.unlocked,
            work.connection,
            tmp_path / "copy.hubbak",
            reason="by hand",
            seq=3,
            head="",
            at=vault.now(),
        )

    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.hubbak"]


# --- a full disk


def limited(box: Box, bytes_a_file: int, work: str) -> subprocess.CompletedProcess[str]:
    """Run a piece of work where no file may grow past so many bytes: each write after that fails."""
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from tests.store.vaults import Box, make; from hubtui.domain.trouble import Trouble\n"
        "from hubtui.store import backup, vault\n"
        "folder, state, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))\n"
        f"try:\n    {work}\nexcept Trouble as trouble:\n    print(type(trouble).__name__, trouble)\n"
    )
    return subprocess.run(
        [sys.executable, "-c", script, str(box.folder), str(box.state), str(bytes_a_file)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )


@pytest.mark.parametrize("room", [0, 1_000, 4_096, 5_000, 8_192, 9_000, 100_000, 131_000])
def test_setup_on_a_full_disk_says_so_and_leaves_nothing(tmp_path: Path, room: int) -> None:
    box = Box(tmp_path / "vault", tmp_path / "state", "")

    done = limited(box, room, "make(folder.parent)")

    assert done.stderr == ""
    assert done.stdout.startswith("Unavailable ")
    assert not box.folder.exists()
    assert not vault.staging_of(box.folder).exists()


@pytest.mark.parametrize("room", [0, 5_000, 100_000, 135_000])
def test_a_backup_on_a_full_disk_says_so_and_leaves_nothing(box: Box, tmp_path: Path, room: int) -> None:
    work = (
        "work = Box(folder, state, '').unlock()\n"
        "    from tests.store.vaults import opened\n"
        "    connection = opened(work)\n"
        "    backup.backup(work, connection, folder.parent / 'copy.hubbak', reason='x', seq=3, head='', at=vault.now())"
    )

    done = limited(box, room, work)

    assert done.stderr == ""
    assert done.stdout.startswith(("Unavailable ", "DiskFull "))
    assert list(tmp_path.glob("copy*")) == []


@pytest.mark.parametrize(
    "change",
    [
        "work.unlocked.add_slot('jokafor', 'custody-worker', typed('violet anchor biscuit thunder'))",
        "work.unlocked.replace_recovery()",
    ],
    ids=["a person", "a recovery key"],
)
def test_a_change_of_the_header_that_cannot_be_written_is_said_and_the_vault_opens(
    box: Box, change: str
) -> None:
    work = f"from tests.store.vaults import typed\n    with Box(folder, state, '').work() as work:\n        {change}"

    done = limited(box, 60_000, work)

    assert done.stderr == ""
    assert "could not be saved" in done.stdout
    with box.work() as again:
        assert again.verdict.kind == "ok"


def limit(connection: object) -> Callable[[], None]:
    """A database that cannot grow any more; the answer lets it grow again."""
    execute = connection.execute  # type: ignore[attr-defined]
    pages = execute("PRAGMA page_count").fetchone()[0]
    execute(f"PRAGMA max_page_count={pages}")

    def relax() -> None:
        execute("PRAGMA max_page_count=1000000")

    return relax


def test_a_copy_of_a_big_database_is_refused_by_a_full_disk_and_the_vault_works_on(
    box: Box, tmp_path: Path
) -> None:
    import sqlcipher3.dbapi2 as sqlcipher

    with box.work() as work:
        relax = limit(work.connection)
        with pytest.raises(sqlcipher.OperationalError, match="full"):
            for _ in range(100):
                work.save("x" * 4000)
        saved = work.position()[0]
        relax()
        work.save("after")

    with box.work() as work:
        assert work.verdict.kind == "ok"
        assert work.position()[0] == saved + 1
