"""Fixtures that many tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import Desk, desk


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Desk]:
    """One terminal with the four staff, at noon on Friday 20 November 2026."""
    made = desk(tmp_path)
    yield made
    made.workspace.close()
