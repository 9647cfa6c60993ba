"""What ARCHITECTURE.md promises, held against the code as it stands."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.tree import ROOT, SOURCE, calls, everything, imported, modules, name_of, packages, parsed, texts

FOLDERS = sorted(each.name for each in SOURCE.iterdir() if (each / "__init__.py").is_file())
STATEMENT = re.compile(
    r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|WITH|BEGIN)\s+\S", re.DOTALL
)
DATABASE = {"sqlalchemy", "sqlmodel", "sqlcipher3", "sqlite3"}
RUNS_SQL = ("exec_driver_sql", ".execute")
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.monotonic"}
OUTSIDE = {"os", "pathlib", "socket", "subprocess", "time", "random", "secrets", "shutil", "tempfile", "sys"}
HEAVY = {"sqlmodel", "sqlalchemy", "pydantic", "textual", "rich", "httpx2"}
BEFORE_UNLOCK = [
    "hubtui.__main__",
    "hubtui.domain.trouble",
    "hubtui.cli.paths",
    *(f"hubtui.front.{file.stem}" for file in modules("front") if not file.stem.endswith("_windows")),
    *(
        f"hubtui.store.{name}"
        for name in ("vault", "keys", "header", "throttle", "anchor", "instance", "ballast", "selfcheck")
    ),
]
LONGEST = 460
"""Lines of a module. Past this one page no longer shows what it is about."""

WAITS_ON_PURPOSE = {"cli/courier.py"}
"""It has nothing else to do until its next round."""

REPORT_AFTER_EACH = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
    print(name, *{each.partition(".")[0] for each in sys.modules})
"""


def loaded_after(names: list[str]) -> dict[str, set[str]]:
    """The packages that stand loaded after each module, imported one after the other in a new process."""
    done = subprocess.run(
        [sys.executable, "-c", REPORT_AFTER_EACH, *names], capture_output=True, text=True, check=True
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    return {line[0]: set(line[1:]) for line in lines}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_has_its_line_and_its_layer(folder: str) -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(each for each in contracts["contracts"] if each["type"] == "layers")
    placed = {name.strip() for layer in layers["layers"] for name in layer.split("|")}

    assert f"| `{folder}/` |" in (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert folder in placed
    assert layers["exhaustive"] is True


def test_architecture_names_no_folder_that_is_gone() -> None:
    lines = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()

    named = [match[1] for line in lines if (match := re.match(r"\| `(\w+)/` \|", line))]

    assert sorted(named) == FOLDERS


def test_every_module_is_short() -> None:
    long = {name_of(file) for file in modules() if len(_read(file).splitlines()) > LONGEST}

    assert long == set()


def test_nothing_is_left_for_later() -> None:
    unfinished = {name_of(file) for file in modules() if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", _read(file))}

    assert unfinished == set()


def test_no_defect_is_swallowed() -> None:
    swallowing = {
        name_of(file)
        for file in modules()
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.ExceptHandler) and _swallows(node)
    }

    assert swallowing == set()


def _swallows(node: ast.ExceptHandler) -> bool:
    """Whether it catches defects too and goes on as if nothing had been."""
    caught = set(re.findall(r"\w+", ast.unparse(node.type))) if node.type else {"BaseException"}
    goes_on = "exit" not in ast.unparse(node) and not any(
        isinstance(each, ast.Raise) for each in ast.walk(node)
    )
    return "Exception" in caught or ("BaseException" in caught and goes_on)


def test_nothing_sleeps_but_the_courier() -> None:
    sleeping = {name_of(file) for file in modules() if "time.sleep" in calls(file)}

    assert sleeping <= WAITS_ON_PURPOSE


def test_no_sql_and_no_row_outside_the_store_and_the_server() -> None:
    outside = [file for file in modules() if name_of(file).split("/")[0] not in ("store", "server")]

    speaking = {name_of(file) for file in outside if any(STATEMENT.match(text) for text in texts(file))}
    running = {name_of(file) for file in outside if any(call.endswith(RUNS_SQL) for call in calls(file))}
    importing = {name_of(file) for file in outside if packages(file) & DATABASE}
    knowing_tables = {name_of(file) for file in outside if "hubtui.store.tables" in imported(file)}

    assert speaking | running | importing | knowing_tables == set()


def test_what_is_pure_reads_no_clock_no_disk_and_no_network() -> None:
    pure = modules("domain", "journal", "documents")

    assert {name_of(file) for file in pure if calls(file) & {*CLOCKS, "open", "input", "print"}} == set()
    assert {name_of(file) for file in pure if packages(file) & OUTSIDE} == set()


def test_acts_and_imports_know_no_time_but_the_workspaces() -> None:
    reading = {name_of(file) for file in modules("acts", "importing") if calls(file) & CLOCKS}

    assert reading == set()


def test_no_command_loads_textual() -> None:
    commands = [f"hubtui.cli.{file.stem}" for file in modules("cli")]

    after = loaded_after(commands)

    assert len(after) > 20
    assert {name for name, loaded in after.items() if loaded & {"textual", "rich"}} == set()


def test_nothing_heavy_is_loaded_before_the_vault_is_unlocked() -> None:
    after = loaded_after(BEFORE_UNLOCK)

    assert {name: sorted(loaded & HEAVY) for name, loaded in after.items() if loaded & HEAVY} == {}


def test_no_file_names_a_package_registry_or_a_place_outside_the_project() -> None:
    outside = re.compile(r"pypi\.org|pythonhosted|--index-url|npmjs\.|/work/(shared|main)")

    naming = {file for file in everything() if outside.search(_read(file))} - {Path(__file__)}

    assert naming == set()


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")
