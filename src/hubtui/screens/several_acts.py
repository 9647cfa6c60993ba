"""Forms that end in several acts, one after another: a session with the concern that came up in it, and who was told.

Each act is its own transaction. All that can be are rehearsed before any is done; where one fails all the same, those
done stay done and are not done twice when the form is saved again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from hubtui.acts.registry import Saved
from hubtui.domain.trouble import Problem, RuleBroken, Trouble
from hubtui.screens.about_case import AboutCase
from hubtui.screens.drafts import Draft
from hubtui.screens.layout import Answers

Data = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One act. `data` is made of what the acts before it saved; one that `follows` them cannot be rehearsed alone.

    `settled`: fields whose problems the acts before it settle, so that its rehearsal alone is not believed about them.
    `warns`: whether its warnings are said after saving; guidance that the worker has read on the form is not.
    """

    act: str
    data: Callable[[Sequence[Saved]], Data]
    follows: bool = False
    warns: bool = True
    settled: tuple[str, ...] = ()


def step(act: str, data: Data, *, warns: bool = True, settled: tuple[str, ...] = ()) -> Step:
    """An act whose input is known from the answers alone."""
    return Step(act, lambda _: data, warns=warns, settled=settled)


class SeveralActs(AboutCase):
    """A form that ends in the acts of `steps`."""

    ALIASES: ClassVar[Mapping[str, str]] = {}
    """The question to show a problem at, by the input's field, where they have different names."""

    def __init__(
        self,
        subject: str = "",
        given: Mapping[str, Any] | None = None,
        answers: Answers | None = None,
        *,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(subject, given, answers, draft=draft)
        self._made: list[Saved] = []

    def steps(self, answers: Answers) -> list[Step]:
        """The acts that these answers end in, in their order."""
        raise NotImplementedError

    async def _rehearse(self) -> None:
        self.problems, self.warnings = [], ()
        if unanswered := self._unanswered():
            await self._judged(unanswered)
            return
        problems: list[Problem] = []
        warnings: list[str] = []
        for each in self.steps(self.layout_.applying(self.answers)):
            if each.follows:
                continue
            try:
                rehearsed = await self.host.wiring.perform(each.act, each.data(()), True)
                warnings += rehearsed.warnings
            except RuleBroken as broken:
                problems += [one for one in broken.problems if one.field not in each.settled]
            except Trouble as trouble:
                self.say(f"! {trouble}")
        self.warnings = warnings
        if problems:
            await self._judged(problems)

    async def _judged(self, problems: list[Problem]) -> bool:
        asked = {ask.name for page in self.layout_.pages for ask in page.applying(self.answers)}
        return await super()._judged(
            [
                Problem(self.ALIASES.get(each.field, each.field), each.message)
                if each.field not in asked
                else each
                for each in problems
            ]
        )

    async def attempt(self) -> None:
        """Do the acts in their order; say what was saved, and of one refused that it was not."""
        steps = self.steps(self.layout_.applying(self.answers))
        made = self._made
        while len(made) < len(steps):
            each = steps[len(made)]
            try:
                made.append(await self.host.wiring.perform(each.act, each.data(made), False))
            except RuleBroken as broken:
                self._say_so_far(broken)
                await self._judged(list(broken.problems))
                return
            except Trouble as trouble:
                self._say_so_far(trouble)
                return
        await self._saved(together(made, steps))

    def _say_so_far(self, trouble: Trouble | RuleBroken) -> None:
        done = " ".join(each.message for each in self._made)
        self.say(f"! {done + ' The rest is ' if done else ''}{'not' if done else 'Not'} saved: {trouble}")


def together(made: Sequence[Saved], steps: Sequence[Step]) -> Saved:
    """What several acts saved, as one answer."""
    return Saved(
        ref=made[0].ref,
        ids=tuple(id_ for each in made for id_ in each.ids),
        entries=tuple(entry for each in made for entry in each.entries),
        message=" ".join(each.message for each in made),
        warnings=tuple(
            warning for each, done in zip(made, steps, strict=True) if done.warns for warning in each.warnings
        ),
    )
