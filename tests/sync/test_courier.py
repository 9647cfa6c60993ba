"""The courier: records leave while nobody is signed in, and their receipts are checked at the next unlock."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubtui.front.courier import Courier, waits
from hubtui.store.workspace import Workspace
from hubtui.sync.carrying import export, import_receipts
from hubtui.sync.courier import BUSY, NOBODY, STRANGER, carry
from hubtui.sync.leaving import collect, leave
from hubtui.sync.running import SystemClock, SystemRng
from tests.server.serving import Serving, serving
from tests.sync.handing_in import enrolled, hand_in, journal_names, states, terminal, unsent, write_note
from tests.sync.lines import answering, proxy, response

CLOCK, RNG = SystemClock(), SystemRng()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Serving]:
    with serving(tmp_path / "server") as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path, server: Serving) -> Workspace:
    """An enrolled vault in a folder of its own, with two notes to hand in."""
    made = enrolled(tmp_path, server.url, server.new_code())
    made.vault = tmp_path / "vault"
    made.vault.mkdir()
    for number in range(2):
        write_note(made, f"MARKERWORD {number}")
    return made


def folder(workspace: Workspace) -> Path:
    assert workspace.vault is not None
    return workspace.vault


def send_to(workspace: Workspace, url: str) -> None:
    """Let the outbox name another address, as a redirected network would."""
    address = folder(workspace) / "outbox" / "courier.json"
    text = address.read_text()
    start = text.index("http://")
    address.write_text(text[:start] + url + text[text.index('"', start) :])


@pytest.mark.req("SYN-02")
def test_what_is_left_at_locking_is_handed_in_and_signed_for_at_the_next_unlock(
    workspace: Workspace, server: Serving
) -> None:
    left = leave(workspace, CLOCK, RNG)
    carried = carry([folder(workspace)])
    before_unlock = set(states(workspace).values())
    taken = collect(workspace, CLOCK)

    assert (left, carried.handed_in, carried.waiting, taken) == (1, 1, 0, 1)
    assert before_unlock == {"queued"}
    assert unsent(workspace) == []
    assert {eid for _, _, _, eid in server.dump()} == journal_names(workspace)
    assert [path.name for path in (folder(workspace) / "outbox").iterdir()] == ["courier.json"]


def test_locking_twice_leaves_the_same_bundles(workspace: Workspace) -> None:
    leave(workspace, CLOCK, RNG)
    first = sorted(path.name for path in (folder(workspace) / "outbox").iterdir())
    leave(workspace, CLOCK, RNG)

    assert sorted(path.name for path in (folder(workspace) / "outbox").iterdir()) == first


def test_the_outbox_holds_no_word_in_clear(workspace: Workspace) -> None:
    leave(workspace, CLOCK, RNG)

    everything = b"".join(path.read_bytes() for path in (folder(workspace) / "outbox").iterdir())
    for word in ("MARKERWORD", "kstowe", workspace.device.dev):
        assert word.encode() not in everything


def test_a_run_after_unlock_sends_the_same_bytes_as_the_courier_did(
    workspace: Workspace, server: Serving
) -> None:
    leave(workspace, CLOCK, RNG)
    carry([folder(workspace)])
    shutil.rmtree(folder(workspace) / "outbox")

    outcome = hand_in(workspace)

    assert outcome.stored == 3
    assert len(server.dump()) == 3
    with server.opened.store.reading() as ledger:
        assert ledger.counts()["receipt"] == 1


def test_a_forged_receipt_moves_nothing(workspace: Workspace, server: Serving, tmp_path: Path) -> None:
    leave(workspace, CLOCK, RNG)
    carry([folder(workspace)])
    receipt = next((folder(workspace) / "outbox").glob("*.hbr"))
    receipt.write_bytes(receipt.read_bytes().replace(b"stored", b"st0red"))

    assert collect(workspace, CLOCK) == 0
    assert len(unsent(workspace)) == 3


def test_the_courier_keeps_no_answer_that_is_not_signed(workspace: Workspace) -> None:
    leave(workspace, CLOCK, RNG)
    with answering(lambda head, body: response(200, b"<html>sign in</html>")) as line:
        send_to(workspace, line.url)
        carried = carry([folder(workspace)])

    assert (carried.trouble, carried.handed_in, carried.waiting) == (STRANGER, 0, 1)
    assert list((folder(workspace) / "outbox").glob("*.hbr")) == []


def test_the_courier_tells_nobody_there_from_busy(workspace: Workspace, server: Serving) -> None:
    leave(workspace, CLOCK, RNG)
    send_to(workspace, "http://127.0.0.1:1")
    nobody = carry([folder(workspace)])
    with proxy(server.url, lose_answer=lambda head: True) as line:
        send_to(workspace, line.url)
        lost = carry([folder(workspace)])
    send_to(workspace, server.url)
    again = carry([folder(workspace)])

    assert (nobody.trouble, lost.trouble) == (NOBODY, NOBODY)
    assert (again.trouble, again.handed_in) == ("", 1)
    assert BUSY != NOBODY


def test_the_courier_carries_for_others_from_a_stick(
    workspace: Workspace, server: Serving, tmp_path: Path
) -> None:
    medium = tmp_path / "stick"
    other = enrolled(tmp_path, server.url, server.new_code(), "B")
    export(other, medium, CLOCK, RNG)
    leave(workspace, CLOCK, RNG)

    carried = carry([folder(workspace), medium])
    imported = import_receipts(other, medium, CLOCK)

    assert carried.handed_in == 2
    assert (imported.stored, unsent(other)) == (1, [])


def test_a_stick_does_not_say_where_to_hand_in(workspace: Workspace, server: Serving, tmp_path: Path) -> None:
    medium = tmp_path / "stick"
    export(workspace, medium, CLOCK, RNG)
    with answering(lambda head, body: None) as line:
        leave(workspace, CLOCK, RNG)
        planted = medium / "HUBTUI" / "courier.json"
        planted.write_text(f'{{"v":1,"server_id":"x","url":"{line.url}","signing":"{"A" * 43}"}}')
        carry([medium])

    assert line.requests == []


def test_the_command_hands_in_without_a_passphrase(workspace: Workspace, server: Serving) -> None:
    leave(workspace, CLOCK, RNG)

    told = [sys.executable, "-m", "hubtui", "--vault", str(folder(workspace)), "courier", "--once", "--json"]
    done = subprocess.run(told, capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stdout) == (0, '{"handed_in": 1, "receipts": 1, "waiting": 0}\n')


def test_the_lock_screens_side_starts_one_courier_when_something_waits(workspace: Workspace) -> None:
    courier = Courier(folder(workspace))
    courier.start()
    nothing_left = courier.process
    leave(workspace, CLOCK, RNG)
    waiting = waits(folder(workspace))
    courier.start()
    first = courier.process
    courier.start()
    deadline = time.monotonic() + 20
    while waits(folder(workspace)) and time.monotonic() < deadline:
        time.sleep(0.05)
    same = courier.process
    courier.stop()

    assert (nothing_left, waiting) == (None, True)
    assert first is same
    assert first is not None
    assert first.returncode is not None
    assert collect(workspace, CLOCK) == 1


def test_the_lock_screens_side_loads_nothing_heavy() -> None:
    heavy = "{'httpx2', 'sqlalchemy', 'sqlmodel', 'pydantic', 'cryptography', 'textual'}"
    program = f"import hubtui.front.courier, sys; print(sorted({heavy} & set(sys.modules)))"

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=os.environ.copy()
    )

    assert done.stdout == "[]\n"


def test_a_vault_that_was_never_enrolled_leaves_nothing(tmp_path: Path) -> None:
    workspace = terminal(tmp_path)
    workspace.vault = tmp_path

    assert leave(workspace, CLOCK, RNG) == 0
    assert not (tmp_path / "outbox").exists()
