"""An application with its panel, as pages about reviews need it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app.core.db import db
from app.policy import Role
from app.reviews.models import ReviewPhase, SentReview
from tests.support import build

AT = dt.datetime(2026, 12, 14, 18, tzinfo=dt.UTC)
"""Two weeks after the round of `build.rfa_round` closed: the review phase."""
CRITERIA = [
    {"key": key, "title": title, "section": "plan", "points": points, "anchors": {"0": "A wish"}}
    for key, title, points in (("K1", "Need", 20), ("K2", "Team", 30), ("K3", "Data", 50))
]
LOW = {"K1": 1, "K2": 3, "K3": 4}
"""0.2 + 0.9 + 2.0: a total of 3.10."""


@dataclass
class Panel:
    """P5 with Sam, Uma and Tess as reviewers, who declared and have no conflict; Mona is staff."""

    round: Any
    of: Any
    practice: Any
    sam: Any
    uma: Any
    tess: Any
    mona: Any

    @property
    def staff(self) -> str:
        return f"/staff/applications/{self.of.id}/reviews"

    @property
    def path(self) -> str:
        return f"/reviews/{self.of.id}/panel"

    def review(self, by: Any, scores: Any = None, **given: Any) -> Any:
        """A review with its copy for the time when it was sent."""
        row = build.review(self.of, by, scores or LOW, **given)
        if row.submitted_at:
            build.saved(
                SentReview(review_id=row.id, number=1, content={}, sent_at=row.submitted_at)
            )
        return row

    def phase(self, **given: Any) -> None:
        """What holds from the end of the time to apply on."""
        defaults = {"round_id": self.round.id, "kind": "review", "begins_at": self.round.closes_at}
        build.saved(ReviewPhase(**defaults | given))


def panel(app: Any, **of_round: Any) -> Panel:
    """Make it, and set the clock into the review phase."""
    app.extensions["clock"].set(AT)
    form = build.SMALL_FORM | {"criteria": CRITERIA}
    of_round = {"form": form, "title": "RFA 2026"} | of_round
    of = build.rfa_round(**of_round)
    clinic = build.practice(name="Pine Belt Pediatrics")
    application = build.sent_application(round_id=of.id, practice_id=clinic.id)
    people = []
    for name in ("Sam Boone", "Uma Dial", "Tess Crane"):
        one = build.person(name=name, role=Role.REVIEWER)
        build.declaration(of, one)
        build.reviewer_assignment(application, one)
        people.append(one)
    mona = build.person(name="Mona Lee", role=Role.PROGRAM_STAFF)
    db.session.commit()
    return Panel(of, application, clinic, *people, mona)
