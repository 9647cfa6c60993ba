"""The access log on the command line: what is written in it, and who may read it (SEC-04)."""

from pathlib import Path

import pytest

from hubtui.cli.main import DONE, NOT_ALLOWED
from tests.cli.desk import CommandLine, command_line, keyed_in


@pytest.fixture
def hubtui(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """The command line on a new training vault."""
    return command_line(tmp_path, monkeypatch, capsys)


@pytest.mark.req("SEC-04")
def test_a_supervisor_finds_sign_ins_views_and_searches_in_the_log(hubtui: CommandLine) -> None:
    ref = keyed_in(hubtui)
    hubtui("case", "A1001AA")

    code, views = hubtui("user", "log", "--find", ref)
    _, everything = hubtui("user", "log")
    _, words, _ = hubtui.plain("user", "log", "--limit", "1")

    assert code == DONE
    assert [(each["by"], each["what"], each["subject"]) for each in views] == [("mreyes", "view", ref)]
    assert [each["what"] for each in everything] == [
        *("sign-in", "view", "sign-in", "view", "sign-in", "sign-in"),
    ]
    assert words == "Fri 20 Nov 2026 12:00  mreyes           sign-in\n"


@pytest.mark.req("SEC-04", "SEC-02")
def test_nobody_but_a_supervisor_reads_the_log(hubtui: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    _, made = hubtui("user", "add", "--login", "jokafor", "--name", "J Okafor", "--role", "custody-worker")
    secret = hubtui.folder / "other"
    secret.write_text(made["passphrase"], encoding="utf-8")
    monkeypatch.setenv("HUBTUI_USER", "jokafor")
    monkeypatch.setenv("HUBTUI_PASSPHRASE_FILE", str(secret))

    code, answer = hubtui("user", "log")

    assert (code, answer) == (NOT_ALLOWED, None)
