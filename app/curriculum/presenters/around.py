"""The words around a lesson, in its language: on its page and on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.dates import month
from app.curriculum.domain import progress
from app.curriculum.domain.content import Completion
from app.curriculum.domain.kinds import Language, Need
from app.curriculum.presenters import learn_words

if TYPE_CHECKING:
    from app.curriculum.domain.shipped import Reviewed

_MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
_SPANISH_RULES: Mapping[Need, str] = {
    Need.READ: "léala",
    Need.CHECK: "responda las preguntas",
    Need.MINUTES: "dedíquele al menos {minutes}",
    Need.CHECKLIST: "marque cada punto de la lista",
    Need.ATTESTATION: "confirme una frase",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words around a lesson, in its language; `reviewed` is completed by `about`."""

    after: str
    check: str
    check_hint: str
    check_button: str
    right: str
    wrong: str
    done: str
    monday: str
    predict: str
    plan: str
    sources: str
    reviewed: str
    unreviewed: str
    mark: str
    unmark: str
    notes: str
    paper: str
    download: str


WORDS: Mapping[Language, Words] = {
    Language.ENGLISH: Words(
        after="What you take with you",
        check="Check yourself",
        check_hint="You may answer as often as you like.",
        check_button="Check my answers",
        right="That is right.",
        wrong="Not this one. Right is:",
        done="Mark done and go on",
        monday="Try this on Monday",
        predict="We predict:",
        plan="Plan this test",
        sources="Sources",
        reviewed="Reviewed by {who}, {when}.",
        unreviewed="",
        mark="Bookmark",
        unmark="Remove the bookmark",
        notes="Team notes",
        paper="Print",
        download="Download",
    ),
    Language.SPANISH: Words(
        after="Lo que se lleva",
        check="Compruebe lo que sabe",
        check_hint="Puede responder las veces que quiera.",
        check_button="Revisar mis respuestas",
        right="Correcto.",
        wrong="Esta no es. La respuesta correcta es:",
        done="Marcar como hecha y seguir",
        monday="Pruebe esto el lunes",
        predict="Esperamos:",
        plan="Planear esta prueba",
        sources="Fuentes",
        reviewed="Revisado por {who}, {when}.",
        unreviewed="Nadie ha revisado todavía este texto en español.",
        mark="Guardar",
        unmark="Quitar de lo guardado",
        notes="Notas del equipo",
        paper="Imprimir",
        download="Descargar",
    ),
}


def about(
    minutes: int, reviewed: Reviewed | None, language: Language, approved_on: dt.date | None
) -> str:
    """How long a lesson takes, and who read it over: nobody approves English without reading it.

    >>> about(1, None, Language.SPANISH, None)
    '1 minuto. Nadie ha revisado todavía este texto en español.'
    """
    is_english, words = language is Language.ENGLISH, WORDS[language]
    first = learn_words.counted(minutes, "minute" if is_english else "minuto") + "."
    if reviewed is not None:
        said = words.reviewed.format(who=reviewed.by, when=in_month(reviewed.on, language))
    elif is_english and approved_on is not None:
        said = words.reviewed.format(who="the program", when=in_month(approved_on, language))
    else:
        said = words.unreviewed
    return f"{first} {said}".rstrip()


def in_month(on: dt.date, language: Language) -> str:
    """
    >>> in_month(dt.date(2027, 1, 15), Language.SPANISH)
    'enero de 2027'
    """
    return month(on) if language is Language.ENGLISH else f"{_MONTHS[on.month - 1]} de {on.year}"


def rules(completion: Completion, language: Language) -> str:
    """What makes a lesson done.

    >>> rules(Completion(frozenset({Need.READ, Need.CHECK})), Language.SPANISH)
    'Léala y responda las preguntas'
    """
    if language is Language.ENGLISH:
        return learn_words.rules(completion)
    minutes = learn_words.counted(completion.minutes, "minuto")
    words = [_SPANISH_RULES[one].format(minutes=minutes) for one in progress.needs(completion)]
    last = words.pop()
    sentence = f"{', '.join(words)} y {last}" if words else last
    return sentence[0].upper() + sentence[1:]
