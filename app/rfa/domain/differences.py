"""What changed between two texts, word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_WORDS = re.compile(r"\S+|\s+")


class Change(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words that stayed, went or came."""

    change: Change
    text: str


def word_difference(old: str, new: str) -> tuple[Stretch, ...]:
    """The stretches that turn `old` into `new`; removed ones come before added ones.

    Kept and removed stretches together are the old text, kept and added ones the new.

    >>> [(s.change.value, s.text) for s in word_difference("improve plans", "improve all plans")]
    [('same', 'improve '), ('added', 'all '), ('same', 'plans')]
    """
    return tuple(_joined(_stretches(_WORDS.findall(old), _WORDS.findall(new))))


def _stretches(old: list[str], new: list[str]) -> Iterator[Stretch]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield Stretch(Change.SAME, "".join(old[start:end]))
            continue
        if end > start:
            yield Stretch(Change.REMOVED, "".join(old[start:end]))
        if new_end > new_start:
            yield Stretch(Change.ADDED, "".join(new[new_start:new_end]))


def _joined(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """A blank between two changed stretches is part of the change: it reads better."""
    found = list(stretches)
    place = 0
    while place < len(found):
        run = [found[place]]
        place += 1
        if run[0].change is Change.SAME:
            yield run[0]
            continue
        while place < len(found) and _belongs(found, place):
            run.append(found[place])
            place += 1
        removed = "".join(s.text for s in run if s.change is not Change.ADDED)
        added = "".join(s.text for s in run if s.change is not Change.REMOVED)
        if removed:
            yield Stretch(Change.REMOVED, removed)
        if added:
            yield Stretch(Change.ADDED, added)


def _belongs(found: list[Stretch], place: int) -> bool:
    """Whether a stretch continues a run of changes: it is one, or only a blank between two."""
    here = found[place]
    if here.change is not Change.SAME:
        return True
    is_blank = not here.text.strip()
    return is_blank and place + 1 < len(found) and found[place + 1].change is not Change.SAME
