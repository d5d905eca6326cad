"""What of a lesson a search finds: its text, the transcripts of its videos, its files, its notes.

Questions are left out: a search gives no answers away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.curriculum.domain import blocks
from app.curriculum.domain.content import Lesson, Text
from app.curriculum.domain.files import File
from app.curriculum.domain.kinds import FileUse, Language, SearchKind

FACILITATOR = "facilitator"


@dataclass(frozen=True, slots=True)
class Findable:
    """Something in a lesson that can be found; `source` tells things of a kind apart."""

    kind: SearchKind
    language: Language
    title: str
    words: str
    source: str = ""
    for_staff: bool = False


def of_lesson(
    lesson: Lesson, of_module: Mapping[int, File], inside: Mapping[int, str]
) -> tuple[Findable, ...]:
    """Everything that can be found in a lesson; nothing in what is a draft yet.

    `of_module` are the files of the module, and `inside` what they say, both by their number.
    """
    return () if lesson.is_draft else tuple(_found(lesson, of_module, inside))


def _found(
    lesson: Lesson, of_module: Mapping[int, File], inside: Mapping[int, str]
) -> Iterator[Findable]:
    for language, text in lesson.texts.items():
        document = blocks.parse(text.body, language)
        words = _lines(lesson, language, text, document.lines)
        yield Findable(SearchKind.LESSON, language, text.title, words)
        for number, video in enumerate(document.videos, 1):
            title = video.spec.title
            said = video.spec.transcript or inside.get(video.spec.captions_file or 0, "")
            if said:
                yield Findable(SearchKind.TRANSCRIPT, language, title, said, str(number))
        for number in sorted(document.file_ids):
            file = of_module.get(number)
            if file is not None and file.use is FileUse.DOCUMENT:
                yield Findable(
                    SearchKind.RESOURCE, language, file.name, inside.get(number, ""), str(number)
                )
    if lesson.facilitator:
        words = lesson.facilitator
        yield Findable(
            SearchKind.LESSON, Language.ENGLISH, lesson.title, words, FACILITATOR, for_staff=True
        )


def _lines(lesson: Lesson, language: Language, text: Text, body: Iterable[str]) -> str:
    """The words of a lesson: its text, what it leads to, its test for Monday and its tags.

    What has no mark at its end, such as a heading, gets one: an excerpt keeps apart by it what
    stands on lines of their own.
    """
    lines = [*body, *text.objectives]
    monday, spoken = lesson.monday_in(language)
    if monday and spoken is language:
        lines += [monday.title, monday.what]
    if language is Language.ENGLISH:
        lines += lesson.tags
    return "\n".join(_ended(line) for line in lines if line)


def _ended(line: str) -> str:
    words = line.rstrip("\"'”\u2019»)")
    return line if words.endswith((".", "?", "!", "…", ":")) else f"{line}."
