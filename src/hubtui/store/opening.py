"""From a locked folder to a workspace: unlock the vault, open its database, compare it with its anchor."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from hubtui.domain.record import VAULT
from hubtui.domain.roles import Role
from hubtui.domain.trouble import NotFound, RuleBroken
from hubtui.domain.worker import Worker, WorkerAdded, staff_name, worker_id
from hubtui.store import access_log, ballast, header, journal, keys, records, vault
from hubtui.store.anchor import Verdict
from hubtui.store.backup import BEFORE_UPDATE, automatic
from hubtui.store.clock import Clock, clock_for
from hubtui.store.db import Db, connect, engine_over, trouble_of
from hubtui.store.keys import RecoveryKey
from hubtui.store.migrations import STEPS, migrate, stamp
from hubtui.store.vault import Unlocked
from hubtui.store.vault.making import ballast_bytes
from hubtui.store.workspace import SignedIn, Workspace, current_stream, open_workspace

ROLLED_BACK = "rollback"
SCARCE = "The disk is nearly full: free some space before work is held up."


def set_up(
    folder: Path,
    state: Path,
    *,
    unit: str,
    terminal: str,
    login: str,
    name: str,
    passphrase: bytearray,
    training: bool,
    recovery_sheet: Path | None = None,
    clock: Clock | None = None,
) -> tuple[str, RecoveryKey]:
    """Make a vault with its first person, a supervisor; answers the vault's id and its recovery key.

    Raises RuleBroken where any trace of a vault stands, Unavailable. The passphrase is wiped. Its first entries
    bear the time of `clock`, which is the terminal's where none is given.
    """

    try:
        name = staff_name(name)
    except RuleBroken:
        keys.wipe(passphrase)
        raise

    def fill(unlocked: Unlocked) -> None:
        engine = _engine(unlocked)
        stamp(raw(engine))
        workspace = _workspace(unlocked, engine, name, clock=clock)
        try:
            add_worker(workspace, login, name, Role.SUPERVISOR)
        finally:
            workspace.close()

    unlocked, recovery = vault.create(
        folder,
        unit=unit,
        terminal=terminal,
        login=login,
        role=Role.SUPERVISOR.value,
        passphrase=passphrase,
        training=training,
        recovery_sheet=recovery_sheet,
        state=state,
        fill=fill,
    )
    unlocked.close(seal=True)
    return unlocked.vault_id, recovery


def add_worker(workspace: Workspace, login: str, name: str, role: Role) -> None:
    """Record that somebody was given a way in, by the staff ID in the form they sign in with."""
    login = header.plain_login(login)
    with workspace.writing() as tx:
        worker = Worker(id=worker_id(login), login=login, name=name, role=role, base=workspace.unit)
        tx.record(WorkerAdded(worker=worker), VAULT)


@contextmanager
def open_vault(folder: Path, state: Path, login: str, passphrase: bytearray) -> Iterator[Workspace]:
    """The workspace of a vault, closed and sealed at the end.

    Raises WrongPassphrase, Unavailable, Damaged. The passphrase is wiped. Where the anchor knows of records that
    the database lacks, a new stream is begun and work goes on; where bytes are not as written, the workspace is
    read-only and says why.
    """
    unlocked = vault.unlock(folder, login, passphrase, state=state)
    try:
        workspace = workspace_of(unlocked)
        try:
            yield workspace
        finally:
            workspace.close()
    finally:
        unlocked.close(seal=True)


def workspace_of(unlocked: Unlocked) -> Workspace:
    """The workspace of a vault just unlocked, compared with its anchor before anything is written.

    Raises Damaged where the file's pages cannot be read at all.
    """
    engine = _engine(unlocked)
    try:
        with engine.execution_options(begin="DEFERRED").begin() as db:
            stream = current_stream(db)
            commits = stream.commits if stream else 0
            at = clock_for(unlocked.realm)()
            verdict = _examined(unlocked, db) or unlocked.judge(
                commits, lambda number: journal.head_at(db, number), at=at
            )
        if verdict.kind != "damaged":
            _bring_up_to_date(unlocked, raw(engine), commits, verdict.kind, at)
        workspace = _workspace(unlocked, engine, unlocked.login, read_only=verdict.kind == "damaged")
        if verdict.kind == "damaged":
            workspace.read_only = verdict.why
        elif verdict.kind == "rolled_back":
            workspace.new_stream(ROLLED_BACK)
            unlocked.accept(*workspace.position(), at=workspace.now())
        workspace.banner = verdict.why or (SCARCE if ballast.scarce(unlocked.folder) else "")
        workspace.unlocked = unlocked
        workspace.worker = _signed_in(workspace, unlocked)
        access_log.note(workspace, "sign-in")
    except DatabaseError as error:
        engine.dispose()
        raise trouble_of(error) from error
    except BaseException:
        engine.dispose()
        raise
    return workspace


def _examined(unlocked: Unlocked, db: Db) -> Verdict | None:
    """What a vault that was not closed cleanly looks like: damaged, or None where nothing is wrong with its pages.

    A clean close left a seal over the whole file, which the unlock compared already.
    """
    if unlocked.seal_state != "none":
        return None
    if db.exec_driver_sql("PRAGMA cipher_integrity_check").first() is None:
        return None
    return Verdict("damaged", 0, 0, "A page of the vault's file is not as it was written.")


def _bring_up_to_date(unlocked: Unlocked, connection: Any, commits: int, verdict: str, at: datetime) -> None:
    """Run the steps that an older vault lacks, after a backup; and put the reserve back where there is room."""

    def backup() -> None:
        automatic(unlocked, connection, reason=BEFORE_UPDATE, seq=commits, head="", at=at)

    migrate(connection, STEPS, before=backup)
    if verdict == "ok":
        ballast.relay(unlocked.folder, ballast_bytes(unlocked.header))


def raw(engine: Engine) -> Any:
    """The driver's own connection, outside any transaction."""
    with engine.connect() as connection:
        return connection.connection.driver_connection


def _engine(unlocked: Unlocked) -> Engine:
    """The engine over the vault's database. Its only connection is made here, and then the key is forgotten."""
    key = unlocked.db_key
    try:
        connection = connect(unlocked.db_path, key)
    finally:
        keys.wipe(key)
    return engine_over(lambda: connection)


def _workspace(
    unlocked: Unlocked, engine: Engine, name: str, *, read_only: bool = False, clock: Clock | None = None
) -> Workspace:
    clock = clock or clock_for(unlocked.realm)
    return open_workspace(
        engine,
        realm=unlocked.realm,
        unit=unlocked.unit,
        terminal=unlocked.terminal,
        worker=SignedIn(unlocked.login, name, unlocked.role),
        clock=clock,
        vault=unlocked.folder,
        after_commit=lambda commits, head: unlocked.anchor.note(commits, head, at=clock()),
        read_only=read_only,
    )


def _signed_in(workspace: Workspace, unlocked: Unlocked) -> SignedIn:
    with workspace.reading() as db:
        try:
            name = records.get(db, Worker, worker_id(unlocked.login)).name
        except NotFound:
            name = unlocked.login
    return SignedIn(unlocked.login, name, unlocked.role)
