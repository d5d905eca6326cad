"""Reading what signing in needs: sessions, mailed links, recovery codes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.domain.names import initials
from app.accounts.domain.tokens import digest
from app.accounts.models import (
    AccountLink,
    LinkKind,
    Person,
    RecoveryCode,
    RoleGrant,
    Session,
)
from app.core.db import db
from app.core.errors import Missing
from app.policy.table import Grant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Row


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
class Viewed:
    """Somebody as whom a session sees the portal, with the roles in force."""

    person: Me
    grants: frozenset[Grant]
    is_closed: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a cookie stands for: a session, ended or not, its person, and the roles in force.

    `viewing` is the person as whom the session sees the portal, when it is not its own.
    """

    session: OwnSession
    person: Me
    grants: frozenset[Grant]
    is_ended: bool
    viewing: Viewed | None = None


_WHO = (
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
        Session.viewing_as_id,
    )
    .join(Person, Person.id == Session.person_id)
    .outerjoin(RoleGrant, and_(RoleGrant.person_id == Person.id, RoleGrant.ended_at.is_(None)))
    .where(Session.token_hash == bindparam("token_hash"))
    .order_by(RoleGrant.id)
)
_VIEWED = (
    select(
        Person.id,
        Person.name,
        Person.email,
        Person.password_set_at,
        Person.totp_confirmed_at,
        Person.closed_at.is_not(None),
        RoleGrant.role,
        RoleGrant.practice_id,
        RoleGrant.cohort_id,
    )
    .outerjoin(RoleGrant, and_(RoleGrant.person_id == Person.id, RoleGrant.ended_at.is_(None)))
    .where(Person.id == bindparam("person_id"))
    .order_by(RoleGrant.id)
)


def signed_in(secret: str) -> SignedIn | None:
    """The session of a cookie's secret, ended or not, with person and roles: one statement.

    It takes one more while the session sees the portal as somebody else does. Plain
    columns: this runs before every view, and needs neither rows that can be changed nor
    the key of the second step.
    """
    rows = db.session.execute(_WHO, {"token_hash": digest(secret)}).all()
    if not rows:
        return None
    viewed_id = rows[0].viewing_as_id
    return SignedIn(
        OwnSession(*rows[0][:5]),
        Me(*rows[0][5:10]),
        _grants(rows),
        bool(rows[0][10]),
        _viewed(viewed_id) if viewed_id is not None else None,
    )


def _viewed(person_id: int) -> Viewed:
    rows = db.session.execute(_VIEWED, {"person_id": person_id}).all()
    return Viewed(Me(*rows[0][:5]), _grants(rows), bool(rows[0][5]))


def _grants(rows: Sequence[Row[*tuple[Any, ...]]]) -> frozenset[Grant]:
    return frozenset(
        Grant(row.role, row.practice_id, row.cohort_id) for row in rows if row.role is not None
    )


def locked_session(session_id: int) -> Session:
    """One session, fresh, and locked until the transaction ends."""
    return db.session.execute(
        select(Session)
        .where(Session.id == session_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()


def viewing_sessions(which: ColumnElement[bool]) -> Sequence[Row[Session, Person, Person]]:
    """The sessions among `which` that see the portal as somebody else does, fresh and locked.

    Each comes with its own person and the one it views as.
    """
    viewer, viewed = aliased(Person), aliased(Person)
    return db.session.execute(
        select(Session, viewer, viewed)
        .join(viewer, viewer.id == Session.person_id)
        .join(viewed, viewed.id == Session.viewing_as_id)
        .where(which)
        .order_by(Session.id)
        .with_for_update(of=Session)
        .execution_options(populate_existing=True)
    ).all()


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


def own_sessions(
    person_id: int, *, begun_after: dt.datetime, seen_after: dt.datetime
) -> tuple[Session, ...]:
    """The sessions of a person that go on: neither ended, nor too old, nor idle; latest first."""
    return tuple(
        db.session.scalars(
            select(Session)
            .where(
                Session.person_id == person_id,
                Session.ended_at.is_(None),
                Session.created_at > begun_after,
                Session.last_seen_at > seen_after,
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
