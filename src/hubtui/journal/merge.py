"""How edits meet: a field's version is the set of entries nobody has knowingly replaced.

Everything here is a function of a set of operations: order, doubles and gaps cannot change what comes out. Device
and server use it alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from hubtui.domain.entry import Json
from hubtui.domain.record import Policy, policy_of
from hubtui.journal.envelope import VOID, WireOp


@dataclass
class FieldHeads:
    """The operations on one field: values by the name of their operation, and the names somebody replaced.

    A name may be replaced before its operation has come; it then stays replaced when it does.
    """

    values: dict[str, Json] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)

    def add(self, name: str, bases: Iterable[str], value: Json) -> None:
        self.replaced.update(bases)
        self.values[name] = value
        self._drop_replaced()

    def remove(self, names: Iterable[str]) -> None:
        self.replaced.update(names)
        self._drop_replaced()

    def _drop_replaced(self) -> None:
        for name in self.values.keys() & self.replaced:
            del self.values[name]

    @property
    def contested(self) -> bool:
        """Two workers have left different values, neither having seen the other's."""
        if len(self.values) < 2:
            return False
        values = list(self.values.values())
        return any(value != values[0] for value in values[1:])


@dataclass
class RecordHeads:
    """All that is known of one record: its kind once its first part has come, and the heads of its fields."""

    aggregate: str
    kind: str = ""
    made_at: str = ""
    made_by: str = ""
    fields: dict[str, FieldHeads] = field(default_factory=dict)

    def add(self, op: WireOp) -> str:
        """Take one operation in; answers the field that it touched (empty: the record itself)."""
        if op.verb == "new":
            self.kind = op.value
            return ""
        heads = self.fields.setdefault(op.field, FieldHeads())
        if op.verb == "rem":
            heads.remove(op.bases)
        else:
            heads.add(op.name, op.bases, op.value)
        return op.field

    def shown(self, name: str) -> Json:
        """What a person sees of a field. While it is contested: by its policy, the gravest or the first named."""
        heads = self.fields.get(name)
        policy, order = policy_of(self.kind, name)
        if policy is Policy.UNION:
            return _together(heads.values.values()) if heads else []
        if heads is None or not heads.values:
            return None
        if policy is Policy.CAUTIOUS and heads.contested:
            return max(heads.values.items(), key=lambda head: (_gravity(head[1], order), head[0]))[1]
        return heads.values[min(heads.values)]

    @property
    def voided(self) -> bool:
        """Taken out of use, knowingly: every value that stands was before the eyes of whoever voided it."""
        return self.shown(VOID) is not None and not self._edited_unseen()

    def _edited_unseen(self) -> bool:
        void = self.shown(VOID)
        if void is None:
            return False
        return any(
            not heads.values.keys() <= set(void["seen"].get(name, ()))
            for name, heads in self.fields.items()
            if name != VOID
        )

    def contested(self) -> list[str]:
        """The fields with a clash to put before a person, by name."""
        clashes = {
            name
            for name, heads in self.fields.items()
            if heads.contested and policy_of(self.kind, name)[0] is not Policy.UNION
        }
        return sorted(clashes | {VOID} if self._edited_unseen() else clashes)

    def to_json(self) -> dict[str, Any]:
        """The record as the store keeps it."""
        return {
            "a": self.aggregate,
            "k": self.kind,
            "t": self.made_at,
            "b": self.made_by,
            "f": {name: [heads.values, sorted(heads.replaced)] for name, heads in self.fields.items()},
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "RecordHeads":
        fields = {
            name: FieldHeads(dict(values), set(replaced)) for name, (values, replaced) in stored["f"].items()
        }
        return cls(stored["a"], stored["k"], stored["t"], stored["b"], fields)


def _gravity(value: Json, order: tuple[str, ...]) -> int:
    # A value that no declaration names may be graver than any we know: it shows.
    return order.index(value) if value in order else len(order)


def _together(values: Iterable[Json]) -> list[Json]:
    distinct: list[Json] = []
    for value in values:
        if value not in distinct:
            distinct.append(value)
    return sorted(distinct, key=str)
