"""Every act by every role from the command line: allowed by the list of acts, or refused, with nothing saved."""

import pytest

from tests.blackbox.station import OPERATOR, OUTREACH, ROLES, SUPERVISOR, WORKER, Station

EVERYBODY = {**ROLES, SUPERVISOR: "supervisor"}


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize("user", [WORKER, OUTREACH, OPERATOR, SUPERVISOR])
def test_a_role_does_only_what_the_list_of_acts_grants_it(station: Station, user: str) -> None:
    acts = station.run("--json", "acts").answer

    answers = station.lines([(act["name"], {}) for act in acts], user=user)

    for act, answer in zip(acts, answers, strict=True):
        refused = any("may not do this" in each["message"] for each in answer["problems"])
        assert refused == (EVERYBODY[user] not in act["roles"]), (act["name"], answer)
        assert not answer["saved"]
        assert "entries" not in answer


@pytest.mark.req("SEC-02")
def test_a_forbidden_act_on_its_own_ends_with_its_code(station: Station) -> None:
    allocated = station.do("referral.allocate", {"case": "A1001AA", "worker": OUTREACH}, user=OPERATOR)
    added = station.run("user", "add", "--login", "x", "--name", "X", "--role", "supervisor", user=WORKER)

    assert (allocated.code, added.code) == (4, 4)
    assert station.run("verify", user="x").code == 5
