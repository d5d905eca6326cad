"""Differences between versions, shortened so that a reader finds the words that changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.core.differences import Change, Stretch
from app.curriculum.domain.comparing import Difference, Fate

AROUND = 20
"""So many words that stayed are shown before and after a change."""
GAP = " […] "
_WORDS = re.compile(r"\s*\S+")
TAGS = {Fate.ADDED: "ok", Fate.REMOVED: "bad", Fate.MOVED: "info", Fate.CHANGED: "due"}


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One part of a lesson with what is to be read of it."""

    label: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """A lesson that is not as it was; tags are pairs of colour and word."""

    key: str
    title: str
    tags: tuple[tuple[str, str], ...]
    parts: tuple[ShownPart, ...]


def shown(differences: Iterable[Difference]) -> tuple[ShownDifference, ...]:
    """What the page shows: every changed word, and a little of what stands around it."""
    return tuple(
        ShownDifference(
            key=one.key or "module",
            title=one.title,
            tags=tuple((TAGS[fate], fate.value.capitalize()) for fate in one.fates),
            parts=tuple(
                ShownPart(part.label, tuple(_shortened(part.stretches))) for part in one.parts
            ),
        )
        for one in differences
    )


def _shortened(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    for place, one in enumerate(stretches):
        words = _WORDS.findall(one.text)
        if one.change is not Change.SAME or len(words) <= 2 * AROUND + 1:
            yield one
            continue
        before = "".join(words[:AROUND]) if place > 0 else ""
        last = one.text[len("".join(words[:-AROUND])) :] if place + 1 < len(stretches) else ""
        yield Stretch(Change.SAME, f"{before}{GAP}{last}")
