"""From the vault over a real line to a real server and back: what is queued, sent and signed for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hubtui.sync import client
from tests.server.serving import Serving, serving
from tests.sync.handing_in import enrolled, hand_in, journal_names, states, unsent, write_note


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Serving]:
    with serving(tmp_path / "server") as running:
        yield running


@pytest.mark.req("SYN-01", "SYN-02")
def test_every_entry_of_the_vault_arrives_once_and_is_signed_for(tmp_path: Path, server: Serving) -> None:
    workspace = enrolled(tmp_path, server.url, server.new_code())
    for number in range(30):
        write_note(workspace, f"note {number}")

    outcome = hand_in(workspace)

    assert outcome.state == client.DONE
    assert {eid for _, _, _, eid in server.dump()} == journal_names(workspace)
    assert set(states(workspace).values()) == {"stored"}
    assert unsent(workspace) == []
