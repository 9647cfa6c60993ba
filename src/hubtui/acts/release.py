"""Custody and release: the facts of the stay, the day of release, a return to custody."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from hubtui.acts.cases import case_of_theirs, case_to_record, flag, move, person_of
from hubtui.acts.registry import Input, Instant, Problems, Saved, act, saved
from hubtui.domain.case import Case
from hubtui.domain.dates import local_date
from hubtui.domain.release import (
    STATUS_ON_RETURN,
    CustodyEpisode,
    LegalStatus,
    Release,
    ReleaseFactsSet,
    ReleaseRecorded,
    ReleaseRoute,
    ReturnedToCustody,
    ReturnKind,
    ReturnToCustody,
    SentenceKind,
    after_release,
    after_return,
    check_facts,
    date_warnings,
    windows,
)
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.stage import Step, step_of
from hubtui.domain.text import GivenLine, Line, Prose
from hubtui.domain.trouble import RuleBroken
from hubtui.store.holidays import bank_holidays
from hubtui.store.places import find_place
from hubtui.store.plan import agreed_plan
from hubtui.store.release import open_episode
from hubtui.store.workspace import Tx, Workspace


class StayFacts(Input):
    """What can be said of a stay in custody; what is not given stays as it was (REF-09)."""

    prison: Line = ""
    wing: Line = ""
    reception_date: date | None = None
    legal_status: LegalStatus | None = None
    route: ReleaseRoute | None = None
    sentence_kind: SentenceKind | None = None
    release_date: date | None = None
    earliest_date: date | None = None
    court_dates: list[date] = []
    release_area: Line = ""
    probation_supervises: bool | None = None


class SetRelease(StayFacts):
    """Custody and release facts of a case (REF-09)."""

    case: GivenLine


@act("release.set", roles=CASE_WORKERS, serves=("REF-09", "ELG-03"))
def set_release(workspace: Workspace, data: SetRelease) -> Saved:
    """Record or change custody and release facts; every deadline before release moves with the date."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case, any_stage=True)
        said = stay_facts(data)
        if not said:
            raise RuleBroken("release_date", "Nothing is filled in: enter what has become known.")
        warnings = record_stay(tx, case, said)
        return saved(
            tx,
            case.reference,
            f"Release facts saved: {person_of(tx.db, case).name}.{_windows(tx, data.release_date)}",
            warnings=warnings,
        )


def stay_facts(data: StayFacts) -> dict[str, Any]:
    """The facts that were given, an emptied one as None."""
    return {
        name: value or None if isinstance(value, str) else value
        for name, value in data.model_dump(include=set(StayFacts.model_fields)).items()
        if name in data.model_fields_set
    }


def check_stay(tx: Tx, person: str, said: dict[str, Any], problems: Problems) -> None:
    """Judge the facts together with what is known of the stay; adds to `problems`."""
    known = open_episode(tx.db, person) or CustodyEpisode(id="", person=person)
    problems.found.extend(check_facts(known.model_copy(update=said)))


def record_stay(tx: Tx, case: Case, said: dict[str, Any]) -> list[str]:
    """Record what was said of the stay; answers what the worker ought to know. Raises RuleBroken."""
    problems = Problems()
    check_stay(tx, case.person, said, problems)
    problems.stop()
    warnings = []
    if prison := said.get("prison"):
        found = find_place(tx.db, prison)
        said = {**said, "prison": found.code if found else prison}
        if found is None:
            warnings.append(f"{prison} is not in the list of places: check its code.")
        elif warning := found.mandated_warning():
            warnings.append(warning)
    known = open_episode(tx.db, case.person)
    if known:
        tx.record(ReleaseFactsSet(episode=known.id, changes=said), known.aggregate)
    else:
        opened = CustodyEpisode(id=tx.workspace.new_id(), person=case.person, **said)
        tx.record(ReleaseFactsSet(episode=opened.id, opened=opened), case.id)
    if release := said.get("release_date"):
        warnings.extend(date_warnings(release, bank_holidays(tx.db)))
    return warnings


def _windows(tx: Tx, release: date | None) -> str:
    return f" {windows(release, bank_holidays(tx.db))}" if release else ""


class RecordRelease(Input):
    """The day of release, as it happened (REL-08)."""

    case: GivenLine
    released_at: Instant
    met: bool | None = None
    met_by: Line = ""
    needs: Prose = ""
    help_given: Prose = ""
    first_night: Line = ""
    note: Prose = ""


@act("release.record", roles=CASE_WORKERS, serves=("REL-08", "REF-13"))
def record_release(workspace: Workspace, data: RecordRelease) -> Saved:
    """Record that he was released, from wherever the case stands."""
    with workspace.writing() as tx:
        case = case_of_theirs(tx.db, workspace, data.case)
        stay = open_episode(tx.db, case.person)
        _check_release(data, stay, workspace)
        release = Release(id=workspace.new_id(), **_given(data, ("case",)))
        tx.record(
            ReleaseRecorded(
                release=release,
                episode=stay.id if stay else None,
                ended_on=local_date(data.released_at) if stay else None,
            ),
            case.id,
        )
        to = after_release(case.position)
        warnings = [] if to else [flag(tx, case, f"Release recorded while {case.stage.words.lower()}")]
        if to:
            move(tx, case, to)
        return saved(
            tx,
            case.reference,
            f"Release recorded: {person_of(tx.db, case).name}.",
            ids=(release.id,),
            warnings=warnings,
        )


def _check_release(data: RecordRelease, stay: CustodyEpisode | None, workspace: Workspace) -> None:
    if data.released_at > workspace.now():
        raise RuleBroken("released_at", "This is in the future: record the release once it has happened.")
    reception = stay.reception_date if stay else None
    if reception and local_date(data.released_at) < reception:
        raise RuleBroken(
            "released_at", f"He was received into custody on {reception:%d/%m/%Y}: check the date."
        )


class RecordReturn(Input):
    """A recall, a new remand or a new sentence, as it happened (REF-13)."""

    case: GivenLine
    on: date
    reason: ReturnKind = ReturnKind.RECALL
    prison: Line = ""
    source: Line = ""
    note: Prose = ""


@act("recall.record", roles=CASE_WORKERS, serves=("REF-13",))
def record_recall(workspace: Workspace, data: RecordReturn) -> Saved:
    """Record that he is back in custody: recalled, remanded or newly sentenced."""
    with workspace.writing() as tx:
        case = case_of_theirs(tx.db, workspace, data.case)
        if data.on > workspace.today():
            raise RuleBroken("on", "This date is in the future: record the return once it has happened.")
        returned = ReturnToCustody(id=workspace.new_id(), **_given(data, ("case",)))
        _end_stay(tx, case, data.on)
        tx.record(ReturnedToCustody(returned=returned, episode=_new_stay(workspace, case, data)), case.id)
        to = after_return(case.position, plan_agreed=_plan_agreed(tx, case))
        warnings = (
            [] if to else [flag(tx, case, f"Return to custody recorded while {case.stage.words.lower()}")]
        )
        if to:
            move(tx, case, to)
        return saved(
            tx,
            case.reference,
            f"Return to custody recorded: {person_of(tx.db, case).name}.",
            ids=(returned.id,),
            warnings=warnings,
        )


def _end_stay(tx: Tx, case: Case, returned_on: date) -> None:
    """A stay still open when the next begins ended unseen: at the latest the day before."""
    if stay := open_episode(tx.db, case.person):
        changes = {"ended_on": returned_on - timedelta(days=1)}
        tx.record(ReleaseFactsSet(episode=stay.id, changes=changes), stay.aggregate)


def _new_stay(workspace: Workspace, case: Case, data: RecordReturn) -> CustodyEpisode:
    return CustodyEpisode(
        id=workspace.new_id(),
        person=case.person,
        prison=data.prison or None,
        reception_date=data.on,
        legal_status=STATUS_ON_RETURN[data.reason],
    )


def _plan_agreed(tx: Tx, case: Case) -> bool:
    # An imported case can be in service without a plan of ours.
    in_service = step_of(case.position.working) in (Step.IN_SERVICE, Step.FINISHING)
    return in_service or agreed_plan(tx.db, case) is not None


def _given(data: Input, besides: Iterable[str]) -> dict[str, Any]:
    """What was filled in, without empty texts."""
    return {
        name: value
        for name, value in data.model_dump(exclude=set(besides)).items()
        if value not in ("", None)
    }
