"""The contract of the server's database, whichever kind it is: every store passes all of this."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from hubtui.domain.trouble import Damaged, Trouble
from hubtui.server.running import open_server
from hubtui.server.sqlite import SqliteStore
from hubtui.server.store import Code, Finding, Given, Hold, Kept, Store
from tests.server.devices import Terminal

KEY = bytes(range(32))
OPENERS: dict[str, Callable[[Path], Store]] = {
    "embedded": lambda folder: SqliteStore(folder, KEY, "2026-11-20T12:00:00.000Z"),
}


@pytest.fixture(params=OPENERS.values(), ids=list(OPENERS))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened: Store = request.param(tmp_path)
    yield opened
    opened.close()


def kept(seq: int, stream: str = "s1", dev: str = "d1") -> Kept:
    name = f"{stream}-{seq}"
    return Kept(
        name.encode(),
        name,
        stream,
        seq,
        "prev",
        "case",
        2,
        "jokafor",
        "test.note",
        b"data",
        b"sig",
        dev,
        "pid",
        "at",
    )


def given(rid: str, pid: str, dev: str = "d1") -> Given:
    return Given(rid, pid, dev, b"digest", f"hash-{rid}", b"data", "at")


def test_numbers_are_dense_from_one_in_the_order_of_commit(store: Store) -> None:
    with store.writing() as ledger:
        first = ledger.add([kept(1), kept(2)], set())
    with store.writing() as ledger:
        second = ledger.add([kept(3)], set())

    with store.reading() as ledger:
        numbers = [each.cseq for each in ledger.entries(0, 10)]
    assert (first, second, numbers) == ((1, 2), (3, 3), [1, 2, 3])


def test_what_fails_in_the_middle_leaves_nothing_and_uses_no_number(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing() as ledger:
        ledger.add([kept(1)], set())
        raise ZeroDivisionError

    with store.writing() as ledger:
        assert ledger.entries(0, 10) == []
        assert ledger.add([kept(1)], set()) == (1, 1)


def test_numbers_stay_dense_when_many_write_at_once(store: Store) -> None:
    def work(stream: str) -> None:
        for seq in range(1, 11):
            with store.writing() as ledger:
                ledger.add([kept(seq, stream)], set())

    threads = [threading.Thread(target=work, args=(f"s{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.reading() as ledger:
        assert [each.cseq for each in ledger.entries(0, 100)] == list(range(1, 41))


@pytest.mark.parametrize(
    ("order", "ranges"),
    [
        ([1, 2, 3], [(1, 3)]),
        ([3, 1, 2], [(1, 3)]),
        ([1, 3, 5], [(1, 1), (3, 3), (5, 5)]),
        ([5, 1, 3, 2, 4], [(1, 5)]),
        ([10, 8, 9, 2], [(2, 2), (8, 10)]),
    ],
)
def test_ranges_tell_what_is_held_in_whatever_order_it_came(
    store: Store, order: list[int], ranges: list[tuple[int, int]]
) -> None:
    for seq in order:
        with store.writing() as ledger:
            ledger.add([kept(seq)], set())

    with store.reading() as ledger:
        assert [tuple(each) for each in ledger.ranges("s1")] == ranges


def test_what_is_known_is_known_by_its_hash(store: Store) -> None:
    with store.writing() as ledger:
        ledger.add([kept(seq) for seq in range(1, 700)], set())

    with store.reading() as ledger:
        assert ledger.known([b"s1-1", b"s1-699", b"s1-700"]) == {b"s1-1", b"s1-699"}
        assert ledger.slots("s1", [1, 700]) == {1: (b"s1-1", "prev")}
        assert ledger.names_of("d1") == {f"s1-{seq}" for seq in range(1, 700)}


def test_a_stream_has_one_owner(store: Store) -> None:
    with store.writing() as ledger:
        before = ledger.owner_of("s1")
        ledger.claim("s1", "d1")

    with store.reading() as ledger:
        assert (before, ledger.owner_of("s1"), ledger.streams_of("d1")) == (None, "d1", ["s1"])


def test_receipts_come_back_in_order_after_the_one_named(store: Store) -> None:
    for number in range(1, 5):
        with store.writing() as ledger:
            ledger.give(given(f"r{number}", f"p{number}"))
    with store.writing() as ledger:
        ledger.give(given("other", "p9", "d2"))
        ledger.answered_again("p1")

    with store.reading() as ledger:
        assert [each.rid for each in ledger.given_after("d1", "r2", 10)] == ["r3", "r4"]
        assert [each.rid for each in ledger.given_after("d1", "", 2)] == ["r1", "r2"]
        assert [each.rid for each in ledger.given_after("d1", "other", 1)] == ["r1"]
        assert (ledger.last_given("d1"), ledger.last_given("d3")) == ("hash-r4", "")
        assert ledger.given_for("p3") == given("r3", "p3")


def test_holds_and_findings_are_kept_once(store: Store) -> None:
    hold = Hold(b"h", "d1", "p1", "fork", b"data", b"sig", "at")
    for _ in range(3):
        with store.writing() as ledger:
            ledger.hold(replace(hold, pid="another"))
            ledger.find(Finding("chain-break", "d1", "s1", 4, "at"))

    with store.reading() as ledger:
        assert [each.reason for each in ledger.holds()] == ["fork"]
        assert [each.seq for each in ledger.findings()] == [4]


def test_what_is_unchecked_is_worked_off(store: Store) -> None:
    with store.writing() as ledger:
        ledger.add([kept(1), kept(2), kept(3)], {b"s1-1", b"s1-3"})
    with store.writing() as ledger:
        waiting = ledger.unchecked(10)
        ledger.checked([waiting[0].cseq])

    with store.reading() as ledger:
        assert [each.seq for each in waiting] == [1, 3]
        assert [each.seq for each in ledger.unchecked(10)] == [3]


def test_codes_and_devices_are_what_was_put_last(store: Store) -> None:
    code = Code("ABCDE", b"key", "HHI", "made", "expires")
    Terminal().enrol(store)
    with store.writing() as ledger:
        ledger.put_code(code)
        ledger.put_code(replace(code, tries=3))
        ledger.seen("dev-a", "later")

    with store.reading() as ledger:
        found = ledger.device("dev-a")
        assert ledger.code("ABCDE") == replace(code, tries=3)
        assert found is not None
        assert found.last_seen == "later"
        assert [each.dev for each in ledger.devices()] == ["dev-a"]
        assert (ledger.code("OTHER"), ledger.device("other")) == (None, None)


@pytest.mark.parametrize(
    "statement", ["UPDATE entry SET data = x'00'", "DELETE FROM entry", "DELETE FROM receipt"]
)
def test_what_was_signed_for_cannot_be_changed(tmp_path: Path, statement: str) -> None:
    with closing(SqliteStore(tmp_path, KEY, "at")) as embedded:
        with embedded.writing() as ledger:
            ledger.add([kept(1)], set())
            ledger.give(given("r1", "p1"))

        with pytest.raises(RuntimeError), embedded.writing():
            embedded._connection.execute(statement)


def test_the_file_shows_nothing_of_what_is_in_it(tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path, KEY, "at")) as embedded, embedded.writing() as ledger:
        ledger.add([kept(1)], set())

    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"jokafor" not in content
    assert b"SQLite" not in content


def test_another_key_does_not_open_it(tmp_path: Path) -> None:
    SqliteStore(tmp_path, KEY, "at").close()

    with pytest.raises(Damaged):
        SqliteStore(tmp_path, bytes(32), "at")


def test_a_folder_keeps_its_server_and_its_realm(tmp_path: Path) -> None:
    with closing(open_server(tmp_path, training=True)) as first:
        made = first.keys.server_id, first.keys.realm
    with closing(open_server(tmp_path)) as again:
        kept_same = again.keys.server_id, again.keys.realm

    assert made == kept_same
    assert (tmp_path / "server.keys").stat().st_mode & 0o077 == 0


def test_a_live_server_never_becomes_one_for_training(tmp_path: Path) -> None:
    open_server(tmp_path, training=False).close()

    with pytest.raises(Trouble, match="live server"):
        open_server(tmp_path, training=True)


def test_a_database_without_its_keys_is_not_begun_anew(tmp_path: Path) -> None:
    open_server(tmp_path).close()
    (tmp_path / "server.keys").unlink()

    with pytest.raises(Trouble, match="not its keys"):
        open_server(tmp_path)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"v": 2}', "\0" * 100])
def test_damaged_keys_are_said_to_be_damaged(tmp_path: Path, content: str) -> None:
    open_server(tmp_path).close()
    (tmp_path / "server.keys").write_text(content)

    with pytest.raises(Damaged):
        open_server(tmp_path)


def test_keys_that_others_may_read_are_refused(tmp_path: Path) -> None:
    open_server(tmp_path).close()
    (tmp_path / "server.keys").chmod(0o644)

    with pytest.raises(Trouble, match="Others can read"):
        open_server(tmp_path)


def _add_ten(folder: Path, stream: str) -> None:
    with closing(SqliteStore(folder, KEY, "at")) as embedded:
        for seq in range(1, 11):
            with embedded.writing() as ledger:
                ledger.add([kept(seq, stream)], set())


def test_two_processes_number_without_holes(tmp_path: Path) -> None:
    SqliteStore(tmp_path, KEY, "at").close()
    spawn = multiprocessing.get_context("spawn")
    others = [spawn.Process(target=_add_ten, args=(tmp_path, f"s{number}")) for number in range(2)]
    for other in others:
        other.start()
    for other in others:
        other.join()

    with closing(SqliteStore(tmp_path, KEY, "at")) as embedded, embedded.reading() as ledger:
        assert [each.cseq for each in ledger.entries(0, 100)] == list(range(1, 21))
