"""The people of these tests, and steps that most of them take."""

from __future__ import annotations

from typing import Any

from app.core.db import transaction
from app.curriculum.domain.kinds import ChangeClass
from app.curriculum.models import ModuleVersion
from app.curriculum.services import versions
from app.policy import Actor, Grant, Role
from tests.support import build

NOW = build.NOON


def actor(role: Role = Role.PUBLISHER, **given: Any) -> Actor:
    """Somebody with an account and this role."""
    person = build.person(role=role, **given)
    return Actor(person_id=person.id, name=person.name, grants=frozenset({Grant(role)}))


def written_by(author: Actor, **given: Any) -> ModuleVersion:
    """A draft that somebody began."""
    return build.module_version(created_by_id=author.person_id, **given)


def reviewed(author: Actor, **given: Any) -> ModuleVersion:
    """The same, given to review."""
    row = written_by(author, **given)
    with transaction():
        versions.ask_review(row, by=author, at=NOW)
    return row


def approved(author: Actor, approver: Actor, **given: Any) -> ModuleVersion:
    """The same, approved."""
    row = reviewed(author, **given)
    with transaction():
        versions.approve(row, change_class=ChangeClass.MINOR, note="", by=approver, at=NOW)
    return row
