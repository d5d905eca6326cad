"""What a whole application says: who sent it when, every question asked and its answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.core.dates import moment
from app.core.papers.blocks import Block, Grid, Heading, Pairs, Paper, Text, Tone
from app.core.uploads import in_words
from app.practices.domain.kinds import PracticeKind
from app.rfa.domain.answers import Answer, is_asked, parts_of
from app.rfa.domain.document import Column, Question, Section
from app.rfa.domain.judging import totals
from app.rfa.domain.kinds import WITH_ROWS, Kind
from app.rfa.domain.snapshots import FileMark, Frozen
from app.rfa.domain.wording import NOTHING, lines_of, words_of
from app.rfa.presenters.papers.blank import columns, question_title, section_title

NOT_SIGNED = "Not signed yet"
CHANGED = "Not signed: changed by staff"
"""What was sent was signed before, so that only staff can have made it something else."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed, in which role, and when."""

    name: str
    title: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What a paper says about an application besides its content.

    `status` is in words, such as "Draft" or "Submitted, version 2". `made_at` is the time
    of the paper: the instant of sending for what was sent, else now. `notes` are more lines
    for the head, such as ("Sent under an extension", "Until March 20 ...").
    """

    status: str
    made_at: dt.datetime
    reference: str = ""
    submitted_at: dt.datetime | None = None
    fingerprint: str = ""
    signed: Signed | None = None
    notes: tuple[tuple[str, str], ...] = ()


def paper(frozen: Frozen, facts: PaperFacts) -> Paper:
    """The application with everything answered, attached and signed."""
    foot = [frozen.practice, frozen.round_title, facts.reference or facts.status]
    return Paper(
        title=f"Application of {frozen.practice}",
        foot=" | ".join(foot),
        blocks=(
            Pairs(tuple(_head(frozen, facts))),
            *_fingerprint(facts),
            *(block for section in frozen.sections for block in _section(section, frozen, facts)),
        ),
        author=frozen.practice,
        made_at=facts.made_at,
    )


def _head(frozen: Frozen, facts: PaperFacts) -> Iterator[tuple[str, str]]:
    yield "Round", frozen.round_title
    yield "Practice", frozen.practice
    if frozen.kind:
        yield "Kind of practice", _kind(frozen.kind)
    yield "Status", facts.status
    if facts.reference:
        yield "Reference", facts.reference
    if facts.submitted_at:
        yield "Received", moment(facts.submitted_at)
    else:
        yield "As of", moment(facts.made_at)
    if facts.signed:
        yield "Signed by", _signature(facts.signed)
    elif facts.submitted_at:
        yield "Signature", CHANGED
    yield from facts.notes


def _fingerprint(facts: PaperFacts) -> Iterator[Text]:
    if facts.fingerprint:
        words = "Fingerprint of the content (SHA-256):"
        yield Text(f"{words}\n{facts.fingerprint}", Tone.QUIET)


def _kind(key: str) -> str:
    return next((kind.label for kind in PracticeKind if kind == key), key)


def _signature(signed: Signed) -> str:
    return f"{signed.name}, {signed.title}, {moment(signed.at)}"


def _unsigned(facts: PaperFacts) -> str:
    return CHANGED if facts.submitted_at else NOT_SIGNED


def _section(section: Section, frozen: Frozen, facts: PaperFacts) -> Iterator[Block]:
    yield Heading(section_title(section), 1)
    for question in section.questions:
        if not _belongs(question, frozen):
            continue
        yield Heading(question_title(question), 2)
        yield _said(question, frozen, facts)


def _belongs(question: Question, frozen: Frozen) -> bool:
    """Whether the paper shows a question: it is asked, or the version holds something for it.

    What the fingerprint covers is on the paper, whatever made it part of the version.
    """
    return (
        is_asked(question, frozen.answers, frozen.kind)
        or question.key in frozen.answers
        or any(file.question == question.key for file in frozen.files)
    )


def _said(question: Question, frozen: Frozen, facts: PaperFacts) -> Block:
    """The answer to a question, its files or its signature."""
    if question.kind is Kind.SIGNATURE:
        return Text(f"Signed by {_signature(facts.signed)}" if facts.signed else _unsigned(facts))
    if question.kind is Kind.FILE:
        files = [file for file in frozen.files if file.question == question.key]
        return Pairs(tuple((file.name, _file(file)) for file in files)) if files else _nothing()
    answer = frozen.answers.get(question.key)
    if not answer:
        return _nothing()
    if question.kind in WITH_ROWS:
        return grid(question, answer)
    lines = lines_of(question, answer)
    if any(label for label, _ in lines):
        return Pairs(lines)
    return Text("\n".join(text for _, text in lines) or NOTHING)


def _nothing() -> Text:
    return Text(NOTHING, Tone.QUIET)


def _file(file: FileMark) -> str:
    return f"{in_words(file.size)}, SHA-256:\n{file.sha256}"


def grid(question: Question, answer: Answer) -> Grid:
    """The answer to a question with rows as a table, with rows that were left empty."""
    return Grid(columns(question), tuple(_rows(question, answer)))


def _rows(question: Question, answer: Answer) -> Iterator[tuple[str, ...]]:
    """The answer to a question with rows as the rows of a table; a table ends with its totals."""
    for row in question.rows:
        cells = [part for part in parts_of(question) if part.key.split(".")[0] == row.key]
        said = (words_of(question, p, answer[p.key]) if p.key in answer else "" for p in cells)
        yield row.label, *said
    sums = totals(question, answer)
    if sums:
        yield (
            "Total",
            *(
                _sum(column, sums[column.key]) if column.key in sums else ""
                for column in question.columns
            ),
        )


def _sum(column: Column, total: Decimal) -> str:
    return f"${total:,}" if column.kind is Kind.MONEY else f"{total:,}"
