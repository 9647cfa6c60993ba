"""An encrypted copy of the whole vault in one file, and putting it back.

The container holds the header, so that a passphrase or the recovery sheet is all that is needed beside it, and the
database under a key of its own. Restoring shows what would be lost before anything is touched, keeps what it
replaces, and never lets a retired person in again. Source: store.md 5 (backup, restore); SEC-06.
"""

import contextlib
import hashlib
import json
import os
import shutil
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import sqlcipher3.dbapi2 as sqlcipher
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hubtui.domain.trouble import Damaged, NotAllowed, RuleBroken, Unavailable
from hubtui.store import ballast, header, keyed, keys, throttle
from hubtui.store.anchor import Anchor
from hubtui.store.header import FILE_BYTES, Header
from hubtui.store.instance import InstanceLock
from hubtui.store.slots import create_private, write_whole
from hubtui.store.vault import Unlocked, files
from hubtui.store.vault.entering import Uptime, count_try, seized
from hubtui.store.vault.making import ballast_bytes, staging_of
from hubtui.store.vault.proof import Proof, Secrets
from hubtui.store.vault.unlocked import Place, default_state

MAGIC = b"hubtui-backup-1\n"
SUFFIX = ".hubbak"
FOLDER = "backups"
DAILY, BEFORE_UPDATE = "daily", "before-update"
KEPT = {DAILY: 7, BEFORE_UPDATE: 3}
PAGES_A_STEP = 256
_MANIFEST = struct.Struct(">I")
_LONGEST_MANIFEST = 64 * 1024
_CHUNK = 1024 * 1024

Counts = dict[str, int]


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: `seq` counts its saves, `head` ends its chain (hex), `at` is UTC, `counts` rows."""

    vault: str
    at: str
    seq: int
    head: str
    reason: str
    counts: Counts
    db_bytes: int
    db_sha256: str


@dataclass(frozen=True)
class Comparison:
    """What a person decides on: the backup, and the rows of the vault that it would replace.

    `live` is None where there is no vault, or its records cannot be read.
    """

    backup: Manifest
    live: Counts | None

    def losses(self) -> Counts:
        """Rows by table that the vault has and the backup lacks."""
        live = self.live or {}
        return {
            name: rows - self.backup.counts.get(name, 0)
            for name, rows in live.items()
            if rows > self.backup.counts.get(name, 0)
        }


def table_counts(connection: Any) -> Counts:
    """Rows by table, of all tables that are not SQLite's or a search index's own."""
    count = 'SELECT count(*) FROM "{}"'
    return {
        name: int(connection.execute(count.format(name)).fetchone()[0]) for name in keyed.tables(connection)
    }


# --- making one ------------------------------------------------------------------------------------------------


def backup(
    unlocked: Unlocked, connection: Any, dest: Path, *, reason: str, seq: int, head: str, at: datetime
) -> Manifest:
    """Write an encrypted copy to `dest`, checked before it gets its name; `connection` is the store's own.

    RuleBroken("file", ...): something lies there. Unavailable: the disk. Damaged: the copy is not like the vault.
    """
    if os.path.lexists(dest):
        raise RuleBroken("file", f"{dest} is there already; it is not overwritten.")
    part, copy = dest.with_name(dest.name + ".part"), dest.with_name(dest.name + ".part-db")
    _remove(part, copy)  # what a killed backup left
    key = unlocked.key("backup-database")
    try:
        with _disk_trouble("The backup could not be written."):
            counts = copy_database(connection, copy, key)
            facts = (seq, head, reason, counts, copy.stat().st_size, files.digest_of(copy))
            manifest = Manifest(unlocked.vault_id, at.strftime("%Y-%m-%dT%H:%M:%SZ"), *facts)
            _write_container(part, unlocked, manifest, copy)
            _read_back(part, unlocked, manifest)
            part.rename(dest)
            files.sync_folder(dest.parent)
    finally:
        keys.wipe(key)
        _remove(part, copy)
    return manifest


def automatic(
    unlocked: Unlocked, connection: Any, *, reason: str, seq: int, head: str, at: datetime
) -> Manifest | None:
    """A backup in the vault's own folder: one a day, or one before each update; older ones go. None: done today."""
    folder = unlocked.folder / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    if reason == DAILY and any(folder.glob(f"{at:%Y%m%d}T*-{DAILY}{SUFFIX}")):
        return None
    dest = folder / f"{at:%Y%m%dT%H%M%SZ}-{seq}-{reason}{SUFFIX}"
    manifest = backup(unlocked, connection, dest, reason=reason, seq=seq, head=head, at=at)
    for old in sorted(folder.glob(f"*-{reason}{SUFFIX}"))[: -KEPT[reason]]:
        old.unlink()
    return manifest


def copy_database(source: Any, path: Path, key: bytearray) -> Counts:
    """Copy an open database into a new file under another key, synced; Damaged unless all of it arrived."""
    create_private(path).close()
    target = keyed.connect(path, key)
    try:
        source.backup(target, pages=PAGES_A_STEP, sleep=0)
        target.execute("PRAGMA journal_mode=DELETE").fetchone()
        wrong = target.execute("PRAGMA cipher_integrity_check").fetchone() or table_counts(
            target
        ) != table_counts(source)
        version = [connection.execute("PRAGMA user_version").fetchone()[0] for connection in (source, target)]
        if wrong or version[0] != version[1]:
            raise Damaged(
                "The copy is not like the vault.", "Nothing was changed. Check the disk, then try again."
            )
        counts = table_counts(target)
    finally:
        target.close()
    files.sync_file(path)
    return counts


def _write_container(part: Path, unlocked: Unlocked, manifest: Manifest, copy: Path) -> None:
    head = header.to_bytes(unlocked.header)
    sealed = _seal(unlocked.key("backup-manifest"), json.dumps(asdict(manifest)).encode(), head)
    with create_private(part) as file, copy.open("rb") as database:
        write_whole(file, MAGIC + head + _MANIFEST.pack(len(sealed)) + sealed)
        while chunk := database.read(_CHUNK):
            write_whole(file, chunk)
        os.fsync(file.fileno())


def _read_back(part: Path, unlocked: Unlocked, manifest: Manifest) -> None:
    """What is on the disk is what was meant, before anybody relies on it."""
    with part.open("rb") as file:
        _read_front(file)
        if _read_manifest(file, unlocked.header, unlocked.key("backup-manifest")) != manifest:
            raise Damaged("The backup cannot be read back.", "Check the disk, then try again.")
        _check_rest(file, manifest)


# --- putting one back ------------------------------------------------------------------------------------------


def restore(
    container: Path,
    folder: Path,
    proof: Proof,
    *,
    agree: Callable[[Comparison], bool],
    at: datetime,
    state: Path | None = None,
    uptime: Uptime = throttle.uptime,
) -> Comparison | None:
    """Put a backup in the vault's place if `agree` says so after seeing what would be lost; None if it does not.

    `proof` must open the backup and, where a vault stands, that vault too: its header is kept, so a person
    retired since stays retired. What is replaced goes to the vault's quarantine. The anchor keeps how far the
    vault had come: the next unlock finds records missing, says so, and begins a new stream. `proof` is wiped.
    RuleBroken("file"): a backup of another vault. WrongPassphrase. NotAllowed: not a supervisor. Damaged: the
    backup. Unavailable.
    """
    try:
        with _disk_trouble("The backup could not be put back."), container.open("rb") as file:
            if not header.exists(folder):
                return _restore_anew(file, folder, proof, agree, state)
            with seized(folder, state) as place:
                done = _replace(file, place, proof, agree, at, uptime)
                place.lock.release()
                return done
    finally:
        proof.wipe()


def _replace(
    file: BinaryIO,
    place: Place,
    proof: Proof,
    agree: Callable[[Comparison], bool],
    at: datetime,
    uptime: Uptime,
) -> Comparison | None:
    stored = _read_front(file)
    live = _live_header(place.folder, stored)
    if stored.vault != live.vault:
        raise RuleBroken("file", "This is a backup of another vault.")
    count_try(place.folder, live, proof, uptime)
    # A header taken from the backup was given another generation, so its MAC is the stored one's.
    secrets = _opened(proof, stored if live.mac == stored.mac else live)
    throttle.clear(place.folder, proof.counter(live), now=uptime)
    stored_secrets = secrets if stored.mk_gen == live.mk_gen else proof.open(stored)[1]
    try:
        manifest = _manifest_of(file, stored, stored_secrets)
        comparison = Comparison(manifest, _live_counts(place.folder / live.db_name, live, secrets))
        if not agree(comparison):
            return None
        head = _next_generation(live, stored, manifest, secrets)
        _bring_in(file, place.folder, stored, stored_secrets, head, secrets)
        _switch(place, live, head, secrets, at)
        return comparison
    finally:
        secrets.wipe()
        stored_secrets.wipe()


def _restore_anew(
    file: BinaryIO, folder: Path, proof: Proof, agree: Callable[[Comparison], bool], state: Path | None
) -> Comparison | None:
    """On a machine that has no vault: all is made beside the place and renamed, as at setup."""
    if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise RuleBroken(
            "vault",
            f"No vault that can be read lies at {folder}, but something does. Move it aside, then restore again.",
        )
    stored = _read_front(file)
    secrets = _opened(proof, stored)
    staging = staging_of(folder)
    if staging.exists():
        InstanceLock(staging).release()  # a set-up that still runs is not disturbed
    try:
        comparison = Comparison(_manifest_of(file, stored, secrets), None)
        if not agree(comparison):
            return None
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(staging, ignore_errors=True)  # what a killed restore or setup left holds no records
        staging.mkdir(mode=0o700)
        head = _next_generation(stored, stored, comparison.backup, secrets)
        _bring_in(file, staging, stored, secrets, head, secrets)
        throttle.create(staging)
        ballast.lay(staging, ballast_bytes(head))
        header.write(staging, head)
        _raise_anchor(staging, state or default_state(), stored, head, secrets)
        if folder.exists():
            folder.rmdir()
        staging.rename(folder)
        files.sync_folder(folder.parent)
        return comparison
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    finally:
        secrets.wipe()


def _opened(proof: Proof, head: Header) -> Secrets:
    """What the proof opens; NotAllowed unless it is a supervisor's or the recovery key."""
    slot, secrets = proof.open(head)
    if slot.role not in ("supervisor", "recovery"):
        secrets.wipe()
        raise NotAllowed("Only a supervisor puts a backup back.", "Ask your supervisor.")
    return secrets


def _live_header(folder: Path, stored: Header) -> Header:
    """The header that is to be kept; the backup's where the vault's own two copies are lost."""
    try:
        return header.read(folder)
    except Damaged:
        generations = [int(path.name.split(".")[1]) for path in folder.glob("store.*.db")]
        return replace(stored, db_gen=max([stored.db_gen, *generations]))


def _manifest_of(file: BinaryIO, stored: Header, secrets: Secrets) -> Manifest:
    """The manifest, with the whole database checked against it; the file then stands at the database."""
    key = keys.derived(secrets.master, "backup-manifest", stored.vault, stored.mk_gen)
    manifest = _read_manifest(file, stored, key)
    begin = file.tell()
    _check_rest(file, manifest)
    file.seek(begin)
    return manifest


def _live_counts(path: Path, live: Header, secrets: Secrets) -> Counts | None:
    """What the vault holds now; None where it cannot be read, which is why backups are put back at all."""
    key = keys.derived(secrets.master, "database", live.vault, live.mk_gen)
    try:
        if not path.exists():
            return None
        connection = keyed.connect(path, key, read_only=True)
        try:
            return table_counts(connection)
        finally:
            connection.close()
    except sqlcipher.DatabaseError:
        return None
    finally:
        keys.wipe(key)
        _remove(path.with_name(path.name + "-shm"))


def _next_generation(live: Header, stored: Header, manifest: Manifest, secrets: Secrets) -> Header:
    head = replace(
        live,
        epoch=max(live.epoch, stored.epoch) + 1,
        db_gen=max(live.db_gen, stored.db_gen) + 1,
        seq_floor=max(live.seq_floor, manifest.seq),
    )
    return keys.maced(head, secrets.master)


def _bring_in(
    file: BinaryIO, folder: Path, stored: Header, stored_secrets: Secrets, head: Header, secrets: Secrets
) -> None:
    """The backup's database under the vault's key, in its new place."""
    carried = folder / "restoring.db"
    from_key = keys.derived(stored_secrets.master, "backup-database", stored.vault, stored.mk_gen)
    to_key = keys.derived(secrets.master, "database", head.vault, head.mk_gen)
    _remove(carried, folder / head.db_name)
    try:
        with create_private(carried) as target:
            while chunk := file.read(_CHUNK):
                write_whole(target, chunk)
        source = keyed.connect(carried, from_key)
        try:
            copy_database(source, folder / head.db_name, to_key)
        finally:
            source.close()
    finally:
        keys.wipe(from_key, to_key)
        _remove(carried)


def _switch(place: Place, live: Header, head: Header, secrets: Secrets, at: datetime) -> None:
    """From here on the new database counts; the old one, its log with it, is put aside."""
    header.write(place.folder, head)
    _raise_anchor(place.folder, place.state, live, head, secrets)
    for old in (place.folder / live.db_name, files.wal_of(place.folder / live.db_name)):
        files.quarantine(place.folder, old, at)


def _raise_anchor(folder: Path, state: Path, live: Header, head: Header, secrets: Secrets) -> None:
    key = keys.derived(secrets.master, "anchor", live.vault, live.mk_gen)
    anchor = Anchor(folder, state / live.vault, vault=live.vault, mk_gen=live.mk_gen, key=key)
    anchor.replaced(epoch=head.epoch, db_gen=head.db_gen)
    anchor.close()


# --- the container ---------------------------------------------------------------------------------------------


def _read_front(file: BinaryIO) -> Header:
    if file.read(len(MAGIC)) != MAGIC:
        raise Damaged("This is no backup of hubtui.", "Choose a file that ends in .hubbak.")
    return header.from_bytes(file.read(FILE_BYTES))


def _read_manifest(file: BinaryIO, stored: Header, key: bytearray) -> Manifest:
    size = file.read(_MANIFEST.size)
    length = _MANIFEST.unpack(size)[0] if len(size) == _MANIFEST.size else 0
    if not 12 < length <= _LONGEST_MANIFEST:
        raise Damaged(_DAMAGED)
    try:
        text = _unseal(key, file.read(length), header.to_bytes(stored))
    except (InvalidTag, ValueError) as error:
        raise Damaged(_DAMAGED) from error
    return Manifest(**json.loads(text))


_DAMAGED = "This backup is damaged."


def _check_rest(file: BinaryIO, manifest: Manifest) -> None:
    digest, length = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        length += len(chunk)
    if length != manifest.db_bytes or digest.hexdigest() != manifest.db_sha256:
        raise Damaged(_DAMAGED)


def _seal(key: bytearray, text: bytes, context: bytes) -> bytes:
    nonce = os.urandom(12)
    sealed = nonce + AESGCM(key).encrypt(nonce, text, hashlib.sha256(context).digest())
    keys.wipe(key)
    return sealed


def _unseal(key: bytearray, sealed: bytes, context: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], hashlib.sha256(context).digest())
    finally:
        keys.wipe(key)


@contextmanager
def _disk_trouble(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(what, f"{error.strerror}.") from error
    except sqlcipher.OperationalError as error:
        raise Unavailable(what, "Free some disk space, then try again.") from error


def _remove(*paths: Path) -> None:
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
