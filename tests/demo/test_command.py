"""`hubtui demo` from outside: its JSON answer, and a server that is gone when whoever started it is."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hubtui.cli.main import main
from hubtui.demo.serving import serving


def test_without_the_app_it_answers_where_everything_is_and_leaves_no_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUBTUI_STATE", str(tmp_path / "state"))

    code = main(["demo", "--dir", str(tmp_path / "demo"), "--people", "2", "--no-tui", "--json"])
    answer = json.loads(capsys.readouterr().out)

    assert code == 0
    assert sorted(answer) == ["people", "server", "users", "vault"]
    assert answer["people"] == 2
    assert [each["role"] for each in answer["users"]] == [
        *("custody-worker", "outreach-worker", "supervisor", "sync-operator")
    ]
    assert all(Path(each["passphrase_file"]).read_text() for each in answer["users"])
    assert answer["server"].startswith("http://127.0.0.1:")
    assert not _answers(answer["server"])


def test_without_a_terminal_it_does_so_too_and_says_why(tmp_path: Path) -> None:
    told = [sys.executable, "-m", "hubtui", "demo", "--dir", str(tmp_path / "demo"), "--people", "1"]
    environment = {**os.environ, "HUBTUI_STATE": str(tmp_path / "state")}

    done = subprocess.run(
        told, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, env=environment
    )

    assert done.returncode == 0
    assert "no terminal here" in done.stderr
    assert "TRAINING vault with 1 fictional people" in done.stdout
    assert f"hubtui demo --dir {tmp_path / 'demo'}" in done.stdout


@pytest.mark.parametrize("people", ["0", "100000"])
def test_too_few_or_too_many_people_are_refused(people: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--no-tui", "--people", people]) == 3
    assert "Choose 1 to" in capsys.readouterr().err


def test_the_server_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from hubtui.demo.serving import serving\n"
        "with serving(Path(sys.argv[1])) as server:\n    print(server.url, flush=True); time.sleep(60)\n"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    url = starter.stdout.readline().strip()
    answered = _answers(url)

    starter.send_signal(signal.SIGKILL)
    starter.wait()
    starter.stdout.close()

    assert answered
    deadline = time.monotonic() + 10
    while _answers(url):
        assert time.monotonic() < deadline, "the server runs on"
        time.sleep(0.05)


def test_the_server_listens_on_loopback_only(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert server.url.startswith("http://127.0.0.1:")


def _answers(url: str) -> bool:
    import socket

    host, port = url.removeprefix("http://").split(":")
    try:
        socket.create_connection((host, int(port)), timeout=2).close()
    except OSError:
        return False
    return True
