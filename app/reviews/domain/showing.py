"""What somebody is shown of the reviews of an application, of the panel's talk and consensus.

Every page, file and mail gets what it shows from here. What a looker may not see is not in
what comes out: no text, no name, no number, and not even how many there are. Whether somebody
sees reviews and names at all is asked of `visibility`; which reviews and which of their parts
come out (drafts, void ones, private notes) is decided here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.reviews.domain import consensus
from app.reviews.domain.consensus import ConsensusState
from app.reviews.domain.kinds import Recommendation, ReviewState
from app.reviews.domain.scoring import Opinion, Panel, panel
from app.reviews.domain.visibility import Looker, Phase, sees_author, sees_reviews

OF_STAFF = "Program staff"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a review says of one criterion; `score` None is missing."""

    criterion: str
    score: int | None
    cannot_assess: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """One review as it is kept, in whatever state.

    `first_sent_at` is when it was first submitted, None when it never was; `version` is the
    number of the application's version that was read.
    """

    id: int
    author_id: int
    author: str
    state: ReviewState
    first_sent_at: dt.datetime | None
    submitted_at: dt.datetime | None
    version: int
    is_late: bool
    total: Fraction | None
    recommendation: Recommendation | None
    judgements: tuple[Judgement, ...]
    strengths: str
    concerns: str
    conditions: str
    private_note: str
    void_reason: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One review as a looker reads it; `number` is that of its author among the reviewers."""

    id: int
    number: int
    author: str
    is_own: bool
    submitted_at: dt.datetime | None
    version: int
    is_late: bool
    total: Fraction | None
    recommendation: Recommendation | None
    judgements: tuple[Judgement, ...]
    strengths: str
    concerns: str
    conditions: str
    private_note: str
    void_reason: str


@dataclass(frozen=True, slots=True)
class Showing:
    """What a looker sees: submitted reviews and their numbers, and for staff what is apart.

    `in_progress` are the names of who has a draft; nothing of the draft itself.
    """

    reviews: tuple[Shown, ...]
    panel: Panel
    is_far_apart: bool
    in_progress: tuple[str, ...] = ()
    void: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody wrote in the discussion; `criterion` "" is about all."""

    id: int
    author_id: int
    author: str
    criterion: str
    body: str
    mentions: tuple[int, ...]
    written_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post as a looker reads it."""

    id: int
    author: str
    is_own: bool
    criterion: str
    body: str
    mentions: tuple[str, ...]
    written_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said to a proposal."""

    agrees: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A score that the panel is asked to agree to; `answers` are by person."""

    id: int
    score: Fraction
    body: str
    proposed_by_id: int
    proposed_by: str
    proposed_at: dt.datetime
    answers: Mapping[int, Answer]


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """A proposal as a looker reads it, with what each member of the panel said; None: nothing."""

    id: int
    score: Fraction
    body: str
    proposed_by: str
    proposed_at: dt.datetime
    state: ConsensusState
    answers: tuple[tuple[str, Answer | None], ...]
    own: Answer | None
    may_answer: bool
    may_withdraw: bool


def numbers(written: Iterable[Written]) -> dict[int, int]:
    """The number of each reviewer, in the order in which they first submitted.

    Names, accounts and the order of the list of people play no part. A reviewer keeps the
    number whatever comes later, so that "Reviewer 2" in a post stays the same person.
    """
    sent = sorted(
        (one.first_sent_at, one.id, one.author_id) for one in written if one.first_sent_at
    )
    return {author_id: place for place, (_, _, author_id) in enumerate(sent, 1)}


def members(written: Iterable[Written]) -> tuple[int, ...]:
    """The panel: whose reviews are submitted, by their numbers."""
    found = tuple(written)
    number = numbers(found)
    return tuple(
        sorted(
            (one.author_id for one in found if one.state is ReviewState.SUBMITTED),
            key=lambda author_id: number.get(author_id, 0),
        )
    )


def show(
    written: Sequence[Written], looker: Looker, phase: Phase | None, threshold: Fraction
) -> Showing | None:
    """What `looker` sees of the reviews of one application; None for nothing at all.

    `threshold` is the spread from which a panel should talk. Drafts and void reviews are in
    no number; only staff know that there are any.
    """
    if not sees_reviews(looker, phase):
        return None
    submitted = [one for one in written if one.state is ReviewState.SUBMITTED]
    found = panel(Opinion(one.total, one.recommendation) for one in submitted)
    shown = tuple(_shown(submitted, written, looker, phase))
    if not looker.is_staff:
        return Showing(shown, found, found.is_far_apart(threshold))
    void = [one for one in written if one.state is ReviewState.VOID]
    return Showing(
        reviews=shown,
        panel=found,
        is_far_apart=found.is_far_apart(threshold),
        in_progress=tuple(one.author for one in written if one.state is ReviewState.DRAFT),
        void=tuple(_shown(void, written, looker, phase)),
    )


def _shown(
    some: Iterable[Written], written: Sequence[Written], looker: Looker, phase: Phase | None
) -> list[Shown]:
    number = numbers(written)
    found = [
        Shown(
            id=one.id,
            number=number.get(one.author_id, 0),
            author=author(one.author_id, one.author, written, looker, phase),
            is_own=one.author_id == looker.person_id,
            submitted_at=one.submitted_at,
            version=one.version,
            is_late=one.is_late,
            total=one.total,
            recommendation=one.recommendation,
            judgements=one.judgements,
            strengths=one.strengths,
            concerns=one.concerns,
            conditions=one.conditions,
            private_note=one.private_note if looker.is_staff else "",
            void_reason=one.void_reason,
        )
        for one in some
    ]
    return sorted(found, key=lambda one: one.number)


def author(
    person_id: int, name: str, written: Sequence[Written], looker: Looker, phase: Phase | None
) -> str:
    """How `looker` reads who wrote something: by name, as "Reviewer 2" or as staff."""
    if sees_author(looker, phase, person_id):
        return name
    number = numbers(written).get(person_id)
    return f"Reviewer {number}" if number else OF_STAFF


def may_talk(looker: Looker, phase: Phase | None) -> bool:
    """Whether `looker` takes part in the discussion: staff, and who submitted a review."""
    return sees_reviews(looker, phase) and (looker.is_staff or looker.has_submitted)


def talk(
    posts: Iterable[Post], written: Sequence[Written], looker: Looker, phase: Phase | None
) -> tuple[ShownPost, ...] | None:
    """The discussion as `looker` reads it, the oldest first; None for nothing at all."""
    if not may_talk(looker, phase):
        return None
    names = {one.author_id: one.author for one in written}
    return tuple(
        ShownPost(
            id=post.id,
            author=author(post.author_id, post.author, written, looker, phase),
            is_own=post.author_id == looker.person_id,
            criterion=post.criterion,
            body=post.body,
            mentions=tuple(
                author(one, names[one], written, looker, phase)
                for one in post.mentions
                if one in names
            ),
            written_at=post.written_at,
        )
        for post in posts
    )


def others(
    written: Sequence[Written], looker: Looker, phase: Phase | None
) -> tuple[tuple[int, int, str], ...]:
    """Whom a post may mention: number, person and name of the panel's other members."""
    if not may_talk(looker, phase):
        return ()
    number = numbers(written)
    names = {one.author_id: one.author for one in written}
    return tuple(
        (number[one], one, author(one, names[one], written, looker, phase))
        for one in members(written)
        if one != looker.person_id and one in number
    )


def proposal(
    of: Proposal, written: Sequence[Written], looker: Looker, phase: Phase | None
) -> ShownProposal | None:
    """The open proposal as `looker` reads it; None for nothing at all."""
    if not may_talk(looker, phase):
        return None
    panel_members = members(written)
    names = {one.author_id: one.author for one in written}
    return ShownProposal(
        id=of.id,
        score=of.score,
        body=of.body,
        proposed_by=author(of.proposed_by_id, of.proposed_by, written, looker, phase),
        proposed_at=of.proposed_at,
        state=consensus.state(
            panel_members, {key: answer.agrees for key, answer in of.answers.items()}
        ),
        answers=tuple(
            (author(one, names[one], written, looker, phase), of.answers.get(one))
            for one in panel_members
        ),
        own=of.answers.get(looker.person_id),
        may_answer=looker.person_id in panel_members,
        may_withdraw=looker.is_staff or looker.person_id == of.proposed_by_id,
    )
