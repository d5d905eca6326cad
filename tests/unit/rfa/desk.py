"""An application on the desk: its people, and every deed as its pages do it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.outbox.models import OutboxMail
from app.policy import Actor, Grant, Role
from app.practices.models import Practice
from app.rfa.domain.snapshots import fingerprint
from app.rfa.models import AnswerChange, Signature, Submission
from app.rfa.queries import applications as queries
from app.rfa.queries.applications import Opened
from app.rfa.services import applications, attachments, drafting, signing, steering, submitting
from app.rfa.services.drafting import Saved
from tests.pages.accounts.people import somebody
from tests.support import build

AT = build.NOON
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PERSON = {
    "name": "Ana",
    "title": "Manager",
    "email": "ana@example.org",
    "phone": "601-555-0143",
}
WHOLE = {
    "profile": {"Q1": {"value": "private"}, "Q2": PERSON},
    "plan": {"P1": {"value": "improve plans"}},
}


def minutes(count: float) -> dt.datetime:
    """So many minutes after the application began."""
    return AT + dt.timedelta(minutes=count)


class Desk:
    """An application that Ana leads, Ben edits and Carla signs; Mona is staff."""

    def __init__(self, **of_round: Any) -> None:
        self.round = build.rfa_round(title="RFA 2026", **of_round)
        self.practice: Practice = build.practice(name="Delta Pines")
        self.ana = self._somebody("Ana", Role.APPLICATION_LEAD)
        self.ben = self._somebody("Ben", Role.APPLICATION_EDITOR)
        self.carla = self._somebody("Carla Simms", Role.APPLICATION_SIGNER)
        self.mona = Actor(build.person(name="Mona", role=Role.PROGRAM_STAFF).id, "Mona")
        with transaction():
            started = applications.start_application(
                self.round, self.practice, screening={}, by=self.ana, at=AT
            )
        self.id = started.id

    def _somebody(self, name: str, role: Role) -> Actor:
        email = f"{name.split(maxsplit=1)[0].lower()}@example.org"
        person = somebody(name=name, email=email, role=role, at=self.practice)
        return Actor(person.id, name, frozenset({Grant(role, self.practice.id)}))

    def viewer(self) -> Actor:
        """Somebody who may read the application."""
        return self._somebody("Dev", Role.APPLICATION_VIEWER)

    @property
    def at(self) -> str:
        """The address of the application."""
        return f"/applications/{self.id}"

    @property
    def of(self) -> Opened:
        """The application, read anew."""
        db.session.expire_all()
        return queries.opened(self.id)

    @property
    def state(self) -> str:
        return self.of.application.state.value

    def save(self, section: str, given: dict[str, Any], **how: Any) -> Saved:
        """Save answers of a section, by Ben at once on what is there unless said otherwise."""
        with transaction():
            of = queries.opened(self.id, locked=True)
            defaults = {"seen_version": of.drafts[section].version, "by": self.ben, "at": AT}
            return drafting.save_section(of, of.section(section), given, **defaults | how)

    def write(self, section: str, question: str, text: str, **how: Any) -> Saved:
        return self.save(section, {question: {"value": text} if text else {}}, **how)

    def attach(self, question: str = "L1", name: str = "letter.pdf", **how: Any) -> None:
        of = queries.opened(self.id)
        asked, section = of.document.question(question), of.document.section_of(question)
        assert asked is not None
        assert section is not None
        ready = attachments.store(asked, how.pop("content", PDF), name)
        defaults = {"by": self.ben, "at": AT}
        with transaction():
            of = queries.opened(self.id, locked=True)
            attachments.attach(of, section, asked, ready, **defaults | how)
            attachments.look_again(queries.opened(self.id), **defaults | how)

    def complete(self) -> Desk:
        """Answer everything."""
        for section, answers in WHOLE.items():
            self.save(section, answers)
        self.attach()
        return self

    def sign(self, **how: Any) -> Signature:
        with transaction():
            of = queries.opened(self.id, locked=True)
            defaults = {"name": "Carla Simms", "title": "CEO", "by": self.carla, "at": AT}
            return signing.sign(of, **{"seen": fingerprint(of.content())} | defaults | how)

    def submit(self, **how: Any) -> Submission:
        with transaction():
            of = queries.opened(self.id, locked=True)
            return submitting.submit(of, **{"by": self.ana, "at": AT} | how)

    def send(self, **how: Any) -> Desk:
        """Complete, sign and submit."""
        self.complete()
        self.sign(**{"at": how["at"]} if "at" in how else {})
        self.submit(**how)
        return self

    def ask(self, *sections: str, at: dt.datetime = AT, **how: Any) -> None:
        """Staff asks for changes."""
        given = {"reason": "aim lacks a date", "due_at": at + dt.timedelta(days=4)}
        self.steer(steering.request_changes, sections=sections, at=at, **given | how)

    def steer(self, deed: Any, *args: Any, **how: Any) -> Any:
        with transaction():
            return deed(
                queries.opened(self.id, locked=True), *args, **{"by": self.mona, "at": AT} | how
            )

    def changes(self, question: str = "P1") -> list[AnswerChange]:
        found = select(AnswerChange).where(AnswerChange.question == question)
        return [*db.session.scalars(found.order_by(AnswerChange.id))]


def mails(kind: str) -> list[OutboxMail]:
    """The mails of one kind, in order."""
    return [
        *db.session.scalars(
            select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)
        )
    ]


def trail() -> list[str]:
    """What the trail says was done, in order."""
    return [*db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id))]
