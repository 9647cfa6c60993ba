"""What a plan holds, as the lines that its editor keeps in a draft: an outcome or an activity each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hubtui.domain.activities import activities
from hubtui.domain.dates import show_day
from hubtui.domain.outcomes import outcomes
from hubtui.domain.plan import PlannedOutcome, Who


@dataclass(frozen=True)
class Line:
    """An activity under its outcome, or an outcome alone. As text: `O1 A-CH01 worker 2026-12-01`."""

    outcome: str
    activity: str = ""
    who: str = Who.WORKER.value
    by_on: str = ""

    def __str__(self) -> str:
        parts = (self.outcome, self.activity, self.who if self.activity else "", self.by_on)
        return " ".join(part for part in parts if part)

    @property
    def words(self) -> str:
        """The line as the check page says it."""
        if not self.activity:
            return f"\n    {self.outcome} {outcomes()[self.outcome].title}"
        by = f", by {show_day(date.fromisoformat(self.by_on))}" if self.by_on else ""
        return f"\n      {activities()[self.activity].title} ({self.who}{by})"


def read_line(text: str) -> Line:
    """The line that a text names."""
    return Line(*text.split(" "))


def lines_of_plan(planned: Sequence[PlannedOutcome]) -> list[str]:
    """What a plan holds, as the field's answer."""
    lines = []
    for each in planned:
        if each.outcome:
            lines.append(Line(each.outcome))
        lines += [
            Line(each.outcome, done.activity, done.who.value, done.by_on.isoformat() if done.by_on else "")
            for done in each.activities
            if done.activity
        ]
    return [str(line) for line in lines]


def as_wanted(answer: object) -> list[dict[str, object]]:
    """The field's answer as the act takes it."""
    lines = [read_line(str(each)) for each in answer] if isinstance(answer, list) else []
    chosen = {line.outcome: [one for one in lines if one.outcome == line.outcome] for line in lines}
    return [
        {
            "outcome": outcome,
            "activities": [
                {"activity": one.activity, "who": one.who, **({"by_on": one.by_on} if one.by_on else {})}
                for one in under
                if one.activity
            ],
        }
        for outcome, under in chosen.items()
    ]
