"""The eight outcomes that a person can work towards (specification 3.5.1; titles are ours)."""

from dataclasses import dataclass
from functools import cache

from hubtui.data import read
from hubtui.domain.stage import Setting
from hubtui.domain.trouble import NotFound


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome: its id (`O1`), clause and title, and the service need that it belongs to."""

    id: str
    clause: str
    title: str
    need: str
    custody_start_only: bool

    def can_start_in(self, setting: Setting) -> bool:
        """Whether work on it may begin there; what was begun in custody may be finished after (PLN-04)."""
        return setting is Setting.CUSTODY or not self.custody_start_only


@cache
def outcomes() -> dict[str, Outcome]:
    """All eight, by id, in their order."""
    return {
        row["id"]: Outcome(
            row["id"], row["clause"], row["title"], row["need"], row["custody_start_only"] == "Y"
        )
        for row in read("outcomes")
    }


def outcome(id_: str) -> Outcome:
    """The outcome of that id, in either case. Raises NotFound."""
    found = outcomes().get(id_.strip().upper())
    if found is None:
        raise NotFound(f"There is no outcome {id_[:10]}: they are O1 to O8.")
    return found


def offered(setting: Setting, started: frozenset[str] = frozenset()) -> list[Outcome]:
    """The outcomes to choose from in `setting`, with those of `started` that may be finished there (PLN-04)."""
    return [each for each in outcomes().values() if each.can_start_in(setting) or each.id in started]
