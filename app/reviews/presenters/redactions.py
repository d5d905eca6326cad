"""The texts of an application that staff may replace for reviewers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.rfa.domain.answers import asked
from app.rfa.domain.kinds import Kind
from app.rfa.domain.wording import lines_of

if TYPE_CHECKING:
    from app.rfa.domain.snapshots import Frozen

TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.AIM})


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with what the newest version says."""

    key: str
    text: str
    lines: tuple[tuple[str, str], ...]


def questions(frozen: Frozen | None) -> tuple[Answered, ...]:
    """The questions for texts that were asked, with their answers; none without a version."""
    if frozen is None:
        return ()
    return tuple(
        Answered(one.key, one.text, lines_of(one, frozen.answers.get(one.key, {})))
        for section in frozen.sections
        for one in asked(section, frozen.answers, frozen.kind)
        if one.kind in TEXTS
    )
