"""A version of an application as plain text, for mails."""

from __future__ import annotations

from collections.abc import Iterator

from app.rfa.domain.answers import asked
from app.rfa.domain.kinds import Kind
from app.rfa.domain.snapshots import Frozen
from app.rfa.domain.wording import NOTHING, lines_of


def as_text(frozen: Frozen) -> str:
    """Everything that was asked and answered, section by section."""
    return "\n".join(_lines(frozen)).strip() + "\n"


def _lines(frozen: Frozen) -> Iterator[str]:
    for section in frozen.sections:
        yield from ("", f"{section.code}. {section.title}", "")
        for question in asked(section, frozen.answers, frozen.kind):
            if question.kind is Kind.SIGNATURE:
                continue
            yield f"{question.key}  {question.text}"
            if question.kind is Kind.FILE:
                said = [("", f.name) for f in frozen.files if f.question == question.key]
            else:
                said = list(lines_of(question, frozen.answers.get(question.key, {})))
            for label, text in said or [("", NOTHING)]:
                words = f"{label}: {text}" if label else text
                yield from (f"    {line}" for line in words.splitlines())
            yield ""
