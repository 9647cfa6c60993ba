"""Opening the vault for a command."""

from pathlib import Path

import pytest

from hubtui.cli.main import DONE
from tests.cli.desk import command_line


@pytest.mark.req("SEC-05")
def test_what_is_wrong_with_the_vault_is_said_whatever_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hubtui = command_line(tmp_path, monkeypatch, capsys)
    for anchor in [tmp_path / "vault" / "anchor", *(tmp_path / "state").glob("*/anchor.copy")]:
        anchor.unlink()

    code, _, told = hubtui.plain("caseload")
    _, _, told_again = hubtui.plain("caseload")

    assert code == DONE
    assert told == (
        "hubtui: The vault's anchor is missing or unreadable, so it cannot tell whether records were lost.\n"
    )
    assert told_again == ""
