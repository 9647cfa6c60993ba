"""A place to bring extracts in."""

from pathlib import Path

import pytest

from tests.builders import Desk
from tests.importing.extracts import Inbox


@pytest.fixture
def inbox(terminal: Desk, tmp_path: Path) -> Inbox:
    """A terminal, its supervisor signed in, and a folder for extracts."""
    return Inbox(terminal, tmp_path)
