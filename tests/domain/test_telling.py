"""Whom to tell and in what order, and the status of a telling."""

import pytest

from hubtui.domain.contact_chain import ContactChain
from hubtui.domain.stage import Setting
from hubtui.domain.telling import (
    MOVES,
    Means,
    Telling,
    TellingState,
    danger_first,
    next_to_try,
    whom_to_tell,
)
from tests.builders import NOON

WHOLE = ContactChain(
    id="chain",
    practitioner_name="P Marsh",
    secondary_name="L Ahmed",
    duty_officer_phone="01632 960100",
    omu_name="OMU desk",
)


def tried(**who: str) -> Telling:
    return Telling(id="t", concern="c", means=Means.NO_ANSWER, at=NOON, **who)


@pytest.mark.req("RSK-06")
@pytest.mark.parametrize(
    ("chain", "setting", "order"),
    [
        (WHOLE, Setting.CUSTODY, ["practitioner", "secondary", "duty_officer"]),
        (
            WHOLE.model_copy(update={"practitioner_name": None}),
            Setting.CUSTODY,
            ["omu", "secondary", "duty_officer"],
        ),
        (
            WHOLE.model_copy(update={"practitioner_name": None}),
            Setting.COMMUNITY,
            ["secondary", "duty_officer"],
        ),
        (None, Setting.CUSTODY, []),
    ],
    ids=["whole chain", "custody without practitioner", "community without practitioner", "no chain"],
)
def test_the_chain_is_offered_in_its_order(
    chain: ContactChain | None, setting: Setting, order: list[str]
) -> None:
    assert [contact.link.value for contact in whom_to_tell(chain, setting)] == order


@pytest.mark.req("RSK-06")
def test_the_next_is_whoever_has_not_been_tried_and_at_the_end_the_first_again() -> None:
    order = whom_to_tell(WHOLE, Setting.CUSTODY)
    attempts = [tried(name="p marsh"), tried(name="L Ahmed"), tried(role="Duty Officer line")]

    offered = [next_to_try(order, attempts[:number]) for number in range(4)]

    assert [each.link.value if each else "" for each in offered] == [
        "practitioner",
        "secondary",
        "duty_officer",
        "practitioner",
    ]
    assert next_to_try([], []) is None


@pytest.mark.req("RSK-07")
@pytest.mark.parametrize(
    ("setting", "words"), [(Setting.CUSTODY, "officer"), (Setting.COMMUNITY, "999"), (None, "999")]
)
def test_danger_to_life_comes_first(setting: Setting | None, words: str) -> None:
    assert words in danger_first(setting)


@pytest.mark.req("RSK-06")
@pytest.mark.parametrize("means", list(Means))
def test_only_somebody_spoken_to_in_hmpps_closes_a_telling(means: Means) -> None:
    told = Telling(id="t", concern="c", name="A", role="B", means=means, at=NOON)

    assert told.closes is (means in (Means.IN_PERSON, Means.PHONE, Means.VIDEO))
    assert not told.model_copy(update={"in_hmpps": False}).closes


def test_every_state_of_a_telling_has_a_row() -> None:
    assert set(MOVES) == set(TellingState)
