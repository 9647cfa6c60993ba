"""The rights table, held against every act there is: by whom it may be done, and that refusals are logged."""

import pytest

from hubtui.acts.cases import case_to_record, find_case
from hubtui.acts.everything import ACTS, perform
from hubtui.domain.roles import CASE_WORKERS, EVERYONE, SUPERVISORS, SYNC_OPERATORS, Reach, Right, Role, reach
from hubtui.domain.stage import Stage
from hubtui.domain.trouble import NotAllowed
from hubtui.store import access_log
from tests.builders import STAFF, Desk, referral

LOGIN = {role: login for login, (_name, role) in STAFF.items()}

SUPERVISING = {
    Right.ALLOCATE: {
        *("referral.allocate", "referral.return", "case.cover", "case.match", "eligibility.decide"),
        *("death.undo", "session.allow_remote"),
    },
    Right.REFERENCE_AND_STAFF: {
        *("training.record", "training.require", "worker.change", "setting.change", "activity.change"),
        *("place.add", "place.change", "place.end", "holiday.add"),
    },
}
"""What only a supervisor does: allocate, cover, approve, and change reference data, staff and training."""
CORRECTING = {"record.correct", "record.void"}


def right_of(name: str) -> Right:
    """The row of the rights table that an act falls under; what is not named here is work on a case."""
    if name in CORRECTING:
        return Right.CORRECT_RECORD
    return next((right for right, names in SUPERVISING.items() if name in names), Right.RECORD_WORK)


def forbidden() -> list[tuple[str, Role]]:
    return [(name, role) for name, act in sorted(ACTS.items()) for role in Role if role not in act.roles]


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize(("name", "role"), forbidden(), ids=str)
def test_an_act_of_another_role_is_refused_and_logged_by_every_way_in(
    terminal: Desk, name: str, role: Role
) -> None:
    workspace = terminal.sign_in(LOGIN[role])
    before = workspace.stream().next_seq
    act = ACTS[name]

    with pytest.raises(NotAllowed, match=name):
        perform(workspace, name, {})
    with pytest.raises(NotAllowed, match=name):
        act.run(workspace, act.input_model.model_construct())

    with workspace.reading() as db:
        logged = access_log.lines(db, find=name)
    assert [(line.by, line.what) for line in logged] == [(LOGIN[role], "refused")] * 2
    assert workspace.stream().next_seq == before


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_belongs_to_the_roles_that_the_rights_table_names(name: str) -> None:
    by_the_table = {role for role in Role if reach(role, right_of(name)) not in (Reach.NONE, Reach.READ)}

    assert ACTS[name].roles == by_the_table


@pytest.mark.req("SEC-02")
def test_the_sync_operator_has_no_act_that_writes_a_case() -> None:
    assert CASE_WORKERS | SYNC_OPERATORS == EVERYONE
    for act in ACTS.values():
        if "case" in act.input_model.model_fields:
            assert not act.roles & SYNC_OPERATORS, act.name


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize("name", sorted({name for names in SUPERVISING.values() for name in names}))
def test_what_is_a_supervisors_is_an_act_of_supervisors_alone(name: str) -> None:
    assert ACTS[name].roles == SUPERVISORS


def standing_at(desk: Desk, stage: Stage) -> str:
    """A case at `stage` that J Okafor holds and R Lindqvist covers."""
    ref = desk.do("referral.record", by="jokafor", **referral()).ref
    desk.do("referral.allocate", by="mreyes", case=ref, worker="jokafor")
    desk.do("case.cover", case=ref, worker="rlindqvist")
    if stage is not Stage.ALLOCATED_CUSTODY:
        desk.do("case.match", case=ref, to=stage.value, reason="For this test")
    return ref


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize(
    ("stage", "allowed"),
    [
        (Stage.ALLOCATED_CUSTODY, {"jokafor"}),
        (Stage.IN_SERVICE_CUSTODY, {"jokafor"}),
        (Stage.GATE, {"jokafor", "rlindqvist"}),
        (Stage.SHORT_NOTICE, {"jokafor", "rlindqvist"}),
        (Stage.RELEASED, {"jokafor", "rlindqvist"}),
        (Stage.IN_SERVICE_COMMUNITY, {"rlindqvist"}),
    ],
)
def test_work_is_recorded_in_custody_by_its_worker_and_in_the_community_by_the_outreach_worker(
    terminal: Desk, stage: Stage, allowed: set[str]
) -> None:
    ref = standing_at(terminal, stage)

    may = set()
    for login in STAFF:
        workspace = terminal.sign_in(login)
        with workspace.reading() as db:
            try:
                case_to_record(db, workspace, ref)
                may.add(login)
            except NotAllowed:
                pass

    assert may == allowed


@pytest.mark.req("SEC-02")
def test_a_case_held_by_nobody_is_open_to_whoever_keyed_it_in_and_to_supervisors(terminal: Desk) -> None:
    ref = terminal.do("referral.record", by="jokafor", **referral()).ref

    may = set()
    for login in STAFF:
        workspace = terminal.sign_in(login)
        with workspace.reading() as db:
            try:
                case_to_record(db, workspace, ref)
                may.add(login)
            except NotAllowed:
                assert find_case(db, ref).reference == ref

    assert may == {"jokafor"}


@pytest.mark.req("SEC-02", "SEC-04")
@pytest.mark.parametrize("rehearse", [False, True], ids=["in earnest", "rehearsed"])
def test_a_refusal_is_logged_with_the_case_that_was_reached_for(terminal: Desk, rehearse: bool) -> None:
    ref = terminal.do("referral.record", by="jokafor", **referral()).ref
    workspace = terminal.sign_in("rlindqvist")

    with pytest.raises(NotAllowed, match="do not hold or cover"):
        perform(workspace, "note.add", {"case": "A1001AA", "note": "x"}, rehearse=rehearse)

    with workspace.reading() as db:
        (line,) = access_log.lines(db, limit=1)
    assert (line.by, line.what, line.subject, line.detail) == ("rlindqvist", "refused", "note.add", ref)
