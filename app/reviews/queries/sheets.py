"""Score sheets as they are kept, and what reviewers read beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.errors import Missing
from app.reviews.domain import redacting
from app.reviews.domain.kinds import ReviewState
from app.reviews.domain.sheets import TEXTS, Mark, Sheet, blank
from app.reviews.models import Redaction, Review, SentReview
from app.rfa.domain import snapshots
from app.rfa.queries import applications
from app.rfa.queries.rounds import document_of

if TYPE_CHECKING:
    from app.reviews.queries.seats import Seat
    from app.rfa.domain.document import Criterion
    from app.rfa.domain.snapshots import FileMark, Frozen, QuestionDifference
    from app.rfa.models import Submission


def criteria_of(seat: Seat) -> tuple[Criterion, ...]:
    """The rubric that the application is scored by."""
    return document_of(seat.application.round).criteria


def written(review: Review | None, criteria: Iterable[Criterion]) -> Sheet:
    """What a review says, with its scores loaded; a blank sheet without one."""
    empty = blank(criteria)
    if review is None:
        return empty
    kept = {row.criterion: row for row in review.scores}
    return Sheet(
        marks={
            key: Mark(kept[key].score, kept[key].cannot_assess, kept[key].comment)
            if key in kept
            else mark
            for key, mark in empty.marks.items()
        },
        recommendation=review.recommendation,
        texts={name: getattr(review, name) for name in TEXTS},
    )


def times_sent(review_id: int) -> int:
    """How often a review was sent."""
    return (
        db.session.scalar(
            select(func.count()).select_from(SentReview).where(SentReview.review_id == review_id)
        )
        or 0
    )


def last_sent(reviews: Iterable[Review | None]) -> dict[int, dt.datetime]:
    """When those of these reviews that are drafts were last sent before, by review."""
    drafts = [one.id for one in reviews if one and one.state is ReviewState.DRAFT]
    if not drafts:
        return {}
    rows = db.session.execute(
        select(SentReview.review_id, func.max(SentReview.sent_at))
        .where(SentReview.review_id.in_(drafts))
        .group_by(SentReview.review_id)
    )
    return {review_id: sent_at for review_id, sent_at in rows}


def review_of(application_id: int, review_id: int, *, locked: bool = False) -> Review:
    """One review of an application with its scores; raises `Missing`."""
    statement = (
        select(Review)
        .where(Review.id == review_id, Review.application_id == application_id)
        .options(selectinload(Review.scores))
    )
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise Missing(str(review_id))
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reviewer reads of an application, without what is hidden.

    `version` is the newest one. `since` is the older one that the review rests on, if it does,
    and `differences` is what changed from then to now.
    """

    title: str
    version: Submission
    content: Frozen
    since: Submission | None
    differences: tuple[QuestionDifference, ...]


def title_of(seat: Seat) -> str:
    """What the application is called before this reviewer."""
    of = seat.application
    return of.practice.name if seat.sees_applicant else redacting.title(of.reference or "")


def reading(seat: Seat) -> Reading:
    """The newest version, as this reviewer may see it; raises `Missing` when there is none."""
    return readings([seat])[0]


def readings(seats: Collection[Seat]) -> tuple[Reading, ...]:
    """The same for several: one statement, and none unless somebody who applies is hidden."""
    hidden = [seat.application.id for seat in seats if not seat.sees_applicant]
    texts = redactions_of(hidden) if hidden else {}
    return tuple(_reading(seat, texts.get(seat.application.id, {})) for seat in seats)


def _reading(seat: Seat, texts: Mapping[str, str]) -> Reading:
    version = seat.latest
    if version is None:
        raise Missing("nothing was sent")
    since = _older(seat)
    both = [applications.frozen(one) for one in (version, since) if one is not None]
    content, *before = _shown(seat, both, texts)
    return Reading(
        title=title_of(seat),
        version=version,
        content=content,
        since=since,
        differences=snapshots.differences(before[0], content) if before else (),
    )


def readable_file(seat: Seat, file_id: int) -> FileMark:
    """A file of the newest version, or of the one that the review rests on.

    Raises `Missing` for others, and for all while those who apply are hidden.
    """
    versions = [one for one in (seat.latest, _older(seat)) if one is not None]
    for version in versions if seat.sees_applicant else ():
        for file in applications.frozen(version).files:
            if file.id == file_id:
                return file
    raise Missing(str(file_id))


def redactions_of(application_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """What staff wrote in the place of answers, by application and question."""
    found: dict[int, dict[str, str]] = {key: {} for key in application_ids}
    for row in db.session.scalars(
        select(Redaction).where(Redaction.application_id.in_(application_ids))
    ):
        found[row.application_id][row.question] = row.text
    return found


def _older(seat: Seat) -> Submission | None:
    """The version that the review rests on, when there is a newer one."""
    if not seat.is_outdated or seat.review is None or seat.review.state is ReviewState.VOID:
        return None
    wanted = seat.review.submission_id
    return next((version for version in seat.versions if version.id == wanted), None)


def _shown(seat: Seat, versions: list[Frozen], texts: Mapping[str, str]) -> list[Frozen]:
    """The versions as this reviewer may see them; `texts` stand in the place of answers."""
    if seat.sees_applicant:
        return versions
    of = seat.application
    return [
        redacting.redacted(
            one,
            texts,
            reference=of.reference or "",
            names=[of.practice.name],
            places=[of.practice.county, of.practice.city],
            beside=versions,
        )
        for one in versions
    ]
