"""Finding words in what people wrote, showing them, and taking them out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from app.core.identifiers import Identifier, found_in

LEAST, MOST = 4, 200
"""How long words are that somebody looks for, in characters."""
MARK, SHORT_MARK = "[removed by program staff]", "[removed]"
SHORTEST_MARK = "…"
AROUND = 60
"""How many characters are shown before and after what was found."""
NOWHERE = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text: what was found, or what stands around it."""

    text: str
    is_found: bool = False


def suspicious(texts: Collection[str]) -> tuple[str, ...]:
    """What looks like a patient's identifier in these texts, in the very words, each once.

    The names of files write "_" for a blank.

    >>> suspicious(["SSN 219-09-9999 and MRN_0045821.pdf", "12 of 60"])
    ('SSN 219-09-9999', 'MRN 0045821')
    """
    found = (words for text in texts for _, words in found_in(text.replace("_", " ")))
    return tuple(dict.fromkeys(found))


def kind_of(texts: Collection[str]) -> Identifier | None:
    """What these words look like first of all; None for words that look like nothing."""
    return next((kind for text in texts for kind, _ in found_in(text.replace("_", " "))), None)


def pattern_of(words: Collection[str]) -> re.Pattern[str]:
    """What finds any of these words, in any case, however they are spaced or stressed.

    Lessons stress words with signs between them, which a search never shows.

    >>> pattern_of(["Ann  Lee"]).sub("-", "ann\\nLEE_x, Ann **Lee**")
    '-_x, -**'
    >>> pattern_of([]).search("anything")
    """
    if not words:
        return NOWHERE
    longest_first = sorted(words, key=len, reverse=True)
    either = (r"[\s_*`~]+".join(map(re.escape, one.split())) for one in longest_first)
    return re.compile("|".join(either), re.IGNORECASE)


def matches(texts: Collection[str], pattern: re.Pattern[str]) -> tuple[str, ...]:
    """What the pattern finds in these texts, in the very words, each once."""
    return tuple(dict.fromkeys(one.group() for text in texts for one in pattern.finditer(text)))


def needle(words: str) -> str:
    """A part of the words that a database finds wherever they stand; "" for none.

    Other letters than plain ones are kept in more than one way.

    >>> needle("Ann Delacroix"), needle("Núñez")
    ('Delacroix', '')
    """
    plain = re.findall(r"[A-Za-z0-9.,:;/()+#-]+", words) if words.isascii() else []
    return max(plain, key=len, default="")


def texts_in(value: Any, skipped: Collection[str] = ()) -> Iterator[str]:
    """Every text of a column, which may hold one text, or many inside of JSON.

    >>> list(texts_in({"a": ["one", {"b": "two"}], "form": "ours", "n": 3}, {"form"}))
    ['one', 'two']
    """
    match value:
        case str():
            yield value
        case dict():
            for name, inside in value.items():
                if name not in skipped:
                    yield from texts_in(inside, skipped)
        case list():
            for inside in value:
                yield from texts_in(inside, skipped)


def count(value: Any, pattern: re.Pattern[str], skipped: Collection[str] = ()) -> int:
    """How many characters the words take up in a column."""
    return sum(
        len(found.group()) for text in texts_in(value, skipped) for found in pattern.finditer(text)
    )


def without(
    value: Any,
    pattern: re.Pattern[str],
    *,
    longest: int | None = None,
    skipped: Collection[str] = (),
) -> Any:
    """The same column with a mark in the place of the words; `longest` is what fits into it.

    >>> without({"a": "call Ann Lee", "n": 3}, pattern_of(["Ann Lee"]))
    {'a': 'call [removed by program staff]', 'n': 3}
    """
    match value:
        case str():
            return _marked(value, pattern, longest)
        case dict():
            return {
                name: inside if name in skipped else without(inside, pattern, skipped=skipped)
                for name, inside in value.items()
            }
        case list():
            return [without(inside, pattern, skipped=skipped) for inside in value]
        case _:
            return value


def _marked(text: str, pattern: re.Pattern[str], longest: int | None) -> str:
    """The longest mark that fits; the shortest is never longer than the words."""
    for mark in (MARK, SHORT_MARK):
        marked = pattern.sub(mark, text)
        if longest is None or len(marked) <= longest:
            return marked
    return pattern.sub(SHORTEST_MARK, text)


def stretches(
    value: Any, pattern: re.Pattern[str], *, around: int = AROUND, skipped: Collection[str] = ()
) -> tuple[Stretch, ...]:
    """What was found in a column with some words before and after, as pages show it.

    >>> [s.text for s in stretches("We saw Ann Lee today", pattern_of(["Ann Lee"]), around=4)]
    ['…saw ', 'Ann Lee', ' tod…']
    """
    return tuple(
        stretch
        for text in texts_in(value, skipped)
        for stretch in _stretches_of(text, pattern, around)
    )


def _stretches_of(text: str, pattern: re.Pattern[str], around: int) -> Iterator[Stretch]:
    shown_to = 0
    for found in pattern.finditer(text):
        begin = max(shown_to, found.start() - around)
        if before := ("…" if begin > shown_to else "") + text[begin : found.start()]:
            yield Stretch(before)
        yield Stretch(found.group(), is_found=True)
        shown_to = found.end()
        following = pattern.search(text, shown_to)
        end = min(shown_to + around, following.start() if following else len(text))
        if after := text[shown_to:end] + ("…" if end < len(text) and not following else ""):
            yield Stretch(after)
        shown_to = end


def after_removal(shown: Collection[Stretch]) -> tuple[Stretch, ...]:
    """The same stretches as they read once the words are out."""
    return tuple(Stretch(MARK, is_found=True) if one.is_found else one for one in shown)
