"""The server as a process: what it prints, how it ends, and operating it while it runs."""

import contextlib
import http.client
import subprocess
import sys
from pathlib import Path

from hubtui.sync import client
from hubtui.sync.protocol import wire
from tests.server.serving import ServerProcess
from tests.sync.handing_in import enrol, hand_in, journal_names, terminal, unsent, write_note


def test_it_says_where_it_listens_in_one_line_and_ends_well_when_told(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "server")
    code, log = server.stop()

    assert server.first_line.startswith("listening on http://127.0.0.1:")
    assert server.first_line.removeprefix("listening on http://127.0.0.1:").isdigit()
    assert code == 0
    assert "Traceback" not in log


def test_it_is_operated_while_it_runs_and_its_log_holds_no_case_data(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "server")
    workspace = terminal(tmp_path)
    enrol(workspace, server.url, server.new_code())
    write_note(workspace, "MARKERWORD in a note", case="MARKERCASE")

    outcome = hand_in(workspace)
    dumped = server.dump()
    devices = server.command("device", "list")
    status = server.command("status")
    verified = server.command("verify")
    server.command("device", "suspend", workspace.device.dev)
    barred = hand_in(workspace)
    server.command("device", "reinstate", workspace.device.dev)
    reinstated = hand_in(workspace)
    _, log = server.stop()

    assert outcome.state == client.DONE
    assert {each["eid"] for each in dumped} == journal_names(workspace)
    assert sorted(dumped[0]) == ["agg", "by", "cseq", "eid", "lane", "seq", "st"]
    assert (devices[0]["device"], devices[0]["entries"]) == (workspace.device.dev, 2)
    assert (status["entry"], status["realm"], verified["ok"]) == (2, "training", True)
    assert (barred.state, reinstated.state) == (client.BARRED, client.DONE)
    assert unsent(workspace) == []
    for word in ("MARKER", "kstowe", workspace.device.dev, str(dumped[0]["st"])):
        assert word not in log


def test_the_folder_holds_no_word_in_clear(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "server")
    workspace = terminal(tmp_path)
    enrol(workspace, server.url, server.new_code())
    write_note(workspace, "MARKERWORD in a note")
    hand_in(workspace)
    server.stop()

    for path in (tmp_path / "server").rglob("*"):
        content = path.read_bytes()
        for word in ("MARKERWORD", "kstowe"):
            assert word.encode() not in content
            assert word.encode("utf-16-le") not in content
            assert word.encode().hex().encode() not in content


def test_an_address_that_is_taken_is_told_in_a_sentence(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "server")
    address = server.url.removeprefix("http://")
    told = [
        sys.executable,
        "-m",
        "hubtui",
        "server",
        "run",
        "--data",
        str(tmp_path / "two"),
        "--listen",
        address,
    ]

    second = subprocess.run(told, capture_output=True, text=True, timeout=30)
    server.stop()

    assert second.returncode == 6
    assert "Choose another --listen" in second.stderr
    assert "Traceback" not in second.stderr


def test_suspending_nobody_is_not_found(tmp_path: Path) -> None:
    told = [sys.executable, "-m", "hubtui", "server", "device", "suspend", "nobody", "--data", str(tmp_path)]

    done = subprocess.run(told, capture_output=True, text=True, timeout=30)

    assert done.returncode == 7


FAILING = """
import sys
from pathlib import Path
from hubtui.server import app, running

def fail(wire):
    raise KeyError("SECRET NOTE")

app.Wire._epoch = fail
running.serve(running.open_server(Path(sys.argv[1]), training=True), running.Listening("127.0.0.1", 0))
"""


def test_a_defect_stands_in_the_log_by_its_place_and_without_a_value(tmp_path: Path) -> None:
    told = [sys.executable, "-c", FAILING, str(tmp_path / "server")]
    with subprocess.Popen(told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip().rpartition("/")[2]
        with contextlib.closing(http.client.HTTPConnection(address, timeout=20)) as line:
            line.request("GET", wire.PING)
            status = line.getresponse().status
        server.terminate()
        _, log = server.communicate(timeout=20)

    assert status == 500
    assert "KeyError@__main__:" in log
    assert "SECRET" not in log
    assert "Traceback" not in log
