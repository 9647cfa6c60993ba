"""Who may do what: the four roles, and the rights table that the acts enforce (mission 1, SEC-02)."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is on this terminal. The value is what the command line and the journal carry."""

    CUSTODY_WORKER = "custody-worker"
    OUTREACH_WORKER = "outreach-worker"
    SUPERVISOR = "supervisor"
    SYNC_OPERATOR = "sync-operator"

    @property
    def words(self) -> str:
        """The role as a screen says it."""
        return _WORDS[self]


_WORDS = {
    Role.CUSTODY_WORKER: "Custody worker",
    Role.OUTREACH_WORKER: "Outreach worker",
    Role.SUPERVISOR: "Supervisor",
    Role.SYNC_OPERATOR: "Sync operator",
}

WORKERS = frozenset({Role.CUSTODY_WORKER, Role.OUTREACH_WORKER})
SUPERVISORS = frozenset({Role.SUPERVISOR})
CASE_WORKERS = WORKERS | SUPERVISORS
"""Everyone who may see or write case content at all; the sync operator never does."""
SYNC_OPERATORS = frozenset({Role.SYNC_OPERATOR})
EVERYONE = frozenset(Role)


class Reach(StrEnum):
    """How far a right goes."""

    NONE = "none"
    ALL = "all"
    HELD = "held"
    """Cases that the worker holds or covers."""
    HELD_IN_CUSTODY_STAGES = "held-custody"
    """Cases held or covered, while in custody or at the gate."""
    HELD_IN_COMMUNITY_STAGES = "held-community"
    """Cases held or covered, while at the gate or in the community."""
    OWN_CASES = "own-cases"
    """Cases whose own worker the person is; short-notice releases always."""
    OWN_AREA = "own-area"
    OWN_OR_HELD = "own-or-held"
    """Records the person wrote, or of cases held."""
    OWN_ITEMS = "own-items"
    CASE_TEAM = "case-team"
    READ = "read"
    CHANGE = "change"
    HEADERS = "headers"
    """Kind, id, author, time and state; never what was written."""
    COUNTS = "counts"
    NARRATIVE_ON_HELD = "narrative-on-held"
    NOT_NARRATIVE = "not-narrative"


class Right(StrEnum):
    """What can be allowed or forbidden, one member a row of the rights table."""

    KEY_IN_REFERRAL = "key-in-referral"
    READ_CASE = "read-case"
    RECORD_WORK = "record-work"
    RECORD_RISK = "record-risk"
    EMERGENCY_VIEW = "emergency-view"
    CORRECT_RECORD = "correct-record"
    ALLOCATE = "allocate"
    SAFEGUARDING_DETAIL = "safeguarding-detail"
    MAKE_DOCUMENTS = "make-documents"
    NAMED_EXPORTS = "named-exports"
    REFERENCE_AND_STAFF = "reference-and-staff"
    UPLOAD = "upload"
    RECONCILE = "reconcile"
    RESOLVE_CONFLICT = "resolve-conflict"


def _row(custody: Reach, outreach: Reach, supervisor: Reach, operator: Reach) -> dict[Role, Reach]:
    return dict(zip(Role, (custody, outreach, supervisor, operator), strict=True))


RIGHTS: dict[Right, dict[Role, Reach]] = {
    Right.KEY_IN_REFERRAL: _row(Reach.ALL, Reach.ALL, Reach.ALL, Reach.NONE),
    Right.READ_CASE: _row(Reach.HELD, Reach.HELD, Reach.OWN_AREA, Reach.HEADERS),
    Right.RECORD_WORK: _row(
        Reach.HELD_IN_CUSTODY_STAGES, Reach.HELD_IN_COMMUNITY_STAGES, Reach.OWN_CASES, Reach.NONE
    ),
    Right.RECORD_RISK: _row(Reach.ALL, Reach.ALL, Reach.ALL, Reach.NONE),
    Right.EMERGENCY_VIEW: _row(Reach.ALL, Reach.ALL, Reach.ALL, Reach.NONE),
    Right.CORRECT_RECORD: _row(Reach.OWN_OR_HELD, Reach.OWN_OR_HELD, Reach.NONE, Reach.NONE),
    Right.ALLOCATE: _row(Reach.NONE, Reach.NONE, Reach.ALL, Reach.NONE),
    Right.SAFEGUARDING_DETAIL: _row(Reach.CASE_TEAM, Reach.CASE_TEAM, Reach.ALL, Reach.NONE),
    Right.MAKE_DOCUMENTS: _row(Reach.ALL, Reach.ALL, Reach.ALL, Reach.NONE),
    Right.NAMED_EXPORTS: _row(Reach.NONE, Reach.NONE, Reach.ALL, Reach.COUNTS),
    Right.REFERENCE_AND_STAFF: _row(Reach.READ, Reach.READ, Reach.CHANGE, Reach.READ),
    Right.UPLOAD: _row(Reach.OWN_ITEMS, Reach.OWN_ITEMS, Reach.ALL, Reach.ALL),
    Right.RECONCILE: _row(Reach.NONE, Reach.NONE, Reach.READ, Reach.ALL),
    Right.RESOLVE_CONFLICT: _row(
        Reach.NARRATIVE_ON_HELD, Reach.NARRATIVE_ON_HELD, Reach.ALL, Reach.NOT_NARRATIVE
    ),
}


def reach(role: Role, right: Right) -> Reach:
    """How far `role` may go in `right`; `Reach.NONE` where it may not at all (SEC-02)."""
    return RIGHTS[right][role]
