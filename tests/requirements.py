"""`make requirements`: for every row of the catalogue, the acts that serve it and the tests that prove it.

Fails on an id that the catalogue does not have, and on a row of the first issue that has no proof. The catalogue's
ids lie beside this file; their texts are the mission's.
"""

import ast
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parent
IDS = tuple((HERE / "requirement_ids.txt").read_text(encoding="utf-8").split())

BUILT = tuple((HERE / "requirements_built.txt").read_text(encoding="utf-8").split())
"""The rows this version answers for."""


def proofs() -> dict[str, list[str]]:
    """For each id, the tests marked with it."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted(HERE.rglob("test_*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        everywhere = [id_ for node in tree.body for id_ in _module_marks(node)]
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
                own = [id_ for decorator in node.decorator_list for id_ in _ids(decorator)]
                for id_ in [*own, *everywhere]:
                    found[id_].append(f"{file.relative_to(HERE)}::{node.name}")
    return found


def _module_marks(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign) and any(
        isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets
    ):
        marks = node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else [node.value]
        return [id_ for mark in marks for id_ in _ids(mark)]
    return []


def _ids(mark: ast.expr) -> list[str]:
    if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "req":
        return [
            arg.value for arg in mark.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
    return []


def serving() -> dict[str, list[str]]:
    """For each id, the acts that serve it."""
    from hubtui.acts.everything import ACTS

    found: dict[str, list[str]] = defaultdict(list)
    for act in ACTS.values():
        for id_ in act.serves:
            found[id_].append(act.name)
    return found


def main(arguments: list[str]) -> int:
    proved, served = proofs(), serving()
    if "--list" in arguments:
        for id_ in IDS:
            acts = ", ".join(sorted(served.get(id_, []))) or "-"
            print(f"{id_}  acts: {acts}  tests: {len(proved.get(id_, []))}")
            for test in proved.get(id_, []):
                print(f"        {test}")
    unknown = sorted((set(proved) | set(served)) - set(IDS))
    unproved = [id_ for id_ in BUILT if not proved.get(id_)]
    if unknown:
        print(f"ids that the catalogue does not have: {', '.join(unknown)}", file=sys.stderr)
    if unproved:
        print(f"rows this version answers for, without a test: {', '.join(unproved)}", file=sys.stderr)
    print(
        f"{len(BUILT) - len(unproved)} of {len(BUILT)} rows built are proved; {len(IDS)} rows in the catalogue."
    )
    return 1 if unknown or unproved else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
