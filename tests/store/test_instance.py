"""One process owns a vault, for as long as it lives."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hubtui.domain.trouble import Unavailable
from hubtui.store.instance import FILE, InstanceLock

HOLDER = (
    "import sys, time; from pathlib import Path; from hubtui.store.instance import InstanceLock\n"
    "lock = InstanceLock(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
)


@contextmanager
def another_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_second_window_is_told_who_has_the_vault_and_what_to_do(tmp_path: Path) -> None:
    with another_process(tmp_path) as process:
        with pytest.raises(Unavailable) as refusal:
            InstanceLock(tmp_path)

        assert f"process {process.pid} on " in refusal.value.message
        assert "since 20" in refusal.value.message
        assert refusal.value.hint


def test_the_vault_is_free_the_moment_its_owner_is_killed(tmp_path: Path) -> None:
    with another_process(tmp_path) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

        InstanceLock(tmp_path).release()


def test_a_released_vault_is_free_and_its_file_says_nothing_more(tmp_path: Path) -> None:
    InstanceLock(tmp_path).release()

    assert (tmp_path / FILE).read_bytes() == b""
    InstanceLock(tmp_path).release()


def test_text_that_would_move_the_cursor_is_not_shown(tmp_path: Path) -> None:
    held = InstanceLock(tmp_path)
    (tmp_path / FILE).write_bytes(b"\x1b[2Jprocess 1")

    with pytest.raises(Unavailable) as refusal:
        InstanceLock(tmp_path)

    assert "\x1b" not in str(refusal.value)
    held.release()
