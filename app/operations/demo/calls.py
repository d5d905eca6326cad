"""The rounds of the demonstration, and what its applicants have done in them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.operations.demo import applying
from app.operations.demo.applicants import APPLICANTS, Applicant
from app.operations.demo.applying import key_of, lead_of, working_day
from app.operations.demo.people import STAFF
from app.practices.queries import practice as practice_with
from app.rfa.queries import applications as queries
from app.rfa.queries.rounds import round_with
from app.rfa.services import applications, faq, oversight, teamwork

if TYPE_CHECKING:
    from app.operations.demo.world import World

LAST, NOW = "CYSHCN Cares 2, first round", "CYSHCN Cares 2, second round"
QUESTIONS = (
    (
        "Can two sites of one system apply?",
        "Yes. Send one application for each site, and list the other sites in A6.",
    ),
    (
        "We have no family partner yet. Can we apply?",
        "Yes. Tell us in F3 how you will find and pay one. You need one by the first session.",
    ),
    ("Does a signed letter as a photo count?", ""),
)


def write(world: World) -> None:
    """A round that is over, and one that is open, with applications in every state."""
    today = world.now.date()
    opened = working_day(today - dt.timedelta(days=20))
    closes = working_day(today + dt.timedelta(days=54))
    before = opened - dt.timedelta(days=365)
    applying.open_round(world, LAST, before, before + dt.timedelta(days=40))
    for of in APPLICANTS:
        applying.add_clinic(world, of, world.instant(before))
    _apply_last_year(world, before)
    applying.open_round(world, NOW, opened, closes, based_on=LAST)
    _questions(world, opened)
    for number, of in enumerate(APPLICANTS):
        _apply(world, of, opened + dt.timedelta(days=1 + number))
    _beside(world, opened + dt.timedelta(days=15))


def _apply_last_year(world: World, opened: dt.date) -> None:
    """The first clinic applied last year too, so that its answers can be taken over."""
    of = APPLICANTS[0]
    application_id = applying.begin(world, LAST, of, opened + dt.timedelta(days=3))
    applying.fill(world, of, application_id, 9, opened + dt.timedelta(days=4))
    applying.sign_and_send(world, of, application_id, opened + dt.timedelta(days=5))


def _apply(world: World, of: Applicant, day: dt.date) -> None:
    application_id = applying.begin(world, NOW, of, day)
    applying.fill(world, of, application_id, of.done, day + dt.timedelta(days=1))
    if of.story == "draft":
        return
    later = day + dt.timedelta(days=2)
    if of.story == "signed":
        applying.sign(world, of, application_id, later)
        return
    applying.sign_and_send(world, of, application_id, later)
    if of.story in {"changes", "changed"}:
        applying.ask_for_changes(world, application_id, day + dt.timedelta(days=4))
    if of.story == "changed":
        applying.change(world, of, application_id, day + dt.timedelta(days=5))
    if of.story == "withdrawn":
        with world.at(world.instant(day + dt.timedelta(days=6))) as at:
            reason = "Two of our three team members leave the clinic this spring."
            found = queries.application(application_id)
            applications.withdraw(found, reason=reason, by=lead_of(world, of), at=at)


def _questions(world: World, opened: dt.date) -> None:
    for number, (question, answer) in enumerate(QUESTIONS):
        with world.at(world.instant(opened + dt.timedelta(days=2 + number))) as at:
            of = round_with(key_of(NOW))
            entry = faq.ask(of, question=question, at=at)
            if answer:
                by = world.actor(STAFF)
                faq.answer(of, entry, text=answer, seen=faq.mark_of(entry), by=by, at=at)


def _beside(world: World, day: dt.date) -> None:
    """Remarks of the first clinic's team, and what staff keep beside an application."""
    by = world.actor(STAFF)
    with world.at(world.instant(day)) as at:
        opened = queries.opened(_in_round()[0], locked=True)
        lead = lead_of(world, APPLICANTS[0])
        teamwork.comment(
            opened, opened.section("need"), "B4", "Do we have newer numbers?", by=lead, at=at
        )
        teamwork.assign(
            opened,
            opened.section("data"),
            person_id=lead.person_id,
            due_on=day + dt.timedelta(days=14),
            by=lead,
            at=at,
        )
        sent = queries.application(_in_round()[2])
        oversight.tag(sent, label="Delta", by=by, at=at)


def _in_round() -> list[int]:
    """The ids of the applications of the open round, in the order of the clinics."""
    of = round_with(key_of(NOW))
    found = (queries.in_round(of.id, practice_with(one.key).id) for one in APPLICANTS)
    return [one.id for one in found if one is not None]
