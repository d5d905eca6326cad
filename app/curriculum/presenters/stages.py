"""Where somebody is with a module or a lesson, as a tag in their language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.curriculum.domain.kinds import Language
from app.curriculum.presenters.learn_words import counted


class Stage(StrEnum):
    """Where somebody is with a module or a lesson."""

    DONE = "done"
    UPDATED = "updated"
    REVOKED = "revoked"
    LOCKED = "locked"
    NOT_STARTED = "not started"
    UNDER_WAY = "under way"
    TAKING = "taking"
    QUIZ_LEFT = "quiz left"
    NO_TRIES = "no tries"
    BEGUN = "begun"
    OPTIONAL = "optional"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Status:
    """Where somebody is with a module or lesson, as a tag."""

    tone: str
    words: str
    icon: str = ""


_LOOKS: Mapping[Stage, tuple[str, str]] = {
    Stage.DONE: ("ok", "check"),
    Stage.UPDATED: ("info", "check"),
    Stage.REVOKED: ("bad", ""),
    Stage.LOCKED: ("grey", "lock"),
    Stage.NOT_STARTED: ("grey", ""),
    Stage.UNDER_WAY: ("due", ""),
    Stage.TAKING: ("due", ""),
    Stage.QUIZ_LEFT: ("due", ""),
    Stage.NO_TRIES: ("due", ""),
    Stage.BEGUN: ("due", ""),
    Stage.OPTIONAL: ("grey", ""),
    Stage.CHANGED: ("info", ""),
}
_WORDS: Mapping[Language, Mapping[Stage, str]] = {
    Language.ENGLISH: {
        Stage.DONE: "Done",
        Stage.UPDATED: "Done, updated since",
        Stage.REVOKED: "Certificate revoked",
        Stage.LOCKED: "Locked",
        Stage.NOT_STARTED: "Not started",
        Stage.UNDER_WAY: "{done} of {total}",
        Stage.TAKING: "Taking version {version}, {done} of {total}",
        Stage.QUIZ_LEFT: "Quiz left",
        Stage.NO_TRIES: "No tries left",
        Stage.BEGUN: "Begun",
        Stage.OPTIONAL: "Optional for you",
        Stage.CHANGED: "New or changed",
    },
    Language.SPANISH: {
        Stage.DONE: "Hecho",
        Stage.UPDATED: "Hecho, con cambios desde entonces",
        Stage.REVOKED: "Certificado anulado",
        Stage.LOCKED: "Cerrado",
        Stage.NOT_STARTED: "Sin empezar",
        Stage.UNDER_WAY: "{done} de {total}",
        Stage.TAKING: "En la versión {version}, {done} de {total}",
        Stage.QUIZ_LEFT: "Falta el cuestionario",
        Stage.NO_TRIES: "Sin intentos",
        Stage.BEGUN: "Ya empezada",
        Stage.OPTIONAL: "Opcional para usted",
        Stage.CHANGED: "Nueva o cambiada",
    },
}


def status(
    stage: Stage,
    language: Language = Language.ENGLISH,
    *,
    done: int = 0,
    total: int = 0,
    version: int = 0,
) -> Status:
    """The tag of a stage; `done` and `total` count lessons.

    >>> status(Stage.TAKING, Language.SPANISH, done=3, total=5, version=2).words
    'En la versión 2, 3 de 5 lecciones'
    """
    tone, icon = _LOOKS[stage]
    names = ("lección", "lecciones") if language is Language.SPANISH else ("lesson", "lessons")
    words = _WORDS[language][stage].format(done=done, total=counted(total, *names), version=version)
    return Status(tone, words, icon)
