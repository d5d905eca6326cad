"""Names as pages show them."""

from __future__ import annotations


def initials(name: str) -> str:
    """The first letters of the first and the last word, for the avatar.

    >>> initials("Ana Maria Reed"), initials("Ana"), initials("")
    ('AR', 'A', '')
    """
    words = name.split()
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))
