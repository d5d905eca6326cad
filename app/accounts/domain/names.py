"""People's names, short."""

from __future__ import annotations


def initials(name: str) -> str:
    """The first letters of the first and the last word, for an avatar; titles in brackets aside.

    >>> initials("Ana Maria Reed"), initials("Ana"), initials(""), initials("Bo Li (demo)")
    ('AR', 'A', '', 'BL')
    """
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))
