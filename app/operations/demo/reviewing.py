"""The round of the demonstration that is being reviewed right now, and how a panel works."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.operations.demo import applying, contenders, opinions
from app.operations.demo.applying import key_of, working_day
from app.operations.demo.people import REVIEWERS, SECOND_STAFF, STAFF
from app.practices.queries import practice as practice_with
from app.reviews.domain.declaring import Tie
from app.reviews.domain.kinds import PhaseKind, Statement, TieKind
from app.reviews.domain.visibility import Phase
from app.reviews.queries import lineups, panels, plans, seats
from app.reviews.services import (
    assigning,
    conflicts,
    consensus,
    declaring,
    discussion,
    exercises,
    reviews,
)
from app.reviews.services.plans import Settings, change_settings
from app.rfa.queries import applications
from app.rfa.queries.rounds import document_of, round_with

if TYPE_CHECKING:
    from app.operations.demo.people import Account
    from app.operations.demo.world import World
    from app.policy import Actor

TITLE = "CYSHCN Cares 2, fast-track round"
SEED = 2026
SCORES = {
    contenders.BAYOU: ("44344343", "54344443", "43333442"),
    contenders.COPPER: ("3321", "32223312", "33222313"),
    contenders.HARBOR: ("", "45545434", "44444544"),
    contenders.KESTREL: ("54454444", "32131222"),
    contenders.MUSCADINE: ("34333444", "33433343"),
    contenders.COTTONWOOD: ("34443233", "2343-333"),
}
"""What the reviewers of a clinic gave, in their order. A review with fewer digits was just begun,
one without any was not."""
UNSURE = contenders.COTTONWOOD
UNSURE_WHY = (
    "I gave a talk for the staff of this clinic two years ago and was paid for the trip. Is that "
    "a conflict?"
)
POSTS = (
    (
        0,
        "K2",
        "We are far apart here. I gave credit for the resolution of the board: it is public, and "
        "the last one was kept. What did you see that I did not?",
    ),
    (
        1,
        "K2",
        "The answer says that the time is to be worked out, and the medical director leaves in "
        "March. Our anchor for 3 is that time is named. It is not.",
    ),
    (
        0,
        "",
        "Fair. I read the anchor again and would come down on leadership, but not on experience: "
        "the story of the gain that fell back is the best in this round.",
    ),
)
PROPOSAL = (
    320,
    (
        "Leadership at 2 as the anchor says, experience at 4, the rest in the middle. Can you both "
        "live with this?"
    ),
)
EXERCISE = (
    "A practice application: Sample Street Pediatrics",
    "Need: about 90 of our 900 children have a special health care need. We looked through the "
    "asthma list and asked our nurses.\n\n"
    "Team: a nurse, a doctor and our office manager, two hours a week each. Our owner supports "
    "us.\n\n"
    "Aim: by the end of next year 60 of 90 children have a plan of care. First we write one with "
    "three families.",
)
LESSON = (
    "We were one point apart on leadership and two on data. We agreed: support without a named "
    "hour is below 3, and a plan to count by sample is a 3, not less. What an answer leaves out "
    "is not guessed."
)
EXERCISE_WAYS = ((0, 0), (1, 2))
"""Who of the panel scored the exercise in which way; one more looked only at the lesson."""


def write(world: World) -> None:
    """Six clinics applied; the panel has sent most of its reviews, and has a week left."""
    today = world.now.date()
    closes = working_day(today - dt.timedelta(days=21))
    opens = working_day(closes - dt.timedelta(days=45))
    applying.open_round(world, TITLE, opens, closes, awards=3)
    ids = {}
    for number, of in enumerate(contenders.FAST_TRACK):
        applying.add_clinic(world, of, world.instant(opens))
        ids[of.key] = applying.apply_in(
            world, TITLE, of, opens + dt.timedelta(days=14 + 4 * number)
        )
    _practise(world, closes - dt.timedelta(days=10))
    due = world.instant_ahead(working_day(today + dt.timedelta(days=7)), 17)
    plan(world, TITLE, closes - dt.timedelta(days=9), due, each=3)
    for number, account in enumerate(REVIEWERS):
        declare(world, TITLE, account, _ties(account), closes + dt.timedelta(days=1 + number % 2))
    for of in contenders.FAST_TRACK[:-1]:
        applying.check(world, ids[of.key], closes + dt.timedelta(days=2))
    assign(world, TITLE, closes + dt.timedelta(days=3))
    for number, (clinic, scores) in enumerate(SCORES.items()):
        _review(world, clinic, ids[clinic], scores, closes + dt.timedelta(days=5 + number))
    _be_unsure(world, ids[UNSURE], closes + dt.timedelta(days=12))
    _change(world, ids[contenders.MUSCADINE], closes + dt.timedelta(days=13))
    _talk(world, ids[contenders.KESTREL], closes + dt.timedelta(days=14))


def _ties(account: Account) -> tuple[Tie, ...]:
    """Two of the panel have something to declare: work, and family."""
    if account == REVIEWERS[1]:
        harbor = practice_with(contenders.HARBOR).id
        note = "I read charts for them until last year."
        return (Tie(TieKind.EMPLOYMENT, practice_id=harbor, note=note),)
    if account == REVIEWERS[2]:
        copper = practice_with(contenders.COPPER).id
        return (Tie(TieKind.FAMILY, practice_id=copper, note="My sister is a nurse there."),)
    return ()


# ------------------------------------------------------------------ what every panel does


def plan(world: World, title: str, day: dt.date, due_at: dt.datetime, *, each: int) -> None:
    """Staff say until when a round is reviewed, and by how many."""
    with world.at(world.instant(day)) as at:
        of = round_with(key_of(title))
        closes_at = plans.terms_of(of).closes_at
        wanted = Settings(
            due_at=due_at,
            reviewers_each=each,
            least_each=1,
            most_each=6,
            far_apart=150,
            phases=(Phase(PhaseKind.REVIEW, closes_at), Phase(PhaseKind.DISCUSSION, due_at)),
        )
        change_settings(of, wanted, seen_version=0, by=world.actor(STAFF), at=at)


def declare(
    world: World, title: str, account: Account, ties: tuple[Tie, ...], day: dt.date
) -> None:
    """A reviewer declares interests before anything opens."""
    with world.at(world.instant(day)) as at:
        by = world.actor(account)
        declaring.declare(
            round_with(key_of(title)),
            person_of(by),
            ties,
            is_nothing=not ties,
            by=by,
            at=at,
        )


def assign(world: World, title: str, day: dt.date) -> None:
    """Staff take the proposal of the portal as it is."""
    with world.at(world.instant(day)) as at:
        of = round_with(key_of(title))
        found = lineups.proposed(lineups.lineup(of), SEED, moves=False)
        wish = assigning.Wish(f"demo-{of.key}", add=found.added, seed=SEED)
        assigning.assign(of, wish, by=world.actor(STAFF), at=at)


def panel_of(world: World, application_id: int) -> list[Actor]:
    """Who reviews an application, in the order of the panel."""
    of = applications.application(application_id)
    assigned = {who for key, who in lineups.lineup(of.round).live if key == application_id}
    every = (world.actor(account) for account in REVIEWERS)
    return [one for one in every if one.person_id in assigned]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody is to say of a clinic's application: the scores, and in which way why."""

    clinic: str
    application_id: int
    scores: str
    way: int


def send(world: World, said: Opinion, day: dt.date, *, by: Actor) -> None:
    """One review: no conflict, a draft, and sent when every criterion has its score."""
    application_id, way = said.application_id, said.way
    who = person_of(by)
    with world.at(world.instant(day, 9, 10 * way)) as at:
        seat = seats.seat(application_id, who, at, locked=True)
        conflicts.state(seat, Statement.NO, by=by, at=at)
    with world.at(world.instant(day, 14, 10 * way)) as at:
        seat = seats.seat(application_id, who, at, locked=True)
        criteria = document_of(seat.application.round).criteria
        if len(said.scores) < len(criteria):
            sheet = opinions.begun(said.scores, criteria)
            reviews.save_draft(seat, sheet, edit=0, by=by, at=at)
            return
        sheet = opinions.sheet(said.clinic, said.scores, criteria, way)
        review = reviews.save_draft(seat, sheet, edit=0, by=by, at=at)
        reviews.submit(seat, review, by=by, at=at)


def person_of(by: Actor) -> int:
    """The id of somebody who is signed in."""
    return by.signed_in_id


# ------------------------------------------------------------------ what this panel does


def _practise(world: World, day: dt.date) -> None:
    """The exercise before the round: written, opened, scored by two, closed with a lesson."""
    staff = world.actor(STAFF)
    with world.at(world.instant(day)) as at:
        of = round_with(key_of(TITLE))
        title, text = EXERCISE
        exercises.write_exercise(of, title=title, text=text, by=staff, at=at)
        exercises.open_exercise(of, by=staff, at=at)
    for number, (who, way) in enumerate(EXERCISE_WAYS):
        with world.at(world.instant(day + dt.timedelta(days=2), 10 + number)) as at:
            of = round_with(key_of(TITLE))
            criteria = document_of(of).criteria
            marks = opinions.sheet(
                contenders.COPPER, ("33323312", "33233323")[number], criteria, way
            ).marks
            exercises.submit_sheet(
                of,
                scores={key: mark.score or 0 for key, mark in marks.items()},
                reasons={key: mark.comment for key, mark in marks.items()},
                criteria=list(marks),
                by=world.actor(REVIEWERS[who]),
                at=at,
            )
    with world.at(world.instant(day + dt.timedelta(days=7))) as at:
        of = round_with(key_of(TITLE))
        exercises.write_lesson(of, lesson=LESSON, closes=True, by=staff, at=at)


def _review(
    world: World, clinic: str, application_id: int, scores: tuple[str, ...], day: dt.date
) -> None:
    panel = panel_of(world, application_id)
    for way, (by, given) in enumerate(zip(panel, scores, strict=False)):
        if not given:
            continue
        said = Opinion(clinic, application_id, given, way)
        send(world, said, day + dt.timedelta(days=way), by=by)


def _be_unsure(world: World, application_id: int, day: dt.date) -> None:
    """The last of a panel does not know whether there is a conflict; staff have not answered."""
    by = panel_of(world, application_id)[-1]
    with world.at(world.instant(day)) as at:
        seat = seats.seat(application_id, person_of(by), at, locked=True)
        conflicts.state(seat, Statement.NOT_SURE, reason=UNSURE_WHY, by=by, at=at)


def _change(world: World, application_id: int, day: dt.date) -> None:
    """Staff ask for another word when reviews are there already, and the clinic sends it."""
    of = next(one for one in contenders.FAST_TRACK if one.key == contenders.MUSCADINE)
    applying.ask_for_changes(world, application_id, day)
    applying.change(world, of, application_id, day + dt.timedelta(days=1))


def _talk(world: World, application_id: int, day: dt.date) -> None:
    """Two reviewers who are far apart talk, and staff propose a score that one agrees to."""
    panel = panel_of(world, application_id)[:2]
    members = [person_of(one) for one in panel]
    for number, (who, criterion, body) in enumerate(POSTS):
        with world.at(world.instant(day, 10 + 2 * number)) as at:
            of = applications.application(application_id)
            discussion.write_post(
                of,
                body=body,
                criterion=criterion,
                criteria=[one.key for one in document_of(of.round).criteria],
                mentions=members[1:] if number == 0 else (),
                panel=members,
                by=panel[who],
                at=at,
            )
    score, why = PROPOSAL
    later = day + dt.timedelta(days=1)
    with world.at(world.instant(later)) as at:
        of = applications.application(application_id)
        consensus.propose(of, score=score, body=why, by=world.actor(SECOND_STAFF), at=at)
    with world.at(world.instant(later, 15)) as at:
        of = applications.application(application_id)
        found = panels.open_consensus(application_id)
        assert found is not None  # noqa: S101  # it was just made
        consensus.answer(found, of, agrees=True, note="", panel=members, by=panel[0], at=at)
