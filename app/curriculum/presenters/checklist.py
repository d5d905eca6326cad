"""What stands between a version and its approval, with links to the pages that mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.curriculum.domain.kinds import Language
from app.curriculum.domain.publishing import COMPLETION, OPENING, PLACE, QUIZ, Obstacle, line_of


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to mend, with the place and the page where it is mended."""

    sentence: str
    place: str
    href: str


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist before approval."""

    title: str
    missing: tuple[Missing, ...]

    @property
    def is_done(self) -> bool:
        return not self.missing

    @property
    def count(self) -> int:
        return len(self.missing)


CHECKS = ("Every lesson is written", "Everybody can open and pass it", "Everybody can use it")
PARTS = {QUIZ: "#quiz-h", OPENING: "#opens-h"}
"""Where the parts of a version stand on the page on which they are written."""


def checklist(
    found: tuple[Sequence[Obstacle], Sequence[Obstacle], Sequence[Obstacle]],
    titles: Mapping[str, str],
    address: str,
) -> tuple[Check, ...]:
    """What stands between a version and its approval; `address` is that of the version.

    `found`: what is not written, what nobody can open or pass, what some people cannot use.
    """
    return tuple(
        Check(title, tuple(_missing(obstacles, titles, address)))
        for title, obstacles in zip(CHECKS, found, strict=True)
    )


def _missing(
    obstacles: Iterable[Obstacle], titles: Mapping[str, str], address: str
) -> Iterable[Missing]:
    for one in obstacles:
        language = " (Spanish)" if one.language is Language.SPANISH else ""
        parts = (f"{titles.get(one.lesson_key, '')}{language}".strip(), one.where)
        place = ", ".join(part for part in parts if part)
        yield Missing(one.sentence, place or "The module", _mended_at(one, address))


def _mended_at(one: Obstacle, address: str) -> str:
    if one.lesson_key:
        return f"{address}/lessons/{one.lesson_key}{_part(one)}"
    if one.where == PLACE:
        return f"{address.rpartition('/')[0]}/place"
    return f"{address}/edit{PARTS.get(one.where, '')}"


def _part(one: Obstacle) -> str:
    """The page of a lesson on which something is mended, and the line on it."""
    if one.question_key:
        return f"/questions/{one.question_key}"
    if one.where == COMPLETION:
        return "/about"
    line = line_of(one.where)
    spanish = "?language=es" if one.language is Language.SPANISH else ""
    return f"{spanish}#line-{line}" if line else spanish
