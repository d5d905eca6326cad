"""Which passwords are good enough, by NIST SP 800-63B-4 (section 3.1.1).

15 characters or more, or 8 when a second step is on; spaces and every script allowed;
no rules about kinds of characters; not common, not simple, not made of the person's own
name or of the words of this site.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path

SHORTEST = 15
SHORTEST_WITH_SECOND_FACTOR = 8
LONGEST = 256
SITE_WORDS = frozenset(
    {
        "cyshcn",
        "cares",
        "cares 2",
        "mississippi",
        "msdh",
        "department of health",
        "collaborative",
        "portal",
        "clinic",
        "password",
        "passwort",
        "contraseña",
    }
)
_FEWEST_DIFFERENT = 5
_SHORTEST_REST = 8
_DASHES = "--------"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890")

TOO_COMMON = "This password is on lists that attackers try first. Choose another one."
TOO_SIMPLE = "This password repeats itself or follows a row of keys. Choose another one."
TOO_CLOSE = "This password is mostly your name, your email or words of this site. Add other words."


def normal(password: str) -> str:
    """A password as it is hashed: composed letters, so that every keyboard gives the same bytes.

    >>> normal("cafe\\u0301") == "café"
    True
    """
    return unicodedata.normalize("NFC", password)


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """The list shipped with the portal, in lower case.

    >>> "iloveyou" in common_passwords()
    True
    """
    text = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split(_DASHES, 1)[1].split())


def weakness(
    password: str, *, own_words: Iterable[str] = (), has_second_factor: bool = False
) -> str | None:
    """Why `password` will not do, as a sentence that says what to do; None when it will.

    `own_words`: the person's name and email address, and whatever else is close.

    >>> weakness("short")
    'Use 15 characters or more. Four or five words with spaces are easy to remember.'
    >>> weakness("magnolia tractor seven rain") is None
    True
    >>> weakness("tractor-rain", has_second_factor=True) is None
    True
    """
    text = normal(password)
    shortest = SHORTEST_WITH_SECOND_FACTOR if has_second_factor else SHORTEST
    if len(text) < shortest:
        return (
            f"Use {shortest} characters or more. "
            "Four or five words with spaces are easy to remember."
        )
    if len(text) > LONGEST:
        return f"Use {LONGEST} characters or fewer."
    folded = text.casefold()
    if _is_common(folded):
        return TOO_COMMON
    if _is_simple(folded):
        return TOO_SIMPLE
    return TOO_CLOSE if _is_mostly(folded, {*SITE_WORDS, *_parts(own_words)}) else None


def _is_common(folded: str) -> bool:
    """On the list as it is, without the digits and signs around it, or a repeated entry."""
    core = folded.strip("0123456789!@#$%^&*()-_=+.,?/ ")
    return bool({folded, core, _unit(folded)} & common_passwords())


def _is_simple(folded: str) -> bool:
    if len(set(folded)) < _FEWEST_DIFFERENT or len(_unit(folded)) < _SHORTEST_REST:
        return True
    return any(_is_along(folded, row) for row in _ROWS)


def _unit(text: str) -> str:
    """The shortest piece that `text` is a repetition of.

    >>> _unit("abcabcab"), _unit("magnolia")
    ('abc', 'magnolia')
    """
    length = next(n for n in range(1, len(text) + 1) if text[n:] == text[: len(text) - n])
    return text[:length]


def _is_along(folded: str, row: str) -> bool:
    """Whether every character follows its neighbour along a row, there or back."""
    pairs = [folded[i : i + 2] for i in range(len(folded) - 1)]
    around = row + row[0]
    return all(pair in around or pair[::-1] in around for pair in pairs)


def _parts(words: Iterable[str]) -> set[str]:
    """The words and their parts of 4 letters or more, in lower case."""
    folded = [word.casefold() for word in words]
    pieces = [
        piece for word in folded for piece in word.replace("@", " ").replace(".", " ").split()
    ]
    return {word for word in (*folded, *pieces) if len(word) >= 4}


def _is_mostly(folded: str, words: Collection[str]) -> bool:
    """Whether fewer than 8 letters and digits are left without `words`."""
    rest = folded
    for word in sorted(words, key=lambda word: (-len(word), word)):
        rest = rest.replace(word, " ")
    left = sum(character.isalnum() for character in rest)
    return left < _SHORTEST_REST and left < sum(character.isalnum() for character in folded)
