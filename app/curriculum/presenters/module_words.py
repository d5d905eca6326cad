"""The words around a module in Spanish: what it asks for, its lessons, and where one is."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from app.curriculum.domain import paths
from app.curriculum.domain.content import Quiz
from app.curriculum.domain.kinds import Feedback, Language
from app.curriculum.presenters import around, learn_words
from app.curriculum.presenters.catalogue import Status
from app.curriculum.presenters.learn_words import counted
from app.policy import Role


@dataclass(frozen=True, slots=True)
class Words:
    """The words around a module, in a language."""

    asks: str
    version: str
    following: str
    for_you: str
    begun: str
    switched: str
    marked: str
    unmarked: str


WORDS: Mapping[Language, Words] = {
    Language.ENGLISH: Words(
        asks="What it asks for",
        version="Version",
        following="Next",
        for_you="For you",
        begun="You are in the new version. What did not change is done.",
        switched="You are in the new version. What did not change stays done.",
        marked="It is in your bookmarks.",
        unmarked="It is no longer in your bookmarks.",
    ),
    Language.SPANISH: Words(
        asks="Lo que pide",
        version="Versión",
        following="Sigue",
        for_you="Para usted",
        begun="Ya está en la nueva versión. Lo que no cambió está hecho.",
        switched="Ya está en la nueva versión. Lo que no cambió sigue hecho.",
        marked="Ya está entre lo que guardó.",
        unmarked="Ya no está entre lo que guardó.",
    ),
}
_STATUS = {
    "Done": "Hecho",
    "Done, updated since": "Hecho, con cambios desde entonces",
    "Locked": "Cerrado",
    "Not started": "Sin empezar",
    "Quiz left": "Falta el cuestionario",
    "No tries left": "Sin intentos",
    "Begun": "Ya empezada",
    "Optional for you": "Opcional para usted",
    "New or changed": "Nueva o cambiada",
}
_ROLES: Mapping[Role, str] = {
    Role.LEAD: "responsables de mejora",
    Role.PROVIDER_CHAMPION: "médicos promotores",
    Role.CARE_COORDINATOR: "coordinadores de cuidados",
    Role.DATA_MANAGER: "encargados de datos",
    Role.FAMILY_PARTNER: "familias colaboradoras",
    Role.SPONSOR: "patrocinadores",
    Role.REVIEWER: "revisores",
    Role.COACH: "asesores",
}
_FEEDBACK = {
    Feedback.EACH: "Después verá cada respuesta.",
    Feedback.SCORE: "Después verá su resultado.",
    Feedback.PASSED: "Verá cada respuesta cuando apruebe.",
}


def eyebrow(code: str, phase: str) -> str:
    """
    >>> eyebrow("21", "LS1 to LS3"), eyebrow("2", "")
    ('Módulo 21, sesiones de aprendizaje 1 a 3', 'Módulo 2')
    """
    for letters, one, several in (
        ("LS", "sesión de aprendizaje", "sesiones de aprendizaje"),
        ("AP", "período de acción", "períodos de acción"),
    ):
        phase = re.sub(rf"\b{letters}(\d+) to {letters}(\d+)\b", rf"{several} \1 a \2", phase)
        phase = re.sub(rf"\b{letters}(\d+)\b", rf"{one} \1", phase)
    phase = phase.replace("Pre-work", "trabajo previo")
    return ", ".join(part for part in (f"Módulo {code}", phase) if part)


def status(of: Status, done: int, total: int) -> Status:
    """Where somebody is, in Spanish; what is not a word of its own counts lessons."""
    count = f"{done} de {counted(total, 'lección', 'lecciones')}"
    return replace(of, words=_STATUS.get(of.words, count))


def about(minutes: int, audience: Collection[str], practice_types: Collection[str]) -> str:
    """How long a lesson takes, and whom it is for.

    >>> about(1, ("lead", "coach"), ("private",))
    '1 minuto. Para responsables de mejora y asesores en consultorios privados.'
    >>> about(5, (), ())
    '5 minutos. Para todos.'
    """
    found = [_ROLES[role] for role in paths.ROLE_WORDS if role.value in audience]
    roles = " y ".join(part for part in (", ".join(found[:-1]), *found[-1:]) if part)
    places = around.practices(practice_types, Language.SPANISH)
    where = places.removeprefix("Para ").removesuffix(".")
    whom = " en ".join(part for part in (roles, where) if part) or "todos"
    return f"{around.in_minutes(minutes, Language.SPANISH)}. Para {whom}."


def time(number: int) -> str:
    """
    >>> time(50), time(60), time(95)
    ('50 minutos', '1 hora', '1 hora 35 minutos')
    """
    return learn_words.minutes(number).replace("hour", "hora").replace("minute", "minuto")


def quiz(of: Quiz) -> str:
    """How a quiz works.

    >>> quiz(Quiz(5, 80, 2))
    '5 preguntas. Se aprueba con 80 por ciento. Tiene 2 intentos. Después verá cada respuesta.'
    """
    tries = "Puede intentarlo las veces que quiera."
    if of.attempts is not None:
        tries = f"Tiene {counted(of.attempts, 'intento')}."
    asked = counted(of.questions, "pregunta")
    return f"{asked}. Se aprueba con {of.pass_percent} por ciento. {tries} {_FEEDBACK[of.feedback]}"


def asks(
    minutes: int, lessons: int, of: Quiz | None, credit: str, *, is_every: bool
) -> tuple[tuple[str, str], ...]:
    """What a module asks for, each with its term."""
    whose = "cada lección" if is_every else "cada lección que se le pide"
    whole = f"{whose} esté hecha" + (" y apruebe el cuestionario" if of else "")
    return (
        ("Tiempo", f"{time(minutes)}, {counted(lessons, 'lección', 'lecciones')}"),
        ("Lecciones", "Cada una dice qué pide."),
        ("Cuestionario", quiz(of) if of else "Ninguno."),
        ("Certificado", f"Por {time(minutes)}, en cuanto {whole}."),
        ("Créditos", credit),
    )
