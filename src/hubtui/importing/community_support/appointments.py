"""Appointments of Community Support: each date offered is a session, with what came of it by its feedback."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hubtui.domain.concern import ConcernKind, Theme
from hubtui.domain.entry import Entry
from hubtui.domain.session import (
    Method,
    NotHeldBecause,
    Session,
    SessionAttended,
    SessionCalledOff,
    SessionMissed,
    SessionNotHeld,
    SessionOffered,
    SessionResult,
    SessionType,
)
from hubtui.domain.stage import Setting
from hubtui.importing import values
from hubtui.importing.alarms import SELF_HARM, denied, raise_concern, raise_self_harm
from hubtui.importing.community_support.people import stamp
from hubtui.importing.community_support.tables import (
    APPOINTMENT,
    DELIVERY,
    FEEDBACK,
    ICS,
    ICS_HISTORY,
    STATUS,
)
from hubtui.importing.making import Making
from hubtui.importing.rows import Row

TABLES = frozenset({APPOINTMENT, DELIVERY, ICS, ICS_HISTORY, STATUS, FEEDBACK})
METHODS = {
    "phone": Method.PHONE,
    "phone_call": Method.PHONE,
    "video": Method.VIDEO,
    "video_call": Method.VIDEO,
    "in_person_probation_office": Method.IN_PERSON,
    "in_person_other_location": Method.IN_PERSON,
}
REASONS = {
    "service_provider_issue": NotHeldBecause.PROVIDER,
    "referral_could_not_take_part": NotHeldBecause.COULD_NOT,
    "referral_did_not_comply": NotHeldBecause.REFUSED,
}
BY_STATUS = {
    "COMPLETED": SessionResult.ATTENDED,
    "DID_NOT_ATTEND": SessionResult.MISSED,
    "DID_NOT_HAPPEN": SessionResult.CANCELLED_BY_SERVICE,
}
ENTRIES: dict[SessionResult, type[SessionAttended | SessionMissed | SessionNotHeld | SessionCalledOff]] = {
    SessionResult.ATTENDED: SessionAttended,
    SessionResult.MISSED: SessionMissed,
    SessionResult.NOT_GONE_AHEAD: SessionNotHeld,
}
NOTIFY = "issues_concerns_notify_probation_practitioner"
CONCERNS = "issues_concerns_identified"
MISSED_OFTEN = 2
"""Sessions missed by which not coming is a pattern."""


@dataclass(frozen=True)
class _Offer:
    """One date that an appointment had: the row that gives it, and whether a later one took its place."""

    row: Row
    replaced: bool
    delivery: Row | None
    feedback: Row | None
    status: str


def make(making: Making) -> None:
    """Sessions with their results and concerns; the history of an appointment's status as notes."""
    missed: list[Row] = []
    for appointment in making.of(APPOINTMENT):
        offers = _offers(making, appointment)
        if not offers:
            making.note(appointment, "Appointment without a date", None, *appointment.lines)
        for offer in offers:
            if _session(making, offer) is SessionResult.MISSED:
                missed.append(offer.feedback or offer.row)
    for row in making.of(STATUS):
        making.note(
            row, f"Appointment: {row.text('status').replace('_', ' ').lower()}", stamp(row), *row.lines
        )
    for row in making.of(FEEDBACK):
        _raise(making, row)
    if len(missed) >= MISSED_OFTEN:
        _raise_missed(making, missed)
    _stray(making)


def _offers(making: Making, appointment: Row) -> list[_Offer]:
    rows = [
        *making.linked(ICS_HISTORY, "appointment_id", appointment.id),
        *making.linked(ICS, "appointment_id", appointment.id),
    ]
    rows.sort(key=lambda row: (row.text("created_at"), row.id))
    history = sorted(
        making.linked(STATUS, "appointment_id", appointment.id), key=lambda row: row.text("created_at")
    )
    status = history[-1].text("status").upper() if history else ""
    return [
        _Offer(
            row,
            replaced=row is not rows[-1],
            delivery=_first(making.linked(DELIVERY, "id", row.text("appointment_delivery_id"))),
            feedback=_first(making.linked(FEEDBACK, "appointment_ics_id", row.id)),
            status=status,
        )
        for row in rows
    ]


def _first(rows: Sequence[Row]) -> Row | None:
    return rows[0] if rows else None


def _session(making: Making, offer: _Offer) -> SessionResult | None:
    row = offer.row
    at = values.instant(row.fields.get("start_date"), local=True)
    if at is None:
        making.note(row, "Appointment, its time not usable", stamp(row), *row.lines)
        return None
    offered = _offered(making, offer, at)
    result = _result(offer)
    if result is None or at > making.world.now:
        making.add(row, offered, SessionOffered(session=offered))
        return None
    facts = {"result": result, **_facts(offer, result, at)}
    entry: Entry = ENTRIES.get(result, SessionCalledOff)(session=offered.id, facts=facts, at=at)
    making.add(row, offered.model_copy(update=facts), SessionOffered(session=offered), entry)
    return result


def _offered(making: Making, offer: _Offer, at: datetime) -> Session:
    row, delivery, feedback = offer.row, offer.delivery, offer.feedback
    method = METHODS.get(delivery.text("method").lower(), Method.IN_PERSON) if delivery else Method.IN_PERSON
    details = delivery.text("method_details") if delivery else ""
    place = "" if method.remote else details or (feedback.text("record_session_pdu") if feedback else "")
    remote = (delivery.text("non_in_person_reason") or details) if delivery and method.remote else ""
    return Session(
        id=making.id("session", *row.name),
        type=SessionType.INITIAL,
        planned_at=at,
        method=method,
        place=place,
        told_how=row.text("session_communication") or None,
        reply=row.text("change_reason") or None,
        setting=Setting.COMMUNITY,
        remote_reason=remote or None,
        imported_from=making.origin(row),
    )


def _result(offer: _Offer) -> SessionResult | None:
    """What came of it: by its feedback, else by the status; a date that another took the place of is rearranged."""
    if offer.feedback is None:
        return SessionResult.REARRANGED if offer.replaced else BY_STATUS.get(offer.status)
    happened = values.truth(offer.feedback.fields.get("record_session_did_session_happen"))
    attended = values.truth(offer.feedback.fields.get("record_session_did_person_attend"))
    if happened:
        return SessionResult.ATTENDED
    if happened is None and attended is None:
        return BY_STATUS.get(offer.status)
    if attended:
        return SessionResult.NOT_GONE_AHEAD
    reason = REASONS.get(offer.feedback.text("record_session_not_happen_reason").lower())
    return SessionResult.CANCELLED_BY_SERVICE if reason is NotHeldBecause.PROVIDER else SessionResult.MISSED


def _facts(offer: _Offer, result: SessionResult, at: datetime) -> dict[str, object]:
    feedback = offer.feedback
    if feedback is None:
        return {"flags": ["brought in without feedback"]}
    said = feedback.text
    facts: dict[str, object] = {
        "result_at": stamp(feedback),
        "note": _together(
            said("session_feedback_what_happened"),
            _labelled("Strengths", said("session_feedback_strengths_identified")),
            _labelled("Late", said("session_details_late_reason")),
            _labelled("Concerns", said(CONCERNS)),
        ),
        "response": said("session_feedback_behaviour") or None,
        "next_steps": _together(
            said("next_steps_planned_for_next_session"),
            _labelled("Before then", said("next_steps_actions_before_next_session")),
        ),
    }
    if result is SessionResult.ATTENDED:
        length = values.minutes(feedback.fields.get("session_details_duration"))
        facts |= {"started_at": at, "minutes": length}
    else:
        why = said("record_session_not_happen_reason").lower()
        facts |= {
            "attempts": said("record_session_no_attendance_information") or None,
            "reason": said("record_session_not_happen_details") or None,
            "not_held_because": REASONS.get(why) if result is SessionResult.NOT_GONE_AHEAD else None,
        }
    return {name: value for name, value in facts.items() if value is not None}


def _labelled(label: str, text: str) -> str:
    return f"{label}: {text}" if text else ""


def _together(*texts: str) -> str | None:
    return "\n".join(text for text in texts if text) or None


def _raise(making: Making, row: Row) -> None:
    """Raise what the practitioner was to be told of, and any word of harm to himself."""
    concerns = row.text(CONCERNS)
    if values.truth(row.fields.get(NOTIFY)):
        themes = [Theme.SELF_HARM] if SELF_HARM.search(concerns) else []
        note = concerns or "The probation practitioner was to be told; what of is not said."
        raise_concern(
            making, row, NOTIFY, kind=ConcernKind.SERIOUS_HARM, themes=themes, note=note, at=stamp(row)
        )
    elif SELF_HARM.search(concerns) and not denied(concerns):
        raise_self_harm(making, row, CONCERNS, concerns, stamp(row))


def _raise_missed(making: Making, missed: list[Row]) -> None:
    last = max(missed, key=lambda row: (row.text("start_date") or row.text("created_at"), row.id))
    raise_concern(
        making,
        last,
        "",
        kind=ConcernKind.OUTCOME_INFORMATION,
        themes=[],
        note=f"He did not attend {len(missed)} sessions.",
        at=stamp(last),
    )


def _stray(making: Making) -> None:
    """Keep as notes the rows whose appointment, date or place among the others is missing."""
    appointments = {row.id for row in making.of(APPOINTMENT)}
    dates = [*making.of(ICS_HISTORY), *making.of(ICS)]
    used = {row.text("appointment_delivery_id") for row in dates}
    seen: set[str] = set()
    for row in dates:
        if row.text("appointment_id") not in appointments:
            making.note(row, "Appointment", stamp(row), *row.lines)
    for row in making.of(DELIVERY):
        if row.id not in used:
            making.note(row, "How an appointment was to be held", None, *row.lines)
    for row in making.of(FEEDBACK):
        named = row.text("appointment_ics_id")
        if named in seen or named not in {each.id for each in dates}:
            making.note(row, "Feedback on a session", stamp(row), *row.lines)
            making.find(row, "appointment_ics_id", "Another feedback, or none of a known session.", "a note")
        seen.add(named)
