"""Every SELECT of accounts."""

from __future__ import annotations

from app.accounts.queries.invitations import (
    invitation,
    invitation_for,
    open_invitation,
    pending_invitations,
    program_invitation,
    program_invitations,
)
from app.accounts.queries.people import (
    PeoplePage,
    PersonEntry,
    RosterEntry,
    active_grant,
    grant,
    grants_of,
    locked_administrators,
    locked_person,
    people,
    person,
    person_by_email,
    roster,
)
from app.accounts.queries.places import cohort_names, practice_names
from app.accounts.queries.sign_in import (
    Me,
    OwnSession,
    SignedIn,
    count_links,
    link_for,
    own_session,
    own_sessions,
    recovery_code,
    signed_in,
    unused_recovery_hashes,
)

__all__ = [
    "Me",
    "OwnSession",
    "PeoplePage",
    "PersonEntry",
    "RosterEntry",
    "SignedIn",
    "active_grant",
    "cohort_names",
    "count_links",
    "grant",
    "grants_of",
    "invitation",
    "invitation_for",
    "link_for",
    "locked_administrators",
    "locked_person",
    "open_invitation",
    "own_session",
    "own_sessions",
    "pending_invitations",
    "people",
    "person",
    "person_by_email",
    "practice_names",
    "program_invitation",
    "program_invitations",
    "recovery_code",
    "roster",
    "signed_in",
    "unused_recovery_hashes",
]
