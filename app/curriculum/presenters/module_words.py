"""The words around a module in a language: what it asks for, its lessons, what is new in it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.core.clock import central
from app.core.dates import short_day
from app.curriculum.domain import paths
from app.curriculum.domain.content import Quiz
from app.curriculum.domain.kinds import ChangeClass, Feedback, Language
from app.curriculum.domain.stuck import Tries
from app.curriculum.presenters import around, learn_words
from app.curriculum.presenters.learn_words import counted
from app.policy import Role


@dataclass(frozen=True, slots=True)
class Words:
    """The words around a module, in a language; what stands in braces is completed.

    `for_learners` and `for_finished` say what a newer version asks of them.
    """

    asks: str
    version: str
    following: str
    for_you: str
    begun: str
    switched: str
    marked: str
    unmarked: str
    locked: str
    opens: str
    completed: str
    completed_updated: str
    record: str
    news: str
    what_is_new: str
    is_out: str
    new: str
    changed: str
    gone: str
    take: str
    stays: str
    may_finish: str
    go_on: str
    for_learners: Mapping[ChangeClass, str]
    for_finished: Mapping[ChangeClass, str]
    revoked: str
    retake: str
    take_newer: str
    finish_newer: str
    ask_staff: str


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
        locked="This module is locked",
        opens="It opens when you have done this first:",
        completed="Completed version {number} on {day}.",
        completed_updated="Completed version {number} on {day}, updated since.",
        record="Your record and certificates",
        news="What is new",
        what_is_new="What is new in version {number}",
        is_out="Version {number} is out",
        new="New:",
        changed="Changed:",
        gone="No longer in it:",
        take="Take version {number}",
        stays="Lessons that did not change stay done.",
        may_finish=(
            "You may finish version {old}, or go on in version {number}. Lessons that did not"
            " change stay done ({same} of them). A quiz starts anew."
        ),
        go_on="Go on in version {number}",
        for_learners={
            ChangeClass.MINOR: "Only small things changed.",
            ChangeClass.RE_READ: (
                "Some of what it teaches changed, so the new version is worth your time."
            ),
            ChangeClass.RETAKE: (
                "Much changed. Program staff ask everybody to take the new version,"
                " also people who finish an older one."
            ),
        },
        for_finished={
            ChangeClass.MINOR: "Only small things changed. You need not read it again.",
            ChangeClass.RE_READ: (
                "Read what is new. You stay done, and your certificate stays as it is."
            ),
            ChangeClass.RETAKE: (
                "Program staff ask you to take this module again."
                " Until then you stay done, and your certificate stays as it is."
            ),
        },
        revoked="Your certificate was revoked on {day}:",
        retake="pass the quiz again to get another one. Your lessons stay done.",
        take_newer="take version {number} to get another one.",
        finish_newer="finish version {number} to get another one.",
        ask_staff="ask program staff what you can do.",
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
        locked="Este módulo está cerrado",
        opens="Se abre cuando haya hecho esto:",
        completed="Completó la versión {number} el {day}.",
        completed_updated="Completó la versión {number} el {day}. Desde entonces hubo cambios.",
        record="Su historial y sus certificados",
        news="Qué hay de nuevo",
        what_is_new="Qué hay de nuevo en la versión {number}",
        is_out="Ya salió la versión {number}",
        new="Nuevo:",
        changed="Cambió:",
        gone="Ya no está:",
        take="Tomar la versión {number}",
        stays="Las lecciones que no cambiaron siguen hechas.",
        may_finish=(
            "Puede terminar la versión {old} o seguir en la versión {number}. Las lecciones que"
            " no cambiaron siguen hechas ({same}). El cuestionario empieza de nuevo."
        ),
        go_on="Seguir en la versión {number}",
        for_learners={
            ChangeClass.MINOR: "Solo cambiaron cosas pequeñas.",
            ChangeClass.RE_READ: (
                "Cambió parte de lo que enseña, así que la nueva versión vale su tiempo."
            ),
            ChangeClass.RETAKE: (
                "Cambió mucho. El personal del programa pide a todos que tomen la nueva versión,"
                " también a quienes terminen una anterior."
            ),
        },
        for_finished={
            ChangeClass.MINOR: "Solo cambiaron cosas pequeñas. No hace falta leerlo otra vez.",
            ChangeClass.RE_READ: ("Lea lo nuevo. Lo suyo sigue hecho y su certificado no cambia."),
            ChangeClass.RETAKE: (
                "El personal del programa le pide que tome este módulo otra vez."
                " Hasta entonces lo suyo sigue hecho y su certificado no cambia."
            ),
        },
        revoked="Su certificado fue anulado el {day}:",
        retake="apruebe de nuevo el cuestionario y tendrá otro. Sus lecciones siguen hechas.",
        take_newer="tome la versión {number} para recibir otro.",
        finish_newer="termine la versión {number} para recibir otro.",
        ask_staff="pregunte al personal del programa qué puede hacer.",
    ),
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


def day(at: dt.datetime, language: Language) -> str:
    """
    >>> day(dt.datetime(2026, 11, 2, 18, tzinfo=dt.UTC), Language.SPANISH)
    '2 de noviembre de 2026'
    """
    on = central(at).date()
    if language is Language.ENGLISH:
        return short_day(on)
    return f"{on.day} de {around.MONTHS[on.month - 1]} de {on.year}"


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


def quiz(of: Quiz, tries: Tries | None = None) -> str:
    """How a quiz works, and how many tries are left once one was begun.

    >>> quiz(Quiz(5, 80, 2))
    '5 preguntas. Se aprueba con 80 por ciento. Tiene 2 intentos. Después verá cada respuesta.'
    >>> quiz(Quiz(5, 80, 2), Tries(3, 4))
    '5 preguntas. Se aprueba con 80 por ciento. Queda 1 de 4 intentos. Después verá cada respuesta.'
    """
    said = "Puede intentarlo las veces que quiera."
    if of.attempts is not None:
        said = f"Tiene {counted(of.attempts, 'intento')}."
    if tries is not None and tries.is_counting_down:
        verb = "Queda" if tries.left == 1 else "Quedan"
        said = f"{verb} {tries.left} de {counted(tries.allowed or 0, 'intento')}."
    asked = counted(of.questions, "pregunta")
    return f"{asked}. Se aprueba con {of.pass_percent} por ciento. {said} {_FEEDBACK[of.feedback]}"


def asks(
    minutes: int, lessons: int, of_quiz: str, credit: str, *, is_every: bool
) -> tuple[tuple[str, str], ...]:
    """What a module asks for, each with its term; `of_quiz` is "" without a quiz."""
    whose = "cada lección" if is_every else "cada lección que se le pide"
    whole = f"{whose} esté hecha" + (" y apruebe el cuestionario" if of_quiz else "")
    return (
        ("Tiempo", f"{time(minutes)}, {counted(lessons, 'lección', 'lecciones')}"),
        ("Lecciones", "Cada una dice qué pide."),
        ("Cuestionario", of_quiz or "Ninguno."),
        ("Certificado", f"Por {time(minutes)}, en cuanto {whole}."),
        ("Créditos", credit),
    )
