"""Speed, SQL statements and weights of the pages on which people review, decide and begin.

They belong to the two rounds of the demonstration that are over: one is being reviewed, and
of the other everything was told. See `pages` for how it is measured.
"""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from benchmarks import figures, servers

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from flask import Flask

    from benchmarks.servers import Row

SHARES = {"reviewer's desk": 5.0, "score sheet": 5.0}
MOST_STATEMENTS = {
    "reviewer's desk": 20.0,
    "score sheet": 12.0,
    "board": 10.0,
    "decisions": 20.0,
    "letter": 20.0,
    "applicant's decision": 20.0,
    "award": 20.0,
    "charter": 12.0,
}
HTML_KB = {name: 8.0 for name in MOST_STATEMENTS}
"""The budget of forms, task lists and tables."""


def run() -> list[Row]:
    """Rows of (name, figure, unit, goal); a share is at least its goal, the rest at most."""
    with tempfile.TemporaryDirectory() as folder:
        portal, empty = servers.start(_serve, folder), servers.start(figures.serve_empty)
        shown, counted = portal.facts["pages"], portal.facts["statements"]
        try:
            return [
                *figures.shares(portal, empty, shown, SHARES),
                *(
                    (f"{name}: SQL statements", float(counted[name]), "", most)
                    for name, most in MOST_STATEMENTS.items()
                ),
                *figures.weights(portal, shown, HTML_KB),
            ]
        finally:
            portal.stop()
            empty.stop()


def _serve(channel: Connection, folder: str) -> None:
    from app.operations import schema
    from app.operations.demo import load
    from benchmarks import statements

    app = servers.portal(folder)
    with app.app_context():
        schema.upgrade()
        load.fill()
    shown = pages(app)
    counted = {name: statements.count_one(app, *page) for name, page in shown.items()}
    servers.listen(channel, app, {"pages": shown, "statements": counted})


def pages(app: Flask) -> dict[str, tuple[str, str]]:
    """Path and Cookie header of every measured page, by name; the demo cohort is there."""
    from app.core.db import db
    from app.operations.demo import people
    from benchmarks.statements import cookie

    with app.app_context():
        begun, reviewer = _begun()
        told, team, lead = _accepted()
        in_review, over = _round_of(begun), _round_of(told)
        db.session.rollback()
        reviews, awards = cookie(reviewer), cookie(lead)
        staff, director = cookie(people.STAFF.email), cookie(people.DIRECTOR.email)
    return {
        "reviewer's desk": ("/reviews", reviews),
        "score sheet": (f"/reviews/{begun}", reviews),
        "board": (f"/staff/rounds/{in_review}/board", staff),
        "decisions": (f"/staff/rounds/{over}/decisions", director),
        "letter": (f"/staff/applications/{told}/letter", staff),
        "applicant's decision": (f"/applications/{told}/decision", awards),
        "award": (f"/applications/{told}/award", awards),
        "charter": (f"/teams/{team}/charter", awards),
    }


def _begun() -> tuple[int, str]:
    """An application of which a review was begun, and the address of who writes it."""
    from sqlalchemy import select

    from app.accounts.models import Person
    from app.core.db import db
    from app.reviews.domain.kinds import ReviewState
    from app.reviews.models import Review

    found = db.session.execute(
        select(Review.application_id, Person.email)
        .join(Person, Person.id == Review.person_id)
        .where(Review.state == ReviewState.DRAFT)
        .order_by(Review.id)
        .limit(1)
    ).one()
    return found.application_id, found.email


def _accepted() -> tuple[int, str, str]:
    """An application with an award that was accepted, its team, and the address of its lead."""
    from sqlalchemy import select

    from app.accounts.models import Person
    from app.awards.models import AwardReply, Decision
    from app.core.db import db
    from app.practices.models import Practice
    from app.rfa.models import Application

    found = db.session.execute(
        select(Application.id, Practice.key, Person.email)
        .join(Decision, Decision.application_id == Application.id)
        .join(AwardReply, AwardReply.decision_id == Decision.id)
        .join(Practice, Practice.id == Application.practice_id)
        .join(Person, Person.id == AwardReply.replied_by_id)
        .limit(1)
    ).one()
    return found.id, found.key, found.email


def _round_of(application_id: int) -> str:
    from app.rfa.queries import applications

    return applications.application(application_id).round.key
