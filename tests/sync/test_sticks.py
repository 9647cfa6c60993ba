"""Handing in by stick: the same bytes, the same receipts, and media that cannot be trusted."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from hubtui.domain.entry import Lane
from hubtui.domain.trouble import RuleBroken, Unavailable
from hubtui.server import devices
from hubtui.server.media import export_medium, import_medium
from hubtui.server.operating import dump, verify
from hubtui.server.running import Opened, open_server, utc_now
from hubtui.store.workspace import Workspace
from hubtui.sync import stick
from hubtui.sync.carrying import export, import_receipts
from hubtui.sync.checking import wrong_receipts
from hubtui.sync.enrolling import NoServer, enrol_by_stick
from hubtui.sync.protocol import documents
from hubtui.sync.running import SystemClock, SystemRng
from tests.server.serving import serving
from tests.sync.handing_in import enrol, hand_in, journal_names, states, terminal, unsent, write_note

CLOCK, RNG = SystemClock(), SystemRng()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    with closing(open_server(tmp_path / "server", training=True)) as server:
        yield server


@pytest.fixture
def medium(tmp_path: Path) -> Path:
    path = tmp_path / "stick"
    path.mkdir()
    return path


def enrol_by(workspace: Workspace, opened: Opened, medium: Path) -> None:
    code = devices.make_code(opened.store, utc_now(), "HHI")
    assert enrol_by_stick(workspace, medium, code, CLOCK) is None
    assert import_medium(opened, medium, utc_now).enrolled == 1
    assert enrol_by_stick(workspace, medium, code, CLOCK) is not None


@pytest.fixture
def workspace(tmp_path: Path, opened: Opened, medium: Path) -> Workspace:
    """A terminal that never touches a network, enrolled by stick, with three notes to hand in."""
    made = terminal(tmp_path)
    enrol_by(made, opened, medium)
    for number in range(3):
        write_note(made, f"note {number}")
    return made


def bundles(medium: Path) -> list[Path]:
    return sorted(medium.rglob("*.hbp"))


def test_a_terminal_without_a_network_hands_in_and_gets_its_receipts(
    workspace: Workspace, opened: Opened, medium: Path
) -> None:
    exported = export(workspace, medium, CLOCK, RNG)
    packed = {each.state for each in unsent(workspace)}
    taken = import_medium(opened, medium, utc_now)
    imported = import_receipts(workspace, medium, CLOCK)

    assert (exported.entries, taken.entries, imported.stored) == (4, 4, 4)
    assert packed == {"packed"}
    assert {each["eid"] for each in dump(opened)} == journal_names(workspace)
    assert unsent(workspace) == []
    assert (verify(opened), wrong_receipts(workspace)) == ([], [])


@pytest.mark.req("SYN-01")
def test_what_is_on_a_stick_stays_queued_and_goes_on_the_next_stick_too(
    workspace: Workspace, opened: Opened, medium: Path, tmp_path: Path
) -> None:
    export(workspace, medium, CLOCK, RNG)
    shutil.rmtree(medium / stick.ROOT)

    again = export(workspace, tmp_path / "second", CLOCK, RNG)
    import_medium(opened, tmp_path / "second", utc_now)
    import_receipts(workspace, tmp_path / "second", CLOCK)

    assert again.entries == 4
    assert unsent(workspace) == []


def test_wire_and_stick_and_both_leave_the_same_at_the_server(tmp_path: Path, medium: Path) -> None:
    with serving(tmp_path / "wired") as server:
        workspace = terminal(tmp_path)
        enrol(workspace, server.url, server.new_code())
        for number in range(5):
            write_note(workspace, f"note {number}", lane=Lane(number % 4))
        export(workspace, medium, CLOCK, RNG)
        by_wire = hand_in(workspace)
        by_stick = import_medium(server.opened, medium, utc_now)
        twice = import_medium(server.opened, medium, utc_now)

        assert by_wire.stored == 6
        assert (by_stick.entries, twice.again) == (0, len(bundles(medium)))
        assert {each["eid"] for each in dump(server.opened)} == journal_names(workspace)
        assert import_receipts(workspace, medium, CLOCK).problems == []
        assert hand_in(workspace).broken is False


def test_a_bundle_from_a_stick_is_taken_over_the_wire_as_it_is(tmp_path: Path, medium: Path) -> None:
    with serving(tmp_path / "wired") as server:
        workspace = terminal(tmp_path)
        enrol(workspace, server.url, server.new_code())
        export(workspace, medium, CLOCK, RNG)
        from hubtui.server.intake import Intake

        taken = Intake(server.opened.store, server.opened.keys, utc_now).take(bundles(medium)[0].read_bytes())

        assert taken.entries == 1


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-70])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def blow_up(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(10 * 1024**3)


def link(path: Path) -> None:
    target = path.with_suffix(".real")
    path.rename(target)
    path.symlink_to(target)


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


SPOILING: dict[str, Callable[[Path], None]] = {
    "cut short": truncate,
    "a bit turned": flip,
    "ten sparse gigabytes": blow_up,
    "a symbolic link": link,
    "a pipe": pipe,
    "nothing in it": empty,
    "a folder": folder,
}


@pytest.mark.parametrize("spoil", SPOILING.values(), ids=list(SPOILING))
def test_a_spoiled_file_is_refused_by_name_and_the_others_are_taken(
    workspace: Workspace, opened: Opened, medium: Path, spoil: Callable[[Path], None]
) -> None:
    export(workspace, medium, CLOCK, RNG)
    first = bundles(medium)[0]
    shutil.copy(first, first.with_name(f"{uuid4()}.hbp"))
    bad = bundles(medium)[0]
    spoil(bad)

    taken = import_medium(opened, medium, utc_now)

    assert [name for name, _ in taken.problems] == [bad.name]
    assert taken.entries == 4


@pytest.mark.parametrize("spoil", SPOILING.values(), ids=list(SPOILING))
def test_a_spoiled_receipt_moves_nothing(
    workspace: Workspace, opened: Opened, medium: Path, spoil: Callable[[Path], None]
) -> None:
    export(workspace, medium, CLOCK, RNG)
    import_medium(opened, medium, utc_now)
    receipt = next(medium.rglob("*.hbr"))
    spoil(receipt)

    imported = import_receipts(workspace, medium, CLOCK)

    assert [name for name, _ in imported.problems] == [receipt.name]
    assert len(unsent(workspace)) == 4


def test_a_folder_on_a_stick_that_is_a_link_is_neither_read_nor_written(
    workspace: Workspace, opened: Opened, medium: Path, tmp_path: Path
) -> None:
    export(workspace, medium, CLOCK, RNG)
    up, down = stick.up(medium, opened.keys.server_id), stick.down(medium, opened.keys.server_id)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    down.symlink_to(elsewhere)

    with pytest.raises(Unavailable, match="link"):
        import_medium(opened, medium, utc_now)
    up.rename(elsewhere / "up")
    up.symlink_to(elsewhere / "up")
    linked = import_medium(opened, medium, utc_now)

    assert linked.problems == [("up", "bad-encoding: a link to another place")]
    assert [path.name for path in elsewhere.iterdir()] == ["up"]


def test_half_a_file_left_by_a_pulled_stick_is_not_looked_at(
    workspace: Workspace, opened: Opened, medium: Path
) -> None:
    export(workspace, medium, CLOCK, RNG)
    for path in bundles(medium):
        path.rename(path.with_name(path.name + ".part"))

    assert import_medium(opened, medium, utc_now).bundles == 0


def test_a_bundle_under_another_name_is_known_by_what_it_is(
    workspace: Workspace, opened: Opened, medium: Path
) -> None:
    export(workspace, medium, CLOCK, RNG)
    path = bundles(medium)[0]
    path.rename(path.with_name("evil..name.hbp"))

    import_medium(opened, medium, utc_now)

    assert import_receipts(workspace, medium, CLOCK).stored == 4
    assert (path.parent.parent / "down").is_dir()


def test_anothers_receipt_is_said_to_be_anothers(
    workspace: Workspace, opened: Opened, medium: Path, tmp_path: Path
) -> None:
    other = terminal(tmp_path, "B")
    enrol_by(other, opened, tmp_path / "others")
    export(other, tmp_path / "others", CLOCK, RNG)
    import_medium(opened, tmp_path / "others", utc_now)
    receipt = next((tmp_path / "others").rglob("*.hbr"))
    base = stick.down(medium, opened.keys.server_id)
    base.mkdir(parents=True)
    shutil.copy(receipt, base)

    imported = import_receipts(workspace, medium, CLOCK)

    assert [why for _, why in imported.problems] == ["another device's receipt"]
    assert len(unsent(workspace)) == 4


def test_an_export_brings_receipts_of_what_came_another_way(
    workspace: Workspace, opened: Opened, medium: Path, tmp_path: Path
) -> None:
    export(workspace, medium, CLOCK, RNG)
    import_medium(opened, medium, utc_now)

    export_medium(opened, tmp_path / "fresh")
    imported = import_receipts(workspace, tmp_path / "fresh", CLOCK)

    assert imported.stored == 4


def test_the_index_names_every_file_and_is_signed_and_written_last(
    workspace: Workspace, medium: Path
) -> None:
    export(workspace, medium, CLOCK, RNG)

    index = next(medium.rglob("INDEX-1.hbm"))
    listed = documents.read("index", index.read_bytes(), workspace.device.signing.public_key())

    assert [f"{pid}.hbp" for pid, _ in listed["files"]] == [path.name for path in bundles(medium)]
    assert all(path.stat().st_mtime_ns <= index.stat().st_mtime_ns for path in bundles(medium))


def test_nothing_on_a_stick_tells_who_or_what_it_is_about(workspace: Workspace, medium: Path) -> None:
    write_note(workspace, "MARKERWORD", case="MARKERCASE")
    export(workspace, medium, CLOCK, RNG)

    everything = b"".join(path.name.encode() + path.read_bytes() for path in medium.rglob("*up/*.hbp"))

    for word in ("MARKER", "kstowe", "HHI", workspace.device.dev):
        assert word.encode() not in everything


def test_a_stick_that_cannot_be_written_is_told_and_nothing_is_marked(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "blocked").write_text("a file where the stick should be")

    with pytest.raises(Unavailable, match="cannot be written"):
        export(workspace, tmp_path / "blocked", CLOCK, RNG)

    assert set(states(workspace).values()) == {"queued"}


def test_a_wrong_letter_in_the_code_is_seen_before_anything_is_written(tmp_path: Path, medium: Path) -> None:
    with pytest.raises(RuleBroken, match="letter"):
        enrol_by_stick(terminal(tmp_path, "B"), medium, "AAAAA-AAAAA-AAAAA-AAAAA-B", CLOCK)

    assert list(medium.iterdir()) == []


def test_an_answer_that_the_code_does_not_vouch_for_is_not_believed(
    tmp_path: Path, opened: Opened, medium: Path
) -> None:
    workspace = terminal(tmp_path, "B")
    code, other = (devices.make_code(opened.store, utc_now(), "HHI") for _ in range(2))
    enrol_by_stick(workspace, medium, code, CLOCK)
    import_medium(opened, medium, utc_now)

    with pytest.raises(NoServer):
        enrol_by_stick(workspace, medium, other, CLOCK)
