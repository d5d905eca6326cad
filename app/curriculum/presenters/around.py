"""The words around a lesson, in its language: on its page and on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.dates import month
from app.curriculum.domain import paths, progress
from app.curriculum.domain.content import Completion
from app.curriculum.domain.kinds import Language, Need
from app.curriculum.presenters import learn_words
from app.practices.domain.kinds import PracticeKind

if TYPE_CHECKING:
    from app.curriculum.domain.shipped import Reviewed

MONTHS = (
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
_PRACTICES: Mapping[frozenset[PracticeKind], str] = {
    paths.FQHC: "centros de salud comunitarios (FQHC)",
    paths.LOOK_ALIKE: "centros similares a los FQHC",
    paths.RURAL: "clínicas de salud rurales",
    paths.FREE_STANDING: "clínicas de salud rurales independientes",
    paths.PROVIDER_BASED: "clínicas de salud rurales de un hospital",
    paths.PRIVATE: "consultorios privados",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words around a lesson, in its language; what stands in braces is completed."""

    place: str
    outline: str
    progress: str
    share: str
    share_of_one: str
    done_before: str
    after: str
    check: str
    check_hint: str
    check_button: str
    mistakes: str
    go_on: str
    right: str
    wrong: str
    problem: str
    problems: str
    before: str
    own_list: str
    tick_above: str
    for_yourself: str
    save: str
    waiting: str
    finished: str
    of_module: str
    back: str
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
        place="Lesson {number} of {total}",
        outline="Lessons in this module",
        progress="How far you are",
        share="{done} of {total} lessons done",
        share_of_one="{done} of 1 lesson done",
        done_before="Done:",
        after="What you take with you",
        check="Check yourself",
        check_hint="You may answer as often as you like.",
        check_button="Check my answers",
        mistakes="The lesson is done. Not every answer was right: see why, then go on.",
        go_on="Go on",
        right="That is right.",
        wrong="Not this one. Right is:",
        problem="There is a problem to fix",
        problems="There are {count} problems to fix",
        before="Before you go on",
        own_list="Your list",
        tick_above="Tick every point of the list above",
        for_yourself=(
            "The list above is for yourself: the lesson is done without it."
            " Tick what you did, then save it"
        ),
        save="Save",
        waiting="You can mark it as done in {time}.",
        finished="You finished this module, so nothing here is kept. Take the new version on the",
        of_module="page of the module",
        back="Back to the module",
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
        place="Lección {number} de {total}",
        outline="Lecciones de este módulo",
        progress="Cuánto ha avanzado",
        share="{done} de {total} lecciones hechas",
        share_of_one="{done} de 1 lección hecha",
        done_before="Hecha:",
        after="Lo que se lleva",
        check="Compruebe lo que sabe",
        check_hint="Puede responder las veces que quiera.",
        check_button="Revisar mis respuestas",
        mistakes=(
            "La lección está hecha. No todas las respuestas fueron correctas:"
            " vea por qué y después siga."
        ),
        go_on="Seguir",
        right="Correcto.",
        wrong="Esta no es. La respuesta correcta es:",
        problem="Hay un problema que corregir",
        problems="Hay {count} problemas que corregir",
        before="Antes de seguir",
        own_list="Su lista",
        tick_above="Marque cada punto de la lista de arriba",
        for_yourself=(
            "La lista de arriba es para usted: la lección termina sin ella."
            " Marque lo que hizo y guárdelo"
        ),
        save="Guardar",
        waiting="Podrá marcarla como hecha en {time}.",
        finished=(
            "Usted ya terminó este módulo, así que aquí no se guarda nada."
            " Empiece la nueva versión en la"
        ),
        of_module="página del módulo",
        back="Volver al módulo",
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
    first = in_minutes(minutes, language) + "."
    if reviewed is not None:
        said = words.reviewed.format(who=reviewed.by, when=in_month(reviewed.on, language))
    elif is_english and approved_on is not None:
        said = words.reviewed.format(who="the program", when=in_month(approved_on, language))
    else:
        said = words.unreviewed
    return f"{first} {said}".rstrip()


def practices(practice_types: Collection[str], language: Language) -> str:
    """For which practices a lesson is; "" when it is for every one.

    >>> practices(("fqhc", "private"), Language.SPANISH)
    'Para centros de salud comunitarios (FQHC) y consultorios privados.'
    """
    if language is Language.ENGLISH:
        words = paths.practices_words(practice_types)
        return f"For {words}." if words else ""
    words = paths.practices_words(practice_types, _PRACTICES, " y ")
    return f"Para {words}." if words else ""


def share(done: int, total: int, language: Language) -> str:
    """How far somebody is in a module.

    >>> share(0, 1, Language.ENGLISH), share(0, 1, Language.SPANISH), share(1, 2, Language.SPANISH)
    ('0 of 1 lesson done', '0 de 1 lección hecha', '1 de 2 lecciones hechas')
    """
    words = WORDS[language]
    return (words.share_of_one if total == 1 else words.share).format(done=done, total=total)


def in_minutes(number: int, language: Language) -> str:
    """
    >>> in_minutes(5, Language.SPANISH)
    '5 minutos'
    """
    return learn_words.counted(number, "minute" if language is Language.ENGLISH else "minuto")


def waiting(left: dt.timedelta, language: Language) -> str:
    """How long until a lesson can be marked as done; "" when it can.

    >>> waiting(dt.timedelta(seconds=61), Language.SPANISH)
    'Podrá marcarla como hecha en 2 minutos.'
    """
    time = in_minutes(-(-left // dt.timedelta(minutes=1)), language)
    return WORDS[language].waiting.format(time=time) if left else ""


def in_month(on: dt.date, language: Language) -> str:
    """
    >>> in_month(dt.date(2027, 1, 15), Language.SPANISH)
    'enero de 2027'
    """
    return month(on) if language is Language.ENGLISH else f"{MONTHS[on.month - 1]} de {on.year}"


def rules(completion: Completion, language: Language) -> str:
    """What makes a lesson done.

    >>> rules(Completion(frozenset({Need.READ, Need.CHECK})), Language.SPANISH)
    'Léala y responda las preguntas'
    """
    if language is Language.ENGLISH:
        return learn_words.rules(completion)
    minutes = in_minutes(completion.minutes, language)
    words = [_SPANISH_RULES[one].format(minutes=minutes) for one in progress.needs(completion)]
    last = words.pop()
    sentence = f"{', '.join(words)} y {last}" if words else last
    return sentence[0].upper() + sentence[1:]
