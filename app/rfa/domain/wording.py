"""Answers as people read them: on the check page, in the receipt, in files and differences."""

from __future__ import annotations

from app.rfa.domain.answers import VALUE, YES_NO, Answer, Part, Typed, parts_of
from app.rfa.domain.document import Option, Question
from app.rfa.domain.judging import totals
from app.rfa.domain.kinds import Kind

NOTHING = "No answer"


def lines_of(question: Question, answer: Answer) -> tuple[tuple[str, str], ...]:
    """The answer as (label, text) lines; the label is "" when the question has one part.

    Only parts with an answer are listed; a table ends with its totals.
    """
    parts = parts_of(question)
    lines = [
        ("" if part.key == VALUE else part.label, words_of(question, part, answer[part.key]))
        for part in parts
        if part.key in answer
    ]
    if question.kind is Kind.TABLE and answer:
        labels = {column.key: column for column in question.columns}
        for key, total in totals(question, answer).items():
            sign = "$" if labels[key].kind is Kind.MONEY else ""
            lines.append((f"Total: {labels[key].label}", f"{sign}{total:,}"))
    return tuple(lines)


def words_of(question: Question, part: Part, typed: Typed) -> str:
    """What was typed or chosen in one part, in words."""
    if isinstance(typed, tuple):
        return ", ".join(_label(question, part, one) for one in typed)
    text = _label(question, part, typed)
    if question.kind is Kind.SHARES:
        return f"{text}%"
    if question.kind is Kind.ATTESTATION:
        return "Agreed"
    return text


def text_of(question: Question, answer: Answer) -> str:
    """The whole answer as text of one or more lines; "" when there is none."""
    return "\n".join(
        f"{label}: {text}" if label else text for label, text in lines_of(question, answer)
    )


def _label(question: Question, part: Part, typed: str) -> str:
    options: tuple[Option, ...] = YES_NO if question.kind is Kind.YES_NO else part.options
    return next((option.label for option in options if option.key == typed), typed)


def limit_words(question: Question) -> str:
    """The limit of a text in words, for readers of the empty form; "" when there is none.

    >>> limit_words(Question("B4", Kind.LONG_TEXT, "?", words=250))
    'Up to 250 words'
    """
    if question.words:
        return f"Up to {question.words:,} words"
    if question.characters:
        return f"Up to {question.characters:,} characters"
    if question.kind is Kind.FILE:
        files = question.files
        kinds = ", ".join(kind.upper() for kind in files.kinds)
        many = "1 file" if files.count == 1 else f"Up to {files.count} files"
        return f"{many}, {kinds}, {files.megabytes} MB at most"
    return ""
