"""An application with its team, for the tests of the applicant's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.core.db import db
from app.outbox.models import OutboxMail
from app.policy import Role
from tests.support import build

if TYPE_CHECKING:
    from tests.support.page import Page

KEYS = ("profile", "plan", "papers", "signature")
APPLICANTS = {
    "ana": Role.APPLICATION_LEAD,
    "ben": Role.APPLICATION_EDITOR,
    "carla": Role.APPLICATION_SIGNER,
    "dev": Role.APPLICATION_VIEWER,
}
STAFF = (Role.PROGRAM_STAFF, Role.DIRECTOR, Role.ADMINISTRATOR)


class Team:
    """A draft of Delta Pines with a lead, an editor, a signer and a viewer; ids by name."""

    def __init__(self, **given: Any) -> None:
        self.round = build.rfa_round(title="RFA 2026")
        self.practice = build.practice(name="Delta Pines")
        self.ids: dict[str, int] = {}
        self.people: dict[str, Any] = {}
        for name, role in APPLICANTS.items():
            person = build.person(
                name=f"{name.capitalize()} Test",
                email=f"{name}@example.org",
                role=role,
                at=self.practice,
            )
            self.ids[name], self.people[name] = person.id, person
        self.application = build.application(
            round_id=self.round.id,
            practice_id=self.practice.id,
            created_by_id=self.ids["ana"],
            **given,
        )
        for key in KEYS:
            build.section_draft(self.application, key, {})
        self.id = self.application.id
        self.at = f"/applications/{self.id}"

    def stranger(self) -> Any:
        """The lead of another practice's application."""
        return build.person(role=Role.APPLICATION_LEAD)


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("li")]


def mails() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMail.recipient).order_by(OutboxMail.id)))
