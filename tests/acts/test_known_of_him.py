"""Contact chain, suitability, information, consent and cohorts of a case."""

from typing import Any

import pytest

from hubtui.acts.cases import find_case, person_of
from hubtui.domain.cohort import Cohort, unmet_cohorts
from hubtui.domain.consent import Consent, ConsentHow
from hubtui.domain.contact_chain import ContactChain, Link, chain_id
from hubtui.domain.information import InformationGiven, Topic
from hubtui.domain.trouble import RuleBroken
from hubtui.store import records
from hubtui.store.cohort import answers_of, cohorts_of
from hubtui.store.information import information_of
from tests.builders import Desk, referral


def allocated(desk: Desk, **changes: Any) -> str:
    """A case that J Okafor holds; answers its reference."""
    ref = desk.do("referral.record", by="jokafor", **referral(**changes)).ref
    desk.do("referral.allocate", by="mreyes", case=ref, worker="jokafor")
    desk.sign_in("jokafor")
    return ref


def refused(desk: Desk, act: str, **data: Any) -> dict[str, str]:
    """What an act is refused for, by field."""
    with pytest.raises(RuleBroken) as caught:
        desk.do(act, **data)
    return {problem.field: problem.message for problem in caught.value.problems}


def chain_of(desk: Desk, ref: str) -> ContactChain:
    with desk.workspace.reading() as db:
        return records.get(db, ContactChain, chain_id(find_case(db, ref).id))


@pytest.mark.req("REF-08")
def test_each_link_of_the_chain_is_kept_with_its_four_parts(terminal: Desk) -> None:
    ref = allocated(terminal)
    links = {
        f"{link}_{part}": f"{link} {part}" if part in ("name", "office") else value
        for link in Link
        for part, value in (
            ("name", ""),
            ("office", ""),
            ("phone", "0117 496 0000"),
            ("email", "a@b.example"),
        )
    }

    terminal.do("contact_chain.set", case=ref, **links)

    chain = chain_of(terminal, ref)
    assert [contact.link for contact in chain.contacts] == list(Link)
    assert chain.contacts[0].name == "practitioner name"
    assert (chain.omu_phone, chain.duty_officer_email) == ("0117 496 0000", "a@b.example")


@pytest.mark.req("REF-08")
def test_what_is_left_out_of_the_chain_stays_and_what_is_emptied_goes(terminal: Desk) -> None:
    ref = allocated(terminal)
    first = terminal.do("contact_chain.set", case=ref, duty_officer_phone="0117 496 0001")
    second = terminal.do(
        "contact_chain.set", case=ref, practitioner_name="P Marsh", practitioner_office="Leeds"
    )

    terminal.do("contact_chain.set", case=ref, practitioner_office="")

    chain = chain_of(terminal, ref)
    assert (chain.practitioner_name, chain.practitioner_office) == ("P Marsh", None)
    assert chain.duty_officer_phone == "0117 496 0001"
    assert "Nobody in HMPPS is named" in first.warnings[0]
    assert second.warnings == ()


@pytest.mark.req("REF-08")
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("practitioner_phone", "0117 CALL ME", "in digits"),
        ("omu_phone", "12", "in digits"),
        ("secondary_email", "nobody", "with its @"),
    ],
)
def test_a_telephone_number_with_letters_is_refused(
    terminal: Desk, field: str, value: str, words: str
) -> None:
    ref = allocated(terminal)

    assert words in refused(terminal, "contact_chain.set", case=ref, **{field: value})[field]
    assert "Nothing is filled in" in refused(terminal, "contact_chain.set", case=ref)["practitioner_name"]


def suitability(**changes: Any) -> dict[str, Any]:
    return {
        "matter": "move-in",
        "suitable": True,
        "confirmed_by": "P Marsh",
        "confirmed_on": "2026-11-20",
        **changes,
    }


@pytest.mark.req("REF-08")
def test_suitability_is_confirmed_by_a_named_person_of_the_chain_only(terminal: Desk) -> None:
    ref = allocated(terminal)

    def refusal(**changes: Any) -> dict[str, str]:
        return refused(terminal, "suitability.record", case=ref, **suitability(**changes))

    assert refusal(confirmed_by="") == {"confirmed_by": "Add who confirmed."}
    assert "not in the contact chain" in refusal()["confirmed_by"]
    terminal.do("contact_chain.set", case=ref, practitioner_name="P Marsh", duty_officer_name="D Orr")
    assert "practitioner was tried" in refusal(confirmed_by="D Orr")["failed_attempt"]
    assert "future" in refusal(confirmed_on="2026-11-21")["confirmed_on"]

    assert terminal.do("suitability.record", case=ref, **suitability(confirmed_by="p marsh")).entries
    assert terminal.do(
        "suitability.record",
        case=ref,
        **suitability(confirmed_by="D Orr", failed_attempt="Rang P Marsh at 10:00, no answer"),
    ).entries


@pytest.mark.req("CON-01")
def test_each_topic_is_kept_with_its_day_its_speaker_and_its_language(terminal: Desk) -> None:
    ref = allocated(terminal)

    saved = terminal.do(
        "information.give",
        case=ref,
        topics=["complaints", "confidentiality"],
        given_on="2026-11-20",
        language="Welsh",
        format="large print",
    )

    with terminal.workspace.reading() as db:
        given: list[InformationGiven] = information_of(db, find_case(db, ref).person)
    assert {each.topic for each in given} == {Topic.COMPLAINTS, Topic.CONFIDENTIALITY}
    assert {(each.explained_by, each.language, each.format) for each in given} == {
        ("jokafor", "Welsh", "large print")
    }
    assert "what to expect, data protection, feedback and consultation" in saved.warnings[0]


@pytest.mark.req("CON-01")
@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"given_on": "2026-11-21"}, "given_on", "future"),
        ({"given_on": "2026-11-18"}, "given_on", "19/11/2026"),
        ({"topics": []}, "topics", "Choose"),
    ],
    ids=["tomorrow", "before-the-referral", "nothing"],
)
def test_information_cannot_be_given_tomorrow_or_before_the_referral(
    terminal: Desk, changes: dict[str, Any], field: str, words: str
) -> None:
    ref = allocated(terminal)
    told = {"topics": ["complaints"], "given_on": "2026-11-20", **changes}

    assert words in refused(terminal, "information.give", case=ref, **told)[field]


@pytest.mark.req("CON-01")
def test_a_plan_cannot_be_agreed_before_all_five_topics_and_each_missing_one_is_named(terminal: Desk) -> None:
    ref = allocated(terminal)
    terminal.do("case.match", by="mreyes", case=ref, to="assessing-custody", reason="Held on paper")
    told = [topic.value for topic in Topic if topic is not Topic.COMPLAINTS]
    terminal.do("information.give", by="jokafor", case=ref, topics=told, given_on="2026-11-20")

    def missing() -> str:
        return " ".join(
            refused(terminal, "case.move", case=ref, to="in-service-custody", reason="Agreed").values()
        )

    with pytest.raises(RuleBroken) as shut:
        terminal.do("case.move", case=ref, to="in-service-custody", reason="Agreed")
    topics = [problem.message for problem in shut.value.problems if problem.field == "information"]
    terminal.do("information.give", case=ref, topics=["complaints"], given_on="2026-11-20")

    assert topics == ["Explain and record: complaints."]
    assert "complaints" not in missing()


CONSENT: dict[str, Any] = {
    "how": "spoken",
    "given_on": "2026-11-20",
    "agreed": ["council"],
    "heard_by": "J Okafor",
}


@pytest.mark.req("CON-02")
def test_spoken_consent_is_kept_and_its_signature_is_chased(terminal: Desk) -> None:
    ref = allocated(terminal)

    saved = terminal.do(
        "consent.record", case=ref, **CONSENT, refused=["family-or-friends"], purpose="Housing"
    )

    with terminal.workspace.reading() as db:
        consent = records.get(db, Consent, saved.ids[0])
    assert (consent.how, consent.purpose) == (ConsentHow.SPOKEN, "Housing")
    assert (consent.agreed, consent.refused) == (["council"], ["family-or-friends"])
    assert "Fri 4 Dec 2026" in saved.warnings[0]


@pytest.mark.req("CON-02")
@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"how": "signed"}, {"signed_on", "kept_at"}),
        ({"how": "signed", "signed_on": "2026-11-21", "kept_at": "Safe"}, {"signed_on"}),
        ({"heard_by": ""}, {"heard_by"}),
        ({"agreed": []}, {"agreed"}),
        ({"refused": ["council"]}, {"refused"}),
        ({"given_on": "2026-11-21"}, {"given_on"}),
    ],
    ids=["unsigned", "signed-tomorrow", "nobody-heard", "no-recipient", "both-ways", "tomorrow"],
)
def test_consent_without_its_proof_is_refused(
    terminal: Desk, changes: dict[str, Any], fields: set[str]
) -> None:
    ref = allocated(terminal)

    assert set(refused(terminal, "consent.record", case=ref, **{**CONSENT, **changes})) == fields


@pytest.mark.req("CON-02")
def test_refusing_everything_is_an_answer(terminal: Desk) -> None:
    ref = allocated(terminal)

    saved = terminal.do(
        "consent.record",
        case=ref,
        how="signed",
        given_on="2026-11-20",
        refused=["council", "employer"],
        signed_on="2026-11-20",
        kept_at="Locked cabinet",
    )

    assert saved.warnings == ()


@pytest.mark.req("LNG-01")
def test_any_combination_of_cohorts_is_kept_with_detail_and_age_adds_its_own(terminal: Desk) -> None:
    ref = allocated(terminal, date_of_birth="2004-02-14")
    terminal.do(
        "cohort.record",
        case=ref,
        cohorts=["care-leaver", "neurodiverse"],
        detail="Left care at 16",
        source="Himself",
        adaptations="Short sentences",
    )

    with terminal.workspace.reading() as db:
        him = person_of(db, find_case(db, ref))
        answers = answers_of(db, him.id)
        cohorts = cohorts_of(db, him, on=terminal.workspace.today())
    assert {(each.detail, each.adaptations) for each in answers} == {("Left care at 16", "Short sentences")}
    assert cohorts == {Cohort.CARE_LEAVER, Cohort.NEURODIVERSE, Cohort.YOUNG_ADULT}


@pytest.mark.req("LNG-01")
@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"cohorts": ["aged-18-to-25"]}, "cohorts"),
        ({"cohorts": ["older"]}, "cohorts"),
        ({"cohorts": []}, "cohorts"),
        ({"cohorts": ["care-leaver"], "answer": "prefer-not-to-say"}, "answer"),
        ({"answer": "not-asked"}, "reason"),
    ],
    ids=["not-young", "not-old", "yes-to-nothing", "two-answers", "not-asked-without-reason"],
)
def test_an_answer_that_contradicts_his_age_or_itself_is_refused(
    terminal: Desk, data: dict[str, Any], field: str
) -> None:
    ref = allocated(terminal)

    assert list(refused(terminal, "cohort.record", case=ref, **data)) == [field]


@pytest.mark.req("LNG-01")
def test_not_asked_and_rather_not_say_are_kept_apart_and_answer_the_question(terminal: Desk) -> None:
    ref = allocated(terminal)
    with terminal.workspace.reading() as db:
        person = find_case(db, ref).person
        assert unmet_cohorts(answers_of(db, person))

    terminal.do("cohort.record", case=ref, answer="not-asked", reason="He left early")
    terminal.do("cohort.record", case=ref, answer="prefer-not-to-say")

    with terminal.workspace.reading() as db:
        answers = answers_of(db, person)
    assert {each.answer.value for each in answers} == {"not-asked", "prefer-not-to-say"}
    assert unmet_cohorts(answers) == []


@pytest.mark.req("LNG-01")
def test_an_assessment_is_not_complete_before_the_question_is_answered(terminal: Desk) -> None:
    ref = allocated(terminal)
    held: dict[str, Any] = {
        "type": "initial",
        "method": "in-person",
        "place": "B2",
        "note": "Met.",
        "minutes": 30,
    }
    session = terminal.do("session.record", case=ref, started_at="2026-11-20T10:00:00Z", **held).ids[0]
    terminal.do("risk.acknowledge", case=ref, chased="OMU", chased_on="2026-11-20")
    areas: dict[str, Any] = {
        area: {"level": "none"} for area in ("housing", "ete", "finance", "community_link")
    }

    missing = refused(terminal, "assessment.complete", case=ref, session=session, **areas)
    terminal.do("cohort.record", case=ref, answer="not-asked", reason="Called to court")

    assert list(missing) == ["cohorts"]
    assert terminal.do("assessment.complete", case=ref, session=session, **areas).ids


@pytest.mark.req("LNG-01")
@pytest.mark.parametrize(
    ("cohort", "kind"),
    [
        ("care-leaver", "cohort.recorded"),
        ("transgender", "cohort.recorded-privately"),
        ("possible-modern-slavery-or-trafficking", "cohort.recorded-privately"),
        ("addiction-social-care-disability-health-or-access", "cohort.recorded-privately"),
    ],
)
def test_what_is_private_goes_into_a_restricted_entry(terminal: Desk, cohort: str, kind: str) -> None:
    ref = allocated(terminal)

    saved = terminal.do("cohort.record", case=ref, cohorts=[cohort], detail="He said so")

    with terminal.workspace.reading() as db:
        (written,) = db.exec_driver_sql(
            "SELECT kind FROM journal WHERE eid = ?", (saved.entries[0]["eid"],)
        ).one()
    assert written == kind
