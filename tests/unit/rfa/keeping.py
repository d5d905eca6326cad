"""A full round that was decided and told, with the same telling word in every text of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.awards.domain.kinds import Outcome
from app.awards.models import (
    AwardPlan,
    Decision,
)
from app.awards.services import snapshots
from app.core.db import db, transaction
from app.policy import Actor, Grant, Role
from app.rfa.domain.states import ApplicationState
from app.rfa.models import (
    Application,
    RetentionLog,
)
from app.rfa.queries import retention as queries
from app.rfa.services import retention as services
from tests.support import build
from tests.support.build import saved
from tests.unit.rfa import telling_words
from tests.unit.rfa.telling_words import TOLD, WORD, sign

LATER = dt.datetime(2030, 1, 5, 15, tzinfo=dt.UTC)
"""When everything of the round is due."""


class Kept:
    """Ash has an award; Bay and Cedar were declined, Dell withdrew, and Elm never sent."""

    def __init__(self) -> None:
        self.director = build.person(name="Dana Director", role=Role.DIRECTOR)
        self.staff = build.person(name="Kim Lott", role=Role.PROGRAM_STAFF)
        self.reviewers = [build.person(name=name, role=Role.REVIEWER) for name in ("Ruth", "Sam")]
        self.round = build.rfa_round(key="kept", title="Kept round")
        saved(AwardPlan(round_id=self.round.id, changed_at=TOLD))
        self.leads: dict[str, Any] = {}
        self.of: dict[str, Application] = {}
        for name in ("Ash", "Bay", "Cedar"):
            self.send(name)
        self.withdraw(self.send("Dell", reviewed=False))
        self.draft("Elm")
        with transaction():
            snapshots.freeze(self.round, "First meeting", by=self.by, at=TOLD)
        self.decide("Ash", Outcome.AWARD)
        for name in ("Bay", "Cedar"):
            self.decide(name, Outcome.DECLINE)
            write_everywhere(self, self.of[name])
        for name in ("Dell", "Elm"):
            write_in(self, self.of[name])

    @property
    def by(self) -> Actor:
        grants = frozenset({Grant(Role.DIRECTOR)})
        return Actor(self.director.id, self.director.name, grants)

    def send(self, name: str, *, reviewed: bool = True) -> Application:
        practice = build.practice(name=f"{name} {WORD}", key=f"{name.lower()}-{WORD}", city=WORD)
        self.leads[name] = build.person(name=f"Lead of {name}")
        content = {"Q1": {"value": "fqhc"}, "P1": {"value": f"We plan {WORD}"}}
        of: Application = build.sent_application(
            lead=self.leads[name],
            round_id=self.round.id,
            practice_id=practice.id,
            content=content,
            screening={"q": WORD},
        )
        sign(of, by_staff=reviewed)
        self._draft_answers(of)
        for place, who in enumerate(self.reviewers if reviewed else ()):
            build.reviewer_assignment(of, who, override_reason=WORD)
            build.review(
                of,
                who,
                {"K1": 3 + place},
                **dict.fromkeys(("strengths", "concerns", "conditions", "private_note"), WORD),
            )
        self.of[name] = of
        return of

    def draft(self, name: str) -> Application:
        practice = build.practice(name=f"{name} {WORD}", key=f"{name.lower()}-{WORD}")
        self.leads[name] = build.person(name=f"Lead of {name}")
        of: Application = build.application(
            lead=self.leads[name], round_id=self.round.id, practice_id=practice.id
        )
        self._draft_answers(of)
        self.of[name] = of
        return of

    def _draft_answers(self, of: Application) -> None:
        build.section_draft(of, "profile", {"Q1": {"value": "fqhc"}}, is_complete=True)
        build.section_draft(of, "plan", {"P1": {"value": WORD}, "P2": {}}, is_complete=True)

    def withdraw(self, of: Application) -> None:
        of.state = ApplicationState.WITHDRAWN
        of.withdrawn_at, of.withdrawn_reason = TOLD, WORD
        db.session.commit()

    def decide(self, name: str, outcome: Outcome) -> Decision:
        of = self.of[name]
        row: Decision = build.decision(
            of,
            by=self.director,
            outcome=outcome,
            rationale=WORD,
            departure=WORD,
            released_at=TOLD,
        )
        of.told_at = TOLD
        db.session.commit()
        return row

    def name_people(self) -> None:
        """Somebody registered for the round, and somebody asked about it."""
        telling_words.name_people(self)


def write_in(kept: Kept, of: Application) -> None:
    """What the practice and staff leave in and beside an application."""
    telling_words.write_by_practice(of)
    telling_words.write_by_staff(kept, of)
    telling_words.write_invitation(kept, of)


def write_everywhere(kept: Kept, of: Application) -> None:
    """The same, and what reviewers, the panel and the director write."""
    write_in(kept, of)
    telling_words.write_reviews(kept, of)
    telling_words.write_by_panel(kept, of)
    telling_words.write_decision(kept, of)


def due(kept: Kept, at: dt.datetime = LATER) -> set[str]:
    """The names of the applications that may go."""
    db.session.rollback()
    ids = {one.application_id for one in queries.overview(kept.round, at).due}
    return {name for name, of in kept.of.items() if of.id in ids}


def remove(kept: Kept, name: str, at: dt.datetime = LATER) -> RetentionLog:
    """Empty one of them, and let the storage forget its files."""
    with transaction():
        entry = services.remove(kept.round, kept.of[name].id, by=kept.by, at=at)
    with transaction():
        services.forget_files(entry)
    return entry
