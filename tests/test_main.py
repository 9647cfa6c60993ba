"""Which arguments open the app, and what a user is told when there is no terminal or a defect."""

import subprocess
import sys
from pathlib import Path

import pytest

from hubtui.__main__ import is_to_open
from tests.front.locked import outside_of_a_vault
from tests.terminal import Terminal, clean_environment


@pytest.mark.parametrize("arguments", [[], ["--vault", "x"], ["--vault=x"]])
def test_nothing_but_a_vault_opens_the_app(arguments: list[str]) -> None:
    assert is_to_open(arguments)


@pytest.mark.parametrize(
    "arguments", [["--version"], ["caseload"], ["--vault", "x", "caseload"], ["--vault"], ["--json"], ["-h"]]
)
def test_all_else_is_for_the_command_line(arguments: list[str]) -> None:
    assert not is_to_open(arguments)


def test_without_a_terminal_it_says_so_in_a_sentence() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "hubtui"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 2
    assert "needs a terminal" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_program_opens_at_the_vault_it_is_given(tmp_path: Path) -> None:
    vault = outside_of_a_vault(tmp_path / "vault", label="OUT-NE-11")

    with Terminal([sys.executable, "-m", "hubtui", "--vault", str(vault)]) as terminal:
        terminal.wait_for("Terminal OUT-NE-11")
        terminal.press("f9")
        assert terminal.wait_end() == 0


def test_a_defect_is_one_sentence_with_a_reference_and_no_value() -> None:
    program = "import hubtui.__main__ as m, sys; sys.excepthook = m.tell_defect; {}['SECRET NOTE']"

    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=clean_environment({}),
    )

    assert run.returncode == 70
    assert "KeyError@__main__:1" in run.stderr
    assert "SECRET" not in run.stderr
    assert "Traceback" not in run.stderr
