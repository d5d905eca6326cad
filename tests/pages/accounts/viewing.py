"""Seeing the portal as somebody else does: the ways and the words that its tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db
from tests.pages.accounts.people import look_again

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from app.accounts.models import Person
    from tests.support.page import PageClient

WORDS = "You are viewing as Ana Whitfield. Nothing can be saved."
WHY = "Ana called: her page is empty"
STOP = "/view-as/stop"


def path_of(person: Person) -> str:
    return f"/staff/people/{person.id}"


def view_as(client: PageClient, person: Person, **given: Any) -> Any:
    return client.fill_in(f"{path_of(person)}/view-as", **{"reason": WHY} | given)


def token_of(client: PageClient, path: str) -> str:
    return next(f.fields["csrf_token"] for f in client.visit(path).forms if f.method == "post")


def send(client: PageClient, method: str, path: str, token: str) -> TestResponse:
    return client.open(
        path, method=method, headers={"X-CSRF-Token": token}, data={"title": "Typed by Olga"}
    )


def trail() -> list[tuple[str, str, str, str | None]]:
    look_again()
    rows = db.session.scalars(
        select(AuditEvent).where(AuditEvent.verb.like("%viewing as")).order_by(AuditEvent.id)
    )
    return [(row.actor_name, row.verb, row.subject_name, row.reason) for row in rows]


def ended(reason: str | None = None) -> tuple[str, str, str, str | None]:
    return ("Olga Reyes", "stopped viewing as", "Ana Whitfield", reason)


STARTED = ("Olga Reyes", "started viewing as", "Ana Whitfield", WHY)
