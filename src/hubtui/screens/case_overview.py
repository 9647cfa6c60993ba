"""Everything needed before knocking on a door: what is to do, needs, whom to ring, the last session and the next."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from textual.app import ComposeResult

from hubtui.domain.case import Need
from hubtui.domain.consent import Consent, ConsentHow
from hubtui.domain.dates import local_date, show_instant, show_short_day, show_time
from hubtui.domain.deadlines import State
from hubtui.domain.information import Topic, missing_topics
from hubtui.domain.outcomes import outcomes
from hubtui.domain.plan import plan_in_force
from hubtui.domain.session import Session
from hubtui.domain.telling import contact_line
from hubtui.screens.asking import HIDDEN
from hubtui.screens.case import OVERVIEW, CaseFrame
from hubtui.screens.case_read import CaseShown
from hubtui.screens.case_words import day_words
from hubtui.screens.keys import key
from hubtui.store.due import DueRow
from hubtui.widgets.cells import fit, wrapped
from hubtui.widgets.pane import Pane

GUTTER = "   "
AROUND = 9
"""The lines of the frame above and below the page."""


class CaseOverview(CaseFrame):
    """The first page of a person."""

    TAB = OVERVIEW
    OWN_KEYS = (key("record"), key("edit", "Edit plan", "edit the action plan"))
    ORDER = ("view", "after", "new", "concern", "before", "hide", "back", "told")

    def body(self) -> ComposeResult:
        """One pane; it lays itself out for the width."""
        yield Pane(name="the overview")

    async def show(self) -> None:
        """Two columns of blocks, then sessions over the whole width."""
        pane = self.query_one(Pane)
        if self.host.names_hidden:
            pane.show([HIDDEN])
            return
        pane.show(overview(self.shown_case, self.app.size.width - 2, self.app.size.height - AROUND))


def overview(shown: CaseShown, width: int, height: int) -> list[str]:
    """The page as lines of at most `width` cells: blocks side by side, then the sessions.

    What is to do beyond the room that `height` lines give stands below all else, in full.
    """
    half = (width - len(GUTTER)) // 2
    sessions = list(_sessions(shown, width))
    needs = ["", *_needs(shown)]
    todo = list(_todo(shown))
    first = _first(todo, half, height - len(sessions) - 1 - len(_broken(needs, half)))
    rest = ["", "More to do", *todo[first:]] if first < len(todo) else []
    more = [f"  and {len(todo) - first} more below"] if rest else []
    left = _broken([*todo[:first], *more, *needs], half)
    right = _broken([*_contact(shown), "", *_agreed(shown)], half)
    blocks = zip_longest(left, right, fillvalue="")
    return [
        *(f"{fit(one, half)}{GUTTER}{fit(two, half)}".rstrip() for one, two in blocks),
        "",
        *sessions,
        *rest,
    ]


def _first(lines: list[str], width: int, room: int) -> int:
    """How many of the lines stand in the first column: all that fit its room, but never none."""
    if len(_broken(lines, width)) <= room:
        return len(lines)
    fitting = (count for count in range(len(lines), 1, -1) if len(_broken(lines[:count], width)) < room)
    return next(fitting, 2)


def _broken(lines: list[str], width: int) -> list[str]:
    """Each line broken between words where it is too long for its column, what follows being set in."""
    broken: list[str] = []
    for line in lines:
        first, *rest = wrapped(line, width) or [""]
        broken += [first, *(f"    {part}" for text in rest for part in wrapped(text.strip(), width - 4))]
    return broken


def _todo(shown: CaseShown) -> Iterator[str]:
    yield "To do now"
    if not shown.view.due:
        yield "  nothing is owed"
    for thing in shown.view.due:
        yield _owed(thing, shown)


def _owed(thing: DueRow, shown: CaseShown) -> str:
    pressing = thing.state in (State.OVERDUE, State.LATE) or thing.rule == "RSK-06"
    ahead = thing.opens is not None and thing.opens > shown.now
    when = f", {day_words(thing.due_at, shown.now)}" if thing.due_at and not ahead else ""
    late = "OVERDUE " if thing.state is State.OVERDUE else ""
    return f"{'!' if pressing else ' '} {late}{thing.what}{when}"


def _needs(shown: CaseShown) -> Iterator[str]:
    yield "Needs and outcomes"
    case = shown.view.case
    states = {each.outcome: each.state.words for each in shown.progress}
    plan = plan_in_force(shown.plans)
    chosen = sorted(plan.outcome_ids) if plan else case.outcomes
    for need in case.needs:
        yield f"  {Need(need).short}  {Need(need).words}"
    for each in chosen:
        title = outcomes()[each].title if each in outcomes() else each
        yield f"  {each}  {title}: {states.get(each, 'agreed' if plan else 'asked for')}"
    if not case.needs and not chosen:
        yield "  none recorded"


def _contact(shown: CaseShown) -> Iterator[str]:
    case, chain = shown.view.case, shown.view.chain
    yield "Contact"
    yield f"Allocated   {shown.name_of(case.worker) or 'nobody yet'}"
    if case.cover:
        yield f"Cover       {', '.join(shown.name_of(login) for login in case.cover)}"
    yield f"Stage       {case.stage.words}"
    yield f"Reference   {case.reference}"
    people = chain.contacts if chain else []
    for contact in people:
        yield contact_line(contact)
    if not people:
        yield "! no contact chain: F10, contact chain"
    if language := shown.view.person.language:
        yield f"Language    {language}"


def _agreed(shown: CaseShown) -> Iterator[str]:
    plan = plan_in_force(shown.plans)
    missing = missing_topics(shown.information)
    explained = f"{len(Topic) - len(missing)} of {len(Topic)} topics"
    yield f"Consent     {_consent(shown.consents)}"
    yield f"Explained   {explained}"
    if plan is None:
        yield "Plan        none agreed"
        return
    copy = "copy given" if plan.copy_given_on else "copy NOT given"
    agreed = f"agreed {show_short_day(plan.agreed_on)}" if plan.agreed_on else "not agreed"
    yield f"Plan        v{plan.version}, {agreed}, {copy}"
    parts = [plan.frequency.words if plan.frequency else "", plan.method.words.lower() if plan.method else ""]
    yield f"Contact by  {', '.join(part for part in parts if part)}"


def _consent(consents: Sequence[Consent]) -> str:
    asked = [each for each in consents if each.how is not ConsentHow.NOT_ASKED]
    if not asked:
        return "not asked"
    latest = max(asked, key=lambda each: each.given_on)
    return f"{latest.how.value} {show_short_day(latest.given_on)}"


def _sessions(shown: CaseShown, width: int) -> Iterator[str]:
    held = sorted((each for each in shown.sessions if each.attended), key=lambda each: each.at)
    coming = sorted(
        (each for each in shown.sessions if each.result is None and each.planned_at > shown.now),
        key=lambda each: each.planned_at,
    )
    if held:
        yield from _last(held[-1], shown, width)
    else:
        yield "Last session   not seen yet"
    if coming:
        first = coming[0]
        at = f"{show_short_day(local_date(first.planned_at))} {show_time(first.planned_at)}"
        yield f"Next session   {at}  {first.method.words.lower()}  {first.place}".rstrip()
    else:
        yield "Next session   none offered: N offers one"


def _last(session: Session, shown: CaseShown, width: int) -> Iterator[str]:
    minutes = f", {session.minutes} min" if session.minutes else ""
    by = shown.name_of(session.worker or session.result_by)
    yield f"Last session   {show_instant(session.at)}  {session.method.words.lower()}{minutes}  {by}"
    for text in (session.note, session.next_steps and f"Next time: {session.next_steps}"):
        if text:
            yield fit("  " + " ".join(text.split()), width).rstrip()
