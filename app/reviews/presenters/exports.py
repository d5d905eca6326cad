"""Reviews as files for other programs, and the reviewer's pack on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from app.core.clock import central
from app.core.papers import as_pdf
from app.core.papers.blocks import Block, Heading, Paper, Text
from app.reviews.domain.scoring import two_places
from app.rfa.presenters.exports import Cell
from app.rfa.presenters.papers import PaperFacts, Signed, answered
from app.rfa.presenters.signing import belongs

if TYPE_CHECKING:
    import datetime as dt

    from app.reviews.domain.showing import Shown
    from app.reviews.queries.panels import Reviewed
    from app.reviews.queries.sheets import Reading
    from app.rfa.domain.document import Criterion, FormDocument
    from app.rfa.models import Application, Signature

    Opened = tuple[str, Reading, Signature | None]

FIRST = ("Application", "Practice", "Reviewer", "Submitted (Central)", "Late")
LAST = (
    "Total",
    "Recommendation",
    "Strengths",
    "Concerns",
    "Conditions",
    "Private note to staff",
)


def headers(document: FormDocument) -> list[str]:
    """The first row of a table of reviews."""
    return [
        *FIRST,
        *(f"Score: {one.title}" for one in document.criteria),
        *LAST,
        *(f"Reason: {one.title}" for one in document.criteria),
    ]


def table(document: FormDocument, reviewed: Iterable[Reviewed]) -> Iterator[list[Cell]]:
    """One row for each submitted review; a missing score is an empty cell, never 0."""
    for application, review in _rows(reviewed):
        judged = {one.criterion: one for one in review.judgements}
        scores = [judged[one.key].score for one in document.criteria]
        yield [
            *_first(application, review),
            *("" if score is None else score for score in scores),
            *_last(review),
            *(judged[one.key].reason for one in document.criteria),
        ]


def records(document: FormDocument, reviewed: Iterable[Reviewed]) -> Iterator[dict[str, Any]]:
    """The same for programs: what is missing is null."""
    for application, review in _rows(reviewed):
        last = dict(zip(LAST, _last(review), strict=True))
        yield {
            **dict(zip(FIRST, _first(application, review), strict=True)),
            "Scores": {one.key: _judged(one, review) for one in document.criteria},
            **last,
            "Total": None if last["Total"] == "" else last["Total"],
        }


def _judged(criterion: Criterion, review: Shown) -> dict[str, Any]:
    one = next(each for each in review.judgements if each.criterion == criterion.key)
    return {
        "criterion": criterion.title,
        "score": one.score,
        "cannot assess": one.cannot_assess,
        "reason": one.reason,
    }


def _rows(reviewed: Iterable[Reviewed]) -> Iterator[tuple[Application, Shown]]:
    for one in reviewed:
        for review in one.shown.reviews:
            yield one.application, review


def _first(of: Application, review: Shown) -> list[Cell]:
    at = review.submitted_at
    return [
        of.reference or "",
        of.practice.name,
        review.author,
        central(at).strftime("%Y-%m-%d %H:%M") if at else "",
        "yes" if review.is_late else "",
    ]


def _last(review: Shown) -> list[Cell]:
    return [
        "" if review.total is None else float(two_places(review.total)),
        review.recommendation or "",
        review.strengths,
        review.concerns,
        review.conditions,
        review.private_note,
    ]


# ------------------------------------------------------------------ the pack


def pack_pdf(round_title: str, opened: Iterable[Opened], at: dt.datetime) -> bytes:
    """All applications of a reviewer one after the other, each under its reference.

    What is hidden is hidden in the readings already; a hidden applicant has no signature.
    """
    blocks: list[Block] = []
    for reference, reading, signature in opened:
        version = reading.version
        facts = PaperFacts(
            status=f"Submitted, version {version.number}",
            made_at=at,
            reference=reference,
            submitted_at=version.submitted_at if signature else None,
            signed=Signed(signature.name, signature.title, signature.signed_at)
            if signature and belongs(signature, version)
            else None,
        )
        heading = Heading(f"{reference}. {reading.title}", 1)
        blocks += [heading, *answered.paper(reading.content, facts).blocks]
    title = f"Applications to review: {round_title}"
    return as_pdf.written(
        Paper(
            title=title,
            foot=title,
            blocks=tuple(blocks) or (Text("No application is open to you now."),),
            made_at=at,
        )
    )
