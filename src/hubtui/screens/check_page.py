"""The check page: every answer before anything is recorded, with the number that changes its page."""

from collections.abc import Sequence

from hubtui.domain.trouble import Problem
from hubtui.screens.layout import Answers, Ask, Layout, Page, shown_answer
from hubtui.widgets.pane import Pane

BEFORE = "Check before you save. Nothing is recorded until you press F8."
LABEL = 28


class CheckPage(Pane):
    """The answers, to be read and scrolled."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__(lines, name="the answers", id="check")


def check_lines(
    layout: Layout, answers: Answers, warnings: Sequence[str], problems: Sequence[Problem]
) -> list[str]:
    """The lines of the check page: what to know first, then page by page what was answered or has to be."""
    lines = [BEFORE if not problems else "Not everything is answered yet.", ""]
    lines += [f"! {warning}" for warning in warnings]
    for number, page in enumerate(layout.pages, 1):
        lines += _page_lines(number, page, answers)
    return lines


def _page_lines(number: int, page: Page, answers: Answers) -> list[str]:
    asks = [
        ask for ask in page.applying(answers) if not (ask.optional and ask.is_empty(answers.get(ask.name)))
    ]
    title = page.title[:1].upper() + page.title[1:]
    if not asks:
        return [f"! {title}: does not apply", ""]
    return [f"! {title}   ({number} Change)", *(_answer_line(ask, answers) for ask in asks), ""]


def _answer_line(ask: Ask, answers: Answers) -> str:
    shown = shown_answer(ask, answers.get(ask.name), answers)
    heading = ask.short or ask.words.rstrip("?")
    if len(heading) <= LABEL and "\n" not in shown:
        return f"  {heading:<{LABEL}} {shown}"
    return f"  {heading}: {shown}"
