"""The program refuses to run on a library or a file that does not encrypt, and in places where a vault cannot live."""

import subprocess
import sys
from pathlib import Path

import pytest

from hubtui.domain.trouble import Damaged, RuleBroken, Unavailable
from hubtui.store import selfcheck
from hubtui.store.selfcheck import file_system_of, library_problem
from tests.store.vaults import Box, make

pytestmark = pytest.mark.req("SEC-01")
GOOD = frozenset({"ENABLE_FTS5", "TEMP_STORE=2"})


def test_the_library_we_ship_with_passes() -> None:
    selfcheck.check_library()


@pytest.mark.parametrize(
    ("sqlite", "cipher", "options"),
    [
        ((3, 51, 2), "4.19.0 community", GOOD),
        ((3, 53, 4), "", GOOD),
        ((3, 53, 4), "3.4.1", GOOD),
        ((3, 53, 4), "4.18.9 community", GOOD),
        ((3, 53, 4), "4.19.0 community", GOOD - {"ENABLE_FTS5"}),
        ((3, 53, 4), "4.19.0 community", frozenset({"ENABLE_FTS5", "TEMP_STORE=1"})),
    ],
    ids=["old SQLite", "no cipher", "cipher 3", "old cipher", "no search", "temporary files"],
)
def test_another_library_does_not(sqlite: tuple[int, ...], cipher: str, options: frozenset[str]) -> None:
    assert library_problem(sqlite, cipher, options)
    assert not library_problem((3, 53, 4), "4.20.0 community", GOOD)


def test_a_vault_is_neither_made_nor_opened_over_a_library_that_does_not_encrypt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = make(tmp_path / "whole")
    monkeypatch.setattr(selfcheck, "_facts", lambda: ((3, 53, 4), "", GOOD))

    with pytest.raises(Unavailable, match="cannot be relied on"):
        box.unlock()
    with pytest.raises(Unavailable, match="cannot be relied on"):
        make(tmp_path / "new")

    assert not (tmp_path / "new").exists()


def test_no_database_file_is_made_readable_even_if_its_key_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plain(path: Path, _key: bytearray) -> None:
        path.write_bytes(selfcheck.PLAIN_MAGIC + bytes(4080))

    monkeypatch.setattr("hubtui.store.keyed.create", plain)

    with pytest.raises(Damaged, match="not encrypted"):
        make(tmp_path)

    assert not list(tmp_path.rglob("*.db"))


@pytest.mark.parametrize("folder", ["OneDrive - HMPPS/hubtui", "Dropbox/x"])
def test_a_vault_is_not_made_in_a_folder_that_is_copied_about(tmp_path: Path, folder: str) -> None:
    with pytest.raises(RuleBroken, match="synchronised"):
        selfcheck.check_place(tmp_path / folder)


def test_the_file_system_of_a_folder_is_that_of_the_nearest_mount() -> None:
    mounts = [("/", "ext4"), ("/home", "nfs4"), ("/home/sam/local", "xfs")]

    assert file_system_of(Path("/home/sam/vault"), mounts) == "nfs4"
    assert file_system_of(Path("/home/sam/local/vault"), mounts) == "xfs"
    assert file_system_of(Path("/homestead"), mounts) == "ext4"


def test_a_vault_is_not_made_on_a_network_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selfcheck, "_mounts", lambda: [("/", "cifs")])

    with pytest.raises(RuleBroken, match="network share"):
        selfcheck.check_place(tmp_path)


def test_opening_a_vault_loads_nothing_heavy(tmp_path: Path) -> None:
    script = (
        "import sys, hubtui.store.vault, hubtui.store.throttle, hubtui.store.backup, hubtui.store.ballast\n"
        "heavy = {'sqlmodel', 'sqlalchemy', 'pydantic', 'textual', 'httpx2', 'asyncio'} & set(sys.modules)\n"
        "print(*heavy, end='')"
    )
    light = (
        "import sys, hubtui.store.header, hubtui.store.throttle\n"
        "print(*{'cryptography', 'sqlcipher3'} & set(sys.modules), end='')"
    )

    for source in (script, light):
        done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_whole_vault_passes(box: Box) -> None:
    selfcheck.check_file(box.database)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return make(tmp_path)
