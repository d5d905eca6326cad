"""Every question of a form as a list to read and print: limits, help and conditions in words."""

from __future__ import annotations

from dataclasses import dataclass

from app.rfa.domain.answers import sections_for
from app.rfa.domain.document import Criterion, FormDocument, Question
from app.rfa.domain.kinds import WITH_OPTIONS, Kind
from app.rfa.presenters.papers.blank import rules


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `rules`: of whom, what sort of answer, how long; `lines` are its rows."""

    key: str
    text: str
    help: str
    rules: str
    options: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedSection:
    """One section of the form."""

    key: str
    code: str
    title: str
    intro: str
    points: int
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """One score of the rubric and what it stands for."""

    score: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the rubric; `section` is where the answers to it are."""

    key: str
    title: str
    section: str
    points: int
    guidance: str
    levels: tuple[Level, ...]


def sections(document: FormDocument, *, pays: bool) -> tuple[AskedSection, ...]:
    """Every section of the round with its questions."""
    return tuple(
        AskedSection(
            section.key,
            section.code,
            section.title,
            section.intro,
            section.points,
            tuple(_asked(question, document) for question in section.questions),
        )
        for section in sections_for(document, pays=pays)
    )


def rubric(document: FormDocument, *, pays: bool) -> tuple[Line, ...]:
    """What is scored in the round, with the anchors from the lowest score to the highest."""
    titles = {one.key: f"{one.code}. {one.title}" for one in sections_for(document, pays=pays)}
    return tuple(
        _line(one, titles[one.section]) for one in document.criteria if one.section in titles
    )


def _asked(question: Question, document: FormDocument) -> Asked:
    has_options = question.kind in WITH_OPTIONS
    return Asked(
        key=question.key,
        text=question.text,
        help=question.help,
        rules=rules(document, question),
        options=tuple(one.label for one in question.options) if has_options else (),
        lines=_lines(question),
    )


def _lines(question: Question) -> tuple[str, ...]:
    if question.kind is Kind.TABLE:
        columns = ", ".join(column.label for column in question.columns)
        return tuple(f"{row.label}: {columns}" for row in question.rows)
    return tuple(row.label for row in question.rows)


def _line(one: Criterion, section: str) -> Line:
    levels = tuple(Level(score, text) for score, text in sorted(one.anchors.items()))
    return Line(one.key, one.title, section, one.points, one.guidance, levels)
