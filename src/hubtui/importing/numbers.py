"""Identity numbers of other systems: kept in their one form, or left blank and flagged (REF-06, REF-07)."""

from dataclasses import dataclass, field

from hubtui.domain.dates import local_date
from hubtui.domain.identifiers import Identifier, normalise
from hubtui.domain.record import RecordId
from hubtui.domain.trouble import RuleBroken
from hubtui.importing.making import Making
from hubtui.importing.rows import Row


@dataclass
class Numbers:
    """The numbers of one person that can be kept, and what to flag of the rest."""

    person: RecordId
    kept: dict[str, str] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)

    def take(self, making: Making, row: Row, column: str, kind: Identifier) -> None:
        """Keep the number in a column, unless it is wrong, somebody else's, or a second one of its kind."""
        try:
            number = normalise(kind, row.text(column), today=local_date(making.world.now))
        except RuleBroken as wrong:
            self._blank(making, row, column, kind, wrong.message, f"{kind.words} not valid")
            return
        if self.kept.get(kind.value, number) != number:
            self._blank(making, row, column, kind, f"A second {kind.words}.", f"two of {kind.words}")
        elif other := making.world.holder(kind, number, self.person):
            problem = f"Another person has this {kind.words}: {other}."
            self._blank(making, row, column, kind, problem, f"likely duplicate of {other}")
        else:
            self.kept[kind.value] = number

    def _blank(
        self, making: Making, row: Row, column: str, kind: Identifier, problem: str, flag: str
    ) -> None:
        self.flags.append(f"{flag}: {kind.words} left blank")
        making.find(row, column, problem, f"{kind.words} left blank, flagged; as given with its row")
