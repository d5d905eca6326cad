"""The people and versions of these tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.core.db import db
from app.curriculum.models import ModuleVersion
from app.policy import Role
from tests.support import build

if TYPE_CHECKING:
    from app.accounts.models import Person
    from app.curriculum.models import Module
    from tests.support.page import Page, PageClient

LIST = "/staff/curriculum"
WRITERS = (Role.PUBLISHER, Role.PROGRAM_STAFF, Role.DIRECTOR)


def paz(client: PageClient) -> Person:
    """An author, signed in."""
    person = build.person(name="Paz Nunez", role=Role.PUBLISHER)
    client.sign_in(person)
    return person


def mona(client: PageClient) -> Person:
    """Somebody who approves, signed in."""
    person = build.person(name="Mona Ford", role=Role.DIRECTOR)
    client.sign_in(person)
    return person


def module(**given: Any) -> Module:
    return build.module(**{"key": "medical-home-basics", "code": "6", "position": 6} | given)


def found(number: int = 1) -> ModuleVersion:
    """The version with this number, read anew."""
    db.session.rollback()
    return db.session.scalars(select(ModuleVersion).where(ModuleVersion.number == number)).one()


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("li")]
