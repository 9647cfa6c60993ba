"""Finding notes, names and numbers: what is found, by whom, and that no text is wrong."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubtui.acts.reading import look_for
from hubtui.domain.trouble import NotAllowed
from hubtui.store import access_log, search
from tests.builders import Desk, referral

NOTE: dict[str, Any] = {
    "kind": "behaviour",
    "note": "Talked about the café hostel,\nthen left.",
    "raises_risk": False,
}


def a_case(terminal: Desk, **changes: Any) -> str:
    """A referral that J Okafor keyed in; answers its reference."""
    return terminal.do("referral.record", by="jokafor", **referral(**changes)).ref


@pytest.mark.req("REF-14")
@pytest.mark.parametrize(
    "typed",
    ["hostel", "HOSTEL cafe", "hos", "café talked", '"hostel" AND', "hostel*", "(hostel", "talked-about"],
)
def test_a_note_is_found_by_any_of_its_words_or_their_beginnings(terminal: Desk, typed: str) -> None:
    ref = a_case(terminal)
    terminal.do("concern.raise", case=ref, **NOTE)

    hits = search.find(terminal.workspace, typed.replace("AND", ""))

    assert [(hit.ref, hit.kind) for hit in hits] == [(ref, "concern")]
    assert "hostel" in hits[0].snippet
    assert "\n" not in hits[0].snippet


@pytest.mark.req("REF-14")
@pytest.mark.parametrize("typed", ["adeyemi", "Adey", "A1001AA", "a1001"])
def test_a_person_is_found_by_name_or_number(terminal: Desk, typed: str) -> None:
    ref = a_case(terminal)

    hits = search.find(terminal.workspace, typed)

    assert [(hit.ref, hit.name) for hit in hits] == [(ref, "ADEYEMI Tunde")]


@pytest.mark.req("REF-14")
@pytest.mark.parametrize("typed", ["", "   ", "zebra", "***", '"', "NEAR(", "^", "\0", "-"])
def test_a_search_without_a_hit_finds_nothing_and_breaks_nothing(terminal: Desk, typed: str) -> None:
    a_case(terminal)

    assert search.find(terminal.workspace, typed) == []


@given(typed=st.text(max_size=30))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_is_ever_a_mistake(terminal: Desk, typed: str) -> None:
    assert isinstance(search.find(terminal.workspace, typed), list)


def test_the_newest_stands_first_and_the_limit_holds(terminal: Desk) -> None:
    ref = a_case(terminal)
    made = [terminal.do("concern.raise", case=ref, **NOTE).ids[0] for _ in range(3)]

    hits = search.find(terminal.workspace, "hostel", limit=2)

    assert [hit.record for hit in hits] == [made[2], made[1]]


@pytest.mark.req("RSK-11", "REF-14", "SEC-02")
def test_of_a_colleagues_case_only_name_reference_and_holder_are_found(terminal: Desk) -> None:
    ref = a_case(terminal)
    terminal.do("concern.raise", case=ref, **NOTE)

    terminal.sign_in("rlindqvist")
    (hit,) = search.find(terminal.workspace, "adeyemi")

    assert (hit.ref, hit.name, hit.readable, hit.snippet) == (
        ref,
        "ADEYEMI Tunde",
        False,
        "not allocated yet",
    )
    assert search.find(terminal.workspace, "hostel") == []


@pytest.mark.req("SEC-02")
def test_the_operator_finds_nothing(terminal: Desk) -> None:
    a_case(terminal)

    terminal.sign_in("kstowe")

    assert search.find(terminal.workspace, "adeyemi") == []


@pytest.mark.req("SEC-02")
def test_safeguarding_detail_is_not_found_outside_the_case_team(terminal: Desk) -> None:
    ref = a_case(terminal)
    terminal.do("concern.raise", by="rlindqvist", case=ref, **{**NOTE, "kind": "safeguarding-adult"})

    terminal.sign_in("jokafor")
    outside = search.find(terminal.workspace, "hostel")
    terminal.sign_in("mreyes")

    assert outside == []
    assert len(search.find(terminal.workspace, "hostel")) == 1


@pytest.mark.req("SEC-04")
def test_a_search_is_logged_without_what_was_typed(terminal: Desk) -> None:
    a_case(terminal)

    look_for(terminal.workspace, "adeyemi")

    with terminal.workspace.reading() as db:
        (line,) = access_log.lines(db, limit=1)
    assert (line.what, line.subject, line.detail) == ("search", "", "1 found")


@pytest.mark.req("STF-02", "SEC-02")
def test_nothing_is_found_by_who_may_open_no_case_for_want_of_training(terminal: Desk) -> None:
    ref = a_case(terminal)
    terminal.do("concern.raise", case=ref, **NOTE)
    terminal.do("training.require", by="mreyes", module="Data protection", roles=["custody-worker"])

    terminal.sign_in("jokafor")
    with pytest.raises(NotAllowed, match="Data protection"):
        look_for(terminal.workspace, "hostel")

    with terminal.workspace.reading() as db:
        (line,) = access_log.lines(db, limit=1)
    assert (line.what, line.subject, line.detail) == ("refused", "search", "training")
