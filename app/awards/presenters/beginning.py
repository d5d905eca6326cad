"""Awards and what follows them, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.awards.domain.beginning import Stage, pay
from app.charter.domain.fields import BY_KEY
from app.charter.presenters import mark_of
from app.core.dates import moment, short_day
from app.core.free_text import removal_notes
from app.core.papers import as_pdf
from app.core.papers.blocks import Heading, Pairs, Paper, Text, Tone
from app.rfa.domain.snapshots import short

if TYPE_CHECKING:
    from app.awards.domain.carrying import Carry
    from app.awards.models import Agreement, Milestone
    from app.awards.queries.beginnings import Award, Begun

STAGE_WORDS: Mapping[Stage, tuple[str, str]] = {
    Stage.OPEN: ("due", "Waits for the answer"),
    Stage.LATE: ("bad", "Not answered in time"),
    Stage.ACCEPTED: ("ok", "Accepted"),
    Stage.DECLINED: ("grey", "Declined"),
}


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """One part of the charter that is to be, with the question it comes from."""

    key: str
    label: str
    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """One milestone: what it pays, and whether it was met."""

    id: int
    title: str
    evidence: str
    amount: str
    met: str
    note: str


@dataclass(frozen=True, slots=True)
class AwardRow:
    """One award in the list of a round."""

    application_id: int
    practice: str
    tag: str
    stage: str
    detail: str
    agreement: str
    w9: str
    milestones: str
    cohort: str


def dollars(amount: int | None) -> str:
    """
    >>> dollars(15000), dollars(None)
    ('$15,000', '')
    """
    return "" if amount is None else f"${amount:,}"


def carried_rows(carry: Carry) -> tuple[CarriedRow, ...]:
    """What a charter takes over, field by field."""
    return tuple(
        CarriedRow(one.field, BY_KEY[one.field].label, one.text, mark_of(one.source))
        for one in carry.entries
    )


def planned(of: Award) -> tuple[tuple[str, str, str], ...]:
    """The milestones that an acceptance begins: title, evidence, dollars."""
    steps = of.terms.steps
    return tuple(
        (step.title, step.evidence, dollars(amount))
        for step, amount in zip(steps, pay(of.decision.amount, steps), strict=True)
    )


def milestone_rows(found: tuple[Milestone, ...]) -> tuple[MilestoneRow, ...]:
    """The milestones of an award, in order."""
    return tuple(
        MilestoneRow(
            one.id,
            one.title,
            one.evidence,
            dollars(one.amount),
            short_day(one.met_at.date()) if one.met_at else "",
            one.note,
        )
        for one in found
    )


def total(found: tuple[Milestone, ...]) -> str:
    """What all milestones pay together, and how much of it was met."""
    if not any(one.amount for one in found):
        return ""
    whole = sum(one.amount or 0 for one in found)
    met = sum(one.amount or 0 for one in found if one.met_at is not None)
    return f"{dollars(met)} of {dollars(whole)} met"


def agreement_words(of: Agreement | None) -> str:
    """Where the agreement is."""
    if of is None:
        return "Not signed"
    return "Signed" if of.countersigned_at is None else "Signed by both sides"


def signed_words(of: Agreement, accounts: Mapping[int, str]) -> str:
    """Who signed for the practice; `accounts` are the names of accounts by person."""
    name = _beside(of.name, accounts.get(of.person_id, ""))
    return f"{name}, {of.title}, {moment(of.signed_at)}"


def countersigned_words(of: Agreement, accounts: Mapping[int, str]) -> str:
    """Who signed for the program; "" when nobody has."""
    if of.countersigned_at is None or of.countersigned_by_id is None:
        return ""
    name = _beside(of.countersigned_name, accounts.get(of.countersigned_by_id, ""))
    return f"{name}, {of.countersigned_title}, {moment(of.countersigned_at)}"


def _beside(typed: str, account: str) -> str:
    """The typed name, with that of the account where they differ."""
    return typed if account in {"", typed} else f"{typed} (account of {account})"


def award_rows(found: tuple[Begun, ...]) -> tuple[AwardRow, ...]:
    """The awards of a round as its staff list them."""
    rows = []
    for one in found:
        tag, stage = STAGE_WORDS[one.stage]
        met = sum(step.met_at is not None for step in one.milestones)
        goes_on = one.stage is Stage.ACCEPTED
        rows.append(
            AwardRow(
                application_id=one.to.application_id,
                practice=one.to.practice,
                tag=tag,
                stage=stage if one.to.is_sent else "Withdrawn",
                detail=f"By {short_day(one.accept_by)}" if one.stage is Stage.OPEN else "",
                agreement=agreement_words(one.agreement) if goes_on else "",
                w9=("Received" if one.has_w9 else "Not yet") if goes_on else "",
                milestones=f"{met} of {len(one.milestones)}" if goes_on else "",
                cohort=("Enrolled" if one.is_enrolled else "Not enrolled") if goes_on else "",
            )
        )
    return tuple(rows)


def agreement_pdf(
    of: Agreement, accounts: Mapping[int, str], *, practice: str, program: str
) -> bytes:
    """The signed agreement on paper."""
    title, _, body = of.words.partition("\n")
    signatures = [("For the practice", signed_words(of, accounts))]
    signatures.append(
        ("For the program", countersigned_words(of, accounts) or "Not countersigned yet")
    )
    made_at: dt.datetime = of.countersigned_at or of.signed_at
    return as_pdf.written(
        Paper(
            title=title,
            foot=f"{practice} | {program}",
            blocks=(
                Text(body),
                Heading("Signatures", 1),
                Pairs((*signatures, *removal_notes(of.words_removed_at, of.mended_fingerprint))),
                Text(f"Fingerprint of the words (SHA-256):\n{of.fingerprint}", Tone.QUIET),
            ),
            author=practice,
            made_at=made_at,
        )
    )


def fingerprint_words(of: Agreement) -> str:
    """The beginning of the fingerprint, as pages show it."""
    return short(of.fingerprint)
