"""Finding words in lessons: what is written and what is asked for are put into the same stems.

Both databases compare these stems and nothing else, so that both find the same. A stem is made
of the letters a to z and digits only: no sign that somebody types means anything to a database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.curriculum.domain.kinds import Language

MOST_WORDS = 12
"""Words of a question that are looked at."""
LONGEST_QUESTION = 200
LONGEST_STEM = 40
EXCERPT = 240
"""About how many characters of a text are shown around what was found."""
_MOST_HITS = 200

_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[a-z][a-z0-9]*|[0-9]+")
_ENGLISH = """
a about an and are as at be by can do does for from had has have how i if in into is it its me my
of on or our so than that the their them then there these they this to was we were what when where
which who why will with you your
"""
_SPANISH = """
a al como con cual cuando de del donde e el en es esta este esto ha hay la las lo los me mi mis no
nos o para pero por que quien se si son su sus te tu un una unas uno unos y ya yo
"""
_COMMON = {
    Language.ENGLISH: frozenset(_ENGLISH.split()),
    Language.SPANISH: frozenset(_SPANISH.split()),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an excerpt; `is_found` when it is one of the words that were asked for."""

    words: str
    is_found: bool = False


def asked(question: str, language: Language) -> tuple[str, ...]:
    """The stems that somebody asks for, each once; words that stand everywhere are left out.

    >>> asked("How do we plan VISITS?", Language.ENGLISH)
    ('plan', 'visit')
    >>> asked("¿Cómo son las visitas?", Language.SPANISH)
    ('visit',)
    """
    plain = [one for word in _words(question[:LONGEST_QUESTION]) for one in _plain(word)]
    telling = [word for word in plain if word not in _COMMON[language]] or plain
    return tuple(dict.fromkeys(stem(word, language) for word in telling))[:MOST_WORDS]


def stems(text: str, language: Language) -> str:
    """The stems of a text in its order, with a blank between them."""
    return " ".join(one for word in _words(text) for one in _stems_of(word, language))


def excerpt(text: str, wanted: Collection[str], language: Language) -> tuple[Piece, ...]:
    """The passage of a text that holds most of the wanted stems, cut at words."""
    text, sought = " ".join(text.split()), frozenset(wanted)
    hits = {
        word: hit
        for word in set(_WORD.findall(text))
        if (hit := sought.intersection(_stems_of(word, language)))
    }
    found = [
        Hit(match.start(), match.end(), hits[match[0]])
        for match in _WORD.finditer(text)
        if match[0] in hits
    ]
    begin, end = _window(text, found[:_MOST_HITS])
    before = [Piece("… ")] if begin else []
    after = [Piece(" …")] if end < len(text) else []
    return (*before, *_pieces(text, begin, end, found), *after)


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a word stands, and which of the wanted stems it has."""

    begin: int
    end: int
    stems: frozenset[str]


def _window(text: str, found: Sequence[Hit]) -> tuple[int, int]:
    """From where to where a text is shown: the first place with most different stems."""

    def worth(place: int) -> int:
        near = (hit.stems for hit in found if place <= hit.begin < place + EXCERPT // 2)
        return len(frozenset[str]().union(*near))

    best = max((hit.begin for hit in found), key=worth, default=0)
    begin = max(best - EXCERPT // 4, 0)
    if begin:
        begin = text.find(" ", begin, best) + 1 or best
    end = begin + EXCERPT
    if end >= len(text):
        return begin, len(text)
    cut = text.rfind(" ", begin, end)
    return begin, cut if cut > best else end


def _pieces(text: str, begin: int, end: int, found: Iterable[Hit]) -> Iterator[Piece]:
    place = begin
    for hit in found:
        if begin <= hit.begin and hit.end <= end:
            if hit.begin > place:
                yield Piece(text[place : hit.begin])
            yield Piece(text[hit.begin : hit.end], is_found=True)
            place = hit.end
    if place < end:
        yield Piece(text[place:end])


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text))


def _plain(word: str) -> list[str]:
    """A word without accents in small letters; other signs take it apart.

    >>> _plain("ÑANDÚ"), _plain("A1C"), _plain("2nd")
    (['nandu'], ['a1c'], ['2', 'nd'])
    """
    if not word.isascii():
        apart = unicodedata.normalize("NFKD", word)
        word = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return [one[:LONGEST_STEM] for one in _PLAIN.findall(word.lower())]


@lru_cache(maxsize=30_000)
def _stems_of(word: str, language: Language) -> tuple[str, ...]:
    return tuple(stem(one, language) for one in _plain(word))


# ------------------------------------------------------------------ stems


def stem(word: str, language: Language) -> str:
    """What a word has in common with its other forms.

    >>> [stem(one, Language.ENGLISH) for one in ("planning", "planned", "plans", "plan")]
    ['plan', 'plan', 'plan', 'plan']
    >>> [stem(one, Language.SPANISH) for one in ("lecciones", "leccion", "ninas", "nino", "voces")]
    ['leccion', 'leccion', 'nin', 'nin', 'voz']
    """
    return _english(word) if language is Language.ENGLISH else _spanish(word)


_VOWEL = re.compile(r"[aeiou]|(?<=[^aeiou])y")


def _english(word: str) -> str:
    """Without the endings of plurals and verbs: the first and last steps of Porter's rules."""
    if len(word) < 3:
        return word
    word = _singular(word)
    word = _without_tense(word)
    if word.endswith("y") and _VOWEL.search(word[:-1]):
        word = f"{word[:-1]}i"
    if word.endswith("e") and (_beats(word[:-1]) > 1 or _can_lose_e(word[:-1])):
        word = word[:-1]
    return word[:-1] if word.endswith("ll") and _beats(word[:-1]) > 1 else word


def _singular(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _without_tense(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _beats(word[:-3]) else word
    for ending in ("ed", "ing"):
        bare = word.removesuffix(ending)
        if bare != word and _VOWEL.search(bare):
            return _mended(bare)
    return word


def _mended(bare: str) -> str:
    """What is left of a verb, with the e that it lost, or without the letter that it doubled."""
    if bare.endswith(("at", "bl", "iz")) or (_beats(bare) == 1 and _is_short(bare)):
        return f"{bare}e"
    if bare[-1] == bare[-2:-1] and bare[-1] not in "aeioulsz":
        return bare[:-1]
    return bare


def _can_lose_e(bare: str) -> bool:
    return _beats(bare) == 1 and not _is_short(bare)


def _shape(word: str) -> str:
    """Which letters are vowels (v), and which are not (c).

    >>> _shape("syllable")
    'cvccvccv'
    """
    return _CONSONANT.sub("c", _VOWEL.sub("v", word.replace("c", "d").replace("v", "d")))


_CONSONANT = re.compile(r"[^v]")
_BEAT = re.compile(r"v+c+")
_SHORT = re.compile(r"[^aeiou][aeiouy][^aeiouwxy]$")


def _beats(word: str) -> int:
    """How often a vowel is followed by a consonant, which Porter calls the measure."""
    return len(_BEAT.findall(_shape(word)))


def _is_short(word: str) -> bool:
    """Whether it ends like "car" in "care"."""
    return _SHORT.search(word) is not None


def _spanish(word: str) -> str:
    """Without the endings of number and gender."""
    if len(word) < 4:
        return word
    if word.endswith("ces"):
        return f"{word[:-3]}z"
    word = word.removesuffix("s") if word[-2] in "aeo" else word
    return word[:-1] if len(word) > 3 and word[-1] in "aeo" else word
