"""Paths through the curriculum: the lessons that are meant for somebody's roles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from app.policy.table import Role

ROLE_WORDS: Mapping[Role, str] = {
    Role.LEAD: "QI leads",
    Role.PROVIDER_CHAMPION: "provider champions",
    Role.CARE_COORDINATOR: "care coordinators",
    Role.DATA_MANAGER: "data managers",
    Role.FAMILY_PARTNER: "family partners",
    Role.SPONSOR: "sponsors",
    Role.REVIEWER: "reviewers",
    Role.COACH: "coaches",
}
"""The roles that lessons are written for, as people read them."""


class ForSome(Protocol):
    """A lesson, as far as a path needs it."""

    @property
    def audience(self) -> tuple[str, ...]: ...

    @property
    def minutes(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a module is meant for somebody."""

    lessons: int = 0
    minutes: int = 0


def is_for(audience: Collection[str], roles: Collection[Role]) -> bool:
    """Whether a lesson is meant for one of these roles; without an audience it is for everyone.

    >>> is_for((), {Role.VIEWER}), is_for(("coach",), {Role.VIEWER})
    (True, False)
    """
    return not audience or any(role.value in audience for role in roles)


def share(lessons: Iterable[ForSome], roles: Collection[Role]) -> Share:
    """How many lessons and minutes of a module are meant for these roles."""
    own = [lesson for lesson in lessons if is_for(lesson.audience, roles)]
    return Share(len(own), sum(lesson.minutes for lesson in own))


def names_role(lessons: Iterable[ForSome], role: Role) -> bool:
    """Whether a lesson is written for just this role, not only for everyone."""
    return any(role.value in lesson.audience for lesson in lessons)


def audience_words(audience: Collection[str]) -> str:
    """Whom a lesson is for.

    >>> audience_words(("lead", "coach")), audience_words(())
    ('QI leads and coaches', 'everyone')
    """
    words = [words for role, words in ROLE_WORDS.items() if role.value in audience]
    if len(words) < 2:
        return words[0] if words else "everyone"
    return f"{', '.join(words[:-1])} and {words[-1]}"
