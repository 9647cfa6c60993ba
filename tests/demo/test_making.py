"""The demo's vault: who is in it, how it stands with its server, and that it is the same for the same seed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hubtui.demo import making
from hubtui.demo.making import Places, make, open_again
from hubtui.demo.running import Wanted, demo
from hubtui.demo.serving import serving
from hubtui.demo.telling import STAFF
from hubtui.domain.case import Case
from hubtui.domain.person import Person
from hubtui.domain.roles import Role
from hubtui.domain.trouble import NotAllowed, RuleBroken
from hubtui.front.facts_reader import read_facts
from hubtui.store import board, outbox, queue, records
from hubtui.store.opening import open_vault
from hubtui.store.verify import check
from hubtui.store.workspace import Workspace
from hubtui.sync.enrolling import enrol_by_wire
from hubtui.sync.running import SystemClock, run_once
from hubtui.sync.transport import HttpTransport
from tests.server.serving import serving as live_server

FRIDAY = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PEOPLE = 24


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A demo of every tale, made once; its server is stopped."""
    made = Places(tmp_path_factory.mktemp("demo"))
    with serving(made.server) as server:
        make(made, _state(made), server, number=PEOPLE, seed=7, now=FRIDAY)
    return made


def _state(places: Places) -> Path:
    return places.folder / "state"


@contextmanager
def _signed_in(places: Places, login: str) -> Iterator[Workspace]:
    passphrase = bytearray(places.passphrase_file(login).read_bytes().strip())
    with open_vault(places.vault, _state(places), login, passphrase) as workspace:
        workspace.clock = lambda: FRIDAY
        yield workspace


@pytest.mark.parametrize(("login", "role"), [(login, role) for login, (_, role) in STAFF.items()])
def test_each_of_the_four_roles_signs_in_with_the_words_in_its_file(
    places: Places, login: str, role: Role
) -> None:
    with _signed_in(places, login) as workspace:
        assert (workspace.worker.role, workspace.realm) == (role, "training")


def test_the_lock_screen_shows_the_four_sign_ins(places: Places) -> None:
    shown = read_facts(str(places.vault))

    assert shown.training
    assert [(login, words) for login, _, words in shown.sign_ins] == list(making.PASSPHRASES.items())


def test_months_of_work_stand_in_a_journal_that_verifies(places: Places) -> None:
    with _signed_in(places, "mreyes") as workspace:
        _, faults = check(workspace, deep=True)
        with workspace.reading() as db:
            people = records.find(db, Person, "1")
            stages = {case.stage.value for case in records.find(db, Case, "1")}

    assert faults == []
    assert len(people) == PEOPLE
    assert {"received", "returned", "in-service-custody", "in-service-community"} <= stages


@pytest.mark.req("SUP-01")
def test_the_board_has_something_of_every_part(places: Places) -> None:
    with _signed_in(places, "mreyes") as workspace:
        shown = board.board(workspace)

    assert shown.untold
    assert shown.unrecorded
    assert shown.unallocated
    assert shown.urgent
    assert shown.releases
    assert sum(worker.unsent for worker in shown.workers) > 0
    assert shown.clock_suspect == ()


def test_all_but_the_last_days_work_was_handed_in_to_the_demos_server(places: Places) -> None:
    with _signed_in(places, "kstowe") as workspace, workspace.reading() as db:
        waiting = queue.queue(db, 500)
        received = queue.recently_received(db, 5_000)

    assert 0 < len(waiting) < 60
    assert min(each.recorded_at for each in waiting) > max(each.recorded_at for each in received)
    assert len(received) > 500


def test_a_demo_made_before_is_taken_up_at_its_servers_new_address(tmp_path: Path) -> None:
    places = Places(tmp_path / "demo")
    with serving(places.server) as server:
        make(places, _state(places), server, number=2, seed=7, now=FRIDAY)

    with serving(places.server) as again:
        people = open_again(places, _state(places), again.url)
        with _signed_in(places, "kstowe") as workspace, workspace.reading() as db:
            pinned, waiting = outbox.pinned(db), queue.queue(db, 10)

    assert people == 2
    assert pinned is not None
    assert pinned.url == again.url
    assert waiting == []


def test_a_demo_can_never_reach_a_live_server(places: Places, tmp_path: Path) -> None:
    with live_server(tmp_path / "live", training=False) as live, _signed_in(places, "kstowe") as workspace:
        with HttpTransport(live.url) as line, pytest.raises(NotAllowed):
            enrol_by_wire(workspace, live.url, live.new_code(), line, SystemClock())
        with workspace.writing() as tx:
            pinned = outbox.pinned(tx.db)
            assert pinned is not None
            outbox.pin(tx.db, type(pinned)(**{**vars(pinned), "url": live.url}))
        outcome = run_once(workspace)

        assert outcome.stored == 0
        assert live.dump() == []


def test_the_same_seed_makes_the_same_people(tmp_path: Path) -> None:
    names = []
    for folder in ("one", "two"):
        places = Places(tmp_path / folder)
        with serving(places.server) as server:
            make(places, _state(places), server, number=3, seed=11, now=FRIDAY)
        with _signed_in(places, "mreyes") as workspace, workspace.reading() as db:
            found = records.find(db, Person, "1", order="surname, forenames")
            names.append([(each.surname, each.forenames, each.date_of_birth) for each in found])

    assert names[0] == names[1]


def test_a_demo_without_a_folder_leaves_nothing_behind(tmp_path: Path) -> None:
    with demo(Wanted(None, 1, 7, keep=False), tmp_path / "state") as made:
        folder = made.places.folder
        stood = made.places.made

    assert stood
    assert not folder.exists()
    assert list((tmp_path / "state").iterdir()) == []


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")

    with (
        pytest.raises(RuleBroken, match="holds something else"),
        demo(Wanted(tmp_path, 3, 7, keep=True), tmp_path / "state"),
    ):
        pass

    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]


def test_the_sign_ins_file_is_what_the_lock_screen_reads(places: Places) -> None:
    listed = json.loads((places.vault / "training-sign-ins.json").read_text(encoding="ascii"))

    assert [sorted(each) for each in listed] == [["login", "passphrase", "role"]] * 4
