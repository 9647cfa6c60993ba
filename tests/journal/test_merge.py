"""Merging is a function of a set of operations: order, doubles and gaps change nothing."""

import random
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.domain.record import RECORDS, Cautious, Record, Union, kept
from hubtui.journal.envelope import VOID, WireOp
from hubtui.journal.merge import RecordHeads

if "merge_trial" not in RECORDS:

    @kept("merge_trial")
    class Trial(Record):
        """A record of every policy."""

        level: Annotated[str | None, Cautious(("low", "medium", "high"))] = None
        phone: str | None = None
        tags: Annotated[list[str], Union()] = []


def new() -> WireOp:
    return WireOp("new", "r", "", (), "merge_trial", "e0")


def put(name: str, field: str, value: object, *bases: str) -> WireOp:
    return WireOp("set", "r", field, bases, value, name)


def after(*ops: WireOp) -> RecordHeads:
    heads = RecordHeads("case-1")
    for op in ops:
        heads.add(op)
    return heads


@st.composite
def histories(draw: st.DrawFn) -> list[WireOp]:
    """Edits by workers who saw any part of what came before."""
    ops = [new()]
    for number in range(draw(st.integers(1, 8))):
        field = draw(st.sampled_from(["level", "phone"]))
        earlier = [op.name for op in ops if op.field == field]
        seen = draw(st.lists(st.sampled_from(earlier), unique=True)) if earlier else []
        ops.append(put(f"e{number + 1}", field, draw(st.sampled_from(["low", "medium", "high"])), *seen))
    return ops


@given(histories(), st.randoms(use_true_random=False), st.data())
def test_order_and_doubles_change_nothing(ops: list[WireOp], rng: random.Random, data: st.DataObject) -> None:
    again = [*ops, *data.draw(st.lists(st.sampled_from(ops)))]
    rng.shuffle(again)

    first, second = after(*ops), after(*again)

    for field in ("level", "phone"):
        assert first.shown(field) == second.shown(field)
    assert first.contested() == second.contested()


@given(histories())
def test_heads_are_what_nobody_knowingly_replaced(ops: list[WireOp]) -> None:
    heads = after(*ops)

    for field in ("level", "phone"):
        own = [op for op in ops if op.field == field]
        replaced = {base for op in own for base in op.bases}
        standing = {op.name for op in own} - replaced
        assert set(heads.fields[field].values if field in heads.fields else {}) == standing


@given(histories())
def test_a_record_survives_the_store(ops: list[WireOp]) -> None:
    heads = after(*ops)

    again = RecordHeads.from_json(heads.to_json())

    assert again.to_json() == heads.to_json()


@pytest.mark.req("RSK-01")
def test_while_a_risk_level_is_contested_the_gravest_shows() -> None:
    heads = after(
        new(), put("e1", "level", "low"), put("e2", "level", "high", "e1"), put("e3", "level", "medium", "e1")
    )

    assert heads.shown("level") == "high"
    assert heads.contested() == ["level"]


def test_a_level_that_no_list_names_counts_as_the_gravest() -> None:
    heads = after(new(), put("e1", "level", "high"), put("e2", "level", "extreme"))

    assert heads.shown("level") == "extreme"


def test_two_workers_who_say_the_same_do_not_clash() -> None:
    heads = after(new(), put("e1", "phone", "01632 960144"), put("e2", "phone", "01632 960144"))

    assert heads.contested() == []


def test_typing_over_one_of_two_values_leaves_the_other_standing() -> None:
    heads = after(new(), put("e1", "phone", "1"), put("e2", "phone", "2"), put("e3", "phone", "3", "e1"))

    assert set(heads.fields["phone"].values) == {"e2", "e3"}


def test_a_settlement_that_saw_both_ends_the_clash() -> None:
    heads = after(
        new(), put("e1", "phone", "1"), put("e2", "phone", "2"), put("e3", "phone", "2", "e1", "e2")
    )

    assert heads.shown("phone") == "2"
    assert heads.contested() == []


def test_adding_wins_over_an_unseen_removal() -> None:
    add_one = WireOp("add", "r", "tags", (), "parent", "e1.0")
    add_again = WireOp("add", "r", "tags", (), "parent", "e2.0")
    remove = WireOp("rem", "r", "tags", ("e1.0",), None, "e3.0")

    heads = after(new(), add_one, remove, add_again)

    assert heads.shown("tags") == ["parent"]


def test_voiding_hides_what_was_seen_and_no_edit_that_was_not() -> None:
    void = WireOp("void", "r", VOID, (), {"reason": "typed twice", "seen": {"phone": ["e1"]}}, "e9")

    seen_only = after(new(), put("e1", "phone", "1"), void)
    edited_unseen = after(new(), put("e1", "phone", "1"), void, put("e2", "phone", "2", "e1"))

    assert seen_only.voided
    assert not edited_unseen.voided
    assert edited_unseen.contested() == [VOID]
