"""A round that is ready for its decisions: applications, reviewers, and a director."""

from __future__ import annotations

from typing import Any

from app.core.db import transaction
from app.policy import Actor, Grant, Role
from app.rfa.domain.states import ApplicationState
from app.rfa.models import Application
from tests.support import build

AT = build.NOON


class Meeting:
    """A round with `awards` places; `scores` are those of the reviewers, by application."""

    def __init__(self, scores: dict[str, dict[str, int | None]], **given: Any) -> None:
        self.round = build.rfa_round(**{"awards": 1} | given)
        self.reviewers: dict[str, Any] = {}
        self.of: dict[str, Application] = {}
        self.director = build.person(name="Dana Director", role=Role.DIRECTOR)
        for name, marks in scores.items():
            self.add(name, marks)

    def add(self, name: str, marks: dict[str, int | None], **clinic: Any) -> Application:
        """One more application with its submitted reviews."""
        practice = build.practice(**{"key": name.lower(), "name": name} | clinic)
        of: Application = build.sent_application(
            round_id=self.round.id, practice_id=practice.id, reference=f"CC2-{name}"
        )
        for who, score in marks.items():
            if who not in self.reviewers:
                self.reviewers[who] = build.person(name=who, role=Role.REVIEWER)
            build.reviewer_assignment(of, self.reviewers[who])
            build.review(of, self.reviewers[who], {"K1": score})
        self.of[name] = of
        return of

    @property
    def by(self) -> Actor:
        grants = frozenset({Grant(Role.DIRECTOR)})
        return Actor(person_id=self.director.id, name=self.director.name, grants=grants)

    def withdraw(self, name: str) -> None:
        with transaction():
            of = self.of[name]
            of.state = ApplicationState.WITHDRAWN
            of.withdrawn_at, of.withdrawn_reason = AT, "We cannot take part."


def tilted(**given: Any) -> Meeting:
    """One award; only Wren's harsh scores keep Bay above Ash."""
    return Meeting(
        {
            "Ash": {"Ruth": 5, "Wren": 1},
            "Bay": {"Ruth": 4, "Sam": 4},
            "Cedar": {"Sam": 2, "Ruth": 3},
        },
        **given,
    )
