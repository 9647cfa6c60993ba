"""The core of sync is handed its clock, its lots and its line, so that a simulator can run it as it is."""

import ast
import inspect
from types import ModuleType

import pytest

from hubtui.sync import bundle, client, packing, ports, retrying
from hubtui.sync.protocol import documents, names, receipts, wire

FORBIDDEN = {"time", "random", "secrets", "socket", "threading", "uuid", "os", "asyncio", "httpx2"}
CORE = [bundle, client, packing, ports, retrying, documents, names, receipts, wire]


@pytest.mark.parametrize("module", CORE, ids=[module.__name__ for module in CORE])
def test_no_module_of_the_core_reads_a_clock_draws_lots_or_opens_a_line(module: ModuleType) -> None:
    tree = ast.parse(inspect.getsource(module))

    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}

    assert not {name.partition(".")[0] for name in imported} & FORBIDDEN
    assert not called & {"now", "utcnow", "today"}
