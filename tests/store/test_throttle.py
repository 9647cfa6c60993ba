"""Tries are counted before they are made, for each login, through restarts, kills and turned clocks."""

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from hubtui.domain.trouble import WrongPassphrase
from hubtui.store import header, throttle
from hubtui.store.slots import SLOT_BYTES, SlotFile
from hubtui.store.throttle import ThrottleState, TooManyTries, throttle_state
from tests.store.vaults import LOGIN, PASSPHRASE, Box, Uptime, make, typed

pytestmark = pytest.mark.req("SEC-01")


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return make(tmp_path)


def miss(box: Box, uptime: Uptime, login: str = LOGIN) -> None:
    with pytest.raises(WrongPassphrase) as refusal:
        box.unlock(login, "a wrong passphrase", uptime=uptime)
    assert not isinstance(refusal.value, TooManyTries)


def test_four_tries_are_free_and_then_the_waits_grow(box: Box) -> None:
    uptime = Uptime()
    waits = []

    for _ in range(12):
        miss(box, uptime)
        waits.append(throttle_state(box.folder, LOGIN, now=uptime).wait_seconds)
        uptime.seconds += waits[-1]

    assert waits == [0, 0, 0, 15, 30, 60, 120, 300, 900, 900, 900, 900]


def test_a_try_before_its_time_is_not_made_and_says_how_long_to_wait(box: Box) -> None:
    uptime = Uptime()
    for _ in range(4):
        miss(box, uptime)

    with pytest.raises(TooManyTries) as refusal:
        box.unlock(uptime=uptime)

    assert str(refusal.value) == "Too many tries. Wait 15 seconds, then try again."
    assert refusal.value.wait_seconds == 15
    uptime.seconds += 15
    box.unlock(uptime=uptime).close(seal=False)


def test_the_right_passphrase_begins_the_count_anew(box: Box) -> None:
    uptime = Uptime()
    for _ in range(3):
        miss(box, uptime)

    box.unlock(uptime=uptime).close(seal=False)

    assert throttle_state(box.folder, LOGIN, now=uptime) == ThrottleState(4, 0)


def test_each_login_has_its_own_count_and_nobody_locks_a_colleague_out(box: Box) -> None:
    uptime = Uptime()
    with box.work() as work:
        work.unlocked.add_slot("jokafor", "custody-worker", typed("violet anchor biscuit thunder"))
    for _ in range(4):
        miss(box, uptime, "jokafor")

    with pytest.raises(TooManyTries):
        box.unlock("jokafor", uptime=uptime)

    box.unlock(uptime=uptime).close(seal=False)
    with pytest.raises(TooManyTries):
        box.unlock("jokafor", uptime=uptime)


def test_a_login_nobody_has_is_counted_like_any_other(box: Box) -> None:
    uptime = Uptime()
    for _ in range(4):
        miss(box, uptime, "nobody")

    with pytest.raises(TooManyTries):
        box.unlock("nobody", uptime=uptime)


def test_the_lock_screen_sees_the_state_of_the_login_last_refused_without_a_key(box: Box) -> None:
    uptime = Uptime()
    for _ in range(4):
        miss(box, uptime, "nobody")

    uptime.seconds += 5

    assert throttle_state(box.folder, now=uptime) == ThrottleState(0, 10)
    assert throttle_state(box.folder, LOGIN, now=uptime) == ThrottleState(4, 0)


def test_strangers_cannot_push_a_real_login_out_of_the_file(box: Box) -> None:
    uptime = Uptime()
    for _ in range(4):
        miss(box, uptime)
    key = throttle.key_of(_look(box))

    for number in range(200):
        throttle.count(box.folder, f"{number:016x}", {key}, now=uptime)

    assert throttle_state(box.folder, LOGIN, now=uptime).wait_seconds == 15


@pytest.mark.parametrize("seconds", [-365 * 86_400, 365 * 86_400], ids=["back a year", "ahead a year"])
def test_turning_the_clock_of_the_wall_changes_no_wait(
    box: Box, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        with pytest.raises(WrongPassphrase):
            box.unlock(passphrase="a wrong passphrase")
    turned = time.time() + seconds
    monkeypatch.setattr(time, "time", lambda: turned)

    wait = throttle_state(box.folder, LOGIN).wait_seconds

    assert 10 <= wait <= 15


def test_a_restart_of_the_machine_never_shortens_a_wait_by_more_than_has_passed(box: Box) -> None:
    before = Uptime(500_000.0)
    for _ in range(4):
        miss(box, before)

    just_started = Uptime(6.0)

    assert throttle_state(box.folder, LOGIN, now=just_started).wait_seconds == 9
    assert throttle_state(box.folder, LOGIN, now=Uptime(20.0)).wait_seconds == 0


@pytest.mark.parametrize("harm", ["missing", "empty", "damaged", "not counters"])
def test_lost_counters_begin_at_five_minutes_neither_free_nor_locked_out(box: Box, harm: str) -> None:
    uptime = Uptime()
    path = box.folder / throttle.FILE
    match harm:
        case "missing":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "damaged":
            path.write_bytes(b"\xa5" * 2 * SLOT_BYTES)
        case "not counters":
            with SlotFile(path) as file:
                file.write(99, b'{"keys":[]}', durable=False)
                file.write(100, b'{"keys":{},"others":[1],"last":""}', durable=False)

    assert throttle_state(box.folder, now=uptime).wait_seconds == 300
    with pytest.raises(TooManyTries):
        box.unlock(uptime=uptime)


def test_lost_counters_let_their_people_in_again_after_the_wait(box: Box) -> None:
    (box.folder / throttle.FILE).unlink()
    started = Uptime()
    with pytest.raises(TooManyTries):
        box.unlock(uptime=started)

    started.seconds += 300

    box.unlock(uptime=started).close(seal=False)
    assert throttle_state(box.folder, LOGIN, now=started) == ThrottleState(4, 0)


def test_a_torn_write_of_the_counters_costs_at_most_that_write(box: Box) -> None:
    uptime = Uptime()
    for _ in range(4):
        miss(box, uptime)
    path = box.folder / throttle.FILE
    data = bytearray(path.read_bytes())
    with SlotFile(path) as file:
        newest = SLOT_BYTES * (file.read()[0].turn % 2)

    data[newest + 40 : newest + SLOT_BYTES] = bytes(SLOT_BYTES - 40)
    path.write_bytes(data)

    assert throttle_state(box.folder, LOGIN, now=uptime) == ThrottleState(1, 0)


def test_killing_the_program_while_it_derives_the_key_gives_no_try_back(box: Box) -> None:
    script = textwrap.dedent(
        f"""
        import os, signal
        from pathlib import Path
        from hubtui.store import keys, vault
        keys.derived_from = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        folder, state = Path({str(box.folder)!r}), Path({str(box.state)!r})
        vault.unlock(folder, {LOGIN!r}, bytearray({PASSPHRASE!r}.encode()), state=state)
        """
    )

    for _ in range(2):
        subprocess.run([sys.executable, "-c", script], check=False, timeout=60)

    assert throttle_state(box.folder, LOGIN).tries_left == 2


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 second"), (60, "60 seconds"), (61, "2 minutes"), (900, "15 minutes")]
)
def test_a_wait_is_told_in_words(seconds: int, words: str) -> None:
    assert throttle.spoken(seconds) == words


def _look(box: Box) -> str:
    head = header.read(box.folder)
    return header.look(head.vault, LOGIN)
