"""Letters and their release, in words and on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.awards.domain.kinds import LetterKind, Outcome
from app.awards.domain.letters import label_of
from app.core.clock import central
from app.core.dates import day, moment
from app.core.papers import as_pdf
from app.core.papers.blocks import Block, Heading, Paper, Text, Tone
from app.core.text import key_from

if TYPE_CHECKING:
    from app.awards.domain.letters import Words
    from app.awards.models import Feedback
    from app.awards.queries.letters import Composed
    from app.awards.queries.releases import Outlook

OUTCOME_TITLES = {
    Outcome.AWARD: "Awards",
    Outcome.AWARD_WITH_CONDITIONS: "Awards with conditions",
    Outcome.WAIT_LIST: "Wait list",
    Outcome.DECLINE: "Declined",
}
KIND_TITLES = {
    LetterKind.AWARD: "Award",
    LetterKind.AWARD_WITH_CONDITIONS: "Award with conditions",
    LetterKind.WAIT_LIST: "Wait list",
    LetterKind.DECLINE: "Decline",
    LetterKind.PROMOTION: "Place that became free",
}
KIND_SLUGS = {kind.value.replace(" ", "-"): kind for kind in LetterKind}
SLUGS = {kind: slug for slug, kind in KIND_SLUGS.items()}
RECORDED = "recorded, not released"


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One line of the list of decisions."""

    application_id: int
    key: str
    practice: str
    place: str
    state: str
    letter: tuple[str, str]
    missing: tuple[str, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class DecisionGroup:
    """The decisions with one outcome."""

    title: str
    lines: tuple[DecisionLine, ...]


def groups(outlook: Outlook, summaries: Mapping[int, Feedback]) -> tuple[DecisionGroup, ...]:
    """All decisions of a round by outcome; those who wait by their place."""
    every = (*outlook.letters, *outlook.told)
    found = []
    for outcome, title in OUTCOME_TITLES.items():
        these = [one for one in every if one.decision.outcome is outcome]
        these.sort(key=lambda one: (one.decision.waits_as or 0, one.to.practice.casefold()))
        if these:
            lines = tuple(_line(one, summaries.get(one.to.application_id)) for one in these)
            found.append(DecisionGroup(title, lines))
    return tuple(found)


def _line(one: Composed, summary: Feedback | None) -> DecisionLine:
    place = one.decision.waits_as
    return DecisionLine(
        application_id=one.to.application_id,
        key=one.to.practice_key,
        practice=one.to.practice,
        place=f"Place {place}" if place else "",
        state=state_words(one),
        letter=letter_state(one),
        missing=missing_words(one),
        summary=_summary_words(summary),
    )


def state_words(one: Composed) -> str:
    """Whether the applicant knows."""
    if one.decision.released_at is not None:
        return f"told on {day(central(one.decision.released_at).date())}"
    return RECORDED if one.to.is_sent else "withdrawn, nobody is told"


def letter_state(one: Composed) -> tuple[str, str]:
    """The tag and the words for a letter."""
    if one.decision.released_at is not None:
        return "ok", "Sent"
    if not one.filled.is_ready:
        return "bad", "A field is missing"
    return "ok", "Ready, written by hand" if one.is_edited else "Ready"


def missing_words(one: Composed) -> tuple[str, ...]:
    """The fields without a value, in words."""
    if one.decision.released_at is not None:
        return ()
    return tuple(f"{label_of(name)} ({{{{{name}}}}})" for name in one.filled.missing)


def _summary_words(summary: Feedback | None) -> str:
    if summary is None:
        return "None"
    return "Draft" if summary.approved_at is None else "Approved"


def version_words(number: int) -> str:
    """A version of a letter's words; 0 is what the portal brings."""
    return f"Version {number}" if number else "The portal's own words"


def written_words(at: dt.datetime | None, name: str) -> str:
    """When and by whom a version was written."""
    return f"{moment(at)}, by {name}" if at else "Came with the portal"


def letter_pdf(words: Words, letterhead: tuple[str, ...], one: Composed, at: dt.datetime) -> bytes:
    """A letter on the letterhead of the round."""
    head = [line for line in letterhead if line.strip()]
    blocks: tuple[Block, ...] = (
        Text("\n".join(head[1:]), Tone.QUIET),
        Text(day(central(at).date(), this_year=0)),
        Text(f"{one.to.practice}\n{one.to.county} County, Mississippi"),
        Heading(words.subject, 2),
        Text(words.body),
    )
    foot = " | ".join(part for part in (one.to.practice, one.to.reference) if part)
    return as_pdf.written(
        Paper(
            title=head[0] if head else "Letter",
            foot=foot,
            blocks=blocks,
            author=head[0] if head else "",
            made_at=at,
        )
    )


def pdf_name(one: Composed) -> str:
    """The name of a letter's file: letters, digits and hyphens only."""
    kind = "promotion-letter" if one.kind is LetterKind.PROMOTION else "letter"
    return f"{key_from(one.to.practice) or 'practice'}-{kind}.pdf"


def pdf_label(one: Composed, count: int) -> str:
    """The words of the link to a letter on paper; with several letters they say which."""
    return "Letter as PDF" if count == 1 else f"{KIND_TITLES[one.kind]}: letter as PDF"
