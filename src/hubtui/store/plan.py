"""Plans as acts and gates ask for them."""

from collections.abc import Sequence
from datetime import date

from hubtui.domain.assessment import Assessment, latest_complete
from hubtui.domain.case import Case
from hubtui.domain.dates import local_date
from hubtui.domain.information import unmet_information
from hubtui.domain.plan import (
    BeforeAgreeing,
    Plan,
    draft_of,
    gaps,
    plan_in_force,
    unmet_before_agreeing,
    unmet_scores,
)
from hubtui.domain.score import Score
from hubtui.domain.session import Session
from hubtui.domain.stage import Unmet
from hubtui.store import records
from hubtui.store.db import Db
from hubtui.store.information import information_of


def agreed_plan(db: Db, case: Case) -> Plan | None:
    """The version in force."""
    return plan_in_force(records.of_case(db, Plan, case.id))


def draft_plan(db: Db, case: Case) -> Plan | None:
    """The version written and not yet agreed."""
    return draft_of(records.of_case(db, Plan, case.id))


def before_agreeing(
    db: Db, case: Case, plan: Plan | None, *, agreed_on: date, risk: Sequence[Unmet]
) -> BeforeAgreeing:
    """What the gate before agreeing judges of `plan`; `risk` is what that rule misses for the one signed in."""
    attended = [each for each in records.of_case(db, Session, case.id) if each.attended]
    return BeforeAgreeing(
        plan=plan,
        gaps=gaps(plan, case.position, agreed_plan(db, case)) if plan else (),
        assessment=latest_complete(records.of_case(db, Assessment, case.id)),
        attended_on=[local_date(each.at) for each in attended],
        agreed_on=agreed_on,
        information=unmet_information(information_of(db, case.person)),
        risk=risk,
    )


def unmet_before_service(db: Db, case: Case, *, today: date) -> list[Unmet]:
    """What the step into service still misses: an agreed plan with all that agreeing one asks, and start scores (G3).

    A plan once agreed was judged then, the risk information by whoever agreed it.
    """
    assessment = latest_complete(records.of_case(db, Assessment, case.id))
    scores = list(unmet_scores(assessment, records.of_case(db, Score, case.id)))
    if agreed_plan(db, case) is not None:
        return scores
    facts = before_agreeing(db, case, draft_plan(db, case), agreed_on=today, risk=())
    agree = Unmet("Agree the plan with him (plan.agree).", "PLN-02", "plan")
    return [*unmet_before_agreeing(facts), *scores, agree]
