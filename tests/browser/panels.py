"""The round "RFA 2026" of the scenarios when it is over: six applications, four reviewers, staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.db import db
from app.policy import Role
from app.reviews.domain.kinds import TieKind
from app.reviews.models import Declaration, DeclaredTie, ReviewPlan
from app.rfa.models import Application
from tests.browser import calls, carrying
from tests.browser.calls import Applicant, Someone
from tests.browser.kudzu import at
from tests.pages.accounts.people import somebody
from tests.support import build
from tests.support.browser import set_clock

if TYPE_CHECKING:
    from flask import Flask

REVIEW_DUE = at("2026-04-03", "17:00")
ALONE = (Role.APPLICATION_LEAD, Role.APPLICATION_SIGNER)
LEADS = {"P1": "Ana", "P2": "Erin", "P3": "Farid", "P4": "Gwen", "P5": "Hal", "P6": "Iris"}
REVIEWERS = {
    "Ruth": "Ruth Abell",
    "Sam": "Sam Boone",
    "Tess": "Tess Crane",
    "Uma": "Uma Dial",
}
NEED, TEAM, DATA, FAMILY = "K1", "K2", "K3", "K4"


@dataclass(frozen=True)
class Panel:
    """The round with its six applications by number, and the people by first name.

    They are plain values: rows would be read again, and keep the database busy.
    """

    key: str
    round_id: int
    applicants: dict[str, Applicant]
    references: dict[str, str]
    people: dict[str, Someone]

    def path(self, number: str) -> str:
        """Where a reviewer opens an application."""
        return f"/reviews/{self.applicants[number].id}"

    def staff_path(self, number: str, page: str = "") -> str:
        """Where staff see an application, or a page about it."""
        return f"/staff/applications/{self.applicants[number].id}{page}"

    def round_path(self, page: str) -> str:
        """A page of staff about the round."""
        return f"/staff/rounds/{self.key}{page}"


def panel(app: Flask, *, declared: bool = True, carries: bool = False) -> Panel:
    """All six were sent on March 12; the clock stands at March 16, 2026, 10 a.m.

    Ruth works at P1 and Sam has family at P3, as they declared; `declared=False` leaves the
    declarations to the test. `carries`: the form asks for more, and says what a charter gets.
    """
    sent_at = at("2026-03-12", "10:00")
    set_clock(app, sent_at)
    of = calls.round_2026(**{"form": carrying.form()} if carries else {})
    round_id = of.id
    applicants = {}
    for number, first in LEADS.items():
        people = {first: ALONE}
        if number == "P1":
            people = {"Ana": (Role.APPLICATION_LEAD,), "Carla": (Role.APPLICATION_SIGNER,)}
        made = calls.applicant(of, number, sent_at, **people)
        calls.complete(made, sent_at, **{"answers": carrying.ANSWERS} if carries else {})
        calls.sign(made, "Carla" if number == "P1" else first, sent_at)
        calls.send(made, sent_at)
        applicants[number] = made
    people = _people()
    build.saved(
        ReviewPlan(
            round_id=round_id, due_at=REVIEW_DUE, least_each=3, most_each=3, changed_at=sent_at
        )
    )
    if declared:
        _declare(round_id, people, applicants)
    references = {
        number: db.session.get_one(Application, made.id).reference or ""
        for number, made in applicants.items()
    }
    db.session.rollback()
    set_clock(app, at("2026-03-16", "10:00"))
    return Panel("rfa-2026", round_id, applicants, references, people)


def _people() -> dict[str, Someone]:
    found = {}
    for first, name in REVIEWERS.items():
        # addresses of their own: a domain that an applicant shares is a hint
        address = f"{first.lower()}@{first.lower()}.example"
        found[first] = somebody(role=Role.REVIEWER, name=name, email=address)
    found["Mona"] = somebody(role=Role.DIRECTOR, name="Mona Reyes")
    found["Neil"] = somebody(role=Role.PROGRAM_STAFF, name="Neil Orr")
    return {first: Someone(one.id, one.name, one.email) for first, one in found.items()}


def _declare(round_id: int, people: dict[str, Someone], applicants: dict[str, Applicant]) -> None:
    ties = {"Ruth": ("P1", TieKind.EMPLOYMENT), "Sam": ("P3", TieKind.FAMILY)}
    for first in REVIEWERS:
        row = build.saved(
            Declaration(
                round_id=round_id,
                person_id=people[first].id,
                declared_at=at("2026-03-14"),
                is_nothing=first not in ties,
            )
        )
        if first in ties:
            number, kind = ties[first]
            practice_id = db.session.get_one(Application, applicants[number].id).practice_id
            build.saved(DeclaredTie(declaration_id=row.id, kind=kind, practice_id=practice_id))


def assign(panel: Panel, number: str, *firsts: str, clear: bool = True) -> None:
    """Give an application to reviewers; `clear`: who said that there is no conflict."""
    of = db.session.get_one(Application, panel.applicants[number].id)
    for first in firsts:
        build.reviewer_assignment(of, panel.people[first], clear=clear)  # type: ignore[arg-type]  # by id only
    db.session.rollback()


def reviewed(panel: Panel, number: str, first: str, **scores: int | None) -> None:
    """A submitted review of somebody who was assigned: `reviewed(panel, "P5", "Uma", K1=3, ...)`."""
    of = db.session.get_one(Application, panel.applicants[number].id)
    build.review(of, panel.people[first], dict(scores))  # type: ignore[arg-type]  # by id only
    db.session.rollback()
