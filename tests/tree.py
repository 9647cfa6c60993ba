"""The project's own files, for tests that read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "hubtui"
TEXT = {".py", ".md", ".toml", ".txt", ".lock", ".json", ".csv", ".tcss", ""}


def modules(*folders: str) -> list[Path]:
    """The program's modules; of these folders only, where any are named."""
    return sorted(file for name in folders or (".",) for file in (SOURCE / name).rglob("*.py"))


def name_of(file: Path) -> str:
    """A module's place within the program, such as `acts/note.py`."""
    return file.relative_to(SOURCE).as_posix()


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imported(file: Path) -> set[str]:
    """Every module that a module imports anywhere in it; `a.b` for `from a import b`."""
    found: set[str] = set()
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{each.name}" for each in node.names}
    return found


def packages(file: Path) -> set[str]:
    """The packages that a module imports from anywhere in it: `sqlalchemy` for `sqlalchemy.exc`."""
    return {name.partition(".")[0] for name in imported(file)}


def texts(file: Path) -> Iterator[str]:
    """Every string in a module, but for what stands as a sentence of its own: docstrings."""
    tree = parsed(file)
    loose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in loose:
            yield node.value


def calls(file: Path) -> set[str]:
    """What a module calls, as it is written there: `time.sleep`."""
    return {ast.unparse(node.func) for node in ast.walk(parsed(file)) if isinstance(node, ast.Call)}


def everything() -> Iterator[Path]:
    """Every file of the project that a person wrote."""
    for name in ("src", "tests", "bench", "docs", ".ci"):
        for file in sorted((ROOT / name).rglob("*")):
            if file.is_file() and file.suffix in TEXT and "__pycache__" not in file.parts:
                yield file
    yield from (file for file in sorted(ROOT.iterdir()) if file.is_file() and file.suffix in TEXT)
