"""Reading invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from app.accounts.domain.tokens import digest
from app.accounts.models import (
    Invitation,
)
from app.core.db import db
from app.core.errors import Missing
from app.policy.table import TEAM_ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Collection


def pending_invitations(
    practice_id: int, among: Collection[Role] = TEAM_ROLES
) -> tuple[Invitation, ...]:
    """The invitations to these roles of a practice that are neither accepted nor taken back.

    Also those that have run out.
    """
    return _invitations(and_(Invitation.practice_id == practice_id, Invitation.role.in_(among)))


def program_invitations() -> tuple[Invitation, ...]:
    """The same for roles in the program."""
    return _invitations(Invitation.practice_id.is_(None))


def _invitations(where: object) -> tuple[Invitation, ...]:
    return tuple(
        db.session.scalars(
            select(Invitation)
            .where(where, Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))  # type: ignore[arg-type]  # a condition
            .order_by(Invitation.sent_at.desc(), Invitation.id)
            .limit(200)
        )
    )


def invitation(invitation_id: int) -> Invitation:
    """One invitation; raises `Missing`."""
    found = db.session.get(Invitation, invitation_id)
    if found is None:
        raise Missing
    return found


def program_invitation(invitation_id: int) -> Invitation:
    """An invitation to a role outside of teams; raises `Missing`."""
    found = invitation(invitation_id)
    if found.practice_id is not None:
        raise Missing
    return found


def invitation_for(secret: str) -> Invitation | None:
    """The invitation that a mailed link names, fresh and locked."""
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.token_hash == digest(secret))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def open_invitation(
    email: str, role: Role, practice_id: int | None, cohort_id: int | None
) -> Invitation | None:
    """An earlier offer of the same role at the same place to the same address."""
    found = db.session.scalars(
        select(Invitation)
        .where(
            Invitation.email == email,
            Invitation.role == role,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .order_by(Invitation.id)
    )
    return next(
        (i for i in found if (i.practice_id, i.cohort_id) == (practice_id, cohort_id)), None
    )
