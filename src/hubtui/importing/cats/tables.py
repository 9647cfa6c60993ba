"""The tables of CATS, the case system of the CFO hubs, with what their columns may hold."""

from hubtui.importing.system import Table, words

PERSON = "Participant.Participant"
IDENTIFIER = "Participant.ExternalIdentifier"
CONSENT = "Participant.Consent"
RIGHT_TO_WORK = "Participant.RightToWork"
PLACES = "Participant.LocationHistory"
NOTE = "Participant.Note"
OUTGOING = "Participant.OutgoingTransferQueue"
INCOMING = "Participant.IncomingTransferQueue"
PRI = "PRI.PRI"
PLAN = "Participant.PathwayPlan"
OBJECTIVE = "Participant.Objective"
TASK = "Participant.ObjectiveTask"
RISK = "Participant.Risk"
ACTIVITY = "Activities.Activity"
ISW = "Activities.IswActivity"
EMPLOYMENT = "Activities.EmploymentActivity"
EDUCATION = "Activities.EducationTrainingActivity"
OTHER_ACTIVITY = "Activities.NonIsqActivity"
WING_INDUCTION = "Induction.WingInduction"
WING_PHASE = "Induction.WingInductionPhase"
HUB_INDUCTION = "Induction.HubInduction"
ENROLMENT = "Participant.EnrolmentHistory"

_MADE = "Id Created CreatedBy LastModified LastModifiedBy"
_OF_PERSON = (("ParticipantId", PERSON),)
_STAMPS = words("Created LastModified")
_LEVELS = {
    f"RiskTo{group}In{setting}": "RiskLevel"
    for group in ("Children", "Public", "KnownAdult", "Staff", "OtherPrisoners")
    for setting in ("Custody", "Community")
}
_MOVE = (
    f"{_MADE} MoveOccured TransferType ParticipantId FromContractId ToContractId FromLocationId ToLocationId"
    " Completed IsReplaced PreviousOwnerId PreviousTenantId"
)


def _moves() -> Table:
    return Table(
        words(_MOVE),
        links=_OF_PERSON,
        codes={"TransferType": "TransferLocationType"},
        dates=_STAMPS | {"MoveOccured"},
        places=words("FromLocationId ToLocationId"),
        yes_or_no=words("Completed IsReplaced"),
    )


def _induction() -> Table:
    return Table(
        words(f"{_MADE} ParticipantId LocationId InductionDate OwnerId"),
        links=_OF_PERSON,
        dates=_STAMPS | {"InductionDate"},
        places=words("LocationId"),
    )


def _sub_activity(columns: str, **more: object) -> Table:
    return Table(words(f"Id {columns}"), links=(("Id", ACTIVITY),), **more)  # type: ignore[arg-type]


TABLES: dict[str, Table] = {
    PERSON: Table(
        words(
            f"{_MADE} FirstName MiddleName LastName DateOfBirth ReferralSource ReferralComments EnrolmentStatus"
            " ConsentStatus CurrentLocationId EnrolmentLocationId EnrolmentLocationJustification OwnerId"
            " AssessmentJustification Gender RegistrationDetailsJson RiskDue RiskDueReason Nationality"
            " DateOfFirstConsent BioDue LastSyncDate PrimaryRecordKeyAtCreation DeactivatedInFeed Ethnicity"
        ),
        key=("Id",),
        codes={
            "Gender": "Gender",
            "EnrolmentStatus": "EnrolmentStatus",
            "ConsentStatus": "ConsentStatus",
            "RiskDueReason": "RiskDueReason",
            "ReferralSource": "ReferralSource",
        },
        dates=_STAMPS | words("DateOfBirth RiskDue DateOfFirstConsent BioDue LastSyncDate DeactivatedInFeed"),
        ordered=(("DateOfBirth", "DateOfFirstConsent"), ("DateOfBirth", "Created")),
        to_come=words("RiskDue BioDue"),
        places=words("CurrentLocationId EnrolmentLocationId"),
    ),
    IDENTIFIER: Table(
        words("Id Value Type ParticipantId"),
        key=("ParticipantId", "Type"),
        links=_OF_PERSON,
        codes={"Type": "ExternalIdentifierType"},
    ),
    CONSENT: Table(
        words(f"{_MADE} ParticipantId DocumentId ValidFrom ValidTo ConsentVersion"),
        links=_OF_PERSON,
        dates=_STAMPS | words("ValidFrom ValidTo"),
        ordered=(("ValidFrom", "ValidTo"),),
        endless=words("ValidTo"),
    ),
    RIGHT_TO_WORK: Table(
        words(f"{_MADE} ParticipantId DocumentId ValidFrom ValidTo"),
        links=_OF_PERSON,
        dates=_STAMPS | words("ValidFrom ValidTo"),
        ordered=(("ValidFrom", "ValidTo"),),
        endless=words("ValidTo"),
    ),
    PLACES: Table(
        words(f"{_MADE} ParticipantId LocationId From To"),
        links=_OF_PERSON,
        dates=_STAMPS | words("From To"),
        ordered=(("From", "To"),),
        endless=words("To"),
        places=words("LocationId"),
    ),
    NOTE: Table(
        words(f"{_MADE} Message CallReference ParticipantId TenantId"), links=_OF_PERSON, dates=_STAMPS
    ),
    OUTGOING: _moves(),
    INCOMING: _moves(),
    PRI: Table(
        words(
            f"{_MADE} ParticipantId ExpectedReleaseDate ActualReleaseDate AcceptedOn ExpectedReleaseRegionId"
            " AssignedTo MeetingAttendedOn CustodyLocationId ObjectiveId CompletedBy CompletedOn Status"
            " AbandonReason AbandonJustification ReasonCommunityDidNotAttendInPerson PostReleaseCommunitySupportNeeds"
            " ReasonCustodyDidNotAttendInPerson ReasonParticipantDidNotAttendInPerson"
        ),
        links=_OF_PERSON,
        codes={"Status": "PriStatus", "AbandonReason": "PriAbandonReason"},
        dates=_STAMPS
        | words("ExpectedReleaseDate ActualReleaseDate AcceptedOn MeetingAttendedOn CompletedOn"),
        ordered=(("Created", "CompletedOn"),),
        to_come=words("ExpectedReleaseDate"),
        places=words("ExpectedReleaseRegionId CustodyLocationId"),
    ),
    PLAN: Table(words(f"{_MADE} ParticipantId"), links=_OF_PERSON, dates=_STAMPS),
    OBJECTIVE: Table(
        words(
            f"{_MADE} Index PathwayPlanId Description IsMandatory Completed CompletedBy CompletedStatus"
            " Justification"
        ),
        links=(("PathwayPlanId", PLAN),),
        codes={"CompletedStatus": "CompletionStatus"},
        dates=_STAMPS | {"Completed"},
        ordered=(("Created", "Completed"),),
        yes_or_no=words("IsMandatory"),
    ),
    TASK: Table(
        words(
            f"{_MADE} Index ObjectiveId Description Due Completed CompletedBy CompletedStatus Justification"
            " IsMandatory"
        ),
        links=(("ObjectiveId", OBJECTIVE),),
        codes={"CompletedStatus": "CompletionStatus"},
        dates=_STAMPS | words("Due Completed"),
        ordered=(("Created", "Completed"),),
        to_come=words("Due"),
        yes_or_no=words("IsMandatory"),
    ),
    RISK: Table(
        words(
            f"{_MADE} ActivityRecommendations ActivityRecommendationsReceived ActivityRestrictions"
            " ActivityRestrictionsReceived AdditionalInformation LicenseConditions LicenseEnd NoLicenseEndDate"
            " IsRelevantToCustody IsRelevantToCommunity IsSubjectToSHPO NSDCase ParticipantId PSFRestrictions"
            " PSFRestrictionsReceived ReferrerName ReferrerEmail ReferredOn ReviewReason ReviewJustification"
            " SpecificRisk Completed CompletedBy RegistrationDetailsJson LocationId RiskToSelfInCustody"
            " RiskToSelfInCommunity RiskToSelfInCustodyNew RiskToSelfInCommunityNew"
        )
        | frozenset(_LEVELS),
        links=_OF_PERSON,
        codes=_LEVELS
        | {
            "ReviewReason": "RiskReviewReason",
            "IsSubjectToSHPO": "ConfirmationStatus",
            "NSDCase": "ConfirmationStatus",
            "RiskToSelfInCustodyNew": "ConfirmationStatus",
            "RiskToSelfInCommunityNew": "ConfirmationStatus",
        },
        dates=_STAMPS
        | words(
            "ActivityRecommendationsReceived ActivityRestrictionsReceived LicenseEnd PSFRestrictionsReceived"
            " ReferredOn Completed"
        ),
        ordered=(("ReferredOn", "LicenseEnd"), ("Created", "Completed")),
        to_come=words("LicenseEnd"),
        endless=words("LicenseEnd"),
        places=words("LocationId"),
        yes_or_no=words("IsRelevantToCustody IsRelevantToCommunity NoLicenseEndDate"),
    ),
    ACTIVITY: Table(
        words(
            f"{_MADE} Definition Category Type ParticipantId TaskId ObjectiveId TookPlaceAtLocationId"
            " TookPlaceAtContractId ParticipantCurrentLocationId ParticipantCurrentContractId ParticipantStatus"
            " CommencedOn TenantId Status OwnerId CompletedOn CompletedBy AdditionalInformation AbandonReason"
            " AbandonJustification ApprovedOn Expiry"
        ),
        links=_OF_PERSON,
        codes={
            "Definition": "Definition",
            "Category": "ActivityCategory",
            "Type": "ActivityType",
            "Status": "ActivityStatus",
            "ParticipantStatus": "EnrolmentStatus",
            "AbandonReason": "ActivityAbandonReason",
        },
        dates=_STAMPS | words("CommencedOn CompletedOn ApprovedOn Expiry"),
        ordered=(("CommencedOn", "CompletedOn"),),
        to_come=words("Expiry"),
        places=words("TookPlaceAtLocationId ParticipantCurrentLocationId"),
    ),
    ISW: _sub_activity(
        "WraparoundSupportStartedOn HoursPerformedPre HoursPerformedDuring HoursPerformedPost"
        " BaselineAchievedOn DocumentId",
        dates=words("WraparoundSupportStartedOn BaselineAchievedOn"),
        amounts=words("HoursPerformedPre HoursPerformedDuring HoursPerformedPost"),
        ordered=(("WraparoundSupportStartedOn", "BaselineAchievedOn"),),
    ),
    EMPLOYMENT: _sub_activity(
        "EmploymentType EmployerName JobTitle JobTitleCode Salary SalaryFrequency EmploymentCommenced DocumentId",
        codes={"EmploymentType": "EmploymentType", "SalaryFrequency": "SalaryFrequency"},
        dates=words("EmploymentCommenced"),
        amounts=words("Salary"),
        to_come=words("EmploymentCommenced"),
    ),
    EDUCATION: _sub_activity(
        "CourseTitle CourseUrl CourseLevel CourseCommencedOn CourseCompletedOn CourseCompletionStatus Passed"
        " DocumentId",
        codes={"CourseCompletionStatus": "CourseCompletionStatus"},
        dates=words("CourseCommencedOn CourseCompletedOn"),
        ordered=(("CourseCommencedOn", "CourseCompletedOn"),),
        to_come=words("CourseCompletedOn"),
    ),
    OTHER_ACTIVITY: _sub_activity(""),
    WING_INDUCTION: _induction(),
    HUB_INDUCTION: _induction(),
    WING_PHASE: Table(
        words(
            "Id WingInductionId Number StartDate CompletedDate Status AbandonReason AbandonJustification CompletedBy"
        ),
        links=(("WingInductionId", WING_INDUCTION),),
        codes={"Status": "WingInductionPhaseStatus", "AbandonReason": "WingInductionPhaseAbandonReason"},
        dates=words("StartDate CompletedDate"),
        ordered=(("StartDate", "CompletedDate"),),
    ),
    ENROLMENT: Table(
        words(f"{_MADE} ParticipantId EnrolmentStatus From To AdditionalInformation Reason"),
        links=_OF_PERSON,
        codes={"EnrolmentStatus": "EnrolmentStatus"},
        dates=_STAMPS | words("From To"),
        ordered=(("From", "To"),),
        endless=words("To"),
    ),
}

LINKS = {
    "ParticipantId": PERSON,
    "ObjectiveId": OBJECTIVE,
    "TaskId": TASK,
    "PathwayPlanId": PLAN,
    "ActivityId": ACTIVITY,
    "WingInductionId": WING_INDUCTION,
    "RiskId": RISK,
}
"""The tables whose rows the columns of any table name."""
