"""People with passwords and second steps, and the mails that they get."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.accounts.domain.totp import code_for, step_at
from app.accounts.services.hashing import hashed
from app.audit.models import AuditEvent
from app.core.clock import now
from app.core.db import db
from app.outbox.models import OutboxMail
from tests.support import build

if TYPE_CHECKING:
    from app.accounts.models import Person
    from tests.support.html import Page
    from tests.support.page import PageClient

PASSWORD = "magnolia tractor seven rain"
OTHER_PASSWORD = "quiet river under four bridges"
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_HASH = hashed(PASSWORD)


def somebody(**given: Any) -> Person:
    """A person who signs in with PASSWORD."""
    return build.person(**{"password_hash": _HASH, "password_set_at": build.NOON} | given)


def with_second_step(**given: Any) -> Person:
    """A person whose app holds KEY."""
    return somebody(**{"totp_secret": KEY, "totp_confirmed_at": build.NOON} | given)


def app_code(steps: int = 0) -> str:
    """What the app shows now, or some steps from now."""
    return code_for(KEY, step_at(now()) + steps)


def sign_in(client: PageClient, person: Person, password: str = PASSWORD, **more: Any) -> Page:
    """Sign in with the form."""
    email = person.email
    return client.fill_in("/sign-in", email=email, password=password, **more)


def look_again() -> None:
    """Let the test's next look see what requests have written."""
    db.session.rollback()
    db.session.expire_all()


def mails(kind: str) -> list[OutboxMail]:
    look_again()
    found = db.session.scalars(
        select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)
    )
    return list(found)


def link_in(mail: OutboxMail) -> str:
    """The path of the link in a mail."""
    assert mail.link is not None
    return mail.link.removeprefix("http://localhost")


def deeds() -> list[str]:
    """The verbs of the trail, in order."""
    look_again()
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))
