"""Sync from the command line: what each command answers and with which exit code."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hubtui.cli.main import main
from hubtui.server.operating import dump, set_state
from tests.server.serving import Serving, serving
from tests.sync.lines import answering, response

Command = Callable[..., tuple[int, Any]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Serving]:
    with serving(tmp_path / "server") as running:
        yield running


@pytest.fixture
def hubtui(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command on a new training vault; answers its exit code and its JSON."""
    monkeypatch.setenv("HUBTUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("HUBTUI_VAULT", str(tmp_path / "vault"))
    monkeypatch.setenv("HUBTUI_USER", "mreyes")
    (tmp_path / "passphrase").write_text("four plain words here\n")
    monkeypatch.setenv("HUBTUI_PASSPHRASE_FILE", str(tmp_path / "passphrase"))

    def run(*words: str) -> tuple[int, Any]:
        code = main([*words, "--json"])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, json.loads(said.out) if said.out else said.err

    assert run("setup", "--unit", "HHI", "--name", "M Reyes", "--training")[0] == 0
    return run


def test_enrol_then_hand_in_then_look(hubtui: Command, server: Serving) -> None:
    not_enrolled, _ = hubtui("sync", "now")
    enrolled, device = hubtui("enrol", server.url, "--code", server.new_code())
    _, plan = hubtui("sync", "plan")
    sent, outcome = hubtui("sync", "now")
    _, status = hubtui("sync", "status")
    verified = hubtui("sync", "verify")[0] + hubtui("sync", "verify", "--deep")[0]
    _, receipts = hubtui("sync", "receipts")

    assert (not_enrolled, enrolled, sent, verified) == (6, 0, 0, 0)
    assert sorted(device) == ["certificate_until", "device", "server"]
    assert {each["eid"] for each in plan} == {each["eid"] for each in dump(server.opened)}
    assert (outcome["stored"], outcome["waiting"], outcome["exit"]) == (len(plan), 0, 0)
    assert (status["enrolled"], status["held"], status["last_success"] is not None) == (True, 0, True)
    assert [each["level"] for each in receipts] == ["stored"]


@pytest.mark.req("SYN-02")
def test_each_way_to_fail_has_its_code_and_keeps_the_queue(
    hubtui: Command, server: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, device = hubtui("enrol", server.url, "--code", server.new_code())
    _, plan = hubtui("sync", "plan")

    def at(url: str) -> int:
        def transport(_url: str, **settings: Any) -> Any:
            return real(url, **settings)

        monkeypatch.setattr("hubtui.sync.transport.HttpTransport", transport)
        code, _ = hubtui("sync", "now")
        return code

    from hubtui.sync.transport import HttpTransport as real

    with answering(lambda head, body: response(200, b"<html>sign in</html>")) as portal:
        codes = [at("http://127.0.0.1:1"), at(portal.url)]
    queue_after = hubtui("sync", "plan")[1]
    set_state(server.opened, device["device"], "suspended")
    codes.append(at(server.url))
    held, holds = hubtui("sync", "holds")
    set_state(server.opened, device["device"], "active")
    codes.append(at(server.url))

    assert codes == [10, 11, 40, 0]
    assert [each["eid"] for each in queue_after] == [each["eid"] for each in plan]
    assert (held, {each["problem"] for each in holds}) == (20, {"device-suspended"})


def test_a_stick_round_trip(hubtui: Command, server: Serving, tmp_path: Path) -> None:
    medium = tmp_path / "stick"
    medium.mkdir()
    code = server.new_code()

    asked = hubtui("enrol", str(medium), "--code", code)
    taken = hubtui("server", "import", str(medium), "--data", str(tmp_path / "server"))
    answered = hubtui("enrol", str(medium), "--code", code)
    exported = hubtui("sync", "export", str(medium))
    hubtui("server", "import", str(medium), "--data", str(tmp_path / "server"))
    imported = hubtui("sync", "import", str(medium))
    by_wire = hubtui("sync", "now")

    assert (asked[0], asked[1]["server"]) == (0, None)
    assert (taken[0], taken[1]["enrolled"]) == (0, 1)
    assert answered[1]["server"] == server.opened.keys.server_id
    assert exported[1]["entries"] == imported[1]["stored"] == len(list(dump(server.opened)))
    assert by_wire[0] == 6


@pytest.mark.parametrize(
    "where",
    ["http://", "ftp://x", "http://x:99999999", "https://user@x", "https://x/?q=1", "/no/such/folder"],
)
def test_an_address_that_is_none_is_refused(hubtui: Command, where: str) -> None:
    assert hubtui("enrol", where, "--code", "X")[0] == 3


def test_enrolling_where_nobody_is_says_offline(hubtui: Command, server: Serving) -> None:
    code = server.new_code()

    with answering(lambda head, body: response(201, b"<html>")) as portal:
        assert hubtui("enrol", "http://127.0.0.1:1", "--code", code)[0] == 10
        assert hubtui("enrol", portal.url, "--code", code)[0] == 11
    assert hubtui("enrol", server.url, "--code", "ABC")[0] == 3
    assert hubtui("enrol", server.url, "--code", code)[0] == 0


def test_requeueing_what_is_not_held_is_not_found(hubtui: Command) -> None:
    assert hubtui("sync", "holds", "--requeue", "nothing")[0] == 7
