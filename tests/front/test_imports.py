"""What the small process loads, and when: the lock screen is there before anything slow is."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.front.locked import APP, RIGHT, outside_of_a_vault, sign_in
from tests.terminal import Terminal

SLOW = {
    "dataclasses",
    "inspect",
    "json",
    "subprocess",
    "ctypes",
    "platformdirs",
    "pathlib",
    "typing_extensions",
}
NEVER = {
    "textual",
    "rich",
    "sqlmodel",
    "sqlalchemy",
    "pydantic",
    "httpx2",
    "cryptography",
    "sqlcipher3",
    "asyncio",
}

_WHOLE_RUN = """
import sys
from hubtui.front.open_front import open_front
code = open_front(lambda: sys.argv[1], lambda vault: [sys.executable, sys.argv[2], vault])
open(sys.argv[1] + "/modules", "w").write(" ".join(sys.modules))
"""


def modules_after(statement: str) -> set[str]:
    program = f"import sys\n{statement}\nprint(' '.join(sys.modules))"
    run = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def source_folder() -> str:
    return str(Path(__file__).parents[2] / "src")


@pytest.mark.parametrize(
    "module", ["hubtui.__main__", "hubtui.front.open_front", "hubtui.front.console_posix"]
)
def test_nothing_slow_is_loaded_before_the_first_paint(module: str) -> None:
    loaded = modules_after(f"sys.path.insert(0, {source_folder()!r})\nimport {module}")

    assert not loaded & (SLOW | NEVER)


def test_the_parent_never_loads_what_the_app_is_made_of(tmp_path: Path) -> None:
    vault = outside_of_a_vault(tmp_path / "vault")
    with Terminal([sys.executable, "-c", _WHOLE_RUN, str(vault), str(APP)]) as terminal:
        sign_in(terminal, "wrong")
        terminal.wait_for("do not match")
        terminal.send(f"{RIGHT}\r")
        terminal.wait_for("OPEN for")
        terminal.press("q")
        terminal.wait_end()

    loaded = set((vault / "modules").read_text().split())
    assert not loaded & NEVER
    assert "hubtui.front.app_process" in loaded


def test_the_child_side_loads_nothing_of_the_app_by_itself() -> None:
    loaded = modules_after("import site; site.main()\nimport hubtui.front.child")

    assert not loaded & (NEVER - {"cryptography"})
