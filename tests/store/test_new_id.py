"""Ids that are made at the keyboard."""

from uuid import UUID

from tests.builders import Desk


def test_ids_of_one_instant_keep_the_order_they_were_made_in(terminal: Desk) -> None:
    made = [terminal.workspace.new_id() for _ in range(10_000)]

    assert made == sorted(set(made))
    assert {UUID(each).version for each in made} == {7}
    assert {UUID(each).variant for each in made} == {"specified in RFC 4122"}


def test_ids_go_on_rising_when_the_clock_goes_back(terminal: Desk) -> None:
    before = terminal.workspace.new_id()
    terminal.clock.forward(days=-1)

    assert terminal.workspace.new_id() > before
