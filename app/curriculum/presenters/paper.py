"""A lesson on paper, and as one file to take along. Runs no SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import segno
from markupsafe import Markup

from app.curriculum.domain.content import Lesson, Monday, Question
from app.curriculum.domain.files import File
from app.curriculum.domain.kinds import Language, QuestionKind
from app.curriculum.presenters import around, lesson_body, lesson_page
from app.curriculum.presenters.around import Words as Around
from app.curriculum.presenters.lesson_body import Address, LessonBody, address_of
from app.curriculum.presenters.module_page import Said


@dataclass(frozen=True, slots=True)
class Words:
    """The words around a lesson on paper, in its language."""

    choose_one: str
    choose_all: str
    own_words: str
    online: str
    qr: str


WORDS: Mapping[Language, Words] = {
    Language.ENGLISH: Words(
        choose_one="Choose one.",
        choose_all="Choose all that are right.",
        own_words="What we take from it",
        online="This lesson in the portal, with the answers:",
        qr="QR code with the address of this lesson",
    ),
    Language.SPANISH: Words(
        choose_one="Elija una.",
        choose_all="Elija todas las correctas.",
        own_words="Lo que nos llevamos",
        online="Esta lección en el portal, con las respuestas:",
        qr="Código QR con la dirección de esta lección",
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with room for the answer, and without it."""

    question: str
    options: tuple[str, ...]
    is_one: bool
    language: Language


@dataclass(frozen=True, slots=True)
class Paper:
    """A lesson with all that stands on paper."""

    title: str
    module_title: Said
    about: str
    language: Language
    objectives: tuple[str, ...]
    body: LessonBody
    questions: tuple[Asked, ...]
    monday: Monday | None
    monday_language: Language
    sources: tuple[Markup, ...]
    sources_language: Language
    address: str
    qr: Markup
    around: Around
    words: Words


def paper(
    lesson: Lesson,
    spoken: Language,
    module_title: Said,
    files: Mapping[int, File],
    *,
    about: str,
    online: str,
    address: Address = address_of,
    site: str = "",
) -> Paper:
    """The lesson in one language; `about` as on its page, `online` is where the portal shows it.

    `site` goes before links to pages of the portal.
    """
    text = lesson.texts[spoken]
    monday, monday_language = lesson.monday_in(spoken)
    sources, sources_language = lesson.sources_in(spoken)
    return Paper(
        title=text.title,
        module_title=module_title,
        about=about,
        language=spoken,
        objectives=text.objectives,
        body=lesson_body.shown(text, files=files, language=spoken, address=address, site=site),
        questions=tuple(_asked(one, spoken) for one in lesson.questions),
        monday=monday,
        monday_language=monday_language,
        sources=tuple(lesson_page.linked(one) for one in sources),
        sources_language=sources_language,
        address=online,
        qr=_qr(online),
        around=around.WORDS[spoken],
        words=WORDS[spoken],
    )


def _asked(question: Question, spoken: Language) -> Asked:
    language = spoken if spoken in question.texts else Language.ENGLISH
    text = question.texts[language]
    return Asked(text.question, text.options, question.kind is QuestionKind.ONE, language)


def _qr(address: str) -> Markup:
    drawing = segno.make(address, error="m").svg_inline(border=2, light="#fff", omitsize=True)
    return Markup(drawing)  # noqa: S704  # made by segno, of squares only
