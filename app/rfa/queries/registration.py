"""Reading who registered to apply, and for which practices somebody may apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.accounts import queries as accounts
from app.accounts.domain.tokens import digest
from app.core.db import db
from app.core.errors import Missing
from app.policy import Role
from app.practices import queries as practices
from app.rfa.models import Application, Registration, Round

if TYPE_CHECKING:
    from app.policy import Actor
    from app.practices.models import Practice

MAY_START = (Role.APPLICATION_LEAD, Role.LEAD)


@dataclass(frozen=True, slots=True)
class Choice:
    """A practice that somebody may apply for, and what is there in the round already.

    `may_open`: the person works on the practice's application. `is_led_by_other`: somebody
    else leads the applications of the practice and has to begin this one.
    """

    practice: Practice
    application: Application | None
    may_open: bool
    is_led_by_other: bool

    @property
    def may_start(self) -> bool:
        """Whether the person can begin an application for this practice now."""
        return self.application is None and not self.is_led_by_other


def registration_for(secret: str, *, locked: bool = False) -> Registration | None:
    """The registration that a mailed link names; `locked`: fresh, and held."""
    statement = select(Registration).where(Registration.token_hash == digest(secret))
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def screening_of(round_id: int, email: str) -> Mapping[str, str]:
    """What the eligibility check said when this address registered for the round."""
    found = db.session.scalar(
        select(Registration.screening)
        .where(
            Registration.round_id == round_id,
            Registration.email == email,
            Registration.confirmed_at.is_not(None),
        )
        .order_by(Registration.id.desc())
        .limit(1)
    )
    return found or {}


def choices(of: Round, actor: Actor) -> tuple[Choice, ...]:
    """The open practices that `actor` may apply for, by name."""
    ids = {
        given.practice_id
        for given in actor.grants
        if given.role in MAY_START and given.practice_id is not None
    }
    if not ids:
        return ()
    found = db.session.scalars(practices.with_ids(ids))
    still_open = sorted(
        (one for one in found if one.closed_at is None),
        key=lambda one: (one.name.casefold(), one.id),
    )
    there = {
        found.practice_id: found
        for found in db.session.scalars(
            select(Application).where(
                Application.round_id == of.id, Application.practice_id.in_(ids)
            )
        )
    }
    return tuple(_choice(one, there.get(one.id), actor) for one in still_open)


def choice(of: Round, practice_id: int, actor: Actor) -> Choice:
    """One of them; raises `Missing` for a practice that is not among them."""
    found = next((one for one in choices(of, actor) if one.practice.id == practice_id), None)
    if found is None:
        raise Missing(str(practice_id))
    return found


def _choice(practice: Practice, application: Application | None, actor: Actor) -> Choice:
    works_on_it = practice.id in actor.applicant_ids
    leads = () if works_on_it else accounts.roster(practice.id, (Role.APPLICATION_LEAD,))
    return Choice(practice, application, works_on_it, bool(leads))


def round_of(registration: Registration) -> Round:
    """The round that somebody registered for."""
    return db.session.get_one(Round, registration.round_id)
