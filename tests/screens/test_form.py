"""What all forms share, by keys on a form of two pages."""

import json
from datetime import timedelta

import pytest

from hubtui.domain.trouble import Problem, Unavailable
from hubtui.screens.drafts import Draft, DraftsInMemory
from hubtui.screens.host import Display
from tests.screens.kit_builders import NOW, Acts, Caseload, Missed, kit_app
from tests.screens.snapshot import SIZE, lines_of, press, text_of

MISSED = ("f2", "n", "enter", "2", "f8")
"""From the list to page 2: he did not come, he was at work."""


async def test_a_form_is_filled_checked_and_saved_by_keys_alone() -> None:
    acts = Acts()
    app = kit_app(acts=acts)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *MISSED, "1", "tab", "tab", "type:No answer.", "f8")
        assert "Why not                      at work" in text_of(app)
        assert acts.done == []

        await press(pilot, "f8")

        assert acts.done == [
            {
                "case": "A00000",
                "on": "2026-11-20",
                "came": False,
                "why": "at-work",
                "signs": ["ill"],
                "note": "No answer.",
            }
        ]
        assert isinstance(app.screen, Caseload)
        assert lines_of(app)[-3] == " Saved on this terminal. U to undo."


async def test_a_question_that_does_not_apply_is_hidden_and_its_answer_not_saved() -> None:
    acts = Acts()
    app = kit_app(acts=acts)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2", "y", "enter", "type:45", "shift+tab", "n")
        assert "Length in minutes" not in text_of(app)
        assert "Why not?" in text_of(app)

        await press(pilot, "enter", "1", "f8", "f8", "f8")
        assert "minutes" not in acts.done[0]


async def test_focus_begins_at_the_first_question_that_still_wants_an_answer() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2")

        assert any(line.startswith(">Did he attend?") for line in lines_of(app))


async def test_what_is_missing_is_summed_up_first_and_enter_goes_to_the_answer() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2", "n", "f8")
        assert "There is a problem: 1 answer needs fixing." in text_of(app)
        assert " > 1 Say why he did not come" in text_of(app)
        assert ">Error: Say why he did not come" not in text_of(app)
        assert "Error: Say why he did not come" in text_of(app)
        assert "Error: Record a session" in lines_of(app)[0]

        await press(pilot, "enter", "3", "f8")
        assert "Page 2 of 3" in lines_of(app)[0]
        assert "Error" not in text_of(app)


async def test_an_answer_that_cannot_be_read_is_refused_on_continue_only() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2", "ctrl+g", "a", "backspace", "backspace", "type:99", "tab")
        assert "Error" not in text_of(app)

        await press(pilot, "f8")
        assert "Type the date as DD/MM/YYYY" in text_of(app)


async def test_a_refusal_in_rehearsal_is_shown_with_its_page_before_anything_is_recorded() -> None:
    acts = Acts()
    acts.refusals = [Problem("on", "That day is still to come."), Problem("", "The case is closed.")]
    app = kit_app(acts=acts)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *MISSED, "f8")
        assert "There is a problem: 2 answers need fixing." in text_of(app)
        assert any("That day is still to come." in line and line.endswith("page 1") for line in lines_of(app))

        acts.refusals = []
        await press(pilot, "enter", "minus", "f8", "f8")
        assert acts.done[0]["on"] == "2026-11-19"


async def test_warnings_of_the_act_stand_on_the_check_page() -> None:
    acts = Acts()
    acts.warnings = ("That is a Sunday.",)
    app = kit_app(acts=acts)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *MISSED, "f8")

        assert " ! That is a Sunday." in text_of(app)


async def test_a_full_disk_is_said_on_the_message_line_and_the_form_stays() -> None:
    acts = Acts()
    acts.trouble = Unavailable("The disk is full.", "Free some space, then save again.")
    app = kit_app(acts=acts)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *MISSED, "f8", "f8")
        assert lines_of(app)[-3] == " ! Not saved: The disk is full. Free some space, then save again."

        acts.trouble = None
        await press(pilot, "f8")
        assert len(acts.done) == 1


async def test_a_number_on_the_check_page_changes_that_page_and_f8_comes_straight_back() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *MISSED, "f8", "1")
        assert "Page 1 of 3" in lines_of(app)[0]

        await press(pilot, "f8")
        assert "Page 3 of 3" in lines_of(app)[0]


async def test_going_back_keeps_what_was_typed() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *MISSED, "f7")

        assert "(o) 2 at work" in text_of(app)


@pytest.mark.req("LNG-05", "SEC-05")
@pytest.mark.parametrize("pressed", ["escape", "f9"])
async def test_closing_never_discards_and_opening_again_offers_to_continue(pressed: str) -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *MISSED, "tab", "tab", "type:Wing says", pressed)
        assert isinstance(app.screen, Caseload)

        await press(pilot, "f2")
        assert "Continue the draft of Fri 20 Nov 2026 14:32" in text_of(app)

        await press(pilot, "enter")
        assert "Page 2 of 3" in lines_of(app)[0]
        assert "[Wing says" in text_of(app)


async def test_starting_again_leaves_the_draft_alone() -> None:
    drafts = DraftsInMemory()
    app = kit_app(drafts=drafts)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *MISSED, "escape", "f2", "2", "y", "tab", "escape")

    assert len(drafts.kept) == 2


async def test_a_draft_can_be_looked_at_before_choosing() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *MISSED, "escape", "f2", "l")

        assert "why: at-work" in text_of(app)


async def test_a_form_opened_and_closed_untouched_leaves_no_draft() -> None:
    drafts = DraftsInMemory()
    app = kit_app(drafts=drafts)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2", "tab", "escape")

    assert drafts.kept == {}


async def test_saving_takes_the_draft_away() -> None:
    drafts = DraftsInMemory()
    app = kit_app(drafts=drafts)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *MISSED, "f8")
        assert len(drafts.kept) == 1

        await press(pilot, "f8")
    assert drafts.kept == {}


async def test_leaving_an_answer_keeps_the_draft_and_says_when() -> None:
    drafts = DraftsInMemory()
    app = kit_app(drafts=drafts)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2", "n", "tab")

        assert lines_of(app)[1].endswith("draft kept 14:32")
        assert json.loads(next(iter(drafts.kept.values())).answers)["answers"]["came"] is False


@pytest.mark.req("SEC-03")
async def test_locking_keeps_what_is_half_typed() -> None:
    drafts = DraftsInMemory()
    app = kit_app(drafts=drafts)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *MISSED, "tab", "tab", "type:Half a sent")
        await pilot.press("f12")
        await pilot.pause()

    assert app.return_value == "lock"
    assert "Half a sent" in next(iter(drafts.kept.values())).answers


async def test_a_draft_is_kept_a_second_after_the_last_key() -> None:
    drafts = DraftsInMemory()
    app = kit_app(drafts=drafts)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2", "n")
        assert drafts.kept == {}

        await pilot.pause(1.2)
    assert len(drafts.kept) == 1


async def test_a_draft_that_cannot_be_kept_is_said_and_tried_again() -> None:
    class FullDisk(DraftsInMemory):
        full = True

        async def keep(self, draft: Draft) -> None:
            if self.full:
                raise Unavailable("The disk is full.", "Free some space.")
            await super().keep(draft)

    drafts = FullDisk()
    app = kit_app(drafts=drafts)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2", "n", "tab")
        assert lines_of(app)[-3] == " ! The draft could not be kept: The disk is full. Free some space."

        drafts.full = False
        await press(pilot, "tab", "tab")
    assert len(drafts.kept) == 1


async def test_the_newest_draft_is_offered_first() -> None:
    drafts = DraftsInMemory()
    for minutes in (0, 5):
        at = NOW + timedelta(minutes=minutes)
        answers = json.dumps({"answers": {"came": minutes == 0}, "page": 0})
        await drafts.keep(Draft("test.miss", "A00000", "Record a session", answers, at))
    app = kit_app(drafts=drafts)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2")
        assert "> 1 Continue the draft of Fri 20 Nov 2026 14:37" in text_of(app)

        await press(pilot, "1")
        assert "(o) 2 No" in text_of(app)


async def test_a_guided_form_asks_one_question_at_a_time() -> None:
    app = kit_app(display=Display(ascii=True, guided=True))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2")
        assert "Page 1 of 8: the session" in text_of(app)

        await press(pilot, "f8", "n", "f8")
        assert "Why not?" in text_of(app)
        assert "Did he attend?" not in text_of(app)


async def test_long_choices_are_found_by_typing() -> None:
    acts = Acts()
    app = kit_app(acts=acts)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *MISSED, "tab", "f4", "type:duty", "enter", "f8", "f8")

    assert acts.done[0]["told"] == "duty-officer"


async def test_a_list_is_left_as_it_was_by_escape() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *MISSED, "tab", "p", "escape")

        assert isinstance(app.screen, Missed)
        assert "[practitioner" not in text_of(app)


async def test_a_missed_session_takes_at_most_fourteen_keys_besides_text() -> None:
    acts = Acts()
    app = kit_app(acts=acts)
    keys = ("f2", "n", "enter", "2", "f8", "tab", "tab", "type:He said not today.", "f8", "f8")
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)

    assert len(acts.done) == 1
    assert len([each for each in keys if not each.startswith("type:")]) <= 14
