"""Rebuilding the projections: what was just saved and what is read back from the journal are the same bytes."""

from pathlib import Path

from hubtui.store.verify import check
from tests.acts.given import agreed
from tests.builders import desk


def test_a_plan_with_its_outcomes_is_the_same_after_a_rebuild(tmp_path: Path) -> None:
    terminal = desk(tmp_path)
    agreed(terminal)

    _, faults = check(terminal.workspace, deep=True)

    assert faults == []
