"""From a visitor to the one who begins an application. Callers authorise, then commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import delete

from app.accounts import queries as accounts
from app.accounts import services as people
from app.accounts.domain.tokens import digest, new_secret
from app.accounts.services.mails import full_address
from app.core.dates import moment
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.core.settings import setting
from app.core.text import clean_line
from app.outbox.services import queue
from app.policy import Actor
from app.practices import queries as practices
from app.practices.services import add_practice
from app.rfa.domain.deadlines import RoundState
from app.rfa.domain.screener import genuine
from app.rfa.models import Registration
from app.rfa.queries import registration as queries
from app.rfa.queries.rounds import document_of, state_of, window_of
from app.rfa.services.applications import start_application

if TYPE_CHECKING:
    from app.accounts.models import Person
    from app.practices.domain.kinds import PracticeKind
    from app.practices.models import Practice
    from app.rfa.models import Application, Round

SPENT = "Your link has run out or was used. Register again."
NOT_OPEN = "Applications are not open now. Nothing was sent."


class HasAccount(Refused):
    """The address got an account in the meantime: its owner signs in."""

    def __init__(self) -> None:
        super().__init__("This email address has an account now. Sign in to apply.")


def check_open(of: Round, *, at: dt.datetime) -> None:
    """Raise `NotPossibleNow` unless the round takes applications at `at`."""
    if state_of(of, at, window_of(of)) is not RoundState.OPEN:
        raise NotPossibleNow(NOT_OPEN)


def register(
    of: Round,
    *,
    email: str,
    name: str,
    password_hash: str,
    screening: Mapping[str, str],
    at: dt.datetime,
) -> None:
    """Mail a link that confirms the address, or, if it has an account, how to sign in.

    Whoever asked learns nothing from it: both are one mail. Raises `NotPossibleNow` when the
    round is not open.
    """
    check_open(of, at=at)
    _forget_old(at=at)
    address = clean_line(email).lower()
    holder = accounts.person_by_email(address)
    if holder is not None:
        _mail_holder(of, holder, at=at)
        return
    secret = new_secret()
    registration = Registration(
        token_hash=digest(secret),
        round_id=of.id,
        email=address,
        name=clean_line(name),
        password_hash=password_hash,
        screening=genuine(document_of(of), screening),
        created_at=at,
        expires_at=at + dt.timedelta(days=setting("INVITATION_DAYS")),
    )
    db.session.add(registration)
    db.session.flush()
    _mail_link(of, registration, secret, at=at)


def pending(secret: str, *, at: dt.datetime, locked: bool = False) -> Registration:
    """The registration that waits for this link.

    Raises `HasAccount` when the address has an account by now, and `Refused` when the link is
    spent.
    """
    found = queries.registration_for(secret, locked=locked)
    if found is None or found.confirmed_at is not None or at >= found.expires_at:
        raise Refused(SPENT)
    if accounts.person_by_email(found.email) is not None:
        raise HasAccount
    return found


def confirm(secret: str, *, at: dt.datetime) -> Person:
    """Make the account of a registered address; the link works once. Raises as `pending`.

    The answers of the check stay, for the draft; the copy of the password's hash does not.
    """
    registration = pending(secret, at=at, locked=True)
    person = people.create_person(
        email=registration.email,
        name=registration.name,
        password_hash=registration.password_hash,
        by=Actor(name=registration.name),
        at=at,
    )
    registration.confirmed_at, registration.password_hash = at, ""
    db.session.flush()
    return person


def start_for(
    of: Round, practice_id: int, *, screening: Mapping[str, str], by: Actor, at: dt.datetime
) -> Application:
    """Begin the application of a practice that `by` speaks for, or give the one that is there.

    Raises `Missing` for another practice, `Refused` when somebody else leads, and as
    `start_application`.
    """
    choice = queries.choice(of, practice_id, by)
    if choice.application is not None and choice.may_open:
        return choice.application
    if choice.is_led_by_other:
        raise Refused(
            f"Somebody else leads the application of {choice.practice.name}. Ask to be invited."
        )
    return start_application(of, choice.practice, screening=screening, by=by, at=at)


def start_for_new(
    of: Round,
    *,
    name: str,
    kind: PracticeKind,
    county: str,
    city: str,
    screening: Mapping[str, str],
    by: Actor,
    at: dt.datetime,
) -> Application:
    """Add a practice and begin its application; `by` becomes its lead.

    Raises `NotPossibleNow` when the round is not open, and `Refused` for a name that is taken
    and a county that may not apply.
    """
    check_open(of, at=at)
    if practices.name_is_taken(clean_line(name)):
        raise Refused(
            "A practice with this name is here already. If it is yours, ask its lead to invite "
            f"you, or call us at {setting('HELP_PHONE')}.",
            field="name",
        )
    if of.only_counties and county not in of.only_counties:
        raise Refused(
            f"Practices in this county cannot apply in this round. Not sure? Call us at "
            f"{setting('HELP_PHONE')}.",
            field="county",
        )
    practice: Practice = add_practice(name=name, kind=kind, county=county, city=city, by=by, at=at)
    return start_application(of, practice, screening=screening, by=by, at=at)


def _forget_old(*, at: dt.datetime) -> None:
    """Delete what strangers left here and never confirmed, once its link has run out."""
    db.session.execute(
        delete(Registration)
        .where(Registration.confirmed_at.is_(None), Registration.expires_at <= at)
        .execution_options(synchronize_session=False)
    )


def _mail_link(of: Round, registration: Registration, secret: str, *, at: dt.datetime) -> None:
    queue(
        "registration",
        key=f"registration:{registration.id}",
        to=registration.email,
        subject=f"Confirm your email address to apply: {of.title}",
        body=(
            "Hello,\n\n"
            f"Open this link to confirm your email address and begin your application for "
            f"{of.title}:\n{{link}}\n\n"
            f"The link works once, until {moment(registration.expires_at)}. "
            "If you did not register, do not open it. Then nothing happens.\n"
        ),
        at=at,
        link=full_address(f"/account/new/{secret}"),
    )


def _mail_holder(of: Round, holder: Person, *, at: dt.datetime) -> None:
    queue(
        "registration known",
        key=f"registration known:{of.id}:{holder.id}:{at.isoformat()}",
        to=holder.email,
        subject=f"You have an account already: {of.title}",
        body=(
            f"Hello {holder.name},\n\n"
            f"Somebody, we hope you, registered with this email address to apply for {of.title}. "
            "You have an account already. Sign in to apply:\n{link}\n\n"
            "Nothing about your account was changed. If you cannot sign in, call us at "
            f"{setting('HELP_PHONE')}. If you did not register, you need not do anything.\n"
        ),
        at=at,
        link=full_address("/sign-in"),
    )
