"""Summaries of strengths and concerns for applicants: never who wrote what, never a score."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_SUMMARY = 4_000
SHORTEST_SURNAME = 3
_SCORES = re.compile(
    r"\d(?:\.\d+)?\s*(?:/|out of|of)\s*(?:5|five)\b|\bscored?\b[^.\n]{0,40}\d", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Summary:
    """What an applicant reads."""

    strengths: str
    concerns: str

    @property
    def text(self) -> str:
        return f"{self.strengths}\n{self.concerns}"


def starting_text(strengths: Iterable[str], concerns: Iterable[str]) -> Summary:
    """What reviewers wrote, one after the other without names: to be put into own words.

    >>> starting_text(["A strong team."], ["", "No back-up."])
    Summary(strengths='A strong team.', concerns='No back-up.')
    """
    return Summary(_together(strengths), _together(concerns))


def _together(texts: Iterable[str]) -> str:
    return "\n\n".join(text.strip() for text in texts if text.strip())[:LONGEST_SUMMARY]


def names_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Which of these people a text names, in full or by the surname alone.

    >>> names_in("As dr. grace said. Lee agrees, and so does Mark.", ["Ann Grace", "Bo Lee"])
    ('Lee',)
    >>> names_in("ann grace liked it", ["Ann Grace"])
    ('Ann Grace',)
    """
    found = []
    for name in names:
        surname = name.split()[-1] if name.split() else ""
        if _stands_in(name, text, re.IGNORECASE):
            found.append(name)
        elif len(surname) >= SHORTEST_SURNAME and _stands_in(surname, text):
            found.append(surname)
    return tuple(found)


def _stands_in(name: str, text: str, flags: re.RegexFlag = re.NOFLAG) -> bool:
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, flags) is not None


def has_scores(text: str) -> bool:
    """Whether a text seems to give a score.

    >>> [has_scores(one) for one in ("You got 4/5.", "It scored a 3.", "5 of our 7 nurses")]
    [True, True, False]
    """
    return _SCORES.search(text) is not None
