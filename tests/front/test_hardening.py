"""What a process that holds a vault does not let in from outside."""

import os
import subprocess
import sys

import pytest

from hubtui.front.hardening import strip_debug_switches


@pytest.mark.req("SEC-01")
def test_every_debug_switch_of_the_toolkit_is_taken_out_of_the_environment() -> None:
    environ = {"TEXTUAL": "debug", "TEXTUAL_LOG": "keys.log", "TEXTUAL_ANYTHING": "1", "HOME": "/h"}

    strip_debug_switches(environ)

    assert environ == {"HOME": "/h"}


@pytest.mark.req("SEC-01")
def test_a_process_that_has_closed_its_doors_hands_the_toolkit_no_switch() -> None:
    program = (
        "from hubtui.front.hardening import close_doors; close_doors()\n"
        "from textual.app import App; from textual import constants\n"
        "print(sorted(App().features), constants.LOG_FILE)"
    )
    switches = {"TEXTUAL": "debug,devtools", "TEXTUAL_LOG": "keys.log"}

    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **switches},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "[] None\n"
