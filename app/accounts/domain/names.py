"""Names of people and roles as pages show them."""

from __future__ import annotations

from app.policy.table import Role


def initials(name: str) -> str:
    """The first letters of the first and the last word, for the avatar; brackets aside.

    >>> initials("Ana Maria Reed"), initials("Ana"), initials(""), initials("Bo Li (demo)")
    ('AR', 'A', '', 'BL')
    """
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


def role_words(role: Role, place: str = "") -> str:
    """A role with its place, if it has one.

    >>> role_words(Role.COACH, "Cohort 1")
    'Coach, Cohort 1'
    """
    words = str(role)
    capital = words[0].upper() + words[1:]
    return f"{capital}, {place}" if place else capital
