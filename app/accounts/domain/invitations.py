"""An invitation's state, computed from its times and the clock; never stored."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum


class InvitationState(StrEnum):
    """What became of an invitation."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    REVOKED = "revoked"
    DECLINED = "declined"


WORDS = {
    InvitationState.PENDING: "Waiting",
    InvitationState.ACCEPTED: "Accepted",
    InvitationState.EXPIRED: "Run out",
    InvitationState.REVOKED: "Taken back",
    InvitationState.DECLINED: "Declined",
}
OPEN = frozenset({InvitationState.PENDING, InvitationState.EXPIRED})


def state(
    *,
    accepted_at: dt.datetime | None,
    revoked_at: dt.datetime | None,
    declined_at: dt.datetime | None,
    expires_at: dt.datetime,
    at: dt.datetime,
) -> InvitationState:
    """The state at `at`. Only a pending one can be accepted; an expired one can be sent again.

    >>> noon = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
    >>> str(state(accepted_at=None, revoked_at=None, declined_at=None, expires_at=noon, at=noon))
    'expired'
    >>> str(state(accepted_at=noon, revoked_at=None, declined_at=None, expires_at=noon, at=noon))
    'accepted'
    """
    if accepted_at is not None:
        return InvitationState.ACCEPTED
    if revoked_at is not None:
        return InvitationState.REVOKED
    if declined_at is not None:
        return InvitationState.DECLINED
    return InvitationState.EXPIRED if at >= expires_at else InvitationState.PENDING
