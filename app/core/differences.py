"""What changed between two texts, word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

SHORT, BEYOND = 400, 4 * 10**8
"""Up to so many words in both texts their longest runs are sought, which reads best; more pairs
of words than this are not compared at all."""
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
    place = new_place = 0
    for start, new_start, size in [*_common(old, new), (len(old), len(new), 0)]:
        if start > place:
            yield Stretch(Change.REMOVED, "".join(old[place:start]))
        if new_start > new_place:
            yield Stretch(Change.ADDED, "".join(new[new_place:new_start]))
        place, new_place = start + size, new_start + size
        if size:
            yield Stretch(Change.SAME, "".join(old[start:place]))


def _common(old: list[str], new: list[str]) -> Iterable[tuple[int, int, int]]:
    """The runs of words that stayed: where they begin in both, and how many they are."""
    if len(old) + len(new) > SHORT:
        return _longest_common(old, new)
    return difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()


def _longest_common(old: list[str], new: list[str]) -> Iterable[tuple[int, int, int]]:
    """The same for long texts, quick whatever they repeat: a longest common subsequence.

    One number holds a row of the usual table, one bit for each old word (Hyyrö, 2004). Texts
    beyond all reason have nothing in common.
    """
    if len(old) * len(new) > BEYOND:
        return []
    places: dict[str, int] = {}
    for place, word in enumerate(old):
        places[word] = places.get(word, 0) | 1 << place
    full = (1 << len(old)) - 1
    rows = [full]
    for word in new:
        row = rows[-1]
        kept = row & places.get(word, 0)
        rows.append(((row + kept) | (row - kept)) & full)
    pairs = []
    place, new_place = len(old), len(new)
    while place and new_place:
        if rows[new_place] >> (place - 1) & 1:
            place -= 1
            continue
        new_place -= 1
        if rows[new_place] >> (place - 1) & 1:
            place -= 1
            pairs.append((place, new_place))
    return _runs(reversed(pairs))


def _runs(pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Pairs of words that follow each other in both texts, as one run."""
    start = new_start = size = 0
    for place, new_place in pairs:
        if (place, new_place) != (start + size, new_start + size):
            yield start, new_start, size
            start, new_start, size = place, new_place, 0
        size += 1
    yield start, new_start, size


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
