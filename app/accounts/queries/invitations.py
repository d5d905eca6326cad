"""Reading invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from app.accounts.domain.tokens import digest
from app.accounts.models import (
    Invitation,
)
from app.core.db import db
from app.core.errors import Missing
from app.policy.table import TEAM_ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement


def pending_invitations(
    practice_id: int, among: Collection[Role] = TEAM_ROLES
) -> tuple[Invitation, ...]:
    """The invitations to these roles of a practice that nobody has answered or taken back.

    Also those that have run out.
    """
    return _invitations(_to(practice_id, among), Invitation.declined_at.is_(None))


def listed_invitations(
    practice_id: int, among: Collection[Role] = TEAM_ROLES
) -> tuple[Invitation, ...]:
    """The same with the declined ones, for the list of people."""
    return _invitations(_to(practice_id, among), _not_made_again())


def program_invitations() -> tuple[Invitation, ...]:
    """The list of invitations to roles in the program."""
    return _invitations(Invitation.practice_id.is_(None), _not_made_again())


def _to(practice_id: int, among: Collection[Role]) -> ColumnElement[bool]:
    return and_(Invitation.practice_id == practice_id, Invitation.role.in_(among))


def _not_made_again() -> ColumnElement[bool]:
    """A declined offer is of no interest any more once the same was offered again."""
    later = aliased(Invitation)
    again = select(later.id).where(
        later.email == Invitation.email,
        later.role == Invitation.role,
        later.practice_id.is_not_distinct_from(Invitation.practice_id),
        later.cohort_id.is_not_distinct_from(Invitation.cohort_id),
        later.id > Invitation.id,
    )
    return or_(Invitation.declined_at.is_(None), ~again.exists())


def _invitations(*where: ColumnElement[bool]) -> tuple[Invitation, ...]:
    return tuple(
        db.session.scalars(
            select(Invitation)
            .where(
                *where,
                Invitation.accepted_at.is_(None),
                Invitation.revoked_at.is_(None),
                Invitation.email != "",
            )
            .order_by(Invitation.sent_at.desc(), Invitation.id)
            .limit(200)
        )
    )


def invitations_to(practice_id: int, among: Collection[Role]) -> tuple[Invitation, ...]:
    """Every invitation to these roles of a practice that still holds an address."""
    return tuple(
        db.session.scalars(
            select(Invitation)
            .where(_to(practice_id, among), Invitation.email != "")
            .order_by(Invitation.id)
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
            Invitation.declined_at.is_(None),
        )
        .order_by(Invitation.id)
    )
    return next(
        (i for i in found if (i.practice_id, i.cohort_id) == (practice_id, cohort_id)), None
    )
