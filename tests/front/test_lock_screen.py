"""The lock screen on a real terminal, with a real process behind it that opens to one passphrase."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.front.locked import RIGHT, lock_screen, outside_of_a_vault, sign_in, write_sign_ins
from tests.terminal import Terminal


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return outside_of_a_vault(tmp_path / "vault")


@pytest.fixture
def terminal(vault: Path) -> Iterator[Terminal]:
    with lock_screen(vault) as terminal:
        terminal.wait_for("WNG-B-03")
        yield terminal


def child_pid(vault: Path) -> int:
    """The waiting child's process id, once it has started."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if (vault / "child.pid").exists() and (written := (vault / "child.pid").read_text()):
            return int(written)
        time.sleep(0.01)
    raise AssertionError("no child was started")


def has_ended(pid: int, states: str = "ZX") -> bool:
    """Whether the process has ended, waiting a while for it; `states` that count beside being gone."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state in states:
            return True
        time.sleep(0.01)
    return False


def wait_for_sentence(terminal: Terminal, sentence: str) -> str:
    """Wait for words that may be broken over two rows; answers the whole screen."""
    return terminal.wait_until(lambda screen: sentence in " ".join(screen.split()), sentence)


@pytest.mark.req("SEC-01")
def test_it_shows_the_terminal_and_nothing_about_anybody(terminal: Terminal) -> None:
    screen = terminal.text

    assert "This terminal is LOCKED. No records are open." in screen
    assert "Staff ID" in screen
    assert "TRAINING" not in screen
    assert len(terminal.lines) == 24


def test_the_right_passphrase_gives_the_terminal_to_the_app(terminal: Terminal) -> None:
    sign_in(terminal)

    terminal.wait_for("OPEN for jokafor")
    terminal.press("x")
    terminal.wait_for("key b'x'")


def test_a_wrong_passphrase_is_refused_in_words_and_wiped(terminal: Terminal) -> None:
    sign_in(terminal, "something else")

    screen = terminal.wait_for("do not match. Check Caps Lock.")
    assert "jokafor" in screen
    assert "*" not in screen
    terminal.send(RIGHT)
    terminal.press("enter")
    terminal.wait_for("OPEN for jokafor")


def test_a_wait_is_counted_down(terminal: Terminal) -> None:
    terminal.send("throttled\rwhatever\r")

    terminal.wait_for("Too many tries. Wait 2 minutes.")


def test_a_passphrase_shows_stars_and_only_f6_shows_it(terminal: Terminal) -> None:
    terminal.send("\tabcdé")
    terminal.wait_for("[ *****_")
    assert b"abcd" not in terminal.output

    terminal.press("f6")

    terminal.wait_for("[ abcdé_")
    terminal.press("tab")
    terminal.wait_for("[ *****_")


def test_a_shown_passphrase_hides_itself(terminal: Terminal) -> None:
    terminal.send("\tabcd")
    terminal.press("ctrl+g", "6")
    terminal.wait_for("[ abcd_")

    terminal.wait_for("[ ****_", patience=8)


def test_enter_with_nothing_typed_says_what_is_missing(terminal: Terminal) -> None:
    terminal.press("enter")

    terminal.wait_for("Nothing is typed under: Staff ID.")


def test_a_recovery_code_opens_with_a_new_passphrase_typed_twice(terminal: Terminal) -> None:
    terminal.press("f4")
    terminal.wait_for("Recovery code  ")
    terminal.send("jokafor\r1234-5678\ra new long passphrase\ra new long passphrasf\r")
    terminal.wait_for("not the same")

    terminal.send("a new long passphrase\r")

    terminal.wait_for("OPEN for jokafor")


def test_f9_quits_and_leaves_the_terminal_as_it_was(terminal: Terminal) -> None:
    terminal.press("f9")

    assert terminal.wait_end() == 0
    assert terminal.is_cooked()
    assert terminal.modes <= {7, 25}
    assert terminal.text.strip() == ""


@pytest.mark.req("SEC-03")
def test_when_the_app_locks_the_lock_screen_is_back_and_the_next_app_waits(
    terminal: Terminal, vault: Path
) -> None:
    sign_in(terminal)
    terminal.wait_for("SECRET NOTE")
    first = child_pid(vault)
    (vault / "child.pid").unlink()

    terminal.press("l")

    screen = terminal.wait_for("LOCKED")
    assert "SECRET" not in screen
    assert "jokafor" not in screen
    assert child_pid(vault) != first
    assert has_ended(first)
    sign_in(terminal)
    terminal.wait_for("OPEN for jokafor")


def test_when_the_app_quits_the_program_ends_with_a_clean_terminal(terminal: Terminal) -> None:
    sign_in(terminal)
    terminal.wait_for("SECRET NOTE")

    terminal.press("q")

    assert terminal.wait_end() == 0
    assert terminal.is_cooked()
    assert terminal.modes <= {7, 25}
    assert "SECRET" not in terminal.text


@pytest.mark.req("SEC-01")
def test_a_killed_app_leaves_a_lock_screen_and_a_sane_terminal(terminal: Terminal, vault: Path) -> None:
    sign_in(terminal)
    terminal.wait_for("SECRET NOTE")

    os.kill(child_pid(vault), signal.SIGKILL)

    screen = wait_for_sentence(terminal, "saved records are safe. Reference: end-9@")
    assert "SECRET" not in screen
    assert not terminal.modes & {1000, 1006}
    assert b"\x1b[<99u" in terminal.output
    terminal.press("f9")
    assert terminal.wait_end() == 0
    assert terminal.is_cooked()
    assert "SECRET" not in terminal.text


@pytest.mark.req("SEC-01")
def test_a_defect_shows_a_reference_and_never_what_the_error_held(terminal: Terminal) -> None:
    sign_in(terminal)
    terminal.wait_for("SECRET NOTE")

    terminal.press("d")

    screen = wait_for_sentence(terminal, "Reference: KeyError@__main__:")
    assert "SECRET" not in screen
    assert b"Traceback" not in terminal.output


def test_an_app_killed_behind_the_lock_screen_is_replaced_at_the_next_sign_in(
    terminal: Terminal, vault: Path
) -> None:
    os.kill(child_pid(vault), signal.SIGKILL)
    assert has_ended(child_pid(vault), states="")

    sign_in(terminal)

    terminal.wait_for("OPEN for jokafor")


def test_an_app_that_cannot_start_is_told_and_does_not_spin(vault: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit(3)")
    with lock_screen(vault, app=broken) as terminal:
        sign_in(terminal)

        wait_for_sentence(terminal, "Reference: end+3@")


@pytest.mark.parametrize("opened", [False, True], ids=["waiting", "in use"])
def test_when_the_parent_is_killed_the_app_ends_too(terminal: Terminal, vault: Path, opened: bool) -> None:
    if opened:
        sign_in(terminal)
        terminal.wait_for("SECRET NOTE")
    child = child_pid(vault)

    terminal.signal(signal.SIGKILL)

    assert has_ended(child)
    assert (vault / "drafts").exists() == opened


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_asked_to_end_the_app_keeps_its_drafts_and_the_terminal_is_restored(
    terminal: Terminal, vault: Path, number: int
) -> None:
    sign_in(terminal)
    terminal.wait_for("SECRET NOTE")

    terminal.signal(number)

    assert terminal.wait_end() == 128 + number
    assert (vault / "drafts").read_text() == "kept"
    assert terminal.is_cooked()
    assert "SECRET" not in terminal.text


def test_closing_the_window_ends_everything(terminal: Terminal, vault: Path) -> None:
    child = child_pid(vault)

    terminal.hang_up()

    assert terminal.process.wait(10) == 128 + signal.SIGHUP
    assert has_ended(child)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20), (200, 60)], ids=str)
def test_it_fits_any_window_that_is_large_enough(vault: Path, size: tuple[int, int]) -> None:
    with lock_screen(vault, size=size) as terminal:
        terminal.wait_for("WNG-B-03")

        lines = terminal.lines
        assert lines[0].startswith(" hubtui > Locked")
        assert lines[-1].startswith(" LOCKED | v")
        assert "F9 Quit" in lines[-2]
        assert any("Passphrase" in line for line in lines)


def test_a_window_too_small_asks_for_room_and_recovers(terminal: Terminal) -> None:
    terminal.resize(50, 10)
    terminal.wait_for("Make this window at least")

    terminal.resize(100, 30)

    screen = terminal.wait_for("Staff ID")
    assert len(screen.split("\n")) == 30


def test_a_training_vault_says_so_and_lists_its_sign_ins(tmp_path: Path) -> None:
    vault = outside_of_a_vault(tmp_path / "vault", realm="training")
    write_sign_ins(vault)

    with lock_screen(vault) as terminal:
        screen = terminal.wait_for("four made up words")

        assert "TRAINING" in screen.split("\n")[0]
        assert "TRAINING" in screen.split("\n")[-1]


def test_a_live_vault_never_shows_sign_ins(vault: Path) -> None:
    write_sign_ins(vault)

    with lock_screen(vault) as terminal:
        terminal.wait_for("WNG-B-03")
        terminal.press("tab")

        assert "four made up words" not in terminal.text


def test_where_there_is_no_vault_it_says_how_to_make_one(tmp_path: Path) -> None:
    with lock_screen(tmp_path / "nothing") as terminal:
        assert terminal.wait_end() == 7
        assert "hubtui setup" in terminal.text
        assert terminal.is_cooked()


def test_a_damaged_header_is_named_and_nothing_is_changed(vault: Path) -> None:
    for name in ("header.a", "header.b"):
        (vault / name).write_bytes(b"\0" * 100)

    with lock_screen(vault) as terminal:
        terminal.wait_for("damaged")

    assert (vault / "header.a").read_bytes() == b"\0" * 100


def test_a_paste_of_one_megabyte_is_refused_and_costs_no_try(terminal: Terminal) -> None:
    terminal.press("tab")

    terminal.paste("x\r\n" * 350_000)

    terminal.wait_for("too long for this field; nothing was added")
    terminal.press("enter")
    terminal.wait_for("Nothing is typed under")


def test_a_paste_keeps_its_characters_and_loses_what_steers_terminals(terminal: Terminal) -> None:
    terminal.paste(b"jo\x00k\x1b]0;evil\x07af\xed\xa0\x80o\xc2\x9br\r\n")

    terminal.wait_for("[ jok]0;evilafor_")


def test_typing_a_megabyte_without_a_paste_mark_is_survived(terminal: Terminal) -> None:
    terminal.send("y" * 1_000_000)

    terminal.wait_for("too long for this field")
    terminal.press("ctrl+u")
    terminal.wait_for("[ ______")


def test_the_key_check_ticks_keys_and_shows_twins_for_those_that_do_not_come(
    terminal: Terminal, vault: Path
) -> None:
    terminal.press("f1")
    terminal.wait_for("F1 [x]")
    for key in ("f2", "f3", "f5", "f6", "f7", "f8", "f9", "f10", "f12"):
        terminal.press(key)
    terminal.wait_for("F12 [x]")
    assert "F4 [ ]" in terminal.text

    terminal.press("enter")

    screen = terminal.wait_for("Ctrl+G 4 Recovery code")
    assert "F9 Quit" in screen
    with lock_screen(vault) as again:
        again.wait_for("Ctrl+G 4 Recovery code")


@pytest.mark.req("SEC-01")
def test_no_process_carries_what_was_typed_where_others_can_read_it(terminal: Terminal, vault: Path) -> None:
    sign_in(terminal)
    terminal.wait_for("OPEN for jokafor")

    for pid in (terminal.pid, child_pid(vault)):
        for name in ("cmdline", "environ"):
            visible = Path(f"/proc/{pid}/{name}").read_bytes()
            assert b"jokafor" not in visible
            assert RIGHT.encode() not in visible


@pytest.mark.req("SEC-01")
def test_neither_process_leaves_a_core_file_when_it_breaks_off(terminal: Terminal, vault: Path) -> None:
    sign_in(terminal)
    terminal.wait_for("OPEN for jokafor")

    for pid in (terminal.pid, child_pid(vault)):
        limits = Path(f"/proc/{pid}/limits").read_text()
        core = next(line for line in limits.splitlines() if "core file" in line)
        assert core.split()[4:6] == ["0", "0"]


def test_keys_typed_while_it_unlocks_reach_the_app(terminal: Terminal) -> None:
    terminal.send(f"jokafor\r{RIGHT}\r123")

    terminal.wait_for("key b'3'")


def test_a_window_title_is_never_anything_but_the_programs_name(terminal: Terminal) -> None:
    sign_in(terminal)
    terminal.wait_for("OPEN for jokafor")
    terminal.press("l")
    terminal.wait_for("LOCKED")

    titles = bytes(terminal.output).split(b"\x1b]2;")[1:]
    assert {title.split(b"\x07")[0] for title in titles} == {b"hubtui"}


def test_it_sleeps_when_nothing_happens(terminal: Terminal, vault: Path) -> None:
    child_pid(vault)
    time.sleep(0.5)
    before = switches(terminal.pid)

    time.sleep(1.0)

    assert switches(terminal.pid) - before <= 1


def switches(pid: int) -> int:
    """How often any thread of a process has gone to sleep of its own accord."""
    return sum(
        int(line.split()[1])
        for status in Path(f"/proc/{pid}/task").glob("*/status")
        for line in status.read_text().splitlines()
        if line.startswith("voluntary_ctxt_switches")
    )
