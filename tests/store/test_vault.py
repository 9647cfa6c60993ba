"""Making a vault, opening it, and who may."""

import os
import shutil
import stat
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from hubtui.domain.trouble import Damaged, NotFound, RuleBroken, Unavailable, WrongPassphrase
from hubtui.store import backup, header, keys, vault
from hubtui.store.keys import RecoveryKey
from hubtui.store.vault import Unlocked
from tests.store.vaults import LOGIN, OTHER, PASSPHRASE, Box, lay_out, make, opened, typed

WORKER = "jokafor"


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return make(tmp_path, saves=2)


@pytest.fixture
def shared(box: Box) -> Box:
    """A vault with a supervisor and a custody worker."""
    with box.work() as work:
        work.unlocked.add_slot(WORKER, "custody-worker", typed(OTHER))
    return box


def create(folder: Path, state: Path, **changes: object) -> tuple[Unlocked, RecoveryKey]:
    answers: dict[str, object] = {
        "unit": "HHI",
        "terminal": "A",
        "login": LOGIN,
        "role": "supervisor",
        "passphrase": typed(),
        "training": True,
        "state": state,
        "fill": lay_out,
    }
    return vault.create(folder, **{**answers, **changes})  # type: ignore[arg-type]


# --- making


def test_a_new_vault_knows_its_place_and_its_first_person(tmp_path: Path) -> None:
    unlocked, recovery = create(tmp_path / "vault", tmp_path / "state", label="Wing office", login=" MReyes ")

    assert (unlocked.unit, unlocked.terminal, unlocked.realm) == ("HHI", "A", "training")
    assert (unlocked.login, unlocked.role, unlocked.header.label) == ("mreyes", "supervisor", "Wing office")
    assert len(recovery.text.replace("-", "")) == 28
    unlocked.close(seal=True)


@pytest.mark.req("SEC-01")
def test_only_the_owner_of_the_files_can_read_them(box: Box) -> None:
    for path in [box.folder, *box.folder.rglob("*"), *box.state.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode & 0o077 == 0, path


@pytest.mark.req("SEC-01")
def test_no_login_passphrase_or_note_can_be_read_in_the_files(shared: Box) -> None:
    with shared.work() as work:
        work.save("quokka-marker")

    for path in [*shared.folder.rglob("*"), *shared.state.rglob("*")]:
        data = path.read_bytes() if path.is_file() else b""
        for word in (LOGIN, WORKER, PASSPHRASE, OTHER, shared.recovery, "quokka-marker", "CREATE TABLE"):
            for form in (word.encode(), word.encode("utf-16-le"), word.encode().hex().encode()):
                assert form not in data, (path, word)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit": ""}, "unit"),
        ({"unit": "../x"}, "unit"),
        ({"terminal": "a"}, "terminal"),
        ({"terminal": "AB"}, "terminal"),
        ({"login": "m reyes"}, "login"),
        ({"login": ""}, "login"),
        ({"login": "x" * 33}, "login"),
        ({"role": "custody-worker"}, "role"),
        ({"label": "\x1b[2J"}, "label"),
        ({"passphrase": bytearray(b"short")}, "passphrase"),
        ({"passphrase": bytearray(b"\xff" * 20)}, "passphrase"),
    ],
)
def test_what_setup_cannot_take_is_refused_by_field_and_leaves_nothing(
    tmp_path: Path, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        create(tmp_path / "vault", tmp_path / "state", **changes)

    assert refusal.value.problems[0].field == field
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("trace", ["header.a", "store.1.db", "store.1.db-wal", "anchor", "something else"])
def test_setup_refuses_where_any_trace_of_a_vault_stands(tmp_path: Path, trace: str) -> None:
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / trace).write_bytes(b"kept")

    with pytest.raises(RuleBroken, match="already lies"):
        create(folder, tmp_path / "state")

    assert [path.read_bytes() for path in folder.iterdir()] == [b"kept"]


def test_setup_takes_an_empty_folder_and_refuses_a_second_time(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    unlocked, _ = create(tmp_path / "vault", tmp_path / "state")
    unlocked.close(seal=True)

    with pytest.raises(RuleBroken, match="already lies"):
        create(tmp_path / "vault", tmp_path / "state")


def test_a_setup_whose_records_fail_leaves_nothing(tmp_path: Path) -> None:
    def fail(_unlocked: Unlocked) -> None:
        raise Unavailable("The disk is full.")

    with pytest.raises(Unavailable):
        create(tmp_path / "vault", tmp_path / "state", fill=fail, recovery_sheet=tmp_path / "sheet.txt")

    assert not (tmp_path / "vault").exists()
    assert not (tmp_path / "sheet.txt").exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_unfinished_setup_is_reported_plainly(tmp_path: Path) -> None:
    staging = vault.staging_of(tmp_path / "vault")
    staging.mkdir()

    with pytest.raises(RuleBroken, match="did not finish") as refusal:
        create(tmp_path / "vault", tmp_path / "state")

    assert str(staging) in str(refusal.value)


def test_a_folder_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(Unavailable, match="could not be made"):
        create(tmp_path / "file" / "vault", tmp_path / "state")


# --- the recovery sheet


def test_the_recovery_sheet_holds_the_key_and_no_login(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.txt"

    unlocked, recovery = create(tmp_path / "vault", tmp_path / "state", recovery_sheet=sheet)
    unlocked.close(seal=True)

    text = sheet.read_text()
    assert recovery.text in text
    assert unlocked.vault_id in text
    assert "TRAINING" in text
    assert LOGIN not in text
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600


@pytest.mark.parametrize("where", ["there already", "in the vault", "nowhere"])
def test_a_sheet_that_cannot_be_written_stops_the_setup(tmp_path: Path, where: str) -> None:
    (tmp_path / "there.txt").write_text("mine")
    sheet = {
        "there already": "there.txt",
        "in the vault": "vault/sheet.txt",
        "nowhere": "no/such/folder.txt",
    }[where]

    with pytest.raises(RuleBroken) as refusal:
        create(tmp_path / "vault", tmp_path / "state", recovery_sheet=tmp_path / sheet)

    assert refusal.value.problems[0].field == "recovery_sheet"
    assert not (tmp_path / "vault").exists()
    assert (tmp_path / "there.txt").read_text() == "mine"


def test_the_recovery_key_gives_a_person_who_forgot_a_new_passphrase(shared: Box) -> None:
    unlocked = vault.unlock_with_recovery(
        shared.folder,
        shared.recovery_key(),
        login=WORKER,
        passphrase=typed(PASSPHRASE + "!"),
        state=shared.state,
    )
    assert (unlocked.login, unlocked.role) == (WORKER, "custody-worker")
    unlocked.close(seal=True)

    with shared.work(login=WORKER, passphrase=PASSPHRASE + "!") as work:
        assert work.notes() == ["note 1", "note 2"]
    with pytest.raises(WrongPassphrase):
        shared.unlock(WORKER, OTHER)


def test_the_recovery_key_lets_a_new_supervisor_in_when_everybody_is_gone(box: Box) -> None:
    vault.unlock_with_recovery(
        box.folder, box.recovery_key(), login="kstowe", passphrase=typed(OTHER), state=box.state
    ).close(seal=False)

    with box.work(login="kstowe", passphrase=OTHER) as work:
        assert work.unlocked.role == "supervisor"
        assert work.notes() == ["note 1", "note 2"]


def test_another_recovery_key_opens_nothing_and_is_counted(box: Box) -> None:
    for _ in range(4):
        with pytest.raises(WrongPassphrase, match="That recovery key does not open"):
            vault.unlock_with_recovery(
                box.folder, RecoveryKey.new(), login=LOGIN, passphrase=typed(OTHER), state=box.state
            )

    with pytest.raises(WrongPassphrase, match="Too many tries"):
        vault.unlock_with_recovery(
            box.folder, box.recovery_key(), login=LOGIN, passphrase=typed(OTHER), state=box.state
        )
    box.unlock().close(seal=False)


def test_a_replaced_recovery_key_opens_nothing(box: Box) -> None:
    with box.work() as work:
        fresh = work.unlocked.replace_recovery()

    with pytest.raises(WrongPassphrase):
        vault.unlock_with_recovery(
            box.folder, box.recovery_key(), login=LOGIN, passphrase=typed(OTHER), state=box.state
        )
    vault.unlock_with_recovery(
        box.folder, fresh, login=LOGIN, passphrase=typed(OTHER), state=box.state
    ).close(seal=False)


# --- opening


@pytest.mark.req("SEC-01")
@pytest.mark.parametrize(
    "passphrase",
    [
        b"",
        b"wrong",
        PASSPHRASE.encode() + b" ",
        b" " + PASSPHRASE.encode(),
        PASSPHRASE.upper().encode(),
        b"x" * 1_000_000,
        b"\xff\xfe\x00",
        b"\x00" + PASSPHRASE.encode(),
    ],
    ids=["empty", "wrong", "blank after", "blank before", "capitals", "1 MB", "not text", "NUL"],
)
def test_every_wrong_passphrase_gets_the_same_words(box: Box, passphrase: bytes) -> None:
    with pytest.raises(WrongPassphrase) as refusal:
        vault.unlock(box.folder, LOGIN, bytearray(passphrase), state=box.state)

    assert str(refusal.value) == "That staff ID and passphrase do not open this vault."


@pytest.mark.req("SEC-01")
@pytest.mark.parametrize("login", ["nobody", "", "\ud800", "x" * 100_000, "mreyes\x00"])
def test_an_unknown_login_gets_the_words_and_the_work_of_a_wrong_passphrase(
    box: Box, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[tuple[int, int, int]] = []
    real = keys.derived_from

    def counted(passphrase: bytearray, kdf: header.Kdf) -> bytearray:
        costs.append((kdf.m, kdf.t, kdf.p))
        return real(passphrase, kdf)

    monkeypatch.setattr(keys, "derived_from", counted)

    for name in (login, LOGIN):
        with pytest.raises(WrongPassphrase) as refusal:
            box.unlock(name, "a wrong passphrase")
        assert str(refusal.value) == "That staff ID and passphrase do not open this vault."

    assert len(costs) == 2
    assert costs[0] == costs[1]


def test_a_passphrase_outside_ascii_opens_in_either_form(tmp_path: Path) -> None:
    text = "llŷn pêl-droed ŵyn crwydro"
    unlocked, _ = create(
        tmp_path / "vault", tmp_path / "state", passphrase=typed(unicodedata.normalize("NFC", text))
    )
    unlocked.close(seal=True)

    again = vault.unlock(
        tmp_path / "vault", LOGIN, typed(unicodedata.normalize("NFD", text)), state=tmp_path / "state"
    )

    again.close(seal=False)


def test_the_passphrase_is_wiped_whatever_comes_of_it(box: Box) -> None:
    right, wrong, new = typed(), typed("a wrong passphrase"), typed("short")

    box_unlocked = vault.unlock(box.folder, LOGIN, right, state=box.state)
    with pytest.raises(RuleBroken):
        box_unlocked.add_slot(WORKER, "custody-worker", new)
    box_unlocked.close(seal=False)
    with pytest.raises(WrongPassphrase):
        vault.unlock(box.folder, LOGIN, wrong, state=box.state)

    assert not any([*right, *wrong, *new])


def test_a_closed_vault_keeps_no_key(box: Box) -> None:
    unlocked = box.unlock()
    secrets = unlocked._secrets

    unlocked.close(seal=False)

    assert not any(secrets.master)
    assert not any(secrets.private)
    assert not any(unlocked.anchor._key)


def test_an_open_vault_does_not_show_its_keys(box: Box) -> None:
    unlocked = box.unlock()
    shown = repr(unlocked) + repr(unlocked._secrets) + str(unlocked)

    assert unlocked._secrets.master.hex() not in shown
    assert repr(unlocked._secrets.master) not in shown
    unlocked.close(seal=False)


def test_keys_differ_by_use_and_one_persons_own_key_is_not_anothers(shared: Box) -> None:
    first = shared.unlock()
    mine, ours = first.own_key("drafts"), first.key("drafts")
    first.close(seal=False)
    second = shared.unlock(WORKER, OTHER)

    assert second.key("drafts") == ours != second.key("database") == second.db_key
    assert second.own_key("drafts") not in (mine, ours)
    second.close(seal=False)


def test_a_second_window_is_refused_before_a_try_is_counted(box: Box) -> None:
    unlocked = box.unlock()

    with pytest.raises(Unavailable, match="open in another window"):
        box.unlock(passphrase="wrong")

    unlocked.close(seal=False)
    box.unlock().close(seal=False)


def test_a_place_without_a_vault_says_so_and_gets_no_file(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    for folder in (tmp_path / "empty", tmp_path / "nowhere"):
        with pytest.raises(Unavailable, match="no vault"):
            vault.unlock(folder, LOGIN, typed(), state=tmp_path / "state")

    assert list((tmp_path / "empty").iterdir()) == []


def test_a_vault_whose_files_may_not_be_read_says_so(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("hubtui.store.vault.unlocked.InstanceLock", refuse)

    with pytest.raises(Unavailable, match="cannot be used"):
        box.unlock()


@pytest.mark.parametrize("use", [31, 33, 0])
def test_a_key_of_another_length_never_reaches_the_cipher(box: Box, use: int) -> None:
    from hubtui.store import keyed

    with pytest.raises(ValueError, match="32 bytes"):
        keyed.connect(box.database, bytearray(use))


# --- people


def test_a_colleague_opens_the_same_records_with_a_passphrase_of_their_own(shared: Box) -> None:
    with shared.work(login=WORKER, passphrase=OTHER) as work:
        assert work.unlocked.role == "custody-worker"
        assert work.notes() == ["note 1", "note 2"]
        assert work.verdict.kind == "ok"


@pytest.mark.req("SEC-06")
def test_a_retired_person_is_out_and_the_login_is_not_given_again(shared: Box) -> None:
    with shared.work() as work:
        work.unlocked.retire_slot(WORKER)
        with pytest.raises(RuleBroken, match="taken"):
            work.unlocked.add_slot(WORKER, "custody-worker", typed(OTHER))

    with pytest.raises(WrongPassphrase):
        shared.unlock(WORKER, OTHER)


@pytest.mark.req("SEC-06")
def test_the_last_supervisor_cannot_be_retired(shared: Box) -> None:
    with shared.work() as work:
        with pytest.raises(RuleBroken, match="last supervisor"):
            work.unlocked.retire_slot(LOGIN)
        work.unlocked.add_slot("kstowe", "supervisor", typed(OTHER))
        work.unlocked.retire_slot(LOGIN)
        with pytest.raises(RuleBroken, match="last supervisor"):
            work.unlocked.retire_slot("kstowe")


def test_there_is_always_one_recovery_key(shared: Box) -> None:
    with shared.work() as work:
        for _ in range(3):
            work.unlocked.replace_recovery()

        assert [slot.kind for slot in work.unlocked.header.slots].count("recovery") == 1


@pytest.mark.req("SEC-06")
def test_a_changed_passphrase_is_the_only_one(shared: Box) -> None:
    with shared.work() as work:
        work.unlocked.change_passphrase(WORKER, typed("harbour kettle sparrow mint"))

    with pytest.raises(WrongPassphrase):
        shared.unlock(WORKER, OTHER)
    shared.unlock(WORKER, "harbour kettle sparrow mint").close(seal=False)


def test_a_person_who_changes_the_own_passphrase_goes_on_with_the_own_key_of_next_time(box: Box) -> None:
    with box.work() as work:
        work.unlocked.change_passphrase(LOGIN, typed(OTHER))
        own = work.unlocked.own_key("drafts")

    with box.work(passphrase=OTHER) as work:
        assert work.unlocked.own_key("drafts") == own


@pytest.mark.parametrize(
    ("login", "role", "field"),
    [
        ("m reyes", "custody-worker", "login"),
        ("kstowe", "governor", "role"),
        (LOGIN.upper(), "custody-worker", "login"),
    ],
)
def test_a_person_the_vault_cannot_take_is_refused(box: Box, login: str, role: str, field: str) -> None:
    with box.work() as work, pytest.raises(RuleBroken) as refusal:
        work.unlocked.add_slot(login, role, typed(OTHER))

    assert refusal.value.problems[0].field == field


def test_nobody_can_be_changed_who_is_not_there(box: Box) -> None:
    with box.work() as work:
        with pytest.raises(NotFound):
            work.unlocked.retire_slot("kstowe")
        with pytest.raises(NotFound):
            work.unlocked.change_passphrase("kstowe", typed())


# --- an older or altered header


def test_an_old_header_put_back_does_not_let_a_retired_person_in(shared: Box) -> None:
    old = [(shared.folder / name).read_bytes() for name in header.COPIES]
    with shared.work() as work:
        work.unlocked.retire_slot(WORKER)

    for name, data in zip(header.COPIES, old, strict=True):
        (shared.folder / name).write_bytes(data)

    with pytest.raises(Damaged, match="put an old one back"):
        shared.unlock(WORKER, OTHER)
    with pytest.raises(Damaged, match="put an old one back"):
        shared.unlock()


def test_a_header_altered_in_both_copies_is_refused_after_the_right_passphrase(shared: Box) -> None:
    head = header.read(shared.folder)
    worker = head.slot_of(WORKER)
    assert worker is not None

    header.write(shared.folder, replace(head, slots=tuple(slot for slot in head.slots if slot != worker)))

    with pytest.raises(Damaged, match="changed by somebody"):
        shared.unlock()


# --- a new master key


def rotate(box: Box) -> None:
    """Rotate as the store does: copy, close, go on with the new file."""
    with box.work() as work:

        def copy(path: Path, key: bytearray) -> None:
            backup.copy_database(work.connection, path, key)
            work.connection.close()

        work.unlocked.rotate(copy, at=vault.now())
        work.connection = opened(work.unlocked)
        assert work.notes() == ["note 1", "note 2"]
        work.connection.close()


@pytest.mark.req("SEC-06")
def test_after_a_rotation_those_who_stay_open_it_and_the_recovery_key_too(shared: Box) -> None:
    rotate(shared)

    with shared.work(login=WORKER, passphrase=OTHER) as work:
        assert work.verdict.kind == "ok"
        assert work.unlocked.seal_state == "fits"
        assert work.notes() == ["note 1", "note 2"]
    assert [path.name for path in shared.folder.glob("store.*")] == ["store.2.db"]
    vault.unlock_with_recovery(
        shared.folder, shared.recovery_key(), login=LOGIN, passphrase=typed(OTHER), state=shared.state
    ).close(seal=False)


def test_after_a_rotation_a_retired_slot_spliced_back_opens_nothing(shared: Box) -> None:
    gone = header.read(shared.folder).slot_of(WORKER)
    assert gone is not None
    with shared.work() as work:
        work.unlocked.retire_slot(WORKER)
    rotate(shared)
    head = header.read(shared.folder)

    header.write(shared.folder, head.with_slot(gone))

    with pytest.raises(WrongPassphrase):
        shared.unlock(WORKER, OTHER)


def test_after_a_rotation_the_old_header_does_not_open_the_new_database(shared: Box) -> None:
    old = [(shared.folder / name).read_bytes() for name in header.COPIES]
    rotate(shared)

    for name, data in zip(header.COPIES, old, strict=True):
        (shared.folder / name).write_bytes(data)

    with pytest.raises(Damaged):
        shared.unlock(WORKER, OTHER)


@pytest.mark.parametrize("step", ["copy", "rekey", "write", "remove"])
def test_a_rotation_cut_anywhere_leaves_the_old_vault_or_the_new_one(
    shared: Box, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = {
        "copy": "hubtui.store.vault.files.sync_file",
        "rekey": "hubtui.store.anchor.Anchor.rekey",
        "write": "hubtui.store.header.write",
        "remove": "hubtui.store.vault.files.remove_database",
    }[step]

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    def copy(path: Path, key: bytearray) -> None:
        backup.copy_database(work.connection, path, key)

    snapshot = shared.folder.parent / "as it was cut"
    with shared.work(seal=False) as work:
        with monkeypatch.context() as patched:
            patched.setattr(where, cut)
            with pytest.raises(KeyboardInterrupt):
                work.unlocked.rotate(copy, at=vault.now())
        shutil.copytree(shared.folder, snapshot)
    shutil.rmtree(shared.folder)
    shutil.copytree(snapshot, shared.folder)

    with shared.work() as work:
        assert work.notes() == ["note 1", "note 2"]
        assert work.verdict.kind == "ok"
    rotate(shared)


def test_the_program_can_be_started_in_another_process_while_nobody_holds_the_vault(box: Box) -> None:
    script = (
        "import sys; from pathlib import Path; from hubtui.store import vault\n"
        "vault.unlock(Path(sys.argv[1]), sys.argv[3], bytearray(sys.stdin.buffer.read()), state=Path(sys.argv[2]))\n"
        "print('open')"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(box.folder), str(box.state), LOGIN],
        input=PASSPHRASE.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )

    assert (done.stdout, done.stderr) == (b"open\n", b"")
