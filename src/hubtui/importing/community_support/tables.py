"""The tables of Community Support, the referral system of HMPPS, with what their columns may hold."""

from hubtui.importing.system import Table, words

PERSON = "person"
DETAILS = "person_additional_details"
USER = "referral_user"
REFERRAL = "referral"
PROVIDER = "referral_provider_assignment"
ASSIGNMENT = "referral_user_assignment"
EVENT = "referral_event"
APPOINTMENT = "appointment"
DELIVERY = "appointment_delivery"
ICS = "appointment_ics"
ICS_HISTORY = "appointment_ics_history"
STATUS = "appointment_status_history"
FEEDBACK = "appointment_ics_feedback"
RISK = "risk_information"

_MADE = "id created_at created_by updated_at updated_by deleted_at deleted_by"
_STAMPS = words("created_at updated_at deleted_at last_synced_at")
_OF_REFERRAL = (("referral_id", REFERRAL),)
_OF_APPOINTMENT = (("appointment_id", APPOINTMENT),)


def _reference(columns: str) -> Table:
    return Table(words(f"{_MADE} {columns}"), dates=_STAMPS, reference=True)


def _ics() -> Table:
    return Table(
        words(
            f"{_MADE} appointment_id appointment_delivery_id start_date session_communication change_requested_by"
            " change_reason"
        ),
        links=_OF_APPOINTMENT,
        back=(("appointment_delivery_id", DELIVERY),),
        dates=_STAMPS | {"start_date"},
        to_come=words("start_date"),
        codes={"change_requested_by": "ChangeRequester"},
    )


TABLES: dict[str, Table] = {
    PERSON: Table(
        words(f"{_MADE} identifier first_name middle_name last_name date_of_birth gender"),
        key=("id",),
        codes={"gender": "Gender"},
        dates=_STAMPS | {"date_of_birth"},
        ordered=(("date_of_birth", "created_at"), ("created_at", "updated_at")),
    ),
    DETAILS: Table(
        words(
            f"{_MADE} person_id ethnicity preferred_language religion_or_belief address phone_number email_address"
            " neurodiverse_conditions sexual_orientation transgender disability"
        ),
        links=(("person_id", PERSON),),
        dates=_STAMPS,
    ),
    REFERRAL: Table(
        words(f"{_MADE} person_id person_identifier reference_number urgency submitted_at crn"),
        links=(("person_id", PERSON),),
        dates=_STAMPS | {"submitted_at"},
        ordered=(("created_at", "updated_at"),),
        yes_or_no=words("urgency"),
    ),
    PROVIDER: Table(
        words(f"{_MADE} referral_id community_service_provider_id"), links=_OF_REFERRAL, dates=_STAMPS
    ),
    ASSIGNMENT: Table(
        words(f"{_MADE} referral_id user_id"),
        links=_OF_REFERRAL,
        dates=_STAMPS,
        ordered=(("created_at", "deleted_at"),),
    ),
    EVENT: Table(
        words(f"{_MADE} referral_id event_type actor_type actor_id"), links=_OF_REFERRAL, dates=_STAMPS
    ),
    APPOINTMENT: Table(
        words(f"{_MADE} referral_id type"), links=_OF_REFERRAL, codes={"type": "AppointmentType"}
    ),
    DELIVERY: Table(
        words(
            f"{_MADE} method method_details non_in_person_reason address_line1 address_line2 town_or_city county"
            " postcode pdu_id"
        ),
        codes={"method": "Method"},
    ),
    ICS: _ics(),
    ICS_HISTORY: _ics(),
    STATUS: Table(
        words(f"{_MADE} appointment_id status"),
        links=_OF_APPOINTMENT,
        codes={"status": "AppointmentStatus"},
        dates=_STAMPS,
    ),
    FEEDBACK: Table(
        words(
            f"{_MADE} appointment_ics_id record_session_did_session_happen record_session_did_person_attend"
            " record_session_how_session_took_place record_session_pdu record_session_no_attendance_information"
            " record_session_not_happen_reason record_session_not_happen_details session_details_was_person_late"
            " session_details_late_reason session_details_duration session_feedback_what_happened"
            " session_feedback_behaviour session_feedback_strengths_identified issues_concerns_identified"
            " issues_concerns_notify_probation_practitioner next_steps_planned_for_next_session"
            " next_steps_actions_before_next_session"
        ),
        links=(("appointment_ics_id", ICS_HISTORY), ("appointment_ics_id", ICS)),
        dates=_STAMPS,
        lengths=words("session_details_duration"),
        yes_or_no=words(
            "record_session_did_session_happen record_session_did_person_attend session_details_was_person_late"
            " issues_concerns_notify_probation_practitioner"
        ),
    ),
    RISK: Table(
        words(
            f"{_MADE} referral_id risk_summary_who_is_at_risk risk_summary_nature_of_risk"
            " risk_summary_risk_imminence risk_to_self_suicide risk_to_self_harm risk_to_self_hostel_setting"
            " risk_to_self_vulnerability additional_information"
        ),
        links=_OF_REFERRAL,
        dates=_STAMPS,
    ),
    USER: _reference("hmpps_auth_id hmpps_auth_username auth_source full_name last_synced_at email_address"),
    "need": _reference("label order_number"),
    "ref_region": _reference("name"),
    "ref_contract_area": _reference("region_id area"),
    "ref_pdu": _reference("contract_area_id name"),
    "ref_service_category": _reference("name"),
    "community_service_provider": _reference(
        "name description contract_area_id service_category_id provider_id"
    ),
    "ref_service_provider": _reference("name auth_group_id"),
}

LINKS = {
    "person_id": PERSON,
    "referral_id": REFERRAL,
    "appointment_id": APPOINTMENT,
    "appointment_ics_id": ICS_HISTORY,
}
"""The tables whose rows the columns of any table name."""
