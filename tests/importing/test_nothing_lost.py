"""Whatever an extract holds, it comes in without a crash, and every value of it can be found again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubtui.domain.text import clean
from hubtui.importing.cats import tables as cats_tables
from hubtui.importing.community_support import tables as community_tables
from hubtui.importing.report import Report
from hubtui.importing.system import System
from hubtui.importing.systems import SYSTEMS
from hubtui.store import journal
from tests.builders import Desk, desk
from tests.importing.extracts import Inbox

FEW = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
WORDS = st.text(alphabet=st.characters(codec="utf-8"), max_size=12)
DIRTY = st.sampled_from(
    [
        "\ud800x",
        "a\x00b",
        "\x1b[31mred\x1b[0m",
        "<b>bold</b>",
        "Ŵyn",
        "9999-12-31",
        "20250507 00:00:00.0000000",
    ]
)
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS
    | DIRTY
)
VALUE = PLAIN | st.lists(PLAIN, max_size=2) | st.dictionaries(st.sampled_from("xy"), PLAIN, max_size=2)
KEYS = st.sampled_from(["1", "2", "3", 4, None])


def extracts(system: System) -> st.SearchStrategy[dict[str, Any]]:
    """Extracts of a system with its own tables and columns, strangers among them, and links that may lead astray."""

    def rows(table: str) -> st.SearchStrategy[list[Any]]:
        known = system.table(table)
        links = {column for column, _ in known.links} | set(system.links) | {"Id", "id"}
        columns = dict.fromkeys(sorted(known.columns - links), VALUE) | {"Stranger": VALUE}
        chosen = st.lists(st.sampled_from(sorted(columns)), max_size=6, unique=True)
        named = st.dictionaries(st.sampled_from(sorted(links)), KEYS, max_size=3)
        row = st.tuples(chosen, named).flatmap(
            lambda parts: st.fixed_dictionaries({name: columns[name] for name in parts[0]}).map(
                lambda made: {**made, **parts[1]}
            )
        )
        return st.lists(row | PLAIN, max_size=3)

    names = st.lists(st.sampled_from([*sorted(system.tables), "Stray.Table"]), max_size=5, unique=True)
    people = st.lists(KEYS.map(lambda key: {"Id": key, "id": key}), min_size=1, max_size=2)
    return st.tuples(names, people).flatmap(
        lambda parts: st.fixed_dictionaries({name: rows(name) for name in parts[0]}).map(
            lambda made: {system.person: parts[1], **made}
        )
    )


def scalars(value: Any) -> Iterator[str]:
    """Every value that somebody could look for, as it is written; texts as they may be kept."""
    if isinstance(value, dict):
        for each in value.values():
            yield from scalars(each)
    elif isinstance(value, list):
        for each in value:
            yield from scalars(each)
    elif isinstance(value, str):
        yield clean(value).strip()
    elif value is not None:
        yield json.dumps(value)


def everything(value: Any) -> Iterator[str]:
    """All that a decoded entry says, texts that are JSON themselves taken apart."""
    yield from scalars(value)
    for text in [each for each in scalars(value) if each.startswith(("[", "{"))]:
        try:
            yield from scalars(json.loads(text, parse_float=str, parse_int=str))
        except ValueError:
            continue


def said_since(terminal: Desk, before: int, report: Report) -> str:
    """All that the entries after the first `before`, and the report, say."""
    with terminal.workspace.reading() as db:
        made = list(journal.entries(db))[before:]
    told = [text for entry in made for text in everything(entry.content["ops"])]
    return "\n".join([*told, *(each.value for each in report.problems)])


def check_nothing_is_lost(folder: Path, name: str) -> None:
    """Bring in many dirty extracts of a system, each at a terminal of its own journal's end."""
    counted = iter(range(1_000_000))

    @FEW
    @given(extracts(SYSTEMS[name]))
    def holds(tables: dict[str, Any]) -> None:
        place = folder / str(next(counted))
        place.mkdir()
        terminal = desk(place)
        before = len(Inbox(terminal, place).entries())
        try:
            report = Inbox(terminal, place).bring(json.dumps(tables).encode(), of=name)
            again = Inbox(terminal, place).bring(json.dumps(tables).encode(), of=name)
            said = said_since(terminal, before, report)
        finally:
            terminal.workspace.close()
        lost = [value for value in scalars(tables) if value not in said]
        assert lost == []
        assert (again.created, again.updated, again.entries) == (0, 0, 0)

    holds()


def test_no_value_of_cats_is_lost(tmp_path: Path) -> None:
    check_nothing_is_lost(tmp_path, "cats")


def test_no_value_of_community_support_is_lost(tmp_path: Path) -> None:
    check_nothing_is_lost(tmp_path, "community-support")


def test_every_link_leads_to_a_table_that_is_known() -> None:
    for known in (cats_tables, community_tables):
        targets = {target for table in known.TABLES.values() for _, target in (*table.links, *table.back)}
        assert targets | set(known.LINKS.values()) <= set(known.TABLES)
