"""What all forms share: pages, drafts, the error summary, the check page, saving.

A form is declared: the act it ends in, and the questions, each about a field of that act's input.

    class MissedSession(Form):
        TRAIL = ("Case", "Record a missed session")
        ACT = "session.miss"
        LAYOUT = Layout((
            Page("what happened", (
                Ask("reason", "What do you know about why?"),
                Ask("gave_notice", "Did he say beforehand?", optional=True),
                Ask("late_reason", "Why is this recorded late?", when=lambda a: a.get("gave_notice") is False),
            )),
        ))

    app.push_screen(MissedSession(subject=case_ref, given={"case": case_ref, "session": session_id}))

Kind, choices and whether an answer may be left out come from the act's input model. `given` are the fields nobody
is asked about. A form that ends in another act depending on the answers overrides `outcome` and names all their
input models in `models`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from pydantic import BaseModel
from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import DescendantBlur
from textual.timer import Timer
from textual.widget import Widget

from hubtui.acts.registry import Saved, find_act
from hubtui.domain.dates import LONDON
from hubtui.domain.trouble import Problem, RuleBroken, Trouble
from hubtui.screens.check_page import CheckPage, check_lines
from hubtui.screens.drafts import Draft
from hubtui.screens.frame import Frame
from hubtui.screens.keys import Key, key
from hubtui.screens.layout import Answers, Ask, Layout, Page
from hubtui.screens.question import Question
from hubtui.screens.resume import Resume
from hubtui.screens.summary import ErrorSummary, Located
from hubtui.widgets.choice_field import ChoiceField
from hubtui.widgets.control import Answer, Control

REST_SECONDS = 1.0
"""So long after the last key the draft is kept."""
CHECK = -1  # the page number of the check page

CLOSE = key("close", "Close, keep draft")


def given_in(draft: Draft) -> dict[str, Any]:
    """What a form that was closed into this draft had been given."""
    return dict(json.loads(draft.answers).get("given", {}))


class PageBody(VerticalScroll, can_focus=False):
    """The questions of one page."""


class Form(Frame):
    """A form over an act. Ends with what was saved, or with None where it was closed into its draft."""

    ACT: ClassVar[str] = ""
    LAYOUT: ClassVar[Layout] = Layout(())
    TITLE_WORDS: ClassVar[str] = ""
    SAVE_WORDS: ClassVar[str] = "Save on this terminal"
    KEYS: ClassVar[tuple[Key, ...]] = (
        key("go_on"),
        key("page_back"),
        key("jump"),
        key("choices"),
        key("view"),
    )
    LAST_KEYS = ("close", "help")

    def __init__(
        self,
        subject: str = "",
        given: Mapping[str, Any] | None = None,
        answers: Answers | None = None,
        *,
        draft: Draft | None = None,
    ) -> None:
        super().__init__()
        self.subject = subject
        self.given = dict(given or {})
        self.problems: list[Problem] = []
        self.warnings: Sequence[str] = ()
        self.layout_: Layout = self.layout_for_form()
        self.answers: dict[str, Answer] = {**self.layout_.filled_in(), **(answers or {})}
        self.page = 0
        self._draft: Draft | None = None
        self._kept_words = ""
        self._dirty = False
        self._done = False
        self._to_check = False
        self._rest: Timer | None = None
        self._continue_with = draft

    # What a form says of itself

    def models(self) -> Sequence[type[BaseModel]]:
        """The inputs whose fields the questions are about."""
        return (find_act(self.ACT).input_model,)

    def layout_for_form(self) -> Layout:
        """The pages, completed from the inputs."""
        return self.LAYOUT.read_from(*self.models())

    def outcome(self, answers: Answers) -> tuple[str, dict[str, Any]]:
        """The act that these answers end in, and its input."""
        return self.ACT, {**self.given, **answers}

    def person(self) -> str:
        """The line about the person, left on line 2."""
        return self.subject

    def today(self) -> date:
        """Today where the worker sits."""
        return self.host.local_now().date()

    # The frame

    def trail(self) -> Sequence[str]:
        """With `Error` in front where answers need fixing."""
        trail = super().trail()
        return (*trail[:-1], f"Error: {trail[-1]}") if self.problems and trail else trail

    def position(self) -> str:
        """Which page of how many, and what it is about."""
        total = len(self.layout_.pages) + 1
        if self.page == CHECK:
            return f"Page {total} of {total}: check answers"
        return f"Page {self.page + 1} of {total}: {self.layout_.pages[self.page].title}"

    def head(self) -> Sequence[str]:
        """The person, and when the draft was kept."""
        width = self.app.size.width - 2
        gap = width - cell_len(self.person()) - cell_len(self._kept_words)
        return (self.person() + " " * max(gap, 2) + self._kept_words,)

    def keys(self) -> Sequence[Key]:
        """F8 says what it does here."""
        if self.page == CHECK:
            last = len(self.layout_.pages)
            change = replace(key("view", "Change"), shown=f"1-{last}" if last > 1 else "1")
            return (key("go_on", self.SAVE_WORDS), change, key("page_back", "Back"), CLOSE)
        return (key("go_on"), key("page_back"), key("jump"), key("choices"), CLOSE)

    def body(self) -> ComposeResult:
        """The summary of what is wrong, then the page."""
        yield ErrorSummary()

    async def start(self) -> None:
        """Show the first page; where drafts wait, ask what to do with them."""
        if self.host.wiring.display.guided:
            self.layout_ = self.layout_.one_by_one()
        if self._continue_with is not None:
            await self._continue(self._continue_with)
            return
        await self._show_page(0)
        drafts = await self.host.wiring.drafts.of(self.ACT, self.subject)
        if drafts:
            await self.app.push_screen(Resume(drafts), self._resumed)

    def focus_first(self) -> None:
        """The first question that still wants an answer."""
        questions = self._questions()
        waiting = [each for each in questions if not each.ask.optional and each.ask.is_empty(each.answer)]
        for question in [*waiting, *questions]:
            entry = question.field.entry()
            if entry.focusable:
                self.set_focus(entry)
                return

    def jumps(self) -> Sequence[tuple[Widget, Widget]]:
        """A letter for each question, and for the summary where it shows."""
        summary = [each for each in self.query(ErrorSummary) if each.display]
        questions = [(each.field.entry(), each.field) for each in self._questions()]
        return [*((each, each) for each in summary), *questions] or super().jumps()

    # Pages

    def _body_of(self, page: int) -> PageBody | None:
        return next(iter(self.query(f"#page{page}").results(PageBody)), None)

    def _questions(self) -> list[Question]:
        body = self._body_of(self.page)
        return [each for each in body.query(Question) if each.display] if body and self.page != CHECK else []

    async def _show_page(self, page: int) -> None:
        self.page = page
        for body in self.query("PageBody, CheckPage"):
            body.display = False
        if page == CHECK:
            await self._show_check()
        else:
            await self._show_questions(page)
            self._follow()
            self.focus_first()
        self.refresh_lines()

    async def _show_questions(self, page: int) -> None:
        body = self._body_of(page)
        if body is None:
            asks = self.layout_.pages[page].asks
            questions = [self.question(ask) for ask in asks]
            await self.query_one("#body").mount(PageBody(*questions, id=f"page{page}"))
            self.call_after_refresh(self._place_anew)
        else:
            body.display = True

    def _place_anew(self) -> None:
        # A question mounted beside a docked pane is placed for the whole screen: no resize tells it otherwise.
        for question in self._questions():
            question.place_anew()

    def question(self, ask: Ask) -> Question:
        """The question with its field."""
        return Question(ask, self.answers, self.today)

    async def _show_check(self) -> None:
        lines = check_lines(self.layout_, self.answers, self.warnings, self.problems)
        for old in self.query(CheckPage):
            await old.remove()
        check = CheckPage(lines)
        await self.query_one("#body").mount(check)
        self.set_focus(check)

    def _follow(self) -> None:
        body = self._body_of(self.page)
        for question in body.query(Question) if body else ():
            question.follow(self.answers)

    def _applies(self, page: Page) -> bool:
        return bool(page.applying(self.answers))

    def _next_page(self, by: int) -> int:
        last = len(self.layout_.pages) - 1
        page = (last + 1 if self.page == CHECK else self.page) + by
        while 0 <= page <= last and not self._applies(self.layout_.pages[page]):
            page += by
        return CHECK if page > last else max(page, 0)

    async def action_go_on(self) -> None:
        """Continue: judge this page, then show the next; on the check page, save."""
        if self.page == CHECK:
            await self.attempt()
            return
        await self.keep_now()
        here = {ask.name for ask in self.layout_.pages[self.page].applying(self.answers)}
        if not await self._judged([problem for problem in self._unanswered() if problem.field in here]):
            return
        to_check, self._to_check = self._to_check, False
        to = CHECK if to_check else self._next_page(1)
        if to == CHECK:
            await self._rehearse()
        await self._show_page(to)
        if to == CHECK and self.problems:
            self.query_one(ErrorSummary).focus()

    async def action_page_back(self) -> None:
        """The page before; on the first one, say so."""
        if self.page == 0:
            self.say("This is the first page. F9 closes and keeps the draft.")
            return
        await self.keep_now()
        await self._judged([])
        await self._show_page(self._next_page(-1))

    async def action_view(self, number: int) -> None:
        """From the check page, change a page; F8 there comes straight back."""
        if self.page == CHECK and 1 <= number <= len(self.layout_.pages):
            self._to_check = True
            await self._show_page(number - 1)

    def action_choices(self) -> None:
        """Open the list of the question with focus."""
        if isinstance(self.focused, ChoiceField):
            self.focused.open_list()
        else:
            self.say("This answer has no list.")

    # Judging

    def _unanswered(self) -> list[Problem]:
        problems: list[Problem] = []
        for page in self.layout_.pages:
            for ask in page.applying(self.answers):
                complaint = self._complaint(ask.name)
                if complaint:
                    problems.append(Problem(ask.name, complaint))
                elif not ask.optional and ask.is_empty(self.answers.get(ask.name)):
                    problems.append(Problem(ask.name, ask.missing or f"Answer this: {ask.words}"))
        return problems

    def _complaint(self, name: str) -> str:
        return next((each.field.complaint() for each in self.query(Question) if each.ask.name == name), "")

    async def _rehearse(self) -> None:
        """Ask the act what it would say, so that refusals and warnings are seen before anything is recorded."""
        self.problems, self.warnings = [], ()
        if unanswered := self._unanswered():
            await self._judged(unanswered)
            return
        act, data = self.outcome(self.layout_.applying(self.answers))
        try:
            self.warnings = (await self.host.wiring.perform(act, data, True)).warnings
        except RuleBroken as broken:
            await self._judged(list(broken.problems))
        except Trouble as trouble:
            self.say(f"! {trouble}")

    async def _judged(self, problems: list[Problem]) -> bool:
        """Show these problems, at their questions and in the summary; True where there are none."""
        self.problems = problems
        words = {problem.field: problem.message for problem in reversed(problems)}
        for question in self.query(Question):
            question.wrong(self._message_for(question.ask.name, words))
        located = [Located(problem, self._place_of(problem)) for problem in problems]
        self.query_one(ErrorSummary).show(located)
        if problems:
            self.query_one(ErrorSummary).focus()
        self.refresh_lines()
        return not problems

    def _message_for(self, name: str, words: Mapping[str, str]) -> str:
        return next((message for at, message in words.items() if at == name or name in at.split(".")), "")

    def _place_of(self, problem: Problem) -> int | None:
        names = [problem.field, *problem.field.split(".")]
        return next((page for name in names if (page := self.layout_.page_of(name)) is not None), None)

    @on(ErrorSummary.Chosen)
    async def _to_answer(self, event: ErrorSummary.Chosen) -> None:
        event.stop()
        located = event.located
        if located.page is None:
            self.say(f"! {located.problem.message}")
            return
        if located.page != self.page:
            self._to_check = self.page == CHECK
            await self._show_page(located.page)
        for question in self._questions():
            if question.ask.name in (located.problem.field, *located.problem.field.split(".")):
                self.set_focus(question.field.entry())

    # Saving

    async def attempt(self) -> None:
        """Do the act. A refusal is shown at its questions; anything else in the way, on the message line."""
        act, data = self.outcome(self.layout_.applying(self.answers))
        try:
            saved: Saved = await self.host.wiring.perform(act, data, False)
        except RuleBroken as broken:
            await self._judged(list(broken.problems))
            return
        except Trouble as trouble:
            self.say(f"! Not saved: {trouble}")
            return
        await self._saved(saved)

    async def _saved(self, saved: Saved) -> None:
        self._done = True
        self._stop_resting()
        if self._draft is not None:
            await self.host.wiring.drafts.discard(self._draft.id)
        self.dismiss(saved)
        self.say(" ".join((saved.message, *saved.warnings, "U to undo.")))

    # Drafts

    @on(Control.Answered)
    def _answered(self, event: Control.Answered) -> None:
        question = next((each for each in event.field.ancestors if isinstance(each, Question)), None)
        if question is None or isinstance(event, Control.Leaving):
            return
        event.stop()
        if self.answers.get(question.ask.name) == question.answer:
            return
        self.answers[question.ask.name] = question.answer
        self._dirty = True
        self._follow()
        self._stop_resting()
        self._rest = self.set_timer(REST_SECONDS, self.keep_now)

    @on(Control.Leaving)
    def _leaving(self, event: Control.Leaving) -> None:
        event.stop()
        if event.by > 0:
            self.action_next()
        else:
            self.action_previous()

    async def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Keep the draft whenever a question is left."""
        if isinstance(event.widget, Widget) and self._dirty:
            await self.keep_now()

    def _stop_resting(self) -> None:
        if self._rest is not None:
            self._rest.stop()
            self._rest = None

    async def keep_now(self) -> None:
        """Write the draft, if anything changed since; says so once it is on disk."""
        if not self._dirty or self._done:
            return
        self._dirty = False
        self._stop_resting()
        now = self.host.wiring.now()
        body = json.dumps(
            {"answers": self.answers, "page": self.page, "given": self.given}, ensure_ascii=False
        )
        draft = self._draft or Draft(self.ACT, self.subject, self.TITLE_WORDS or self.TRAIL[-1], body, now)
        self._draft = replace(draft, answers=body, kept_at=now)
        try:
            await self.host.wiring.drafts.keep(self._draft)
        except Trouble as trouble:
            self._dirty = True
            self.say(f"! The draft could not be kept: {trouble}")
            return
        self._kept_words = f"draft kept {now.astimezone(LONDON):%H:%M}"
        self.refresh_head()

    async def action_close(self) -> None:
        """Close; what was typed is in the draft."""
        await self.action_back()

    async def action_back(self) -> None:
        """Close into the draft: Esc never discards."""
        await self.keep_now()
        if self._draft is not None:
            self.say("Closed. The draft is kept: G then W lists it.")
        self.dismiss(None)

    async def _resumed(self, draft: Draft | None) -> None:
        if draft is not None:
            await self._continue(draft)
        else:
            self.focus_first()

    async def _continue(self, draft: Draft) -> None:
        """Take up a draft where it was left."""
        held = json.loads(draft.answers)
        self._draft = draft
        self.given = {**given_in(draft), **self.given}
        known = {ask.name for ask in self.layout_.asks()}
        self.answers |= {name: answer for name, answer in held["answers"].items() if name in known}
        self._kept_words = f"draft kept {draft.kept_at.astimezone(LONDON):%H:%M}"
        await self.query(PageBody).remove()
        await self._show_page(min(max(held["page"], 0), len(self.layout_.pages) - 1))
