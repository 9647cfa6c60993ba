"""Where a case stands, and the moves it may make (mission 3, REF-13).

`MOVES` is the whole diagram. What has happened in fact (a death, a release, a return to custody, or what a
supervisor matches to fact) is recorded from every stage and never refused by a gate.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hubtui.domain.trouble import NotAllowed, Problem


class Setting(StrEnum):
    """Where the person is served."""

    CUSTODY = "custody"
    COMMUNITY = "community"

    @property
    def words(self) -> str:
        """The setting as a screen says it."""
        return self.value.capitalize()


class Stage(StrEnum):
    """Where a case stands. The value is what the journal and the command line carry."""

    DRAFT = "draft"
    DISCARDED = "discarded"
    RECEIVED = "received"
    RETURNED = "returned"
    ALLOCATED_CUSTODY = "allocated-custody"
    CONTACT_OFFERED_CUSTODY = "contact-offered-custody"
    ASSESSING_CUSTODY = "assessing-custody"
    IN_SERVICE_CUSTODY = "in-service-custody"
    FINISHING_CUSTODY = "finishing-custody"
    GATE = "gate"
    SHORT_NOTICE = "short-notice"
    RELEASED = "released"
    ALLOCATED_COMMUNITY = "allocated-community"
    CONTACT_OFFERED_COMMUNITY = "contact-offered-community"
    ASSESSING_COMMUNITY = "assessing-community"
    IN_SERVICE_COMMUNITY = "in-service-community"
    FINISHING_COMMUNITY = "finishing-community"
    SUSPENDED = "suspended"
    TRANSFERRING = "transferring"
    TRANSFERRED = "transferred"
    COMPLETED = "completed"
    ENDED_EARLY = "ended-early"
    DIED = "died"
    REOPENED = "reopened"

    @property
    def words(self) -> str:
        """The stage as a screen says it, such as `In service (custody)`."""
        for setting in Setting:
            step = self.value.removesuffix(f"-{setting}")
            if step != self.value:
                return f"{step.replace('-', ' ').capitalize()} ({setting})"
        return self.value.replace("-", " ").capitalize()


class Step(StrEnum):
    """The steps that are taken alike in custody and in the community."""

    ALLOCATED = "allocated"
    CONTACT_OFFERED = "contact-offered"
    ASSESSING = "assessing"
    IN_SERVICE = "in-service"
    FINISHING = "finishing"


def stage_of(step: Step, setting: Setting) -> Stage:
    """The stage that is `step` in `setting`."""
    return Stage(f"{step}-{setting}")


def _steps(setting: Setting) -> tuple[Stage, ...]:
    return tuple(stage_of(step, setting) for step in Step)


def step_of(stage: Stage) -> Step | None:
    """The step that `stage` is in its setting; None for a stage that is no such step."""
    for setting in Setting:
        name = stage.value.removesuffix(f"-{setting}")
        if name != stage.value:
            return Step(name)
    return None


CUSTODY = frozenset(_steps(Setting.CUSTODY))
COMMUNITY = frozenset(_steps(Setting.COMMUNITY))
AT_THE_GATE = frozenset({Stage.GATE, Stage.SHORT_NOTICE, Stage.RELEASED})
OPEN = CUSTODY | COMMUNITY | AT_THE_GATE | {Stage.SUSPENDED, Stage.TRANSFERRING, Stage.REOPENED}
CLOSED = frozenset(
    {Stage.DISCARDED, Stage.RETURNED, Stage.TRANSFERRED, Stage.COMPLETED, Stage.ENDED_EARLY, Stage.DIED}
)
REMEMBERING = frozenset({Stage.GATE, Stage.SUSPENDED, Stage.TRANSFERRING, Stage.REOPENED})
"""The stages from which a case can go back to the one it came from."""


class Gate(StrEnum):
    """What must be true before a step. `words` and `rows` say what, and by which rows of the catalogue."""

    G1 = "G1"
    G2 = "G2"
    G3 = "G3"
    G4 = "G4"
    G5 = "G5"
    G6 = "G6"
    G7 = "G7"
    G8 = "G8"
    G9 = "G9"
    G10 = "G10"
    G11 = "G11"
    G12 = "G12"

    @property
    def words(self) -> str:
        """What must be true, in one line."""
        return _GATES[self][0]

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the catalogue that it stands for."""
        return _GATES[self][1]


_GATES: dict[Gate, tuple[str, tuple[str, ...]]] = {
    Gate.G1: (
        "18 or over, in the men's service or overridden by a supervisor, and a trained worker allocated",
        ("ELG-01", "ELG-02", "REF-10", "STF-02"),
    ),
    Gate.G2: ("an initial contact session attended", ("SES-02", "ASM-04")),
    Gate.G3: (
        "risk acknowledged, assessment complete, information given, and a whole plan agreed",
        ("RSK-09", "CON-01", "ASM-02", "PLN-01", "PLN-02"),
    ),
    Gate.G4: ("release at most 20 days away", ("REL-01",)),
    Gate.G5: ("handover held and the practitioner offered a place", ("REL-01", "REL-02", "DTR-09")),
    Gate.G6: ("met before release by the worker who will deliver", ("REL-03", "REL-04")),
    Gate.G7: ("each readiness item done, not needed or knowingly open", ("REL-06",)),
    Gate.G8: ("the release recorded and a Community Link Worker named", ("REL-08", "CLK-01")),
    Gate.G9: (
        "final session attended, plan rated, support plan and feedback in hand",
        ("EOS-01", "EOS-02", "EOS-03", "EOS-04"),
    ),
    Gate.G10: ("no session without result and no telling outstanding", ("EOS-01", "RSK-06")),
    Gate.G11: (
        "transfer pack made, meeting held or explained, report started",
        ("TRF-01", "TRF-02", "TRF-03", "TRF-04"),
    ),
    Gate.G12: ("a supervisor's approval with reason and evidence", ("EOS-06", "EOS-09")),
}

JUDGED_HERE = frozenset({Gate.G1, Gate.G2, Gate.G3})
"""The gates this version can judge; a step behind any other is refused."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """One thing still missing before a step: what to do, the row that asks it, and the field if any."""

    message: str
    row: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """How one stage may follow another."""

    words: str
    gate: Gate | None = None
    back: bool = False
    """Only to the stage that the case came from."""
    supervisor_only: bool = False


class Fact(StrEnum):
    """What has happened whether or not anybody was ready; recorded from every stage (REF-13, EOS-09)."""

    DEATH = "death"
    RELEASE = "release"
    RETURN_TO_CUSTODY = "return-to-custody"
    """A recall, a new remand or a new sentence."""
    MATCHED = "matched"
    """A supervisor sets the stage to what has really happened, with a reason."""


FACTS: dict[Fact, frozenset[Stage]] = {
    Fact.DEATH: frozenset({Stage.DIED}),
    Fact.RELEASE: frozenset({Stage.RELEASED}),
    Fact.RETURN_TO_CUSTODY: frozenset({Stage.IN_SERVICE_CUSTODY, Stage.ALLOCATED_CUSTODY}),
    Fact.MATCHED: frozenset(Stage),
}


def _each(froms: Collection[Stage], tos: Collection[Stage], move: Move) -> dict[tuple[Stage, Stage], Move]:
    # In the order of the diagram: a set's own order differs from run to run.
    return {
        (stage, to): move
        for stage in Stage
        if stage in froms
        for to in Stage
        if to in tos and to is not stage
    }


def _route(setting: Setting) -> dict[tuple[Stage, Stage], Move]:
    """The steps of one setting, from a referral received to a service completed."""
    allocated, offered, assessing, in_service, finishing = _steps(setting)
    return {
        (Stage.RECEIVED, allocated): Move("Allocate to a worker", Gate.G1, supervisor_only=True),
        (allocated, offered): Move("Offer the first session"),
        (offered, assessing): Move("Hold the first session", Gate.G2),
        (assessing, in_service): Move("Agree the plan", Gate.G3),
        (in_service, finishing): Move("Hold the final session", Gate.G9),
        (finishing, Stage.COMPLETED): Move("Complete the service", Gate.G10),
    }


_BEFORE_RELEASE = CUSTODY | {
    *(Stage.DRAFT, Stage.RECEIVED, Stage.RETURNED),
    *(Stage.GATE, Stage.SUSPENDED, Stage.TRANSFERRING, Stage.REOPENED),
}
_ENDABLE = OPEN | {Stage.RECEIVED, Stage.DIED}
_LEAVABLE = OPEN - {Stage.REOPENED}
_BACK = Move("Go back to where the case stood", back=True)

# The ways back stand first, so that a step of the diagram between the same two stages takes their place.
MOVES: dict[tuple[Stage, Stage], Move] = {
    **_each({Stage.GATE}, CUSTODY, _BACK),
    **_each({Stage.SUSPENDED}, _LEAVABLE, _BACK),
    **_each({Stage.TRANSFERRING}, _LEAVABLE, _BACK),
    **_each({Stage.REOPENED}, _ENDABLE - {Stage.REOPENED}, _BACK),
    **_each({Stage.DRAFT}, {Stage.DISCARDED}, Move("Discard the draft")),
    **_each({Stage.DRAFT}, {Stage.RECEIVED}, Move("Key in the referral")),
    **_each({Stage.RECEIVED}, {Stage.RETURNED}, Move("Return to the referrer", supervisor_only=True)),
    **_each({Stage.RETURNED}, {Stage.RECEIVED}, Move("Take the referral in, put right")),
    **_route(Setting.CUSTODY),
    **_route(Setting.COMMUNITY),
    **_each(CUSTODY, {Stage.GATE}, Move("Open the handover window", Gate.G4)),
    **_each(_BEFORE_RELEASE, {Stage.SHORT_NOTICE}, Move("Record a release at short notice")),
    **_each(CUSTODY | {Stage.GATE, Stage.SHORT_NOTICE}, {Stage.RELEASED}, Move("Record the release")),
    **_each(
        {Stage.RELEASED},
        {Stage.IN_SERVICE_COMMUNITY, Stage.ASSESSING_COMMUNITY, Stage.CONTACT_OFFERED_COMMUNITY},
        Move("Go on in the community", Gate.G8),
    ),
    **_each({Stage.RELEASED}, CUSTODY, Move("Return to custody, released in error")),
    **_each(
        COMMUNITY,
        FACTS[Fact.RETURN_TO_CUSTODY],
        Move("Return to custody on recall, remand or a new sentence"),
    ),
    **_each(_LEAVABLE, {Stage.SUSPENDED}, Move("Suspend the service")),
    **_each(_LEAVABLE, {Stage.TRANSFERRING}, Move("Begin a transfer")),
    **_each({Stage.TRANSFERRING}, {Stage.TRANSFERRED}, Move("Complete the transfer", Gate.G11)),
    **_each({Stage.TRANSFERRED}, {Stage.RECEIVED}, Move("Take the case in again")),
    **_each(_ENDABLE, {Stage.ENDED_EARLY}, Move("End early", Gate.G12, supervisor_only=True)),
    **_each(frozenset(Stage), {Stage.DIED}, Move("Record his death")),
    **_each({Stage.COMPLETED, Stage.ENDED_EARLY}, {Stage.REOPENED}, Move("Reopen", supervisor_only=True)),
}


def moves_from(stage: Stage) -> dict[Stage, Move]:
    """The stages that may follow `stage`, each with how."""
    return {to: move for (start, to), move in MOVES.items() if start is stage}


@dataclass(frozen=True, slots=True)
class Position:
    """A case's stage with those it remembers, the latest last: suspended at the gate, it knows both."""

    stage: Stage
    before: tuple[Stage, ...] = ()

    @property
    def came_from(self) -> Stage | None:
        """The stage that a way back leads to."""
        return self.before[-1] if self.before else None

    @property
    def working(self) -> Stage:
        """The stage whose work goes on: inside the gate, a suspension or a transfer, the one remembered."""
        inner = (stage for stage in (self.stage, *reversed(self.before)) if stage not in REMEMBERING)
        return next(inner, self.stage)

    @property
    def setting(self) -> Setting | None:
        """Where the person is served now; None before allocation and after the end."""
        return setting_of(self.working) or setting_of(self.stage)

    @property
    def at_the_gate(self) -> bool:
        """Whether both custody and outreach workers record on the case (mission 1)."""
        return bool(AT_THE_GATE & {self.stage, *self.before})

    def moved(self, to: Stage) -> "Position":
        """The position after a move to `to`, whoever judged it."""
        if self.stage in REMEMBERING and to is self.came_from:
            return Position(to, self.before[:-1])
        if to is Stage.REOPENED:
            return Position(to, self.before)
        if to in REMEMBERING or to in (Stage.COMPLETED, Stage.ENDED_EARLY):
            return Position(to, (*self.before, self.stage))
        return Position(to)

    def advanced(self, to: Stage) -> "Position":
        """The position after the work inside it moved on to `to`: a plan agreed at the gate stays there."""
        if self.stage not in REMEMBERING or not self.before:
            return self.moved(to)
        inner = Position(self.before[-1], self.before[:-1]).advanced(to)
        return Position(self.stage, (*inner.before, inner.stage))


def setting_of(stage: Stage) -> Setting | None:
    """Where a person in `stage` is served; None where the stage does not say."""
    if stage in CUSTODY or stage in (Stage.GATE, Stage.SHORT_NOTICE):
        return Setting.CUSTODY
    return Setting.COMMUNITY if stage in COMMUNITY or stage is Stage.RELEASED else None


def way(position: Position, to: Step, setting: Setting) -> list[Stage]:
    """The stages on the way from where the case works to `to`, in order; empty where it is there or past it.

    A case freed at short notice or just released takes no steps: its work is open without them. `setting` is
    that of a case not yet allocated.
    """
    at = step_of(position.working)
    if at is None and position.working is not Stage.RECEIVED:
        return []
    steps = list(Step)
    start = steps.index(at) + 1 if at else 0
    where = position.setting or setting
    return [stage_of(each, where) for each in steps[start : steps.index(to) + 1]]


def returned_to_custody(*, plan_agreed: bool) -> Stage:
    """The stage of a case on return to custody: in service, the plan due for review, or allocated."""
    return Stage.IN_SERVICE_CUSTODY if plan_agreed else Stage.ALLOCATED_CUSTODY


def after_release(*, plan_agreed: bool, session_attended: bool) -> Stage:
    """The community stage in which a released person's service goes on."""
    if plan_agreed:
        return Stage.IN_SERVICE_COMMUNITY
    return Stage.ASSESSING_COMMUNITY if session_attended else Stage.CONTACT_OFFERED_COMMUNITY


def judge_move(
    position: Position, to: Stage, *, unmet: Mapping[Gate, Sequence[Unmet]], supervisor: bool = False
) -> list[Problem]:
    """Everything that stands against the step to `to`; empty: it may be taken (REF-13).

    `unmet` must hold what is missing for the gates of `JUDGED_HERE` that lie on the way (KeyError otherwise).
    Raises NotAllowed for a step that is a supervisor's, asked for by another.
    """
    move = MOVES.get((position.stage, to))
    if move is None or (move.back and to is not position.came_from):
        return [Problem("stage", _off_the_diagram(position, to))]
    if move.supervisor_only and not supervisor:
        raise NotAllowed(f"{move.words}: only a supervisor can do this.")
    if move.gate is None:
        return []
    if move.gate not in JUDGED_HERE:
        return [Problem("stage", f"{move.words}: this step ({move.gate}) is not in this version of hubtui.")]
    return [Problem(missing.field, missing.message) for missing in unmet[move.gate]]


def judge_fact(fact: Fact, to: Stage, *, reason: str = "", supervisor: bool = False) -> list[Problem]:
    """What stands against recording what has happened: nothing, but that matching a case to fact asks a
    reason, and that the stage must be one the fact leads to. Raises NotAllowed where only a supervisor may.
    """
    if to not in FACTS[fact]:
        return [Problem("stage", f"{to.words} is not where a {fact.value.replace('-', ' ')} leads.")]
    if fact is not Fact.MATCHED:
        return []
    if not supervisor:
        raise NotAllowed("Only a supervisor can match a case to what has happened.")
    return (
        []
        if reason.strip()
        else [Problem("reason", "Say what happened: matching a case to fact needs a reason.")]
    )


def _off_the_diagram(position: Position, to: Stage) -> str:
    onward = [
        stage.words
        for stage, move in moves_from(position.stage).items()
        if not move.back or stage is position.came_from
    ]
    return (
        f"A case that is {position.stage.words.lower()} cannot become {to.words.lower()}. "
        f"It can become: {', '.join(onward)}."
    )
