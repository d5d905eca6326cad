"""The points to tick in a lesson, counted over its text from 0, alike in both languages."""

from __future__ import annotations

from collections.abc import Collection

from app.curriculum.domain.blocks import Document


def places(document: Document) -> range:
    """The place of every point that the text offers for ticking."""
    return range(sum(len(checklist.items) for checklist in document.checklists))


def kept(ticked: Collection[int], document: Document) -> frozenset[int]:
    """The ticks that belong to a point of the text: others are dropped."""
    return frozenset(ticked) & frozenset(places(document))


def is_done(ticked: Collection[int], document: Document) -> bool:
    """Whether every point is ticked; a text without points has nothing to do."""
    return kept(ticked, document) == frozenset(places(document))
