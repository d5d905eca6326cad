"""People, their grants, sessions, second factor and the links that were mailed to them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.domain.names import initials
from app.core.model import Model, Sealed
from app.policy.table import COHORT_ROLES, PRACTICE_ROLES, Role

_AT_PRACTICE = ", ".join(f"'{role}'" for role in PRACTICE_ROLES)
_COHORT = ", ".join(f"'{role}'" for role in COHORT_ROLES)


class Person(Model):
    """Somebody who can sign in. Closed accounts stay, so that the trail keeps its names."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("email = lower(email)", "email_is_lower_case"),
        CheckConstraint(
            "totp_confirmed_at IS NULL OR totp_secret IS NOT NULL", "second_factor_has_secret"
        ),
    )

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_set_at: Mapped[dt.datetime | None]
    totp_secret: Mapped[str | None] = mapped_column(Sealed)
    totp_confirmed_at: Mapped[dt.datetime | None]
    totp_last_step: Mapped[int | None]
    created_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    last_sign_in_at: Mapped[dt.datetime | None]

    @property
    def initials(self) -> str:
        """The letters of the avatar."""
        return initials(self.name)


class RoleGrant(Model):
    """One role of a person at a practice, a cohort or in the program; ended, never deleted."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            f"(role IN ({_AT_PRACTICE})) = (practice_id IS NOT NULL)", "practice_role_has_practice"
        ),
        CheckConstraint(
            f"(role IN ({_COHORT})) = (cohort_id IS NOT NULL)", "cohort_role_has_cohort"
        ),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", "ended_is_signed"),
        Index(
            "uq_role_grant_active",
            "person_id",
            "role",
            text("coalesce(practice_id, 0)"),
            text("coalesce(cohort_id, 0)"),
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role]
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    granted_at: Mapped[dt.datetime]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])


class Session(Model):
    """One sign-in on one device; only a hash of what the cookie holds is stored."""

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", "ended_has_reason"),
        CheckConstraint(
            "(viewing_as_id IS NULL) = (viewing_since IS NULL)", "viewing_has_beginning"
        ),
        CheckConstraint("viewing_as_id <> person_id", "viewing_as_another"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    second_factor_at: Mapped[dt.datetime | None]
    device: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    ended_at: Mapped[dt.datetime | None]
    end_reason: Mapped[str | None] = mapped_column(String(40))
    viewing_as_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    viewing_since: Mapped[dt.datetime | None]

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])


class Invitation(Model):
    """An offer of one role to one address; its state is computed from its times and the clock."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("accepted_at IS NULL OR revoked_at IS NULL", "one_ending"),
        CheckConstraint(
            "declined_at IS NULL OR (accepted_at IS NULL AND revoked_at IS NULL)", "declined_alone"
        ),
        CheckConstraint(
            "decline_reason IS NULL OR declined_at IS NOT NULL", "declined_for_a_reason"
        ),
        CheckConstraint(
            f"(role IN ({_AT_PRACTICE})) = (practice_id IS NOT NULL)", "practice_role_has_practice"
        ),
        CheckConstraint(
            f"(role IN ({_COHORT})) = (cohort_id IS NOT NULL)", "cohort_role_has_cohort"
        ),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role]
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"))
    sent_at: Mapped[dt.datetime]
    times_sent: Mapped[int] = mapped_column(default=1)
    expires_at: Mapped[dt.datetime]
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[dt.datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[dt.datetime | None]
    declined_at: Mapped[dt.datetime | None]
    decline_reason: Mapped[str | None] = mapped_column(String(200))


class LinkKind(StrEnum):
    """What a mailed link is for."""

    RESET = "reset"
    EMAIL_CHANGE = "email change"


class AccountLink(Model):
    """A single-use link mailed to a person: to set a new password or confirm an address."""

    __tablename__ = "account_link"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    kind: Mapped[LinkKind]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    new_email: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class RecoveryCode(Model):
    """One of the codes that open an account when the phone is lost; each works once."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "code_hash"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    used_at: Mapped[dt.datetime | None]


class RateCount(Model):
    """How often something was tried in a window, shared by all processes."""

    __tablename__ = "rate_count"

    key: Mapped[str] = mapped_column(String(200), unique=True)
    count: Mapped[int]
    expires_at: Mapped[dt.datetime]
