"""The ranking board of a large round: 500 applications with three reviews each.

A round with the form and rubric that ship stands in a portal; a director asks for the first
page of its board, which ranks everything, and for the page on its fairness.
"""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import time
from typing import TYPE_CHECKING

from benchmarks import servers

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from app.accounts.models import Person
    from app.rfa.models import Round, Submission
    from benchmarks.servers import Row

APPLICATIONS, EACH, REVIEWERS = 500, 3, 30
TIMES = 12
MOST_STATEMENTS, MOST_MILLISECONDS = 10.0, 1_000.0


def run() -> list[Row]:
    """The statements of the board, and the medians of the board and of its fairness."""
    with tempfile.TemporaryDirectory() as folder:
        portal = servers.start(_serve, folder)
        try:
            taken: dict[str, list[float]] = {"board": [], "fairness": []}
            for _ in range(TIMES):
                for name, kept in taken.items():
                    begun = time.perf_counter()
                    portal.get(portal.facts["paths"][name], portal.facts["cookie"])
                    kept.append(1000 * (time.perf_counter() - begun))
        finally:
            portal.stop()
    size = f"{APPLICATIONS} x {EACH}"
    counted = float(portal.facts["statements"])
    median = {name: statistics.median(kept) for name, kept in taken.items()}
    return [
        (f"ranking board of {size}: SQL statements", counted, "", MOST_STATEMENTS),
        (f"ranking board of {size}: median", median["board"], "ms", MOST_MILLISECONDS),
        (f"fairness of {size}: median", median["fairness"], "ms", None),
    ]


def _serve(channel: Connection, folder: str) -> None:
    from benchmarks import statements

    app = servers.portal(folder)
    with app.app_context():
        email, key = _fill()
        cookie = statements.cookie(email)
    board = f"/staff/rounds/{key}/board"
    counted = statements.count_one(app, board, cookie)
    paths = {"board": board, "fairness": f"{board}/fairness"}
    servers.listen(channel, app, {"paths": paths, "cookie": cookie, "statements": counted})


def _fill() -> tuple[str, str]:
    """The round with its reviews; gives the address of its director and the key of the round."""
    from app.core.clock import now
    from app.core.db import transaction
    from app.operations import schema
    from app.policy import Role
    from app.rfa.queries.rounds import shipped_form
    from tests.support import build

    schema.upgrade()
    at, weeks = now(), dt.timedelta(weeks=4)
    director: Person = build.person(role=Role.DIRECTOR)
    reviewers = [build.person(role=Role.REVIEWER) for _ in range(REVIEWERS)]
    of = build.rfa_round(
        opens_at=at - 2 * weeks, closes_at=at - weeks, form=shipped_form(), awards=40
    )
    with transaction():
        _apply(of, director, [one.id for one in reviewers], at)
    return director.email, of.key


def _apply(of: Round, sender: Person, reviewers: list[int], at: dt.datetime) -> None:
    """Give the round its applications, each with its reviews."""
    from app.core.db import db
    from app.practices.domain.counties import COUNTIES
    from app.practices.domain.kinds import PracticeKind
    from app.practices.models import Practice
    from app.rfa.domain.states import ApplicationState
    from app.rfa.models import Application, Signature, Submission

    kinds, counties = tuple(PracticeKind), tuple(COUNTIES)
    for number in range(APPLICATIONS):
        practice = Practice(
            key=f"clinic-{number}",
            name=f"Clinic {number}",
            kind=kinds[number % len(kinds)],
            county=counties[number % len(counties)],
            created_at=at,
        )
        db.session.add(practice)
        db.session.flush()
        application = Application(
            round_id=of.id,
            practice_id=practice.id,
            state=ApplicationState.SUBMITTED,
            reference=f"CC2-{number:04}",
            created_at=at,
            created_by_id=sender.id,
            content_at=at,
            submitted_at=at,
        )
        db.session.add(application)
        db.session.flush()
        signature = Signature(
            application_id=application.id,
            person_id=sender.id,
            name="Sam Signer",
            title="Director",
            statement="I may sign.",
            fingerprint="0" * 64,
            signed_at=at,
        )
        db.session.add(signature)
        db.session.flush()
        version = Submission(
            application_id=application.id,
            number=1,
            submitted_at=at,
            submitted_by_id=sender.id,
            signature_id=signature.id,
            content={},
            fingerprint="0" * 64,
        )
        db.session.add(version)
        db.session.flush()
        _review(of, version, reviewers, number, at)


def _review(
    of: Round, version: Submission, reviewers: list[int], number: int, at: dt.datetime
) -> None:
    """Three of the reviewers score every criterion."""
    from app.core.db import db
    from app.reviews.domain.kinds import Recommendation, ReviewState
    from app.reviews.models import Review, ReviewScore

    advice = tuple(Recommendation)
    for turn in range(EACH):
        row = Review(
            application_id=version.application_id,
            person_id=reviewers[(number * EACH + turn) % REVIEWERS],
            submission_id=version.id,
            state=ReviewState.SUBMITTED,
            recommendation=advice[(number + turn) % len(advice)],
            started_at=at,
            changed_at=at,
            submitted_at=at,
        )
        row.scores = [
            ReviewScore(
                criterion=criterion["key"],
                score=(number + turn * place) % 6,
                comment="A reason of some length, as people write them.",
            )
            for place, criterion in enumerate(of.form["criteria"])
        ]
        db.session.add(row)
