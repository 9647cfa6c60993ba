"""Fixtures that many tests share."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.builders import Desk, desk, desk_like

# The same examples in every run: a failure is of the change at hand, and no machine is too slow for a deadline.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, max_examples=60)
hypothesis.settings.load_profile("steady")


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a closed terminal lies that others are copies of; one a test process."""
    folder = tmp_path_factory.mktemp("pattern")
    desk(folder).workspace.close()
    return folder


@pytest.fixture
def terminal(tmp_path: Path, pattern: Path) -> Iterator[Desk]:
    """One terminal with the four staff, at noon on Friday 20 November 2026."""
    made = desk_like(pattern, tmp_path)
    yield made
    made.workspace.close()
