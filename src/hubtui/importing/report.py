"""What an import answers: its figures, and every value that somebody should look at."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

LONGEST_VALUE = 200
"""Characters of a value that the report shows; the whole value is kept with its row."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One value that breaks a rule, or could not be read, and how it was kept all the same."""

    table: str
    id: str
    field: str
    value: str
    problem: str
    kept_as: str


def finding(table: str, row: str, field: str, value: object, problem: str, kept_as: str) -> Finding:
    """A finding whose texts are safe to print: what a terminal would act on is written as `\\x1b` and the like."""
    return Finding(_shown(table), _shown(row), _shown(field), _shown(value), problem, kept_as)


def _shown(value: object) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if len(text) > LONGEST_VALUE:
        text = f"{text[:LONGEST_VALUE]}…"
    return "".join(each if each.isprintable() else _escaped(each) for each in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


@dataclass
class Report:
    """The figures of an import. `created`, `updated` and `unchanged` count rows of the extract."""

    people: int = 0
    cases: int = 0
    entries: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[Finding] = field(default_factory=list)
    _seen: set[Finding] = field(default_factory=set, repr=False)

    def add(self, found: Iterable[Finding]) -> None:
        """Take findings in, each once."""
        for each in found:
            if each not in self._seen:
                self._seen.add(each)
                self.problems.append(each)

    def to_json(self) -> dict[str, Any]:
        """The answer of `hubtui import --json`."""
        figures = ("people", "cases", "entries", "created", "updated", "unchanged")
        return {
            **{name: getattr(self, name) for name in figures},
            "problems": [asdict(each) for each in self.problems],
        }

    def words(self) -> str:
        """The answer for people, problems last."""
        lines = [
            f"{self.people} people, {self.cases} cases; {self.entries} entries.",
            f"Rows: {self.created} new, {self.updated} changed, {self.unchanged} as before.",
        ]
        if self.problems:
            lines.append(f"To look at: {len(self.problems)}")
        lines += [
            f"  {each.table} {each.id}, {each.field}: {each.value!r}. {each.problem} Kept as: {each.kept_as}."
            for each in self.problems
        ]
        return "\n".join(lines)
