"""What learning asks for, in words that stand before a lesson or module is begun."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from app.curriculum.domain import progress
from app.curriculum.domain.content import Completion, Credit, Prerequisite, Quiz
from app.curriculum.domain.kinds import Fact, Feedback, Gate, Language, Need
from app.curriculum.domain.stuck import Tries
from app.curriculum.queries.catalogue import Outline

FACTS: Mapping[Fact, str] = {
    Fact.CHARTER_CONFIRMED: "your team's charter is confirmed",
    Fact.NUMBERS_SENT: "your team sent its first month of numbers",
    Fact.CYCLE_STUDIED: "your team studied its first PDSA cycle",
}
_FACTS_ES: Mapping[Fact, str] = {
    Fact.CHARTER_CONFIRMED: "esté confirmada el acta de su equipo",
    Fact.NUMBERS_SENT: "su equipo haya enviado los datos de su primer mes",
    Fact.CYCLE_STUDIED: "su equipo haya estudiado su primer ciclo PDSA",
}
_FEEDBACK: Mapping[Feedback, str] = {
    Feedback.EACH: "You see each answer afterwards.",
    Feedback.SCORE: "You see your score afterwards.",
    Feedback.PASSED: "You see each answer once you passed.",
}


def counted(number: int, one: str, several: str | None = None) -> str:
    """
    >>> counted(1, "lesson"), counted(3, "lesson"), counted(2, "try", "tries")
    ('1 lesson', '3 lessons', '2 tries')
    """
    return f"{number} {one if number == 1 else several or one + 's'}"


def ended(words: str) -> str:
    """Words with a full stop, unless they end with a mark of their own.

    >>> ended("Why measure?"), ended("Rides")
    ('Why measure?', 'Rides.')
    """
    return words if words.endswith((".", "?", "!", "…")) else f"{words}."


def phase(short: str) -> str:
    """When the year meets a module, written out.

    >>> phase("LS1"), phase("LS1 to LS3"), phase("AP2"), phase("Pre-work")
    ('learning session 1', 'learning sessions 1 to 3', 'action period 2', 'Pre-work')
    """
    for letters, words in (("LS", "learning session"), ("AP", "action period")):
        short = re.sub(rf"\b{letters}(\d+) to {letters}(\d+)\b", rf"{words}s \1 to \2", short)
        short = re.sub(rf"\b{letters}(\d+)\b", rf"{words} \1", short)
    return short


def minutes(number: int) -> str:
    """
    >>> minutes(50), minutes(60), minutes(95)
    ('50 minutes', '1 hour', '1 hour 35 minutes')
    """
    hours, rest = divmod(number, 60)
    words = [counted(hours, "hour")] if hours else []
    return " ".join(words + ([counted(rest, "minute")] if rest or not hours else []))


def rules(completion: Completion) -> str:
    """What makes a lesson done.

    >>> rules(Completion(frozenset({Need.READ, Need.CHECK})))
    'Read it and answer the check'
    """
    words = [_rule(need, completion) for need in progress.needs(completion)]
    last = words.pop()
    sentence = f"{', '.join(words)} and {last}" if words else last
    return sentence[0].upper() + sentence[1:]


def _rule(need: Need, completion: Completion) -> str:
    match need:
        case Need.READ:
            return "read it"
        case Need.CHECK:
            return "answer the check"
        case Need.MINUTES:
            return f"take at least {counted(completion.minutes, 'minute')}"
        case Need.CHECKLIST:
            return "tick every point of the list"
        case Need.ATTESTATION:
            return "confirm one sentence"


def quiz(of: Quiz, tries: Tries | None = None) -> str:
    """How a quiz works, and how many tries are left once one was begun.

    >>> quiz(Quiz(5, 80, 2))
    '5 questions. 80 percent right passes. You have 2 tries. You see each answer afterwards.'
    >>> quiz(Quiz(5, 80, 2), Tries(3, 4))
    '5 questions. 80 percent right passes. 1 of 4 tries left. You see each answer afterwards.'
    """
    said = "You may try as often as you like."
    if of.attempts is not None:
        said = f"You have {counted(of.attempts, 'try', 'tries')}."
    if tries is not None and tries.is_counting_down:
        said = f"{tries.left} of {counted(tries.allowed or 0, 'try', 'tries')} left."
    asked = counted(of.questions, "question")
    return f"{asked}. {of.pass_percent} percent right passes. {said} {_FEEDBACK[of.feedback]}"


def credit(of: Credit) -> str:
    """What continuing education a module gives.

    >>> credit(Credit("State Board", "contact hours", "1.0", needs_evaluation=True))
    '1.0 contact hours, State Board, once you evaluated the module'
    """
    words = f"{of.amount} {of.kind}, {of.accreditor}"
    return f"{words}, once you evaluated the module" if of.needs_evaluation else words


def asked(one: Prerequisite, title: str, language: Language = Language.ENGLISH) -> tuple[str, str]:
    """What comes before a module: words that lead to its name, which is a link when it has one.

    >>> asked(Prerequisite(Gate.QUIZ, "aims", 80), "Aims")
    ('Reach 80 percent in the quiz of', 'Aims')
    >>> asked(Prerequisite(Gate.QUIZ, "aims"), "Aims")
    ('Pass the quiz of', 'Aims')
    >>> asked(Prerequisite(Gate.EVENT, "session"), "", Language.SPANISH)
    ('Asista a', 'un evento')
    """
    if language is Language.SPANISH:
        return _asked_in_spanish(one, title)
    match one.gate:
        case Gate.MODULE:
            return "Complete", title or "another module"
        case Gate.QUIZ if one.percent is None:
            return "Pass the quiz of", title or "another module"
        case Gate.QUIZ:
            return f"Reach {one.percent} percent in the quiz of", title or "another module"
        case Gate.EVENT:
            return "Come to", title or "an event"
        case Gate.FACT:
            return "It opens when", FACTS[Fact(one.of)]


def _asked_in_spanish(one: Prerequisite, title: str) -> tuple[str, str]:
    """
    >>> _asked_in_spanish(Prerequisite(Gate.QUIZ, "aims"), "Aims")
    ('Apruebe el cuestionario de', 'Aims')
    >>> _asked_in_spanish(Prerequisite(Gate.QUIZ, "aims", 80), "Aims")
    ('Alcance 80 por ciento en el cuestionario de', 'Aims')
    """
    match one.gate:
        case Gate.MODULE:
            return "Complete", title or "otro módulo"
        case Gate.QUIZ if one.percent is None:
            return "Apruebe el cuestionario de", title or "otro módulo"
        case Gate.QUIZ:
            words = f"Alcance {one.percent} por ciento en el cuestionario de"
            return words, title or "otro módulo"
        case Gate.EVENT:
            return "Asista a", title or "un evento"
        case Gate.FACT:
            return "Se abre cuando", _FACTS_ES[Fact(one.of)]


def in_spanish(lessons: Collection[Outline]) -> str:
    """How many lessons of a module are there in Spanish, in Spanish; "" for none.

    >>> in_spanish([])
    ''
    """
    count = sum(Language.SPANISH in one.titles for one in lessons)
    return f"{count} de {counted(len(lessons), 'lección', 'lecciones')} en español" if count else ""


def listed(words: Iterator[str]) -> str:
    """
    >>> listed(iter(["One", "Two", "Three"]))
    'One, Two and Three'
    """
    found = list(words)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"
