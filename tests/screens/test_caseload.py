"""The caseload by keys, over a real encrypted store."""

import pytest

from hubtui.acts.cases import find_case
from hubtui.acts.everything import ACTS
from hubtui.domain.deadlines import State
from hubtui.domain.roles import Role
from hubtui.domain.session import Session
from hubtui.domain.stage import Stage
from hubtui.screens import case_forms
from hubtui.screens.case_overview import CaseOverview
from hubtui.screens.case_words import SHORT, flag_letters, need_letters, next_words, stage_word
from hubtui.screens.caseload import Caseload
from hubtui.screens.caseload_rows import narrowed
from hubtui.screens.places import places_for
from hubtui.store import access_log, caseload, drafts, records
from hubtui.store.caseload import Wanted
from hubtui.store.drafts import KeptDraft
from tests.builders import NOON, Desk
from tests.screens.snapshot import lines_of, press, text_of
from tests.screens.work_app import opened_app, with_people

WIDE = (120, 40)
SELF_HARM = {
    "kind": "raised-risk",
    "themes": ["self-harm"],
    "raises_risk": True,
    "note": "Refused two meals.",
    "source": "wing officer",
}


def at(when: str) -> dict[str, str]:
    """An initial session at this instant."""
    return {"type": "initial", "planned_at": when, "method": "in-person", "place": "B2 room 1"}


@pytest.mark.req("REF-14")
async def test_the_list_shows_who_stage_what_is_next_risk_and_sync_at_eighty_columns(terminal: Desk) -> None:
    with_people(terminal)

    async with opened_app(terminal) as pilot:
        lines = lines_of(pilot.app)

    assert lines[0] == " hubtui TRAINING > Caseload         J Okafor: 3 people         Fri 20 Nov 12:00"
    assert lines[1] == " View 1 Due today 0 [2 Mine 3] 3 HHI 3 4 Release<30d 0 5 Ended 0"
    assert lines[5:11] == [
        "   Name               Number   Stage     Needs   Next or due        Flag Sync",
        "-" * 80,
        " > ADEYEMI Tunde      A1001AA  allocated ETE HOU First offer 3 Dec  ?    queued",
        "   BRANNIGAN Sean     A1044DK  allocated HOU     First offer 3 Dec  ?    queued",
        "   EVANS Gethin       A3007LT  allocated CL +2   First offer 3 Dec  ?    queued",
        "   rows 1-3 of 3",
    ]
    assert lines[-2] == " Enter Open  F2 Record  N Offer  / Filter  G Go to  F10 Actions  F1 Keys"


@pytest.mark.req("REF-14")
async def test_it_begins_with_what_is_due_today_where_anything_is(terminal: Desk) -> None:
    refs = with_people(terminal)
    terminal.do("concern.raise", by="jokafor", case=refs[1], **SELF_HARM)

    async with opened_app(terminal) as pilot:
        assert "[1 Due today 1]" in text_of(pilot.app)
        assert "BRANNIGAN Sean     A1044DK  allocated HOU     TELL HMPPS TODAY   !?" in text_of(pilot.app)

        await press(pilot, "2")
        assert "[2 Mine 3]" in text_of(pilot.app)


@pytest.mark.req("REF-14")
async def test_typing_after_a_slash_narrows_and_escape_brings_all_back(terminal: Desk) -> None:
    with_people(terminal)

    async with opened_app(terminal) as pilot:
        await press(pilot, "slash", "type:evans")
        assert "rows 1-1 of 1" in text_of(pilot.app)

        await press(pilot, "escape")
        assert "rows 1-3 of 3" in text_of(pilot.app)


@pytest.mark.req("REF-14")
@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("hou:", Wanted(need="housing")),
        ("urgent: overdue:", Wanted(urgent=True, overdue=True)),
        ("told:no", Wanted(untold=True)),
        ("free:", Wanted(unallocated=True)),
        ("unit:hhi ade", Wanted(unit="HHI", find="ade")),
        ("stage:assess", Wanted(stages=("assessing-custody", "assessing-community"))),
        ("stage:nonsense", Wanted(stages=("nonsense",))),
        ("10:30 a1001", Wanted(find="10:30 a1001")),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_words_with_a_colon_filter_by_need_urgency_stage_and_place(typed: str, wanted: Wanted) -> None:
    assert narrowed(Wanted(), typed) == wanted


@pytest.mark.req("REF-14")
async def test_a_search_without_a_hit_says_so_and_offers_a_new_referral(terminal: Desk) -> None:
    with_people(terminal)

    async with opened_app(terminal) as pilot:
        await press(pilot, "slash", "type:nobody")

        assert "Nobody here fits that. A keys in a new referral." in text_of(pilot.app)


async def test_s_changes_the_order(terminal: Desk) -> None:
    refs = with_people(terminal)
    terminal.do("release.set", by="jokafor", case=refs[2], release_date="2027-02-15")

    async with opened_app(terminal) as pilot:
        await press(pilot, "2", "s", "s")

        assert "Sort: release date (S)" in lines_of(pilot.app)[2]
        assert lines_of(pilot.app)[7].startswith(" > EVANS Gethin")


@pytest.mark.req("RSK-07")
async def test_a_banner_stays_on_the_home_screen_until_the_telling_is_recorded(terminal: Desk) -> None:
    refs = with_people(terminal)
    concern = terminal.do("concern.raise", by="jokafor", case=refs[0], **SELF_HARM).ids[0]

    async with opened_app(terminal) as pilot:
        for keys in (("2",), ("slash", "type:evans", "enter"), ("s",)):
            await press(pilot, *keys)
            assert "! 1 concern NOT TOLD to HMPPS yet: T when told" in lines_of(pilot.app)[2]

    told = {"means": "phone", "name": "P Marsh", "role": "Duty Officer"}
    terminal.do("concern.told", by="jokafor", concern=concern, **told)
    async with opened_app(terminal) as pilot:
        assert "NOT TOLD" not in text_of(pilot.app)


@pytest.mark.req("RSK-01")
async def test_one_key_hides_names_and_risk_and_the_same_key_shows_them(terminal: Desk) -> None:
    refs = with_people(terminal)
    terminal.do("concern.raise", by="jokafor", case=refs[0], **SELF_HARM)

    async with opened_app(terminal, size=WIDE) as pilot:
        await pilot.pause(0.3)
        assert "ADEYEMI" in text_of(pilot.app)

        await press(pilot, "0")
        await pilot.pause(0.3)
        assert "ADEYEMI" not in text_of(pilot.app)
        assert "TELL HMPPS" not in text_of(pilot.app)
        assert "A1001AA" in text_of(pilot.app)

        await press(pilot, "0")
        assert "ADEYEMI" in text_of(pilot.app)


@pytest.mark.req("SEC-04")
async def test_enter_opens_the_person_and_the_look_is_logged(terminal: Desk) -> None:
    refs = with_people(terminal)

    async with opened_app(terminal) as pilot:
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, CaseOverview)
        assert "BRANNIGAN Sean" in lines_of(pilot.app)[1]

    with terminal.workspace.reading() as db:
        last = access_log.lines(db)[0]
    assert (last.by, last.what, last.subject) == ("jokafor", "view", refs[1])


async def test_coming_back_from_a_person_the_cursor_is_where_it_was(terminal: Desk) -> None:
    with_people(terminal)

    async with opened_app(terminal) as pilot:
        await press(pilot, "2", "down", "enter", "escape")

        assert isinstance(pilot.app.screen, Caseload)
        assert any(line.startswith(" > BRANNIGAN") for line in lines_of(pilot.app))


@pytest.mark.req("SEC-02")
async def test_a_key_for_work_on_another_workers_case_says_why_not(terminal: Desk) -> None:
    with_people(terminal)

    async with opened_app(terminal, "mreyes") as pilot:
        await press(pilot, "3", "f2")

        assert "is not one of your own cases" in lines_of(pilot.app)[-3]
        assert isinstance(pilot.app.screen, Caseload)


@pytest.mark.req("SEC-02", "REF-14")
@pytest.mark.parametrize(
    ("login", "seen"), [("jokafor", True), ("rlindqvist", False), ("mreyes", True)], ids=str
)
async def test_a_worker_sees_only_cases_held_or_covered(terminal: Desk, login: str, seen: bool) -> None:
    with_people(terminal)

    async with opened_app(terminal, login) as pilot:
        await press(pilot, "3")

        assert ("ADEYEMI" in text_of(pilot.app)) is seen


@pytest.mark.req("SEC-02")
def test_each_role_has_its_own_places_and_the_sync_operator_none_with_people_in_it() -> None:
    names = {role: [place.name for place in places_for(role)] for role in Role}

    assert names[Role.SYNC_OPERATOR] == ["sync", "settings"]
    assert names[Role.CUSTODY_WORKER] == names[Role.OUTREACH_WORKER]
    assert names[Role.CUSTODY_WORKER][0] == names[Role.SUPERVISOR][0] == "caseload"
    assert set(names[Role.SUPERVISOR]) - set(names[Role.CUSTODY_WORKER]) == {"board", "people"}


async def test_half_typed_work_shows_as_draft_in_the_row(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.sign_in("jokafor")
    subject = case_forms.subject_of("ADEYEMI Tunde", "A1001AA", ref)
    drafts.keep(terminal.workspace, KeptDraft("d1", "session.record", subject, "Record", "{}", NOON))

    async with opened_app(terminal) as pilot:
        rows = [line for line in lines_of(pilot.app) if "ADEYEMI" in line or "EVANS" in line]

    assert rows[0].endswith("draft")
    assert rows[1].endswith("queued")


async def test_a_wide_terminal_shows_the_person_under_the_cursor_beside_the_list(terminal: Desk) -> None:
    refs = with_people(terminal)
    terminal.do("session.offer", by="jokafor", case=refs[0], **at("2026-11-24T10:00:00+00:00"))

    async with opened_app(terminal, size=WIDE) as pilot:
        await press(pilot, "2", "slash", "type:adey", "enter")
        await pilot.pause(0.3)
        shown = text_of(pilot.app)

    assert "| ADEYEMI Tunde  A1001AA" in shown
    assert "| Risk: risk not received" in shown
    assert "|    Contact chain" in shown
    assert "| Next   24 Nov 10:00" in shown


async def test_an_empty_caseload_has_a_line_to_stand_on_and_keys_say_why_not(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        assert " > Nobody is in this view." in text_of(pilot.app)

        await press(pilot, "enter", "f2")
        assert lines_of(pilot.app)[-3] == " Nobody is on this list to do that for."


async def test_g_leads_to_the_week_and_to_search(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, "g")
        assert "C Caseload  K weeK  F Find" in lines_of(pilot.app)[-3]

        await press(pilot, "f")
        assert lines_of(pilot.app)[0].startswith(" hubtui TRAINING > Search")


@pytest.mark.req("SES-05")
def test_a_session_is_next_until_it_begins_then_its_result_is_due_then_overdue(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.do("session.offer", by="jokafor", case=ref, **at("2026-11-20T15:00:00+00:00"))
    words = []

    for hours in (0, 4, 20):
        terminal.clock.forward(hours=hours)
        row = next(each for each in caseload.rows(terminal.workspace) if each.name.startswith("ADEYEMI"))
        words.append((next_words(row, terminal.workspace.now()), flag_letters(row)))

    assert words == [("Session 15:00", "?"), ("Result TODAY", "?"), ("OVERDUE Result", "!?")]


def test_what_is_next_falls_back_on_session_and_release(terminal: Desk) -> None:
    with_people(terminal)
    row = caseload.rows(terminal.workspace)[0]
    bare = {**vars(row), "nearest": "", "rule": "", "nearest_at": None, "state": State.OK}

    assert next_words(caseload.CaseRow(**bare), NOON) == "-"
    assert next_words(caseload.CaseRow(**{**bare, "next_session": NOON}), NOON) == "Session 12:00"
    assert next_words(caseload.CaseRow(**{**bare, "release_on": NOON.date()}), NOON) == "Release 20 Nov"


def test_every_stage_and_every_kind_of_thing_owed_has_words_for_its_column() -> None:
    assert all(0 < len(stage_word(stage)) <= 9 for stage in Stage)
    assert all(len(words) <= 14 for words in SHORT.values())
    assert need_letters(("housing", "ete", "finance")) == "HOU +2"


def test_every_form_offered_about_a_case_ends_in_an_act_there_is() -> None:
    for form in case_forms.ON_THE_BOX:
        assert form.act in ACTS


@pytest.mark.req("SES-05")
async def test_sessions_without_a_result_are_named_on_the_home_screen_until_they_have_one(
    terminal: Desk,
) -> None:
    ref = with_people(terminal)[0]
    terminal.do("session.offer", by="jokafor", case=ref, **at("2026-11-20T13:00:00+00:00"))
    terminal.clock.forward(hours=2)

    async with opened_app(terminal) as pilot:
        assert "! 1 session has no result yet: F2 records it" in lines_of(pilot.app)[2]

    terminal.do("session.miss", by="jokafor", case=ref, session=terminal_session(terminal, ref), reason="ill")
    async with opened_app(terminal) as pilot:
        assert "no result yet" not in text_of(pilot.app)


def terminal_session(terminal: Desk, ref: str) -> str:
    """The one session of a case."""
    with terminal.workspace.reading() as db:
        return records.of_case(db, Session, find_case(db, ref).id)[0].id
