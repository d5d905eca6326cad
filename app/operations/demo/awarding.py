"""The round of the demonstration that is over: reviewed, decided, told, and one team has begun."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.awards.domain.agreement import fingerprint
from app.awards.domain.feedback import Summary
from app.awards.domain.kinds import Outcome
from app.awards.queries import beginnings, decisions, releases
from app.awards.queries.plans import Terms
from app.awards.services import (
    agreements,
    answering,
    appeals,
    feedback,
    plans,
    release,
    snapshots,
)
from app.awards.services.decisions import decide
from app.operations.demo import applying, contenders, program, reviewing
from app.operations.demo.applicants import Applicant
from app.operations.demo.applying import key_of, lead_of, signer_of, working_day
from app.operations.demo.people import DIRECTOR, REVIEWERS, SECOND_STAFF, STAFF
from app.policy import Role
from app.rfa.queries import applications
from app.rfa.queries.rounds import round_with

if TYPE_CHECKING:
    from app.operations.demo.world import World

TITLE = "CYSHCN Cares 2, pilot round"
SCORES = {
    contenders.SWALLOWTAIL: ("45454454", "44444544"),
    contenders.PECAN: ("44444344", "34443334"),
    contenders.TURTLE: ("33323323", "33232423"),
    contenders.IRON: ("12111211", "22122212"),
}
DECISIONS = {
    contenders.SWALLOWTAIL: (
        Outcome.AWARD,
        15_000,
        None,
        "The best score of the round. One page that the parent carries can be copied by others.",
    ),
    contenders.PECAN: (
        Outcome.AWARD,
        14_000,
        None,
        "Above the line with both reviewers. Nobody else works on the change to adult care.",
    ),
    contenders.TURTLE: (
        Outcome.WAIT_LIST,
        None,
        1,
        "Below the line, but close to its families. First in line when a place becomes free.",
    ),
    contenders.IRON: (
        Outcome.DECLINE,
        None,
        None,
        "No figures and no measurable aim. Both reviewers say the same.",
    ),
}
SUMMARY = Summary(
    "Your nurses know their families well, and your hospital stands behind you.",
    "We could not find figures of your own patients, or an aim with a number and a date. You "
    "plan to hire before you test. Two people of the team leave this year, and nobody is named "
    "to follow them. A small test with a few families would make the next application stronger.",
)
APPEAL = (
    "We think that section D was read too strictly. We wrote that the hospital has the data, and "
    "the hospital does send them each month. We named our new nurse lead in C1. We ask you to "
    "look at these two answers again."
)


def write(world: World) -> None:
    """Four clinics applied, two months ago; ten days ago they were told."""
    today = world.now.date()
    closes = working_day(today - dt.timedelta(days=60))
    opens = working_day(closes - dt.timedelta(days=40))
    applying.open_round(world, TITLE, opens, closes, awards=2, reviewers_each=2)
    cohort_id = program.add_pilot_cohort(world, world.instant(opens))
    ids = {}
    for number, of in enumerate(contenders.PILOT):
        applying.add_clinic(world, of, world.instant(opens))
        ids[of.key] = applying.apply_in(
            world, TITLE, of, opens + dt.timedelta(days=14 + 5 * number)
        )
    _review(world, ids, closes)
    _decide(world, ids, cohort_id, closes + dt.timedelta(days=25))
    _sum_up(world, ids[contenders.IRON], closes + dt.timedelta(days=28))
    _tell(world, today - dt.timedelta(days=10))
    _appeal(world, ids[contenders.IRON], today - dt.timedelta(days=6))
    _accept(world, ids[contenders.PECAN], today - dt.timedelta(days=5))


def _clinic(key: str) -> Applicant:
    return next(of for of in contenders.PILOT if of.key == key)


def _review(world: World, ids: dict[str, int], closes: dt.date) -> None:
    due = world.instant_ahead(working_day(closes + dt.timedelta(days=20)), 17)
    reviewing.plan(world, TITLE, closes - dt.timedelta(days=5), due, each=2)
    for account in REVIEWERS:
        reviewing.declare(world, TITLE, account, (), closes + dt.timedelta(days=1))
    reviewing.assign(world, TITLE, closes + dt.timedelta(days=2))
    for number, (clinic, scores) in enumerate(SCORES.items()):
        panel = reviewing.panel_of(world, ids[clinic])
        day = closes + dt.timedelta(days=5 + 2 * number)
        for way, (by, given) in enumerate(zip(panel, scores, strict=True)):
            said = reviewing.Opinion(clinic, ids[clinic], given, way)
            reviewing.send(world, said, day, by=by)


def _decide(world: World, ids: dict[str, int], cohort_id: int, day: dt.date) -> None:
    """The settings, the checks, the board as the panel saw it, and what the director decided."""
    for application_id in ids.values():
        applying.check(world, application_id, day - dt.timedelta(days=1))
    with world.at(world.instant(day)) as at:
        of = round_with(key_of(TITLE))
        terms = Terms(
            cohort_id=cohort_id,
            signer_name=world.actor(DIRECTOR).name,
            signer_title="Director of the program",
        )
        plans.set_terms(of, terms, by=world.actor(STAFF), at=at)
        snapshots.freeze(of, "Meeting of the panel", by=world.actor(STAFF), at=at)
    for number, (clinic, (outcome, amount, place, why)) in enumerate(DECISIONS.items()):
        with world.at(world.instant(day, 13, 10 * number)) as at:
            decide(
                applications.application(ids[clinic]),
                outcome,
                rationale=why,
                amount=amount,
                waits_as=place,
                by=world.actor(DIRECTOR),
                at=at,
            )


def _sum_up(world: World, application_id: int, day: dt.date) -> None:
    """A summary for who gets no award, written by one and approved by another."""
    with world.at(world.instant(day)) as at:
        of = applications.application(application_id)
        feedback.write(of, SUMMARY, by=world.actor(STAFF), at=at)
    with world.at(world.instant(day, 15)) as at:
        of = applications.application(application_id)
        seen = feedback.mark(SUMMARY)
        feedback.approve(of, seen=seen, by=world.actor(SECOND_STAFF), at=at)


def _tell(world: World, day: dt.date) -> None:
    """Planned by one, confirmed by another, told at that instant."""
    then = world.instant(day, 9)
    with world.at(world.instant(day - dt.timedelta(days=3))) as at:
        of = round_with(key_of(TITLE))
        release.plan(of, release_at=then, by=world.actor(STAFF), at=at)
    with world.at(world.instant(day - dt.timedelta(days=2))) as at:
        of = round_with(key_of(TITLE))
        seen = releases.outlook(of, at).mark
        release.confirm(of, seen=seen, by=world.actor(DIRECTOR), at=at)
    with world.at(then) as at:
        release.release_due(at=at)


def _appeal(world: World, application_id: int, day: dt.date) -> None:
    with world.at(world.instant(day)) as at:
        of = applications.application(application_id, locked=True)
        decision = decisions.decision_of(application_id, locked=True)
        assert decision is not None  # noqa: S101  # it was told
        by = lead_of(world, _clinic(contenders.IRON))
        appeals.appeal(of, decision, basis=APPEAL, by=by, at=at)


def _accept(world: World, application_id: int, day: dt.date) -> None:
    """One clinic accepts, and its signer signs the agreement; the program has still to sign."""
    clinic = _clinic(contenders.PECAN)
    lead, signer = lead_of(world, clinic), signer_of(world, clinic)
    roles = {
        reviewing.person_of(lead): Role.LEAD,
        reviewing.person_of(signer): Role.SPONSOR,
    }
    with world.at(world.instant(day)) as at:
        award = beginnings.award(application_id, locked=True)
        answering.accept(award, roles, by=lead, at=at)
    with world.at(world.instant(day + dt.timedelta(days=1))) as at:
        award = beginnings.award(application_id, locked=True)
        agreements.sign(
            award,
            name=signer.name,
            title="Owner",
            seen=fingerprint(beginnings.words_for(award)),
            by=signer,
            at=at,
        )
