"""An award that was told: a practice with its people, on a form that fills a charter."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from app.audit.models import AuditEvent
from app.awards.models import AwardPlan, Decision
from app.awards.queries import beginnings
from app.awards.queries.beginnings import Award
from app.core.db import db, transaction
from app.policy import Actor, Role
from app.rfa.models import Submission
from tests.pages.accounts.people import somebody
from tests.support import build

TOLD = dt.datetime(2027, 4, 17, 14, tzinfo=dt.UTC)
SOON = TOLD + dt.timedelta(days=2)
FORM = {
    "title": "RFA",
    "sections": [
        {
            "key": "team",
            "code": "C",
            "title": "Team",
            "questions": [
                {
                    "key": "C1",
                    "kind": "team roster",
                    "text": "Who is on your team?",
                    "rows": [
                        {"key": "lead", "label": "QI lead"},
                        {"key": "family", "label": "Family partner"},
                    ],
                },
                {"key": "D2", "kind": "text", "text": "Which health record do you use?"},
                {
                    "key": "D3",
                    "kind": "matrix",
                    "text": "Which can you report?",
                    "rows": [
                        {"key": "dental-home", "label": "Dental home"},
                        {"key": "plan", "label": "Plan of care"},
                    ],
                    "options": [
                        {"key": "tested", "label": "Yes"},
                        {"key": "not-yet", "label": "Not yet"},
                    ],
                },
                {"key": "G1", "kind": "aim", "text": "What do you want to change?"},
            ],
        }
    ],
    "criteria": [],
}
ANSWERS: dict[str, Any] = {
    "C1": {"lead.name": "Ana Test", "lead.hours": "4", "family.name": "Rosa Hill"},
    "D2": {"value": "Epic 2024"},
    "D3": {"dental-home": "tested", "plan": "not-yet"},
    "G1": {"what": "60% with shared plan", "by-when": "by May 2027"},
}


class Awarded:
    """Delta Pines was told on April 17 that it has an award; Ana leads and Carla signs."""

    def __init__(self, *, cohort: Any = None, amount: int | None = 10_001, **of: Any) -> None:
        self.round = of.pop("round", None) or build.rfa_round(
            title="RFA 2027", form=FORM, cap=20_000 if amount else None
        )
        self.practice = build.practice(name=of.pop("name", "Delta Pines"))
        self.ana = self.person("Ana Test", Role.APPLICATION_LEAD)
        self.carla = self.person("Carla Simms", Role.APPLICATION_SIGNER)
        self.ben = self.person("Ben Fox", Role.APPLICATION_EDITOR)
        self.neil = somebody(name="Neil", role=Role.PROGRAM_STAFF)
        self.cohort = cohort
        if beginnings.plan_of(self.round).version == 0:
            build.saved(
                AwardPlan(
                    round_id=self.round.id,
                    cohort_id=cohort.id if cohort else None,
                    signer_name="Mona Chief",
                    signer_title="Director",
                    changed_at=TOLD,
                    milestones={
                        "steps": [
                            {"title": "Agreement", "percent": 40, "evidence": "Signed"},
                            {"title": "Report", "percent": 60, "evidence": ""},
                        ]
                    },
                )
            )
        self.application = build.sent_application(
            round_id=self.round.id,
            practice_id=self.practice.id,
            created_by_id=self.ana.id,
            content=of.pop("content", ANSWERS),
            told_at=TOLD,
        )
        self.decision: Decision = build.decision(
            self.application, **{"amount": amount, "released_at": TOLD} | of
        )
        self.id = self.application.id
        self.at = f"/applications/{self.id}"

    def person(self, name: str, role: Role) -> Any:
        email = f"{name.split(maxsplit=1)[0].lower()}{self.practice.id}@example.org"
        return somebody(name=name, email=email, role=role, at=self.practice)

    def award(self) -> Award:
        return beginnings.award(self.id, locked=True)

    def accept(self, at: dt.datetime = SOON, by: Any = None) -> None:
        from app.awards.services import answering

        with transaction():
            answering.accept(
                self.award(),
                {self.ana.id: Role.LEAD, self.carla.id: Role.SPONSOR},
                by=actor(by or self.ana),
                at=at,
            )

    def submission(self) -> Submission:
        return db.session.scalars(
            select(Submission).where(Submission.application_id == self.id)
        ).one()


def actor(person: Any) -> Actor:
    return Actor(person.id, person.name)


def verbs() -> list[str]:
    db.session.flush()
    return [*db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id))]
