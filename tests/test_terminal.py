"""The terminal that other tests lean on must itself tell the truth."""

import signal
import sys

from tests.terminal import Terminal

ECHO_KEYS = """
import os, sys, termios
before = termios.tcgetattr(0)
raw = termios.tcgetattr(0)
raw[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG)
termios.tcsetattr(0, termios.TCSANOW, raw)
os.write(1, b"ready")
while (got := os.read(0, 99)) != b"q":
    os.write(1, b"<" + got.hex().encode() + b">")
termios.tcsetattr(0, termios.TCSANOW, before)
sys.exit(7)
"""


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def test_keys_arrive_as_a_real_terminal_sends_them() -> None:
    with Terminal(python(ECHO_KEYS)) as terminal:
        terminal.wait_for("ready")
        assert not terminal.is_cooked()

        terminal.press("f6")

        terminal.wait_for("<1b5b31377e>")
        terminal.press("q")
        assert terminal.wait_end() == 7
        assert terminal.is_cooked()


def test_the_alternate_screen_hides_the_main_one_and_gives_it_back() -> None:
    shows_both = r"""
import sys
print("main words", "\x1b[?1049h\x1b[Hother words", end="", flush=True)
input()
print("\x1b[?1049l", end="", flush=True)
"""
    with Terminal(python(shows_both)) as terminal:
        assert "main words" not in terminal.wait_for("other words")
        assert 1049 in terminal.modes

        terminal.press("enter")
        terminal.wait_end()

        assert "main words" in terminal.text
        assert "other words" not in terminal.text
        assert 1049 not in terminal.modes


def test_a_resize_reaches_the_program() -> None:
    tells_size = """
import os, signal
signal.signal(signal.SIGWINCH, lambda *_: print(os.get_terminal_size(), flush=True))
print("ready", flush=True)
while True: signal.pause()
"""
    with Terminal(python(tells_size)) as terminal:
        terminal.wait_for("ready")

        terminal.resize(100, 30)

        terminal.wait_for("columns=100, lines=30")


def test_closing_the_window_hangs_up_the_program() -> None:
    with Terminal(python("import time; print('ready', flush=True); time.sleep(60)")) as terminal:
        terminal.wait_for("ready")

        terminal.hang_up()

        assert terminal.process.wait(10) == -signal.SIGHUP


def test_settings_of_the_test_run_do_not_leak_in() -> None:
    with Terminal(
        python("import os; print(sorted(n for n in os.environ if n[:3] in ('TEX', 'HUB')), 'end')"),
        env={"HUBTUI_VAULT": "x"},
    ) as terminal:
        terminal.wait_for("['HUBTUI_VAULT'] end")
