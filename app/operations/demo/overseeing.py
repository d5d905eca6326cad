"""What stands around learning: marks, notes of teams, assignments, reminders, one proof revoked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.curriculum.domain.assigning import Aim
from app.curriculum.domain.nudging import WORDS
from app.curriculum.presenters import assigning, reminding
from app.curriculum.presenters.assigning import Names
from app.curriculum.queries import certificates as certificate_queries
from app.curriculum.queries import modules, oversight
from app.curriculum.services import assignments, beside, certificates, nudges
from app.operations.demo import clinics
from app.operations.demo.curriculum import AIMS, COORDINATION, MEASURING, STARTING
from app.operations.demo.learning import QUIET, SPONSOR, TOGETHER
from app.operations.demo.people import (
    COACH,
    DIRECTOR,
    STAFF,
    counter_of,
    lead_of,
    member_of,
)
from app.operations.demo.reviewing import person_of
from app.policy import Role

if TYPE_CHECKING:
    from app.curriculum.models import LearningAssignment
    from app.operations.demo.people import Account
    from app.operations.demo.world import World

PDSA = "pdsa-small-and-soon"
CONNECTIVITY = "connectivity"
TEAM_LESSON = "building-your-team"
COORDINATOR = member_of(clinics.MAGNOLIA, Role.CARE_COORDINATOR)
PARTNER = member_of(clinics.SWEETGUM, Role.FAMILY_PARTNER)

MARKS: tuple[tuple[Account, str, str, int], ...] = (
    (lead_of(clinics.MAGNOLIA), AIMS, PDSA, 440),
    (lead_of(clinics.MAGNOLIA), MEASURING, "run-charts", 4),
    (COORDINATOR, COORDINATION, CONNECTIVITY, 7),
    (COORDINATOR, COORDINATION, "", 12),
    (PARTNER, STARTING, TEAM_LESSON, 280),
    (counter_of(clinics.SWEETGUM), MEASURING, "sampling-charts", 60),
    (COACH, AIMS, PDSA, 200),
)
"""Who marked which lesson, or with "" which module, how many days ago."""
NOTES: tuple[tuple[Account, str, str, int, str], ...] = (
    (
        lead_of(clinics.MAGNOLIA),
        AIMS,
        PDSA,
        438,
        "Our first test was one visit on a Tuesday, with a page on paper. Paper first saved us a "
        "week of waiting for the vendor.",
    ),
    (
        counter_of(clinics.MAGNOLIA),
        AIMS,
        PDSA,
        431,
        "I put the counts of that test into the month by hand. Write down how many visits there "
        "were, not only how many had the page.",
    ),
    (
        COORDINATOR,
        COORDINATION,
        CONNECTIVITY,
        6,
        "The hospital's fax desk closes at 4 p.m. Call it before you send, and ask who will read "
        "it.",
    ),
    (
        PARTNER,
        STARTING,
        TEAM_LESSON,
        279,
        "I am here on Thursdays. Leave questions for me on the board in the break room.",
    ),
)
REVOKED_WHY = "Two people took the quiz together under one name. Both take it again."
REMINDED: tuple[tuple[Account, Account, str, int], ...] = (
    (COACH, SPONSOR, STARTING, 21),
    (STAFF, lead_of(clinics.WISTERIA), STARTING, 3),
)
"""Who reminded whom of which module, how many days ago."""


@dataclass(frozen=True, slots=True)
class Given:
    """A module that somebody assigned so many days ago, due in so many days from now."""

    module: str
    aim: Aim
    days_ago: int
    due_in: int | None = None
    is_required: bool = True


def write(world: World) -> None:
    """Everything of it, with its time."""
    for account, module, lesson, days in MARKS:
        with world.at(_then(world, days)) as at:
            by = world.actor(account)
            beside.set_bookmark(person_of(by), modules.module(module), lesson, wanted=True, at=at)
    for account, module, lesson, days, words in NOTES:
        practice_id = world.practice_ids[account.clinic or ""]
        with world.at(_then(world, days)) as at:
            beside.write_note(
                practice_id,
                modules.module(module),
                lesson,
                body=words,
                by=world.actor(account),
                at=at,
            )
    _assign(world)
    _revoke(world)
    _remind(world)


def _then(world: World, days_ago: int) -> dt.datetime:
    return world.instant(world.now.date() - dt.timedelta(days=days_ago), 13)


def _assign(world: World) -> None:
    """By role in the cohort with a due day, for one person, and one that has ended."""
    cohort = world.cohort_id
    _give(world, Given(COORDINATION, Aim(Role.CARE_COORDINATOR, cohort), 60, due_in=-9))
    _give(world, Given(MEASURING, Aim(Role.DATA_MANAGER, cohort), 40, due_in=21))
    _give(world, Given(STARTING, Aim(Role.FAMILY_PARTNER, cohort), 50))
    wisteria = person_of(world.actor(lead_of(clinics.WISTERIA)))
    _give(world, Given(AIMS, Aim(person_id=wisteria), 35, is_required=False))
    sweetgum = Aim(practice_id=world.practice_ids[clinics.SWEETGUM])
    of = Given(AIMS, sweetgum, 400, due_in=-300)
    row = _give(world, of)
    with world.at(_then(world, 290)) as at:
        by = world.actor(STAFF)
        assignments.end(row, name=_name(world, of), by=by, at=at)


def _give(world: World, of: Given) -> LearningAssignment:
    due_on = None
    if of.due_in is not None:
        due_on = world.now.date() + dt.timedelta(days=of.due_in)
    with world.at(_then(world, of.days_ago)) as at:
        return assignments.assign(
            modules.module(of.module),
            of.aim,
            is_required=of.is_required,
            due_on=due_on,
            name=_name(world, of),
            by=world.actor(STAFF),
            at=at,
        )


def _name(world: World, of: Given) -> str:
    """The module and whom it is for, as the trail names them."""
    found = oversight.overview(world.actor(DIRECTOR), world.now)
    title = next(one.title for one in found.columns if one.key == of.module)
    names = Names(
        {team.cohort.id: team.cohort.name for team in found.crowd.teams if team.cohort},
        {team.id: team.name for team in found.crowd.teams},
        {key: one.name for key, one in found.crowd.everybody.items()},
    )
    return f"{title}: {assigning.whom(of.aim, names)}"


def _revoke(world: World) -> None:
    (proof,) = certificate_queries.of_person(person_of(world.actor(TOGETHER)))
    with world.at(_then(world, 180)) as at:
        by = world.actor(DIRECTOR)
        certificates.revoke(proof.row, reason=REVOKED_WHY, by=by, at=at)


def _remind(world: World) -> None:
    """Two people heard of the module in which they are stuck; a third wants no reminders."""
    for sender, account, module, days in REMINDED:
        with world.at(_then(world, days)) as at:
            by = world.actor(sender)
            value = f"{person_of(world.actor(account))}-{modules.module(module).id}"
            found = oversight.overview(by, at)
            nudges.remind(reminding.picks([value], found, at), WORDS, by=by, at=at)
    with world.at(_then(world, 16)) as at:
        by = world.actor(QUIET)
        nudges.stop(person_of(by), by=by, at=at)
