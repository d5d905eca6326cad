"""An application that Ruth reviews, and what she does to her review."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.core.db import db, transaction
from app.policy import Actor, Role
from app.reviews.domain.kinds import Recommendation
from app.reviews.domain.sheets import Mark, Sheet
from app.reviews.models import Review
from app.reviews.queries import seats
from app.reviews.queries.seats import Seat
from app.reviews.services import reviews
from app.rfa.models import Application, Submission
from tests.support import build

REVIEWING = dt.datetime(2026, 12, 10, 18, tzinfo=dt.UTC)
OVERDUE = dt.datetime(2026, 12, 30, 18, tzinfo=dt.UTC)
RUBRIC = [
    {"key": "K1", "title": "Need", "section": "profile", "points": 20, "anchors": {"0": "No need", "3": "Figures", "5": "Figures and a gap"}},
    {"key": "K2", "title": "Team", "section": "profile", "points": 30, "anchors": {"0": "No team", "5": "Five roles"}},
    {"key": "K3", "title": "Capacity", "section": "plan", "points": 30, "anchors": {"1": "Weak", "5": "Tested reports"}},
    {"key": "K4", "title": "Family", "section": "plan", "points": 20, "anchors": {"0": "Absent", "3": "A plan", "5": "Named and paid"}},
]  # fmt: skip
FORM = build.SMALL_FORM | {"criteria": RUBRIC}
CONTENT = {
    "Q1": {"value": "private"},
    "Q2": {"name": "Ana Ruiz", "email": "ana@example.org", "phone": "601-555-0143"},
    "P1": {"value": "Delta Pines will write a plan with Ana Ruiz for all families"},
}
SCORES = {"K1": 4, "K2": 5, "K3": 3, "K4": 4}


def sheet(scores: dict[str, int | None] | None = None, **given: Any) -> Sheet:
    """A whole sheet; None in `scores` is "cannot assess"."""
    marks = {
        key: Mark(score, score is None, f"Why {score}" if score is not None else "Not said")
        for key, score in (SCORES if scores is None else scores).items()
    }
    texts = {"strengths": "", "concerns": "", "conditions": "", "private_note": ""}
    texts |= {key: given.pop(key) for key in texts if key in given}
    return Sheet(marks, given.get("recommendation", Recommendation.AWARD), texts)


class Case:
    """A sent application of Delta Pines in a round that is over; Ruth may read it."""

    def __init__(self, **given: Any) -> None:
        self.round = build.rfa_round(title="RFA 2026", form=FORM)
        self.practice = build.practice(name="Delta Pines")
        self.of: Application = build.sent_application(
            round_id=self.round.id, practice_id=self.practice.id, content=CONTENT, **given
        )
        self.ruth = build.person(name="Ruth Hall", role=Role.REVIEWER)
        self.by = Actor(self.ruth.id, "Ruth Hall")
        build.declaration(self.round, self.ruth)
        build.reviewer_assignment(self.of, self.ruth)

    @property
    def at(self) -> str:
        """The address of the review."""
        return f"/reviews/{self.of.id}"

    @property
    def seat(self) -> Seat:
        db.session.expire_all()
        return seats.seat(self.of.id, self.ruth.id, REVIEWING)

    @property
    def review(self) -> Review:
        found = self.seat.review
        assert found is not None
        return found

    def do(self, deed: Any, *, at: dt.datetime = REVIEWING) -> None:
        """One of the services on a seat."""
        with transaction():
            seat = seats.seat(self.of.id, self.ruth.id, at, locked=True)
            deed(seat, by=self.by, at=at)

    def save(self, what: Sheet, *, edit: int | None = None, at: dt.datetime = REVIEWING) -> None:
        """Keep a sheet, on what is there unless said otherwise."""
        with transaction():
            seat = seats.seat(self.of.id, self.ruth.id, at, locked=True)
            known = seat.review.edit if seat.review else 0
            reviews.save_draft(seat, what, edit=known if edit is None else edit, by=self.by, at=at)

    def send(self, *, at: dt.datetime = REVIEWING) -> None:
        with transaction():
            seat = seats.seat(self.of.id, self.ruth.id, at, locked=True)
            assert seat.review is not None
            reviews.submit(seat, seat.review, by=self.by, at=at)

    def tell(self) -> None:
        """The decision was told."""
        self.of.told_at = REVIEWING
        db.session.commit()

    def change(self, text: str = "Delta Pines will write two plans") -> Submission:
        """The practice sends another version."""
        db.session.expire_all()
        last = db.session.scalars(
            db.select(Submission)
            .where(Submission.application_id == self.of.id)
            .order_by(Submission.number.desc())
        ).first()
        assert last is not None
        answers = last.content["answers"] | {"P1": {"value": text}}
        return build.saved(
            Submission(
                application_id=self.of.id,
                number=last.number + 1,
                submitted_at=REVIEWING,
                submitted_by_id=last.submitted_by_id,
                signature_id=last.signature_id,
                content=last.content | {"answers": answers},
                fingerprint="0" * 64,
            )
        )
