"""What was answered, in words: the check page, versions, receipts and their papers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.free_text import removal_notes
from app.core.uploads import in_words
from app.rfa.domain.answers import VALUE, Control, asked
from app.rfa.domain.judging import Fault, faults_in
from app.rfa.domain.kinds import Kind
from app.rfa.domain.snapshots import Frozen, opened
from app.rfa.domain.suspicion import suspicious
from app.rfa.domain.wording import lines_of
from app.rfa.presenters import papers
from app.rfa.presenters.signing import belongs
from app.rfa.presenters.wording import applicant_words

if TYPE_CHECKING:
    from app.rfa.domain.document import Question
    from app.rfa.models import Signature, Submission
    from app.rfa.queries.applications import Opened


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing to do: the control to go to, and the sentence."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A question whose answer looks as if it named a patient, and what it looks like."""

    key: str
    text: str
    kinds: str


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """What is to do in one section."""

    section: str
    title: str
    lines: tuple[CheckLine, ...]


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """One question with its answer as (label, text) lines; none when there is no answer."""

    key: str
    text: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AnsweredSection:
    """One section with everything answered in it."""

    code: str
    title: str
    questions: tuple[AnsweredQuestion, ...]


def to_do(of: Opened) -> tuple[CheckGroup, ...]:
    """Everything that is missing or wrong, in the order of the form."""
    about = of.about
    found = (
        CheckGroup(
            section.key,
            section.title,
            tuple(CheckLine(_anchor(f), _named(f)) for f in faults_in(section, about)),
        )
        for section in of.sections
    )
    return tuple(group for group in found if group.lines)


def to_confirm(of: Opened) -> tuple[ToConfirm, ...]:
    """Each question with words that hold the application up until they go or are confirmed."""
    found: dict[str, tuple[Question, list[str]]] = {}
    for one in suspicious(of.sections, of.about):
        found.setdefault(one.question.key, (one.question, []))[1].extend(one.kinds)
    return tuple(
        ToConfirm(key, question.text, " and ".join(dict.fromkeys(kinds)))
        for key, (question, kinds) in found.items()
    )


def _named(fault: Fault) -> str:
    """What to do, with the question it is about: away from the field, words alone are not enough.

    What is missing says it by itself.
    """
    if fault.missing:
        return fault.message
    part = fault.part.label if fault.part and fault.part.key != VALUE else ""
    where = f"{fault.question.key}, {part}" if part else fault.question.key
    return f"{where}: {fault.message}"


def _anchor(fault: Fault) -> str:
    if fault.part is None:
        return f"file-{fault.question.key}"
    picks = fault.part.control in {Control.CHOICE, Control.CHOICES}
    return f"{fault.field}-0" if picks else fault.field


def answered(frozen: Frozen) -> tuple[AnsweredSection, ...]:
    """Everything that was asked and answered, section by section."""
    return tuple(
        AnsweredSection(
            section.code,
            section.title,
            tuple(
                AnsweredQuestion(question.key, question.text, _lines(frozen, question))
                for question in asked(section, frozen.answers, frozen.kind)
                if question.kind is not Kind.SIGNATURE
            ),
        )
        for section in frozen.sections
    )


def _lines(frozen: Frozen, question: Question) -> tuple[tuple[str, str], ...]:
    if question.kind is Kind.FILE:
        return tuple(
            ("", f"{file.name}, {in_words(file.size)}")
            for file in frozen.files
            if file.question == question.key
        )
    return lines_of(question, frozen.answers.get(question.key, {}))


def paper_of_draft(of: Opened, at: dt.datetime, *, in_review: bool = False) -> bytes:
    """The application as it is now, as a PDF."""
    _, status = applicant_words(of.application, in_review=in_review)
    signature = of.signature if of.is_signed else None
    facts = papers.PaperFacts(
        status=status,
        made_at=at,
        signed=papers.Signed(signature.name, signature.title, signature.signed_at)
        if signature
        else None,
    )
    return papers.application_pdf(opened(of.content()), facts)


def paper_of_version(of: Opened, version: Submission, signature: Signature) -> bytes:
    """One version as a PDF: the receipt, with everything answered."""
    facts = papers.PaperFacts(
        status=f"Submitted, version {version.number}",
        made_at=version.submitted_at,
        reference=of.application.reference or "",
        submitted_at=version.submitted_at,
        fingerprint=version.fingerprint,
        signed=papers.Signed(signature.name, signature.title, signature.signed_at)
        if belongs(signature, version)
        else None,
        notes=(
            *((("Changed by staff", version.staff_reason),) if version.staff_reason else ()),
            *removal_notes(version.words_removed_at, version.mended_fingerprint),
        ),
    )
    return papers.application_pdf(opened(version.content), facts)
