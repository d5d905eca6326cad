"""Passwords and addresses: choosing, changing, and what is mailed to get back in."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update

from app.accounts import queries
from app.accounts.domain.passwords import weakness
from app.accounts.domain.tokens import digest, new_secret
from app.accounts.models import AccountLink, LinkKind, Person
from app.accounts.services import sessions
from app.accounts.services.hashing import hashed
from app.accounts.services.mails import full_address, tell
from app.audit.services import record
from app.core.clock import today
from app.core.dates import moment
from app.core.db import db
from app.core.errors import Refused
from app.core.settings import setting
from app.core.text import clean_line
from app.outbox.services import queue
from app.policy.table import Actor

SPENT = "Your link has run out or was used. Ask for a new one."
SAME_ADDRESS = "This is your email address already. Enter another one."
MOST_LINKS = 5
EMAIL_LINK_LIFE = dt.timedelta(days=1)


def choose_password(
    password: str, *, own_words: tuple[str, ...], has_second_factor: bool = False
) -> str:
    """The hash of a password that is good enough; raises `Refused` with what to do.

    Works for tens of milliseconds: call it before the transaction.
    """
    problem = weakness(password, own_words=own_words, has_second_factor=has_second_factor)
    if problem is not None:
        raise Refused(problem, field="new_password")
    return hashed(password)


def change_password(
    person: Person, new_hash: str, *, keep: int, by: Actor, at: dt.datetime
) -> None:
    """Set a new password for somebody who knew the old one; sessions but `keep` end."""
    _set_password(person, new_hash, at)
    sessions.end_sessions(person.id, at=at, reason=sessions.PASSWORD_CHANGED, but=keep)
    record("changed the password", person, by=by, at=at, name=person.name)
    _tell_about_password(person, at)


def request_reset(email: str, *, at: dt.datetime) -> None:
    """Mail a link to set a new password, if the address has an open account; else do nothing.

    Earlier links stop working. After five in a lifetime no more are mailed, so that
    nobody can fill somebody's mailbox.
    """
    person = queries.person_by_email(clean_line(email))
    if person is None or person.closed_at is not None:
        return
    life = dt.timedelta(minutes=setting("RESET_MINUTES"))
    if queries.count_links(person.id, LinkKind.RESET, since=at - life) >= MOST_LINKS:
        return
    secret, link = _new_link(person, LinkKind.RESET, at=at, life=life)
    record("asked for a new password", person, by=Actor(), at=at, name=person.name)
    queue(
        "reset",
        key=f"reset:{link.id}",
        to=person.email,
        subject="Set a new password for CYSHCN Cares 2",
        body=(
            f"Hello {person.name},\n\n"
            "Somebody, we hope you, asked for a new password. Open this link to set it:\n"
            "{link}\n\n"
            f"The link works once, until {moment(link.expires_at)}. "
            "If you did not ask, you need not do anything: your password stays as it is.\n"
        ),
        at=at,
        link=full_address(f"/reset/{secret}"),
    )


def reset_link(secret: str, *, at: dt.datetime) -> AccountLink:
    """The reset link that a mail names; raises `Refused` when it is spent."""
    return _living(queries.link_for(secret, LinkKind.RESET), at)


def reset_password(secret: str, new_hash: str, *, at: dt.datetime) -> Person:
    """Set the password by a mailed link: all links and all sessions of the person end.

    The second step is not touched: signing in still asks for it. Raises `Refused` when
    the link is spent.
    """
    link = reset_link(secret, at=at)
    person = queries.locked_person(link.person_id)
    _set_password(person, new_hash, at)
    sessions.end_sessions(person.id, at=at, reason=sessions.PASSWORD_CHANGED)
    actor = Actor(person_id=person.id, name=person.name)
    record("set a new password by mail", person, by=actor, at=at, name=person.name)
    _tell_about_password(person, at)
    return person


def request_email_change(person: Person, email: str, *, by: Actor, at: dt.datetime) -> None:
    """Mail a link to the new address and a notice to the old one.

    When the new address has an account of its own, its owner is told instead; the page
    says the same either way. Raises `Refused` when it is the address in use.
    """
    wanted = clean_line(email).lower()
    if wanted == person.email:
        raise Refused(SAME_ADDRESS, field="email")
    secret, link = _new_link(
        person, LinkKind.EMAIL_CHANGE, at=at, life=EMAIL_LINK_LIFE, new_email=wanted
    )
    record("asked to change the email address", person, by=by, at=at, name=person.name)
    if queries.person_by_email(wanted) is None:
        _mail_confirmation(person, link, secret, at)
    else:
        _mail_taken(wanted, at)
    tell(
        person,
        "email change asked",
        key=f"email change asked:{link.id}",
        subject="Your email address is about to change",
        text=(
            "You asked to use another email address for your account. It changes when you "
            "open the link that we sent there."
        ),
        at=at,
    )


def email_link(secret: str, *, at: dt.datetime) -> AccountLink:
    """The link that confirms an address; raises `Refused` when it is spent."""
    return _living(queries.link_for(secret, LinkKind.EMAIL_CHANGE), at)


def confirm_email(secret: str, *, at: dt.datetime) -> Person:
    """Use the new address from now on; links mailed to the old one stop working.

    Raises `Refused` when the link is spent or somebody else has the address by now.
    """
    link = email_link(secret, at=at)
    person = queries.locked_person(link.person_id)
    wanted = link.new_email or ""
    if queries.person_by_email(wanted) is not None:
        raise Refused(SPENT)
    before, person.email = person.email, wanted
    _spend_links(person, at)
    record(
        "changed the email address",
        person,
        by=Actor(person_id=person.id, name=person.name),
        at=at,
        name=person.name,
        before={"email": before},
        after={"email": wanted},
    )
    return person


def _set_password(person: Person, new_hash: str, at: dt.datetime) -> None:
    person.password_hash, person.password_set_at = new_hash, at
    _spend_links(person, at)


def _spend_links(person: Person, at: dt.datetime, kind: LinkKind | None = None) -> None:
    kinds = list(LinkKind) if kind is None else [kind]
    db.session.execute(
        update(AccountLink)
        .where(
            AccountLink.person_id == person.id,
            AccountLink.kind.in_(kinds),
            AccountLink.used_at.is_(None),
        )
        .values(used_at=at)
    )


def _new_link(
    person: Person,
    kind: LinkKind,
    *,
    at: dt.datetime,
    life: dt.timedelta,
    new_email: str | None = None,
) -> tuple[str, AccountLink]:
    _spend_links(person, at, kind)
    secret = new_secret()
    link = AccountLink(
        token_hash=digest(secret),
        kind=kind,
        person_id=person.id,
        new_email=new_email,
        created_at=at,
        expires_at=at + life,
    )
    db.session.add(link)
    db.session.flush()
    return secret, link


def _living(link: AccountLink | None, at: dt.datetime) -> AccountLink:
    """The link if it may still be used: once, in time, for an account that is open."""
    if link is None or link.used_at is not None or at >= link.expires_at:
        raise Refused(SPENT)
    if queries.person(link.person_id).closed_at is not None:
        raise Refused(SPENT)
    return link


def _tell_about_password(person: Person, at: dt.datetime) -> None:
    tell(
        person,
        "password changed",
        key=f"password changed:{person.id}:{at.isoformat()}",
        subject="Your password was changed",
        text="The password of your account was changed. All other devices were signed out.",
        at=at,
    )


def _mail_confirmation(person: Person, link: AccountLink, secret: str, at: dt.datetime) -> None:
    queue(
        "email change",
        key=f"email change:{link.id}",
        to=link.new_email or "",
        subject="Confirm your new email address",
        body=(
            f"Hello {person.name},\n\n"
            "Open this link to use this email address for CYSHCN Cares 2:\n{link}\n\n"
            f"The link works once, until {moment(link.expires_at)}.\n"
        ),
        at=at,
        link=full_address(f"/account/email/{secret}"),
    )


def _mail_taken(email: str, at: dt.datetime) -> None:
    queue(
        "email taken",
        key=f"email taken:{digest(email).hex()[:32]}:{today()}",
        to=email,
        subject="Somebody asked to use your email address",
        body=(
            "Hello,\n\nsomebody asked to use this email address for another account of "
            "CYSHCN Cares 2. It belongs to your account already, so nothing was changed.\n"
        ),
        at=at,
    )
