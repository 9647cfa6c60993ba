"""A clock that jumps: back, and what is recorded is marked; ahead, and a late non-attendance needs its reason."""

import pytest

from tests.blackbox.station import CASE, LONG, Station

OFFERED = {
    "case": CASE,
    "type": "initial",
    "planned_at": "2026-11-21T10:00:00+00:00",
    "place": "B2 room 1",
    "method": "in-person",
}


@pytest.mark.req("SEC-07")
def test_a_clock_set_back_a_year_is_marked_on_what_is_recorded(station: Station) -> None:
    (station.folder / "clock").write_text("2025-11-20T12:00:00+00:00")

    assert station.do("note.add", {"case": CASE, "note": "in the past"}).code == 0

    line = station.run("--json", "timeline", CASE, "--kind", "note").answer[0]
    assert line["clock_suspect"] is True
    assert station.entries() == 10


@pytest.mark.req("SES-05")
def test_a_non_attendance_recorded_days_late_needs_a_reason(station: Station) -> None:
    session = station.do("session.offer", OFFERED).answer["ids"][0]
    before = station.entries()
    (station.folder / "clock").write_text("2026-11-25T12:00:00+00:00")
    missed = {"case": CASE, "session": session, "attempts": "Rang twice.", "gave_notice": False}

    refused = station.do("session.miss", missed)
    fields = {each["field"] for each in refused.answer["problems"]}

    assert refused.code == 3
    assert "late_reason" in fields, refused
    assert station.entries() == before


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-11-20T12:00:00", "\x00"] if LONG else ["2026-11-20T12:00:00"]
)
def test_a_clock_that_cannot_be_read_is_named(station: Station, text: str) -> None:
    (station.folder / "clock").write_text(text)

    done = station.do("note.add", {"case": CASE, "note": "when?"})

    assert done.code == 6
    assert done.clean()
