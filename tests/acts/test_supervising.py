"""What a supervisor keeps: training, workers, settings, places, the catalogue's wording, bank holidays."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.acts.cases import case_to_read, case_to_record
from hubtui.domain.places import places
from hubtui.domain.settings import SETTINGS
from hubtui.domain.trouble import NotAllowed, NotFound, RuleBroken
from hubtui.domain.worker import Training, out_of_date
from hubtui.domain.working_days import is_working_day
from hubtui.store.activities import title
from hubtui.store.holidays import bank_holidays
from hubtui.store.places import known_places
from hubtui.store.settings import setting
from hubtui.store.worker import candidates
from tests.builders import Desk, referral

MODULES = ("Safeguarding", "Data protection")


def allocated(desk: Desk) -> str:
    """A case that J Okafor holds; answers its reference."""
    ref = desk.do("referral.record", by="jokafor", **referral()).ref
    desk.do("referral.allocate", by="mreyes", case=ref, worker="jokafor")
    return ref


def require(desk: Desk) -> None:
    """Two modules become mandatory for custody workers."""
    for module in MODULES:
        desk.do("training.require", by="mreyes", module=module, roles=["custody-worker"])


def train(desk: Desk, module: str, **changes: Any) -> None:
    desk.do(
        "training.record",
        by="mreyes",
        worker="jokafor",
        module=module,
        **{"completed_on": "2026-11-02", **changes},
    )


def open_as_worker(desk: Desk, ref: str, *, always: bool = False, record: bool = False) -> str:
    """Open the case as J Okafor does; answers its reference."""
    desk.sign_in("jokafor")
    with desk.workspace.reading() as db:
        if record:
            return case_to_record(db, desk.workspace, ref, always=always).reference
        return case_to_read(db, desk.workspace, ref).reference


def refused(desk: Desk, act: str, **data: Any) -> dict[str, str]:
    """What an act is refused for, by field."""
    with pytest.raises(RuleBroken) as caught:
        desk.do(act, by="mreyes", **data)
    return {problem.field: problem.message for problem in caught.value.problems}


@pytest.mark.req("STF-02")
def test_no_case_opens_until_every_mandatory_module_is_recorded(terminal: Desk) -> None:
    ref = allocated(terminal)
    require(terminal)

    with pytest.raises(NotAllowed, match="Data protection, Safeguarding"):
        open_as_worker(terminal, ref)
    train(terminal, "Safeguarding")
    with pytest.raises(NotAllowed, match=r"completed: Data protection\."):
        open_as_worker(terminal, ref)
    train(terminal, "Data protection")

    assert open_as_worker(terminal, ref) == ref


@pytest.mark.req("STF-02")
def test_a_module_is_mandatory_for_its_roles_only_and_until_it_is_ended(terminal: Desk) -> None:
    ref = allocated(terminal)
    require(terminal)
    terminal.sign_in("mreyes")
    with terminal.workspace.reading() as db:
        assert case_to_read(db, terminal.workspace, ref).reference == ref

    for module in MODULES:
        terminal.do("training.require", module=module, roles=[], ended=True)

    assert open_as_worker(terminal, ref) == ref
    assert (
        "nothing to end" in refused(terminal, "training.require", module="x", roles=[], ended=True)["module"]
    )
    assert "roles" in refused(terminal, "training.require", module="x", roles=["sync-operator"])


@pytest.mark.req("STF-02", "REF-10")
def test_an_untrained_worker_cannot_be_given_a_case(terminal: Desk) -> None:
    ref = terminal.do("referral.record", by="mreyes", **referral()).ref
    require(terminal)
    train(terminal, "Safeguarding", expires_on="2026-11-19")

    words = refused(terminal, "referral.allocate", case=ref, worker="jokafor")["worker"]

    assert words == "J Okafor has not completed training that is in date: Data protection, Safeguarding."


@pytest.mark.req("STF-02")
def test_an_expired_module_stops_new_work_after_its_grace_but_not_reading(terminal: Desk) -> None:
    ref = allocated(terminal)
    require(terminal)
    train(terminal, "Data protection")
    train(terminal, "Safeguarding", expires_on="2026-11-06")

    assert open_as_worker(terminal, ref, record=True) == ref
    terminal.clock.forward(days=1)

    with pytest.raises(NotAllowed, match="Training has expired: Safeguarding"):
        open_as_worker(terminal, ref, record=True)
    assert open_as_worker(terminal, ref) == ref


@pytest.mark.req("STF-02")
def test_want_of_training_never_holds_up_what_has_happened_on_a_held_case(terminal: Desk) -> None:
    ref = allocated(terminal)
    require(terminal)

    assert open_as_worker(terminal, ref, record=True, always=True) == ref
    terminal.do("release.record", by="jokafor", case=ref, released_at="2026-11-20T09:00:00+00:00")
    terminal.do("concern.raise", case=ref, kind="behaviour", note="Shouted.", raises_risk=False)
    terminal.do(
        "session.miss",
        case=ref,
        type="initial",
        planned_at="2026-11-20T10:00:00+00:00",
        method="in-person",
        place="Wing",
        attempts="Went to his cell",
    )
    terminal.do("death.record", case=ref, died_on="2026-11-20", told_by="Chaplain")


@pytest.mark.req("STF-02")
def test_training_of_tomorrow_or_for_nobody_is_refused(terminal: Desk) -> None:
    done = {"worker": "jokafor", "module": "Safeguarding", "completed_on": "2026-11-20"}

    assert (
        "future"
        in refused(terminal, "training.record", **{**done, "completed_on": "2026-11-21"})["completed_on"]
    )
    assert "before" in refused(terminal, "training.record", **done, expires_on="2026-11-19")["expires_on"]
    assert "Nobody here" in refused(terminal, "training.record", **{**done, "worker": "x"})["worker"]


@pytest.mark.req("STF-02")
@given(overdue=st.integers(-40, 40), grace=st.integers(0, 30))
def test_a_module_lapses_on_the_day_after_its_grace(overdue: int, grace: int) -> None:
    last = date(2026, 11, 20)
    on = date.fromordinal(last.toordinal() + overdue)
    trainings = [
        Training(id="1", login="x", module="m", completed_on=date(2020, 1, 1), expires_on=date(2024, 1, 1)),
        Training(id="2", login="x", module="m", completed_on=date(2024, 1, 1), expires_on=last),
    ]

    assert bool(out_of_date(["m"], trainings, on=on, grace_days=grace)) is (overdue > grace)


@pytest.mark.req("REF-10")
def test_the_one_who_allocates_sees_caseload_base_and_training_beside_each_name(terminal: Desk) -> None:
    allocated(terminal)
    terminal.do("worker.change", by="mreyes", worker="rlindqvist", base="hub-127")
    require(terminal)

    with terminal.workspace.reading() as db:
        listed = candidates(db, on=terminal.workspace.today())

    seen = {each.login: (each.base, each.open_cases, bool(each.not_ready)) for each in listed}
    assert seen == {
        "rlindqvist": ("hub-127", 0, False),
        "mreyes": ("HHI", 0, False),
        "jokafor": ("HHI", 1, True),
    }
    assert listed[-1].login == "jokafor"


@pytest.mark.req("REF-10")
def test_a_worker_who_goes_leaves_a_warning_about_the_cases_he_holds(terminal: Desk) -> None:
    allocated(terminal)

    saved = terminal.do("worker.change", worker="jokafor", presence="absent")

    assert saved.warnings == ("J Okafor holds 1 open cases: give them cover.",)
    assert "Nothing is filled in" in refused(terminal, "worker.change", worker="jokafor")["presence"]


CHANGE: dict[str, Any] = {
    "name": "first-offer-urgent",
    "value": 2,
    "from_date": "2026-12-01",
    "source": "OI 4",
}


@pytest.mark.req("RDT-05")
def test_a_setting_changes_from_its_date_and_not_before(terminal: Desk) -> None:
    terminal.do("setting.change", by="mreyes", **CHANGE)

    with terminal.workspace.reading() as db:
        values = [setting(db, "first-offer-urgent", on=date(2026, 12, 1 + n)) for n in (0, 1)]
        earlier = setting(db, "first-offer-urgent", on=date(2026, 11, 30))
        untouched = setting(db, "idle-lock", on=date(2026, 12, 1))
    assert (earlier, values) == (1, [2, 2])
    assert untouched == SETTINGS["idle-lock"].default


@pytest.mark.req("RDT-05")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": 0}, "value"),
        ({"value": -3}, "value"),
        ({"value": 366}, "value"),
        ({"source": ""}, "source"),
        ({"from_date": "2026-11-19"}, "from_date"),
    ],
    ids=["zero", "negative", "over-a-year", "no-source", "reaching-back"],
)
def test_an_absurd_setting_is_refused(terminal: Desk, changes: dict[str, Any], field: str) -> None:
    assert list(refused(terminal, "setting.change", **{**CHANGE, **changes})) == [field]


@pytest.mark.req("RDT-05")
def test_there_is_no_setting_of_another_name(terminal: Desk) -> None:
    with pytest.raises(NotFound, match="no setting"):
        terminal.do("setting.change", **{**CHANGE, "name": "patience"})


PLACE = {"code": "hub-test", "name": "Test hub", "kind": "hub", "region": "North East"}


@pytest.mark.req("RDT-01")
def test_a_place_is_added_changed_and_ended_and_never_gone(terminal: Desk) -> None:
    terminal.do("place.add", by="mreyes", **PLACE)
    terminal.do("place.add", code="hub-test-two", name="Annexe", kind="satellite", parent="hub-test")
    terminal.do("place.change", code="HHI", mandated=True, departure_lounge=False)
    terminal.do("place.end", code="hub-test", end="2026-12-31")

    with terminal.workspace.reading() as db:
        known = known_places(db)
    assert (known["hub-test"].name, known["hub-test"].region) == ("Test hub", "North East")
    used = [known["hub-test"].used_on(day) for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert used == [True, False]
    assert known["hub-test-two"].parent == "hub-test"
    assert (known["HHI"].mandated, known["HHI"].departure_lounge) == (True, False)
    assert known["HHI"].name == places()["HHI"].name
    assert set(places()) < set(known)


@pytest.mark.req("RDT-01")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "satellite"}, "parent"),
        ({"kind": "satellite", "parent": "hub-nowhere"}, "parent"),
        ({"code": "HHI"}, "code"),
        ({"code": "my place"}, "code"),
    ],
    ids=["satellite-alone", "satellite-of-nothing", "there-already", "no-code"],
)
def test_a_place_that_cannot_stand_is_refused(terminal: Desk, changes: dict[str, str], field: str) -> None:
    assert list(refused(terminal, "place.add", **{**PLACE, **changes})) == [field]


@pytest.mark.req("RDT-01")
@pytest.mark.parametrize("written", ["hub-test", "Test Hub"])
def test_a_place_with_sessions_to_come_is_not_ended_and_they_are_listed(terminal: Desk, written: str) -> None:
    terminal.do("place.add", by="mreyes", **PLACE)
    ref = allocated(terminal)
    terminal.do(
        "session.offer",
        by="jokafor",
        case=ref,
        type="initial",
        planned_at="2026-12-02T14:00:00+00:00",
        place=written,
        method="in-person",
    )

    assert "02/12/2026" in refused(terminal, "place.end", code="hub-test", end="2026-12-01")["end"]
    assert terminal.do("place.end", code="hub-test", end="2026-12-02").entries


WORDING = {
    "activity": "a-ch01",
    "title": "Check the tenancy",
    "from_date": "2026-12-01",
    "plan_version": "Plan 3",
}


@pytest.mark.req("RDT-02")
@pytest.mark.parametrize("id_", ["A-CH01", "O1"], ids=["an-activity", "an-outcome"])
def test_a_case_keeps_the_wording_it_chose(terminal: Desk, id_: str) -> None:
    with terminal.workspace.reading() as db:
        before = title(db, id_, chosen=date(2026, 12, 5))
    terminal.do("activity.change", by="mreyes", **{**WORDING, "activity": id_.lower()})

    with terminal.workspace.reading() as db:
        chosen_before = title(db, id_, chosen=date(2026, 11, 30))
        chosen_after = title(db, id_, chosen=date(2026, 12, 1))
    assert (chosen_before, chosen_after) == (before, "Check the tenancy")


@pytest.mark.req("RDT-02")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"plan_version": ""}, "plan_version"),
        ({"from_date": "2026-11-19"}, "from_date"),
        ({"title": " "}, "title"),
    ],
)
def test_a_wording_without_a_plan_version_is_refused(
    terminal: Desk, changes: dict[str, str], field: str
) -> None:
    assert list(refused(terminal, "activity.change", **{**WORDING, **changes})) == [field]


@pytest.mark.req("RDT-06")
def test_a_holiday_brought_in_is_no_working_day_and_moves_what_falls_due(terminal: Desk) -> None:
    ref = allocated(terminal)
    before = terminal.do("release.set", by="jokafor", case=ref, release_date="2026-12-18").message

    terminal.do("holiday.add", by="mreyes", day="2026-12-17", title="Royal occasion")

    with terminal.workspace.reading() as db:
        assert not is_working_day(date(2026, 12, 17), bank_holidays(db))
    after = terminal.do("release.set", by="jokafor", case=ref, release_date="2026-12-18").message
    assert "meeting before release 04/12/2026" in before
    assert "meeting before release 03/12/2026" in after


@pytest.mark.req("RDT-06")
@pytest.mark.parametrize(
    ("day", "words"),
    [("2026-12-25", "twice"), ("2026-12-26", "Saturday"), ("2026-12-20", "Sunday")],
)
def test_a_holiday_entered_twice_or_at_a_weekend_is_refused(terminal: Desk, day: str, words: str) -> None:
    assert words in refused(terminal, "holiday.add", day=day, title="x")["day"]


@pytest.mark.req("RDT-06")
def test_a_single_day_of_a_later_year_does_not_pass_for_its_whole_list(terminal: Desk) -> None:
    with terminal.workspace.reading() as db:
        last = bank_holidays(db).last_year
    day = next(d for n in range(1, 9) if is_working_day(d := date(last + 2, 3, n)))

    terminal.do("holiday.add", by="mreyes", day=day.isoformat(), title="Proclaimed")

    with terminal.workspace.reading() as db:
        known = bank_holidays(db)
    assert known.last_year == last
    assert day in known
    assert date(last + 2, 12, 25) in known or date(last + 2, 12, 25).weekday() >= 5
