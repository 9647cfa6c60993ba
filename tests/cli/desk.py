"""A training vault in a folder, and the command line called on it in this process."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hubtui.cli.main import main
from tests.builders import referral

NOON = "2026-11-20T12:00:00+00:00"
PASSPHRASE = "copper lantern meadow thistle"


@dataclass
class CommandLine:
    """`hubtui` on one vault: each call answers its exit code and what it printed, read as JSON."""

    capsys: pytest.CaptureFixture[str]
    folder: Path

    def __call__(self, *arguments: str) -> tuple[int, Any]:
        code = main([*arguments, "--json"])
        printed = self.capsys.readouterr().out
        return code, json.loads(printed) if printed else None

    def plain(self, *arguments: str) -> tuple[int, str, str]:
        """The exit code, standard output and standard error without --json."""
        code = main(list(arguments))
        printed = self.capsys.readouterr()
        return code, printed.out, printed.err

    def do(self, act: str, **data: Any) -> Any:
        """Do an act; answers what it says."""
        file = self.folder / "input.json"
        file.write_text(json.dumps(data), encoding="utf-8")
        return self("do", act, "--data", str(file))[1]

    def at(self, instant: str) -> None:
        """Turn the training clock."""
        (self.folder / "clock").write_text(instant, encoding="utf-8")


def command_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """A new training vault at HHI, its supervisor M Reyes signed in, at noon on Friday 20 November 2026."""
    called = CommandLine(capsys, folder)
    called.at(NOON)
    secret = folder / "passphrase"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    monkeypatch.setenv("HUBTUI_TRAINING_CLOCK", str(folder / "clock"))
    monkeypatch.setenv("HUBTUI_VAULT", str(folder / "vault"))
    monkeypatch.setenv("HUBTUI_STATE", str(folder / "state"))
    monkeypatch.setenv("HUBTUI_USER", "mreyes")
    monkeypatch.setenv("HUBTUI_PASSPHRASE_FILE", str(secret))
    code, _ = called("setup", "--unit", "HHI", "--name", "M Reyes", "--training")
    assert code == 0
    return called


def keyed_in(hubtui: CommandLine, **changes: Any) -> str:
    """A referral keyed in; answers its reference."""
    ref: str = hubtui.do("referral.record", **referral(**changes))["ref"]
    return ref
