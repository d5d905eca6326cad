"""Paths through the curriculum: the lessons that are meant for somebody's roles and practices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.policy.table import Role
from app.practices.domain.kinds import PracticeKind

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
FQHC = frozenset({PracticeKind.FQHC})
LOOK_ALIKE = frozenset({PracticeKind.LOOK_ALIKE})
FREE_STANDING = frozenset({PracticeKind.RHC_FREE_STANDING})
PROVIDER_BASED = frozenset({PracticeKind.RHC_PROVIDER_BASED})
RURAL = FREE_STANDING | PROVIDER_BASED
PRIVATE = frozenset({PracticeKind.PRIVATE})
PRACTICE_WORDS: Mapping[frozenset[PracticeKind], str] = {
    FQHC: "FQHCs",
    LOOK_ALIKE: "FQHC look-alikes",
    RURAL: "rural health clinics",
    FREE_STANDING: "free-standing rural health clinics",
    PROVIDER_BASED: "provider-based rural health clinics",
    PRIVATE: "private practices",
}
"""The kinds of practice that lessons are written for; two of them have a name together."""


class ForPractices(Protocol):
    """A lesson, as far as it matters of whom it is asked."""

    @property
    def practice_types(self) -> tuple[str, ...]: ...


class ForSome(ForPractices, Protocol):
    """A lesson, as far as a path needs it."""

    @property
    def audience(self) -> tuple[str, ...]: ...

    @property
    def minutes(self) -> int: ...


Some = TypeVar("Some", bound=ForPractices)


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


def is_asked(practice_types: Collection[str], kinds: Collection[PracticeKind]) -> bool:
    """Whether a lesson is asked of people of these kinds of practice.

    Without types it is asked of everyone, and people without a practice are asked everything.

    >>> is_asked(("fqhc",), {PracticeKind.PRIVATE}), is_asked(("fqhc",), ())
    (False, True)
    """
    return not practice_types or not kinds or any(kind.value in practice_types for kind in kinds)


def asked(lessons: Iterable[Some], kinds: Collection[PracticeKind]) -> tuple[Some, ...]:
    """The lessons of a module that somebody must do to complete it.

    All of them when every one is for other practices: whoever wants to may complete the module.
    """
    every = tuple(lessons)
    return tuple(one for one in every if is_asked(one.practice_types, kinds)) or every


def is_own(
    lesson: ForSome, roles: Collection[Role], kinds: Collection[PracticeKind] = frozenset()
) -> bool:
    """Whether a lesson is on the path of somebody with these roles, of these kinds of practice."""
    return is_for(lesson.audience, roles) and is_asked(lesson.practice_types, kinds)


def share(
    lessons: Iterable[ForSome],
    roles: Collection[Role],
    kinds: Collection[PracticeKind] = frozenset(),
) -> Share:
    """How many lessons and minutes of a module are meant for these roles and practices."""
    own = [lesson for lesson in lessons if is_own(lesson, roles, kinds)]
    return Share(len(own), sum(lesson.minutes for lesson in own))


def practices_words(
    practice_types: Collection[str],
    called: Mapping[frozenset[PracticeKind], str] = PRACTICE_WORDS,
    last: str = " and ",
) -> str:
    """The practices that a lesson is for; "" for every one.

    >>> practices_words(("private", "rhc free-standing", "rhc provider-based"))
    'rural health clinics and private practices'
    """
    wanted = frozenset(PracticeKind(one) for one in practice_types)
    if wanted == frozenset(PracticeKind):
        return ""
    fitting = [kinds for kinds in called if kinds <= wanted]
    apart = (kinds for kinds in fitting if not any(kinds < other for other in fitting))
    return _listed([called[kinds] for kinds in apart], last)


def audience_words(audience: Collection[str], practice_types: Collection[str] = ()) -> str:
    """Whom a lesson is for.

    >>> audience_words(("lead", "coach")), audience_words(())
    ('QI leads and coaches', 'everyone')
    >>> audience_words(("lead",), ("fqhc",)), audience_words((), ("fqhc",))
    ('QI leads in FQHCs', 'FQHCs')
    """
    roles = _listed([words for role, words in ROLE_WORDS.items() if role.value in audience])
    practices = practices_words(practice_types)
    return " in ".join(part for part in (roles, practices) if part) or "everyone"


def _listed(words: Sequence[str], last: str = " and ") -> str:
    return last.join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
