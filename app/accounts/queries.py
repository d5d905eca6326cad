"""Every SELECT of accounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from app.accounts.domain.names import initials
from app.accounts.domain.tokens import digest
from app.accounts.models import (
    AccountLink,
    Invitation,
    LinkKind,
    Person,
    RecoveryCode,
    RoleGrant,
    Session,
)
from app.core.db import db
from app.core.errors import Missing
from app.policy.table import Grant, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE_SIZE = 25
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Me:
    """The signed-in person as pages show it: a copy, which a rollback does not empty."""

    id: int
    name: str
    email: str
    password_set_at: dt.datetime | None
    totp_confirmed_at: dt.datetime | None

    @property
    def initials(self) -> str:
        return initials(self.name)


@dataclass(frozen=True, slots=True)
class OwnSession:
    """The session of this request, as a copy."""

    id: int
    token_hash: bytes
    created_at: dt.datetime
    last_seen_at: dt.datetime
    second_factor_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a cookie stands for: a session, ended or not, its person, and the roles in force."""

    session: OwnSession
    person: Me
    grants: frozenset[Grant]
    is_ended: bool


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One person of a team, with the roles held there now."""

    person_id: int
    name: str
    email: str
    roles: tuple[RoleGrant, ...]
    last_sign_in_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """One row of the list of people."""

    person: Person
    grants: tuple[RoleGrant, ...]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of the list of people; `number` counts from 1."""

    entries: tuple[PersonEntry, ...]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def signed_in(secret: str) -> SignedIn | None:
    """The session of a cookie's secret, ended or not, with person and roles: one statement.

    Plain columns: this runs before every view, and needs neither rows that can be changed
    nor the key of the second step.
    """
    rows = db.session.execute(
        select(
            Session.id,
            Session.token_hash,
            Session.created_at,
            Session.last_seen_at,
            Session.second_factor_at,
            Person.id,
            Person.name,
            Person.email,
            Person.password_set_at,
            Person.totp_confirmed_at,
            or_(Session.ended_at.is_not(None), Person.closed_at.is_not(None)),
            RoleGrant.role,
            RoleGrant.practice_id,
            RoleGrant.cohort_id,
        )
        .join(Person, Person.id == Session.person_id)
        .outerjoin(RoleGrant, and_(RoleGrant.person_id == Person.id, RoleGrant.ended_at.is_(None)))
        .where(Session.token_hash == digest(secret))
        .order_by(RoleGrant.id)
    ).all()
    if not rows:
        return None
    grants = frozenset(
        Grant(row.role, row.practice_id, row.cohort_id) for row in rows if row.role is not None
    )
    return SignedIn(OwnSession(*rows[0][:5]), Me(*rows[0][5:10]), grants, bool(rows[0][10]))


def person(person_id: int) -> Person:
    """One person; raises `Missing`."""
    found = db.session.get(Person, person_id)
    if found is None:
        raise Missing
    return found


def locked_person(person_id: int) -> Person:
    """One person, fresh, and locked until the transaction ends."""
    return db.session.execute(
        select(Person)
        .where(Person.id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()


def person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email.lower()))


def grant(grant_id: int) -> RoleGrant:
    """One grant that is in force; raises `Missing`."""
    found = db.session.scalar(
        select(RoleGrant).where(RoleGrant.id == grant_id, RoleGrant.ended_at.is_(None))
    )
    if found is None:
        raise Missing
    return found


def grants_of(person_id: int) -> tuple[RoleGrant, ...]:
    """The roles in force of one person."""
    return _grants([person_id]).get(person_id, ())


def active_grant(
    person_id: int, role: Role, practice_id: int | None, cohort_id: int | None
) -> RoleGrant | None:
    """The grant of that very role at that very place, when in force."""
    return db.session.scalar(
        select(RoleGrant).where(
            RoleGrant.person_id == person_id,
            RoleGrant.role == role,
            RoleGrant.practice_id == practice_id
            if practice_id is not None
            else RoleGrant.practice_id.is_(None),
            RoleGrant.cohort_id == cohort_id
            if cohort_id is not None
            else RoleGrant.cohort_id.is_(None),
            RoleGrant.ended_at.is_(None),
        )
    )


def locked_administrators() -> set[int]:
    """The people with open accounts who are administrators now, locked for the deed."""
    return set(
        db.session.scalars(
            select(RoleGrant.person_id)
            .join(Person, Person.id == RoleGrant.person_id)
            .where(
                RoleGrant.role == Role.ADMINISTRATOR,
                RoleGrant.ended_at.is_(None),
                Person.closed_at.is_(None),
            )
            .order_by(RoleGrant.id)
            .with_for_update()
        )
    )


def roster(practice_id: int) -> list[RosterEntry]:
    """The people of a team by name, each with the roles in force there: one statement."""
    rows = db.session.execute(
        select(Person, RoleGrant)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.practice_id == practice_id,
            RoleGrant.ended_at.is_(None),
            Person.closed_at.is_(None),
        )
        .order_by(func.lower(Person.name), Person.id, RoleGrant.id)
    ).all()
    roles: dict[int, list[RoleGrant]] = {}
    for someone, given in rows:
        roles.setdefault(someone.id, []).append(given)
    people = {someone.id: someone for someone, _ in rows}
    return [
        RosterEntry(p.id, p.name, p.email, tuple(roles[p.id]), p.last_sign_in_at)
        for p in people.values()
    ]


def pending_invitations(practice_id: int) -> tuple[Invitation, ...]:
    """The invitations of a team that are neither accepted nor taken back; also those run out."""
    return _invitations(Invitation.practice_id == practice_id)


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


def link_for(secret: str, kind: LinkKind) -> AccountLink | None:
    """The account link that a mail names, used or not, fresh and locked."""
    return db.session.scalar(
        select(AccountLink)
        .where(AccountLink.token_hash == digest(secret), AccountLink.kind == kind)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def count_links(person_id: int, kind: LinkKind, *, since: dt.datetime) -> int:
    """How many links of a kind were made for a person after `since`, used or not."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(AccountLink)
            .where(
                AccountLink.person_id == person_id,
                AccountLink.kind == kind,
                AccountLink.created_at > since,
            )
        )
        or 0
    )


def own_sessions(person_id: int, since: dt.datetime) -> tuple[Session, ...]:
    """The sessions of a person that were not ended and began after `since`, latest first."""
    return tuple(
        db.session.scalars(
            select(Session)
            .where(
                Session.person_id == person_id,
                Session.ended_at.is_(None),
                Session.created_at > since,
            )
            .order_by(Session.last_seen_at.desc(), Session.id)
            .limit(100)
        )
    )


def own_session(person_id: int, session_id: int) -> Session:
    """One of a person's own sessions; raises `Missing`."""
    found = db.session.scalar(
        select(Session).where(Session.id == session_id, Session.person_id == person_id)
    )
    if found is None:
        raise Missing
    return found


def recovery_code(person_id: int, code_hash: bytes) -> RecoveryCode | None:
    """An unused recovery code of a person, fresh and locked."""
    return db.session.scalar(
        select(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash == code_hash,
            RecoveryCode.used_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def unused_recovery_hashes(person_id: int) -> frozenset[bytes]:
    """The digests of the codes that still work."""
    return frozenset(
        db.session.scalars(
            select(RecoveryCode.code_hash)
            .where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
            .order_by(RecoveryCode.id)
        )
    )


def people(*, search: str = "", role: Role | None = None, page: int = 1) -> PeoplePage:
    """One page of everyone with an account, by name: at most three statements."""
    found = select(Person)
    if search:
        pattern = "%" + _literal(search.lower()[:LONGEST_SEARCH]) + "%"
        found = found.where(
            or_(
                func.lower(Person.name).like(pattern, escape="\\"),
                Person.email.like(pattern, escape="\\"),
            )
        )
    if role is not None:
        holders = select(RoleGrant.person_id).where(
            RoleGrant.role == role, RoleGrant.ended_at.is_(None)
        )
        found = found.where(Person.id.in_(holders))
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    number = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    rows = db.session.scalars(
        found.order_by(func.lower(Person.name), Person.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    grants = _grants([row.id for row in rows])
    entries = tuple(PersonEntry(row, grants.get(row.id, ())) for row in rows)
    return PeoplePage(entries, number, total)


def _literal(text: str) -> str:
    """Text whose signs mean themselves in LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _grants(person_ids: Sequence[int]) -> dict[int, tuple[RoleGrant, ...]]:
    rows = db.session.scalars(
        select(RoleGrant)
        .where(RoleGrant.person_id.in_(person_ids), RoleGrant.ended_at.is_(None))
        .order_by(RoleGrant.id)
    )
    by_person: dict[int, tuple[RoleGrant, ...]] = {}
    for row in rows:
        by_person[row.person_id] = (*by_person.get(row.person_id, ()), row)
    return by_person
