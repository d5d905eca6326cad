"""A round with six applications and four reviewers, for the tests of who reviews what."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.outbox.models import OutboxMail
from app.policy import Role
from app.practices.domain.kinds import PracticeKind
from app.reviews.domain.kinds import TieKind
from app.reviews.models import DeclaredTie, ReviewerAssignment, ReviewPlan
from tests.support import build

AT = dt.datetime(2026, 3, 16, 15, tzinfo=dt.UTC)
CLOSES = dt.datetime(2026, 3, 14, 4, 59, tzinfo=dt.UTC)
DUE = dt.datetime(2026, 4, 10, 22, tzinfo=dt.UTC)
NAMES = ("Ruth", "Sam", "Tess", "Uma")
COUNTIES = ("Hinds", "Bolivar", "Harrison", "Hinds", "Bolivar", "Harrison")
KINDS = tuple(PracticeKind)


class Kudzu:
    """P1 to P6, reviewers by first name; two reviews each, three for each reviewer."""

    def __init__(self, *, applications: int = 6, each: int = 2, most: int = 3) -> None:
        self.round = build.rfa_round(
            key="kudzu",
            title="Kudzu 2026",
            opens_at=CLOSES - dt.timedelta(days=40),
            closes_at=CLOSES,
            reviewers_each=each,
        )
        build.saved(
            ReviewPlan(
                round_id=self.round.id, due_at=DUE, least_each=0, most_each=most, changed_at=AT
            )
        )
        self.people = {
            name: build.person(
                name=f"{name} Reviewer", email=f"{name.lower()}@example.org", role=Role.REVIEWER
            )
            for name in NAMES
        }
        self.applications = [
            build.sent_application(
                round_id=self.round.id,
                practice_id=build.practice(
                    name=f"Practice P{number}",
                    kind=KINDS[number % len(KINDS)],
                    county=COUNTIES[(number - 1) % len(COUNTIES)],
                ).id,
                reference=f"CC2-2026-{number:04}",
                sent_at=CLOSES - dt.timedelta(days=2),
            )
            for number in range(1, applications + 1)
        ]

    def tie(self, name: str, number: int, kind: TieKind = TieKind.EMPLOYMENT) -> None:
        """Somebody declares a tie to the practice of an application."""
        of = build.declaration(self.round, self.people[name])
        practice_id = self.applications[number - 1].practice_id
        build.saved(DeclaredTie(declaration_id=of.id, kind=kind, practice_id=practice_id))

    def pair(self, name: str, number: int) -> str:
        """A pair as the forms name it."""
        return f"{self.applications[number - 1].id}-{self.people[name].id}"


def pairs() -> set[tuple[int, int]]:
    """Who reviews what now."""
    db.session.expire_all()
    found = select(ReviewerAssignment).where(ReviewerAssignment.removed_at.is_(None))
    return {(one.application_id, one.person_id) for one in db.session.scalars(found)}


def mails(kind: str = "assignment") -> list[Any]:
    """Every mail of a kind."""
    db.session.expire_all()
    found = select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)
    return list(db.session.scalars(found))
