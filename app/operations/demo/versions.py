"""Versions of modules in every state: waiting for a review, approved, planned, out, archived."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.core.days import add_months
from app.curriculum.domain.content import Text
from app.curriculum.domain.kinds import ChangeClass, Language
from app.curriculum.queries import contents, modules
from app.curriculum.services import comments, editing, versions
from app.curriculum.services import modules as module_services
from app.operations.demo import version_words as words
from app.operations.demo.curriculum import COORDINATION, MEASURING, STARTING
from app.operations.demo.people import DIRECTOR, PUBLISHER, SECOND_STAFF, STAFF

if TYPE_CHECKING:
    from app.curriculum.models import ModuleVersion
    from app.operations.demo.people import Account
    from app.operations.demo.world import World

ARCHIVED = "before-the-kickoff"

UPDATED_DAYS_AGO = 30
"""Since when the second version of the first module is out."""
PLANNED_DAYS_AHEAD = 12


@dataclass(frozen=True, slots=True)
class Step:
    """A new version of a module: one lesson says more, written so many days ago by somebody."""

    module: str
    number: int
    lesson: str
    more: str
    days_ago: int
    author: Account
    asks: ChangeClass = ChangeClass.MINOR
    note: str = ""


def write(world: World) -> None:
    """One module was updated and waits again; one is approved, one planned, one archived."""
    today = world.now.date()
    _archived(world)
    updated = Step(
        STARTING,
        2,
        "building-your-team",
        words.TWO_IN_A_ROLE,
        36,
        PUBLISHER,
        ChangeClass.RE_READ,
        words.TWO_IN_A_ROLE_NOTE,
    )
    _hand_in(world, updated)
    day = today - dt.timedelta(days=UPDATED_DAYS_AGO)
    _approve(world, updated, day, STAFF)
    _publish(world, updated, day, STAFF)

    again = Step(STARTING, 3, "the-portal-in-ten-minutes", words.SIGNED_OUT, 5, PUBLISHER)
    _hand_in(world, again)
    _discuss(world, again, today - dt.timedelta(days=2))

    ready = Step(
        MEASURING, 2, "small-numbers", words.ONE_CHILD, 11, PUBLISHER, note=words.ONE_CHILD_NOTE
    )
    _hand_in(world, ready)
    _approve(world, ready, today - dt.timedelta(days=3), SECOND_STAFF)

    planned = Step(
        COORDINATION,
        2,
        "connectivity",
        words.COVER_LINE,
        14,
        STAFF,
        ChangeClass.RE_READ,
        words.COVER_LINE_NOTE,
    )
    _hand_in(world, planned)
    day = today - dt.timedelta(days=4)
    _approve(world, planned, day, DIRECTOR)
    _publish(world, planned, day, DIRECTOR, today + dt.timedelta(days=PLANNED_DAYS_AHEAD))


def _version(step: Step) -> ModuleVersion:
    return modules.version(modules.module(step.module).id, step.number)


def _hand_in(world: World, step: Step) -> None:
    """Somebody adds a part to a lesson, and a day later asks for a review."""
    author = world.actor(step.author)
    day = world.now.date() - dt.timedelta(days=step.days_ago)
    with world.at(world.instant(day)) as at:
        version = versions.start_version(modules.module(step.module), by=author, at=at)
        text = contents.lesson(version.id, step.lesson).texts[Language.ENGLISH]
        editing.change_text(
            version,
            step.lesson,
            Language.ENGLISH,
            replace(text, body=f"{text.body}\n\n{step.more}"),
            None,
            seen=editing.seen_text(version, step.lesson, Language.ENGLISH),
            by=author,
            at=at,
        )
    with world.at(world.instant(day + dt.timedelta(days=1), 15)) as at:
        versions.ask_review(_version(step), by=author, at=at)


def _approve(world: World, step: Step, day: dt.date, account: Account) -> None:
    by = world.actor(account)
    with world.at(world.instant(day, 9)) as at:
        versions.approve(_version(step), change_class=step.asks, note=step.note, by=by, at=at)


def _publish(
    world: World, step: Step, day: dt.date, account: Account, on: dt.date | None = None
) -> None:
    """Now, or early on a day that is ahead."""
    by = world.actor(account)
    with world.at(world.instant(day, 9, 10)) as at:
        out = at if on is None else world.instant_ahead(on, 8)
        versions.schedule(_version(step), publish_at=out, by=by, at=at)


def _discuss(world: World, step: Step, day: dt.date) -> None:
    """What those who read it over say; one of two things is done already."""
    with world.at(world.instant(day, 11)) as at:
        by = world.actor(DIRECTOR)
        done = comments.add(_version(step), lesson_key=step.lesson, body=words.DONE, by=by, at=at)
        comments.resolve(done, by=world.actor(step.author), at=at + dt.timedelta(minutes=40))
    with world.at(world.instant(day, 16)) as at:
        by = world.actor(SECOND_STAFF)
        comments.add(_version(step), lesson_key=step.lesson, body=words.OPEN, by=by, at=at)


# ------------------------------------------------------------------ what nobody needs any more


def _archived(world: World) -> None:
    """A short module for the weeks before the start, which is over."""
    first = world.first_month
    _write_archived(world, add_months(first, -2).replace(day=20))
    step = Step(ARCHIVED, 1, "", "", 0, STAFF, note="For the weeks before the kickoff.")
    day = add_months(first, -1).replace(day=2)
    _approve(world, step, day, DIRECTOR)
    _publish(world, step, day, DIRECTOR)
    with world.at(world.instant(add_months(first, 2).replace(day=5))) as at:
        versions.archive(_version(step), by=world.actor(STAFF), at=at)


def _write_archived(world: World, day: dt.date) -> None:
    by = world.actor(STAFF)
    with world.at(world.instant(day)) as at:
        track = next(one for one in modules.all_tracks() if one.key == "start-here")
        module = module_services.create(
            track=track,
            title=words.KICKOFF,
            code="0",
            phase="Pre-work",
            is_required=False,
            by=by,
            at=at,
        )
        version = modules.version(module.id, 1)
        key = editing.add_lesson(version, title=words.BRING, by=by, at=at)
        editing.change_text(
            version,
            key,
            Language.ENGLISH,
            Text(words.BRING, words.BRING_OBJECTIVES, words.BRING_BODY),
            None,
            seen=editing.seen_text(version, key, Language.ENGLISH),
            by=by,
            at=at,
        )
        lesson = contents.lesson(version.id, key)
        editing.change_about(
            version,
            key,
            replace(lesson, minutes=5, is_draft=False),
            seen=editing.seen_about(version, key),
            by=by,
            at=at,
        )
        versions.ask_review(version, by=by, at=at)
