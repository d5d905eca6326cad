"""What must be mended before lessons are published, each with its exact place.

Everybody has to be able to use a lesson: those who do not see its pictures, do not hear its
videos, jump from heading to heading, or read it in Spanish. And everybody must be able to finish.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.curriculum.domain import checklists, wording
from app.curriculum.domain.anatomy import Link
from app.curriculum.domain.blocks import Document, parse
from app.curriculum.domain.content import Asked, Lesson, Question, Text
from app.curriculum.domain.files import File
from app.curriculum.domain.kinds import FileUse, Language, Need, QuestionKind
from app.curriculum.domain.markdown import Leads

LONGEST_ALT, LONGEST_LINK, LONGEST_HEADING = 250, 150, 120
LONGEST_PASSAGE = 150
"""Words of one paragraph or list item."""

_NAMES = {Language.ENGLISH: "English", Language.SPANISH: "Spanish"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `where` is a line of the text, a question or a part of the lesson."""

    lesson_key: str
    language: Language
    where: str
    sentence: str


Found = Iterator[tuple[str, str]]
"""Where, and what to do."""


def problems(lessons: Iterable[Lesson], files: Mapping[int, File]) -> tuple[Problem, ...]:
    """Everything that keeps these lessons from being published, in the order of the lessons."""
    return tuple(problem for lesson in lessons for problem in _in_lesson(lesson, files))


def body_problems(
    body: str, files: Mapping[int, File], language: Language = Language.ENGLISH
) -> tuple[tuple[str, str], ...]:
    """The same for one text on its way: each place with its sentence."""
    return tuple(_in_body(parse(body, language), files))


def _in_lesson(lesson: Lesson, files: Mapping[int, File]) -> Iterator[Problem]:
    for language in Language:
        text = lesson.texts.get(language)
        if text is not None:
            found = [
                *_in_text(text, lesson, language),
                *_in_body(parse(text.body, language), files),
            ]
        elif language is Language.ENGLISH:
            found = [("title", "Write the lesson in English. Spanish stands beside it.")]
        else:
            continue
        found += _in_questions(lesson, language)
        yield from (Problem(lesson.key, language, *one) for one in found)
    for one in _in_completion(lesson):
        yield Problem(lesson.key, Language.ENGLISH, *one)


# ------------------------------------------------------------------ title, objectives, ways to end


def _in_text(text: Text, lesson: Lesson, language: Language) -> Found:
    if not text.title.strip():
        yield "title", "Give the lesson a title."
    if not [objective for objective in text.objectives if objective.strip()]:
        yield "objectives", "Say what a reader can do after this lesson: at least one objective."
    for number, objective in enumerate(text.objectives, 1):
        if not objective.strip():
            yield f"objective {number}", "This objective is empty. Fill it in or take it away."
    if text.body.strip() or lesson.is_draft:
        return
    if language is Language.ENGLISH:
        yield "text", "The lesson has no text. Write it, or mark the lesson as a draft."
    else:
        yield "text", f"The lesson has no {_NAMES[language]} text yet. Write it."


def _in_completion(lesson: Lesson) -> Found:
    needs = lesson.completion.needs
    if Need.CHECK in needs and not lesson.questions:
        yield "completion", "The lesson asks for its check, but has no question. Nobody can end it."
    if Need.CHECKLIST in needs and not checklists.places(lesson):
        yield "completion", "The lesson asks for its checklist, but has none. Nobody can end it."
    if Need.CHECKLIST in needs and checklists.stands_in_text(lesson):
        yield from _alike(lesson)
    if Need.ATTESTATION in needs and not lesson.completion.attestation.strip():
        yield "completion", "The lesson asks people to sign a sentence. Write the sentence."


def _alike(lesson: Lesson) -> Found:
    """A tick in one language is the same tick in the other."""
    english, spanish = (checklists.points_in_text(lesson, language) for language in Language)
    if Language.SPANISH in lesson.texts and english != spanish:
        yield (
            "completion",
            f"The English text has {english} points to tick, the Spanish text {spanish}."
            " Make them the same.",
        )


# ------------------------------------------------------------------ the text


def _in_body(document: Document, files: Mapping[int, File]) -> Found:
    found = [
        *((fault.line, fault.sentence) for fault in document.faults),
        *_headings(document),
        *_images(document, files),
        *_videos(document, files),
        *_links(document, files),
        *_tables(document),
        *_passages(document),
    ]
    for line, sentence in sorted(found, key=lambda one: one[0]):
        yield f"line {line}", sentence


Lined = Iterator[tuple[int, str]]


def _headings(document: Document) -> Lined:
    for heading in document.headings:
        if not heading.words:
            yield heading.line, "This heading is empty. Write it or take it away."
        if len(heading.words) > LONGEST_HEADING:
            yield heading.line, f"This heading has more than {LONGEST_HEADING} characters. Cut it."
        if heading.level == 1:
            yield (
                heading.line,
                f"Begin “{heading.words}” with ##. The title of the lesson is the only # heading.",
            )
    yield from _order(document)


def _order(document: Document) -> Lined:
    """Headings go down one level at a time, from the title of the lesson on."""
    above = 1
    for heading in document.headings:
        if heading.level > above + 1:
            yield (
                heading.line,
                f"“{heading.words}” jumps from level {above} to level {heading.level}."
                f" Begin it with {'#' * (above + 1)}.",
            )
        above = max(2, heading.level)


def _images(document: Document, files: Mapping[int, File]) -> Lined:
    for image in document.images:
        if not image.alt:
            yield (
                image.line,
                "This picture has no alternative text. Say what it shows between the brackets.",
            )
        elif not wording.tells_picture(image.alt):
            yield image.line, f"“{image.alt}” does not say what the picture shows. Describe it."
        elif len(image.alt) > LONGEST_ALT:
            yield (
                image.line,
                f"This alternative text has more than {LONGEST_ALT} characters."
                " Say the main thing, and the rest in the text.",
            )
        if image.file_id is None:
            yield (
                image.line,
                f"“{image.address[:80]}” is not shown. Add the picture to the files of the module"
                " and name it by its number, such as file:1.",
            )
        elif (file := files.get(image.file_id)) is None:
            yield image.line, _no_file(image.file_id)
        elif file.use is not FileUse.IMAGE:
            yield image.line, f"File {file.id}, “{file.name}”, is not a picture."


def _videos(document: Document, files: Mapping[int, File]) -> Lined:
    for video in document.videos:
        name, number = video.spec.title, video.spec.captions_file
        if not video.spec.has_captions:
            yield (
                video.line,
                f"The video “{name}” has no captions. Add a captions file and name its number,"
                ' or write captions = "host" when its host shows them.',
            )
        elif number is not None and (file := files.get(number)) is None:
            yield video.line, _no_file(number)
        elif number is not None and file is not None and file.use is not FileUse.CAPTIONS:
            yield video.line, f"File {file.id}, “{file.name}”, is not a captions file."
        if not video.spec.transcript:
            yield video.line, f"The video “{name}” has no transcript. Write what is said and shown."


def _links(document: Document, files: Mapping[int, File]) -> Lined:
    for link in document.links:
        for sentence in (_link_words(link), _link_address(link, document, files)):
            if sentence:
                yield link.line, sentence


def _link_words(link: Link) -> str:
    """What is wrong with the words of a link, as somebody hears them without the text around."""
    if not link.words:
        return f"The link to “{link.address[:80]}” has no words. Say where it leads."
    if wording.is_address(link.words):
        return f"“{link.words[:80]}” is a bare address. Say in words where it leads."
    if not wording.says_where(link.words):
        return f"The link “{link.words}” does not say where it leads. Name the page or file."
    if len(link.words) > LONGEST_LINK:
        return f"This link has more than {LONGEST_LINK} characters. Link fewer words."
    return ""


def _link_address(link: Link, document: Document, files: Mapping[int, File]) -> str:
    if link.leads is Leads.NOWHERE:
        return (
            f"“{link.address[:80]}” is no address that a link may lead to. Begin it with"
            " https://, mailto:, tel: or / for a page of the portal."
        )
    if link.address.startswith("#") and not _is_here(link.address, document):
        return f"“{link.address[:80]}” is no heading of this text."
    if link.file_id is not None and link.file_id not in files:
        return _no_file(link.file_id)
    return ""


def _is_here(address: str, document: Document) -> bool:
    return address[1:] in {heading.ident for heading in document.headings}


def _tables(document: Document) -> Lined:
    for table in document.tables:
        if not table.has_header:
            yield (
                table.line,
                "This table has no header row. Name each column in the first row, and write"
                " |---|---| below it.",
            )


def _passages(document: Document) -> Lined:
    for passage in document.passages:
        count = len(passage.words.split())
        if count > LONGEST_PASSAGE:
            yield passage.line, f"This paragraph has {count} words. Make two or more of it."


def _no_file(number: int) -> str:
    return f"File {number} is not a file of this module. Add it, or name the right number."


# ------------------------------------------------------------------ questions


def _in_questions(lesson: Lesson, language: Language) -> Found:
    for number, question in enumerate(lesson.questions, 1):
        place, asked = f"question {number}", question.texts.get(language)
        if asked is None:
            yield place, f"This question has no {_NAMES[language]} text yet. Write it."
            continue
        for sentence in _about_words(asked):
            yield place, sentence
        if language is Language.ENGLISH:
            for sentence in _about_answers(question, asked):
                yield place, sentence
        elif len(asked.options) != len(_english_options(question)):
            yield place, "The number of choices is not that of the English question."


def _english_options(question: Question) -> tuple[str, ...]:
    english = question.texts.get(Language.ENGLISH)
    return english.options if english else ()


def _about_words(asked: Asked) -> Iterator[str]:
    options = [" ".join(option.split()).casefold() for option in asked.options]
    if not asked.question.strip():
        yield "Write the question."
    if len(options) < 2:
        yield "A question has two choices or more."
    if "" in options:
        yield "A choice is empty. Fill it in or take it away."
    elif len(set(options)) < len(options):
        yield "Two choices are the same."
    if not asked.why.strip():
        yield "Say why the right answer is right."


def _about_answers(question: Question, asked: Asked) -> Iterator[str]:
    if not question.right:
        yield "Mark the right answer."
    elif not question.right <= set(range(len(asked.options))):
        yield "The right answer is none of the choices. Mark it again."
    elif question.kind is QuestionKind.ONE and len(question.right) > 1:
        yield "Mark one right answer, or let people choose several."
