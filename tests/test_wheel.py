"""The wheel, in an empty environment with nothing but its locked dependencies: what a machine without make gets."""

import json
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import hubtui
from tests.tree import ROOT, SOURCE

LOCK = ROOT / "requirements.lock"
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)
ONLY_IN_A_BROWSER = {"httpx2-jsfetch"}


def run(*command: str | Path, at: Path = ROOT, **environment: str) -> str:
    """Run a program as somebody would who has never heard of this folder; answers what it printed."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HUBTUI", "PYTHON", "VIRTUAL"))
    }
    done = subprocess.run(
        [str(each) for each in command],
        cwd=at,
        env={**kept, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pip(*arguments: str | Path) -> None:
    run(sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments)


def lines_of_pip() -> list[list[str]]:
    """What README tells pip on a machine without make: the dependencies, then the program."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return [line.split() for line in re.findall(r"-m pip (install .+)", readme)]


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """The wheel, built with what is installed already."""
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path / "dist", ROOT)
    (built,) = (tmp_path / "dist").glob("*.whl")
    return built


def test_the_wheel_runs_where_nothing_else_is_installed(tmp_path: Path, wheel: Path) -> None:
    place = tmp_path / "empty"
    venv.create(place, symlinks=True)
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    into = ("--python", programs / "python")
    home = {"HUBTUI_STATE": str(tmp_path / "state")}

    for line in lines_of_pip():
        pip(*into, *[wheel if word == "." else word for word in line], "--no-compile")
    version = run(programs / "hubtui", "--version", at=tmp_path)
    made = run(
        programs / "hubtui",
        *("demo", "--no-tui", "--json", "--people", "2", "--dir", tmp_path / "demo"),
        at=tmp_path,
        **home,
    )

    assert len(lines_of_pip()) == 2
    assert version.strip() == f"hubtui {hubtui.__version__}"
    assert json.loads(made)["people"] == 2
    assert (tmp_path / "demo" / "vault").is_dir()


def test_the_wheel_holds_every_module_list_and_notice(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())

    ours = {f"hubtui/{file.relative_to(SOURCE).as_posix()}" for file in SOURCE.rglob("*") if _is_source(file)}
    notices = {name.rpartition("/")[2] for name in inside if "/licenses/" in name}

    assert ours <= inside
    assert notices == {"LICENSE", "THIRD-PARTY.md"}


def _is_source(file: Path) -> bool:
    return file.is_file() and "__pycache__" not in file.parts


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_hold_what_is_pinned_and_hash_all_of_it(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"]]
    if "dev" in name:
        wanted += project["optional-dependencies"]["dev"]

    lock = (ROOT / name).read_text(encoding="utf-8")
    locked = dict(PINNED.findall(lock))

    assert {_pin(each)[0]: locked.get(_pin(each)[0]) for each in wanted} == dict(map(_pin, wanted))
    assert all("--hash=sha256:" in each for each in re.split(r"\n(?=[a-z])", lock))


def _pin(requirement: str) -> tuple[str, str]:
    name, version = requirement.partition(";")[0].strip().split("==")
    return name.replace(".", "-"), version


def test_every_package_that_comes_along_has_its_licence_named() -> None:
    locked = {name for name, _ in PINNED.findall(LOCK.read_text(encoding="utf-8"))} - ONLY_IN_A_BROWSER

    notices = (ROOT / "THIRD-PARTY.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in notices.splitlines() if line.startswith("| ")][1:]
    named = {name.strip() for row in rows for name in row[1].split(",")}

    assert named == locked
