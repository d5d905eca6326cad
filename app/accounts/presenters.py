"""What pages of accounts show, ready in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import segno
from markupsafe import Markup

from app.accounts.domain.invitations import WORDS, InvitationState
from app.accounts.domain.names import role_words
from app.accounts.services.invitations import state_of
from app.core.clock import central
from app.core.dates import short_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from app.accounts.models import Invitation, RoleGrant, Session
    from app.accounts.queries import PersonEntry, RosterEntry

_OFFER_TAGS = {InvitationState.PENDING: "due", InvitationState.EXPIRED: "bad"}
KEPT_PATH, KEPT_NAME, KEPT_VALUE = "kept_path", "kept_name", "kept_value"
_UNSEEN = frozenset({"seen_version", "seen", "go", "keep", "save", "next"})
"""Fields that a page carries for itself; nobody typed them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed into a form that could not be saved: where it goes, and its fields."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """The fields that somebody filled in, with a label made from each name."""
        return tuple(
            (_label(name), value)
            for name, value in self.fields
            if value.strip() and not name.startswith("_") and name not in _UNSEEN
        )

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """The same as hidden fields, to carry it through the steps of signing in."""
        pairs = [
            pair for name, value in self.fields for pair in ((KEPT_NAME, name), (KEPT_VALUE, value))
        ]
        return ((KEPT_PATH, self.path), *pairs)


def _label(name: str) -> str:
    """
    >>> _label("what_we_learned")
    'What we learned'
    """
    words = name.replace("_", " ").replace("-", " ").strip() or "Text"
    return words[0].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One role of a person, in words."""

    grant_id: int
    words: str
    is_program: bool


def role_rows(
    grants: Iterable[RoleGrant], practices: Mapping[int, str], cohorts: Mapping[int, str]
) -> tuple[RoleRow, ...]:
    """Roles with the names of their places."""
    return tuple(
        RoleRow(
            grant.id,
            role_words(
                grant.role,
                practices.get(grant.practice_id or 0, "") or cohorts.get(grant.cohort_id or 0, ""),
            ),
            grant.practice_id is None,
        )
        for grant in grants
    )


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One of a person's own sign-ins."""

    id: int
    device: str
    address: str
    created_at: dt.datetime
    last_seen_at: dt.datetime
    is_this_one: bool


def session_rows(sessions: Iterable[Session], current: Session) -> tuple[SessionRow, ...]:
    """Own sign-ins, this one first."""
    rows = [
        SessionRow(
            row.id,
            row.device or "Unknown browser",
            row.address,
            row.created_at,
            row.last_seen_at,
            row.id == current.id,
        )
        for row in sessions
    ]
    return tuple(sorted(rows, key=lambda row: not row.is_this_one))


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """One invitation in a list."""

    id: int
    name: str
    email: str
    role: str
    state: str
    words: str
    reason: str
    is_declined: bool
    sent_at: dt.datetime
    expires_at: dt.datetime


def invitation_rows(
    invitations: Iterable[Invitation], at: dt.datetime
) -> tuple[InvitationRow, ...]:
    """Invitations with their state at `at`."""
    rows = []
    for row in invitations:
        state: InvitationState = state_of(row, at)
        rows.append(
            InvitationRow(
                row.id,
                row.name,
                row.email,
                role_words(row.role),
                str(state),
                _state_words(row, state),
                row.decline_reason or "",
                row.declined_at is not None,
                row.sent_at,
                row.expires_at,
            )
        )
    return tuple(rows)


def _state_words(row: Invitation, state: InvitationState) -> str:
    if row.declined_at is None:
        return WORDS[state]
    return f"{WORDS[state]} on {short_day(central(row.declined_at))}"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in the list of people."""

    id: int
    name: str
    email: str
    roles: tuple[str, ...]
    last_sign_in_at: dt.datetime | None
    is_closed: bool
    has_second_factor: bool


def person_rows(
    entries: Iterable[PersonEntry], practices: Mapping[int, str], cohorts: Mapping[int, str]
) -> tuple[PersonRow, ...]:
    """People with their roles in words."""
    return tuple(
        PersonRow(
            entry.person.id,
            entry.person.name,
            entry.person.email,
            tuple(row.words for row in role_rows(entry.grants, practices, cohorts)),
            entry.person.last_sign_in_at,
            entry.person.closed_at is not None,
            entry.person.totp_confirmed_at is not None,
        )
        for entry in entries
    )


def qr_code(text: str) -> Markup:
    """`text` as a QR code in SVG, black on white in both colour schemes."""
    drawing = segno.make(text, error="m").svg_inline(scale=5, border=4, light="#fff")
    return Markup(drawing)  # noqa: S704  # made by segno from numbers only


@dataclass(frozen=True, slots=True)
class Offer:
    """One invitation to a team that nobody has accepted yet, or that was declined."""

    id: int
    name: str
    email: str
    role: str
    state: str
    tag: str
    sent: str
    until: str
    reason: str
    is_declined: bool


def offer(one: Invitation, at: dt.datetime, *, role: str, sent: str, until: str) -> Offer:
    """An invitation with the words of its team for the role, and for when it came and ends."""
    state = state_of(one, at)
    return Offer(
        id=one.id,
        name=one.name or one.email,
        email=one.email,
        role=role,
        state=state.value,
        tag=_OFFER_TAGS.get(state, "grey"),
        sent=sent,
        until=until,
        reason=one.decline_reason or "",
        is_declined=one.declined_at is not None,
    )


def last_seen(entry: RosterEntry) -> str:
    """The day on which somebody of a team signed in last."""
    return short_day(central(entry.last_sign_in_at)) if entry.last_sign_in_at else "Not yet"
