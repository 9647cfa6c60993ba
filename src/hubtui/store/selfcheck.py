"""What must hold before a vault is touched: the right library underneath, a fit place, a file that is not
readable.

A store made anew without encryption, unnoticed, after an update of the system is how another program lost its
secrets; so the library and the first bytes of the file are looked at every time. Source: store.md 1; SEC-01.
"""

import functools
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from hubtui.domain.trouble import Damaged, RuleBroken, Unavailable

LEAST_SQLITE = (3, 51, 3)  # older ones may corrupt a write-ahead log
LEAST_CIPHER = (4, 19, 0)
PLAIN_MAGIC = b"SQLite format 3\0"
_SYNCED_FOLDERS = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "nextcloud")
_NETWORK_TYPES = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "davfs", "fuse.davfs2")


def check_library() -> None:
    """Raise Unavailable unless the database library is SQLCipher, new enough, and keeps no plain temporary
    files.
    """
    with_options = _facts()
    if problem := library_problem(*with_options):
        raise Unavailable(
            f"This program's encryption cannot be relied on: {problem}.",
            "Install hubtui again, from its own package.",
        )


def library_problem(sqlite: tuple[int, ...], cipher: str, options: frozenset[str]) -> str:
    """What is wrong with a library of this version, cipher version and compile options; empty if nothing."""
    if sqlite < LEAST_SQLITE:
        return "its database library is too old"
    if not cipher.startswith("4.") or _version(cipher) < LEAST_CIPHER:
        return "its database library does not encrypt as it must"
    if "ENABLE_FTS5" not in options:
        return "its database library cannot search"
    if not options & {"TEMP_STORE=2", "TEMP_STORE=3"}:
        return "its database library may write plain temporary files"
    return ""


@functools.cache
def _facts() -> tuple[tuple[int, ...], str, frozenset[str]]:
    connection = sqlcipher.connect(":memory:")
    try:
        cipher = connection.execute("PRAGMA cipher_version").fetchone()
        options = frozenset(row[0] for row in connection.execute("PRAGMA compile_options"))
    finally:
        connection.close()
    return tuple(sqlcipher.sqlite_version_info), cipher[0] if cipher else "", options


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split()[0].split(".") if part.isdigit())


def check_file(path: Path) -> None:
    """Raise Damaged unless there is a database file that could be an encrypted one; reads 16 bytes, writes
    none.
    """
    try:
        with path.open("rb") as file:
            first = file.read(len(PLAIN_MAGIC))
    except FileNotFoundError as error:
        raise Damaged("The vault's records are missing.", "Nothing was changed. Restore a backup.") from error
    if len(first) < len(PLAIN_MAGIC):
        raise Damaged("The vault's records have been emptied.", "Nothing was changed. Restore a backup.")
    if first == PLAIN_MAGIC:
        raise Damaged("The vault's file is not encrypted.", "Do not work with it. Tell your supervisor.")


def check_place(folder: Path) -> None:
    """Refuse to make a vault where other programs copy it about or the log cannot work: RuleBroken("vault",
    ...).
    """
    if any(name in part.lower() for part in folder.parts for name in _SYNCED_FOLDERS):
        raise RuleBroken("vault", "A vault cannot lie in a folder that is synchronised to other machines.")
    if folder.drive.startswith("\\\\") or file_system_of(folder, _mounts()) in _NETWORK_TYPES:
        raise RuleBroken("vault", "A vault must lie on a disk of this machine, not on a network share.")


def file_system_of(folder: Path, mounts: list[tuple[str, str]]) -> str:
    """The type of the file system that holds `folder`, out of (mount point, type) pairs; empty if unknown."""
    holding = [(point, kind) for point, kind in mounts if Path(point) in (folder, *folder.parents)]
    return max(holding, key=lambda pair: len(pair[0]), default=("", ""))[1]


def _mounts() -> list[tuple[str, str]]:
    try:
        lines = Path("/proc/self/mounts").read_text(errors="replace").splitlines()
    except OSError:
        return []
    return [(fields[1], fields[2]) for line in lines if len(fields := line.split()) > 2]
