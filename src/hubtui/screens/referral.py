"""Key in a referral that arrived on paper or by phone (REF-01, REF-06, REF-07, REF-09)."""

from collections.abc import Mapping
from typing import Any

from hubtui.domain.case import Need
from hubtui.domain.dates import instant_text
from hubtui.domain.outcomes import outcomes
from hubtui.domain.stage import Setting
from hubtui.screens.about_case import AboutCase
from hubtui.screens.layout import Answers, Ask, Layout, Page
from hubtui.screens.release import stay_pages
from hubtui.screens.session_questions import When
from hubtui.widgets.control import Answer, Choice


def _in_custody(answers: Answers) -> bool:
    return answers.get("setting") == Setting.CUSTODY


class Referral(AboutCase):
    """From `A` on the caseload: who, where from, what he needs, the stay in custody. Its draft starts no clock."""

    TRAIL = ("Caseload", "New referral")
    ACT = "referral.record"

    def layout_for_form(self) -> Layout:
        """Who, where from, what for, the stay in custody."""
        pages = (self._who(), self._referral(), self._needs())
        return Layout((*pages, *stay_pages(self.facts, when=_in_custody))).read_from(*self.models())

    def _who(self) -> Page:
        return Page(
            "the person",
            (
                Ask("surname", "Surname", missing="Enter the surname."),
                Ask("forenames", "Forenames"),
                Ask("date_of_birth", "Date of birth", missing="Enter the date of birth."),
                Ask("setting", "Where is he?", missing="Choose custody or community."),
                Ask("prison_number", "Prison number"),
                Ask("crn", "CRN"),
                Ask("pnc", "PNC number"),
                Ask("no_number_because", "No number because", when=self._without_number),
                Ask("number_left_blank", "Leave a wrong or taken number blank?", when=self._number_refused),
                Ask(
                    "same_person_reason", "Why is he somebody else?", when=self._wanted("same_person_reason")
                ),
                Ask(
                    "link_to",
                    "Or add it to the person of",
                    hint="A case reference, prison number or CRN.",
                    when=self._wanted("same_person_reason", "link_to", "prison_number", "crn", "pnc"),
                ),
            ),
        )

    def _without_number(self, answers: Answers) -> bool:
        return not (answers.get("prison_number") or answers.get("crn"))

    def _number_refused(self, answers: Answers) -> bool:
        return self._wanted("prison_number", "crn", "pnc", "number_left_blank")(answers)

    def _wanted(self, *names: str) -> When:
        """Whether one of these was refused, or answered already: else there is nothing to decide."""
        own = names[0] if len(names) == 1 else names[-1]

        def applies(answers: Answers) -> bool:
            refused = any(problem.field in names for problem in self.problems)
            return refused or answers.get(own) not in (None, "")

        return applies

    def _referral(self) -> Page:
        return Page(
            "the referral",
            (
                Ask("source", "Where from?", missing="Choose where the referral came from."),
                Ask("received_at", "Received", missing="Enter when it was received."),
                Ask("urgency", "How urgent?", default="standard"),
                Ask("referrer_name", "Referrer's name"),
                Ask("referrer_role", "Role"),
                Ask("referrer_organisation", "Organisation"),
                Ask("referrer_contact", "Phone or e-mail"),
                Ask("mens_service", "In the men's service?", default="within"),
                Ask(
                    "decision_reason",
                    "By what decision?",
                    when=lambda answers: answers.get("mens_service") == "by-decision",
                    optional=False,
                ),
            ),
        )

    def _needs(self) -> Page:
        return Page(
            "what he needs",
            (
                Ask(
                    "needs",
                    "Needs",
                    choices=tuple(Choice(need.value, need.words) for need in Need),
                    missing="Choose at least one need.",
                ),
                Ask(
                    "outcomes",
                    "Outcomes asked for",
                    choices=tuple(Choice(each.id, f"{each.id} {each.title}") for each in outcomes().values()),
                ),
                Ask("risk_supplied", "Risk information that came with it"),
                Ask("note", "Note"),
            ),
        )

    def outcome(self, answers: Answers) -> tuple[str, dict[str, Any]]:
        """A referral begins a case: it is about none that is here."""
        return self.ACT, dict(answers)

    def first_answers(self) -> Mapping[str, Answer]:
        """Received now; the prison of this unit where it is one."""
        return {"received_at": instant_text(self.host.wiring.now().replace(second=0, microsecond=0))}
