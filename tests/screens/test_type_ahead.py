"""Typing ahead of a busy machine, on a real terminal."""

import sys
from pathlib import Path

import pytest

from tests.terminal import KEYS, Terminal

ROUNDS = 20
PATIENCE = 60.0
ROOT = Path(__file__).parents[2]


@pytest.mark.req("LNG-05")
def test_twenty_bursts_with_no_time_between_keys_all_land_where_they_were_meant() -> None:
    burst = KEYS["f2"] + b"hello" + KEYS["tab"] + b"world d" + KEYS["enter"]

    with Terminal([sys.executable, "-m", "tests.screens.typeahead_app"], cwd=ROOT) as terminal:
        terminal.wait_for("F1 Keys")
        terminal.send(burst * ROUNDS + KEYS["f9"])
        terminal.wait_for("ended", PATIENCE)
        terminal.wait_end()

        assert terminal.text.count("hello|world d") == ROUNDS
        assert "opened" not in terminal.text
        assert "struck" not in terminal.text
