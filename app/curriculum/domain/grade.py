"""How hard a text is to read: a hint for its author, never a reason to refuse it.

English by the grade level of Kincaid, Fishburne, Rogers and Chissom, "Derivation of new
readability formulas for Navy enlisted personnel", Research Branch Report 8-75, Naval Technical
Training Command, 1975: 0.39 (words / sentences) + 11.8 (syllables / words) - 15.59.

Spanish by the perspicuity of Francisco Szigriszt Pazos, "Sistemas predictivos de legilibilidad del
mensaje escrito: fórmula de perspicuidad", Universidad Complutense de Madrid, 1993: 206.835 - 62.3
(syllables / words) - words / sentences. Its five steps, from very hard to very easy, are those of
Barrio-Cantalejo and others, Anales del Sistema Sanitario de Navarra 2008; 31:135-152.

Headings, tables, charts and transcripts do not count; every list item ends a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.curriculum.domain.blocks import parse
from app.curriculum.domain.kinds import Language

WANTED_GRADE = 8.0
EASY = 65.0
_FEWEST_WORDS = 30

_END = re.compile(r"(?<=[.!?…])[\"”»)\]]*\s+")
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*|\d[\d.,]*")
_VOWELS = re.compile(r"[aeiouy]+")
# Two vowels side by side that are two syllables after all: di-et, cre-ate, bi-ology, be-ing.
_APART = re.compile(
    r"ia(?!l|n)|ie(?=t|nc|nt)|io(?!n|us)|eo(?!pl|n)|uou|iu|coo(?=rd|p)|(?<=cr)ea(?=t(?!u))|[eiouy]ing$"
)
_SILENT_E = re.compile(r"(?:[^aeiouy]|qu|gu)e$")
_SOUNDED_E = re.compile(r"[^aeiouylr]le$")
_SILENT_ED = re.compile(r"[^aeiouytd]ed$")
_SILENT_ES = re.compile(r"[^aeiouyscxzg]es$")
_STRONG = "aeoáéíóú"
_NUCLEI = re.compile(rf"[{_STRONG}iuüy]+")
_STEPS = ((80.0, "very easy"), (65.0, "quite easy"), (55.0, "normal"), (40.0, "somewhat hard"))


@dataclass(frozen=True, slots=True)
class Hint:
    """How hard a text is, in a sentence; `is_easy` when nothing needs to be done."""

    score: float
    sentence: str
    is_easy: bool


def reading_grade(body: str) -> float:
    """The school grade whose readers follow an English text; 0 when there is nothing to read."""
    sentences, words = _measured(body, Language.ENGLISH)
    if not words:
        return 0.0
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * spoken / len(words) - 15.59


def reading_ease(body: str) -> float:
    """How easily a Spanish text is read, usually 0 to 100; 100 when there is nothing to read."""
    sentences, words = _measured(body, Language.SPANISH)
    if not words:
        return 100.0
    spoken = sum(map(spanish_syllables, words))
    return 206.835 - 62.3 * spoken / len(words) - len(words) / sentences


def hint(body: str, language: Language) -> Hint | None:
    """What to tell the author; None while there are too few words to judge."""
    if len(_measured(body, language)[1]) < _FEWEST_WORDS:
        return None
    if language is Language.SPANISH:
        ease = reading_ease(body)
        step = next((name for least, name in _STEPS if ease >= least), "very hard")
        sentence = f"Reading ease {ease:.0f} of 100 in Spanish: {step}."
        return _advised(ease, sentence, is_easy=ease >= EASY)
    level = reading_grade(body)
    sentence = f"Reading level: about grade {max(1, round(level))}."
    return _advised(level, sentence, is_easy=round(level, 1) <= WANTED_GRADE)


def _advised(score: float, sentence: str, *, is_easy: bool) -> Hint:
    advice = "" if is_easy else " Shorter sentences and shorter words help."
    return Hint(round(score, 1), sentence + advice, is_easy)


def _measured(body: str, language: Language) -> tuple[int, list[str]]:
    """How many sentences, and every word."""
    sentences = [
        sentence
        for passage in parse(body, language).prose
        for sentence in _END.split(passage)
        if _WORD.search(sentence)
    ]
    return len(sentences), [word for sentence in sentences for word in _WORD.findall(sentence)]


def syllables(word: str) -> int:
    """How many syllables an English word has, by its vowels; a number counts as one.

    >>> [syllables(word) for word in ("care", "coordinator", "asked", "table", "practices", "12")]
    [1, 5, 1, 2, 3, 1]
    """
    letters = re.sub(r"[^a-z]", "", word.lower())
    count = len(_VOWELS.findall(letters)) + len(_APART.findall(letters))
    silent_e = bool(_SILENT_E.search(letters)) and not _SOUNDED_E.search(letters)
    silent = silent_e or bool(_SILENT_ED.search(letters) or _SILENT_ES.search(letters))
    return max(1, count - silent)


def spanish_syllables(word: str) -> int:
    """How many syllables a Spanish word has: strong or accented vowels never share one.

    >>> [spanish_syllables(word) for word in ("niño", "clínica", "día", "guía", "que", "atención")]
    [2, 3, 2, 2, 1, 3]
    """
    letters = re.sub(r"[^a-záéíóúüñ]", "", word.lower())
    letters = re.sub(r"(?<=q)u|(?<=g)u(?=[eiéí])", "", letters)
    groups = _NUCLEI.findall(letters)
    return max(1, sum(max(1, sum(vowel in _STRONG for vowel in group)) for group in groups))
