"""A round that is over, with decisions that nobody was told about yet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from app.accounts.models import Person
from app.awards.domain.kinds import Outcome
from app.awards.models import AwardPlan, Decision
from app.awards.queries import releases
from app.awards.services import release
from app.core.db import db, transaction
from app.outbox.models import OutboxMail
from app.policy import Actor, Grant, Role
from app.practices.models import Practice
from app.rfa.models import Application, Round
from tests.support import build

AT = dt.datetime(2026, 12, 10, 18, tzinfo=dt.UTC)
RELEASE_AT = dt.datetime(2026, 12, 17, 15, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
OUTCOMES = (Outcome.AWARD, Outcome.WAIT_LIST, Outcome.DECLINE)


def actor(person: Person, *roles: Role) -> Actor:
    return Actor(person.id, person.name, frozenset(Grant(role) for role in roles))


class World:
    """Three applications: an award, a place on the wait list, a decline; Mona and Neil tell."""

    def __init__(self, outcomes: tuple[Outcome, ...] = OUTCOMES, key: str | None = "cares") -> None:
        self.director = build.person(name="Mona Reyes", role=Role.DIRECTOR)
        self.second = build.person(name="Neil Ward", role=Role.PROGRAM_STAFF)
        self.mona = actor(self.director, Role.DIRECTOR)
        self.neil = actor(self.second, Role.PROGRAM_STAFF)
        self.round: Round = build.rfa_round(**({"key": key, "title": "CARES 2"} if key else {}))
        build.saved(
            AwardPlan(
                round_id=self.round.id,
                letterhead="Department of Health",
                signer_name="Mona Reyes",
                signer_title="Director",
                changed_at=AT,
            )
        )
        self.leads: list[Person] = []
        self.applications: list[Application] = []
        self.decisions: list[Decision] = []
        for outcome in outcomes:
            self.decide(self.apply(), outcome)

    def apply(self, **given: Any) -> Application:
        """One more application, with a lead of its own."""
        number = len(self.applications) + 1
        lead = build.person(name=f"Lead {number}")
        named = {"name": f"Clinic {number}"} if self.round.key == "cares" else {}
        clinic: Practice = build.practice(county="Hinds", **named)
        one: Application = build.sent_application(
            lead=lead, round_id=self.round.id, practice_id=clinic.id, **given
        )
        for section in self.round.form["sections"]:
            build.section_draft(one, section["key"], {})
        self.leads.append(lead)
        self.applications.append(one)
        return one

    def decide(self, of: Application, outcome: Outcome = Outcome.DECLINE, **given: Any) -> Decision:
        """Record a decision about an application."""
        waits = {"waits_as": 1} if outcome is Outcome.WAIT_LIST else {}
        one: Decision = build.decision(of, by=self.director, outcome=outcome, **waits | given)
        self.decisions.append(one)
        return one

    def plan(self, release_at: dt.datetime = RELEASE_AT) -> None:
        with transaction():
            release.plan(self.round, release_at=release_at, by=self.mona, at=AT)

    @property
    def outlook(self) -> releases.Outlook:
        db.session.expire_all()
        return releases.outlook(self.round, AT)

    def confirm(self, **how: Any) -> None:
        seen = how.pop("seen", self.outlook.mark)
        with transaction():
            release.confirm(self.round, **{"seen": seen, "by": self.neil, "at": AT} | how)

    def planned_and_confirmed(self) -> World:
        self.plan()
        self.confirm()
        return self

    def tell(self, at: dt.datetime = RELEASE_AT) -> int:
        with transaction():
            return release.release_due(at=at)


def mails(kind: str = "decision") -> list[OutboxMail]:
    db.session.expire_all()
    found = select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)
    return list(db.session.scalars(found))
