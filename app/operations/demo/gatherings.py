"""The events of the demonstration: one that is over, and what comes in the next weeks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.events.domain.evaluations import AFTER_SET, LATER_SET, items
from app.events.domain.kinds import EventKind, Presence, Wave
from app.events.queries import events
from app.events.services import (
    attendance,
    check_in,
    evaluations,
    materials,
    places,
    planning,
    rosters,
)
from app.operations.demo import clinics, gathering_words, program
from app.operations.demo.people import (
    COACH,
    SECOND_STAFF,
    STAFF,
    TEAMS,
    counter_of,
    lead_of,
    member_of,
)
from app.operations.demo.reviewing import person_of
from app.policy import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.events.models import Event
    from app.operations.demo.people import Account
    from app.operations.demo.world import World

SESSION_MONTH = 13
COORDINATOR = member_of(clinics.MAGNOLIA, Role.CARE_COORDINATOR)
CAME = (*TEAMS[:6], *TEAMS[7:12], lead_of(clinics.TRACE))
"""Who was at the session and entered the code."""
EXCUSED = lead_of(clinics.TALLOW)
ABSENT = lead_of(clinics.WILLOW)
ONLINE = (lead_of(clinics.PERSIMMON), counter_of(clinics.GULF_PINE))
"""Who followed the session from afar, as the list of the webinar says."""
LISTENERS = (*TEAMS[:2], counter_of(clinics.SWEETGUM), lead_of(clinics.WILLOW), COORDINATOR)
"""Who was on the call that is over, as the list of the webinar says."""
CALLERS = (*TEAMS[:2], TEAMS[8], lead_of(clinics.WISTERIA), lead_of(clinics.TRACE), COACH)
HELPED = (lead_of(clinics.SWEETGUM), counter_of(clinics.TRACE), lead_of(clinics.WILLOW))
IN_LINE = (COORDINATOR, counter_of(clinics.PERSIMMON))
CALLED_OFF = (lead_of(clinics.GULF_PINE), counter_of(clinics.WISTERIA))


@dataclass(frozen=True, slots=True)
class Plan:
    """An event on a day, from an hour on, for so many minutes."""

    kind: EventKind
    title: str
    summary: str
    day: dt.date
    hour: int
    minutes: int
    place: str = ""
    link: str = ""
    capacity: int | None = None


def write(world: World) -> None:
    """What is over, a call, office hours that are full, some that are off, and a draft."""
    _session(world)
    today = world.now.date()
    _small_call(world, _workday(today - dt.timedelta(days=20)))
    _draft(world, _workday(today + dt.timedelta(days=90)))
    call = Plan(
        EventKind.CALL,
        "Topic call: Closing the loop on referrals",
        gathering_words.CALL,
        _workday(today + dt.timedelta(days=7)),
        12,
        60,
        link="https://meet.demo.example/topic-call",
        capacity=len(CALLERS) + 2,
    )
    hours = Plan(
        EventKind.OFFICE_HOURS,
        "Office hours: Your run charts",
        gathering_words.HOURS,
        _workday(today + dt.timedelta(days=10)),
        15,
        60,
        link="https://meet.demo.example/office-hours",
        capacity=len(HELPED),
    )
    cancelled = Plan(
        EventKind.OFFICE_HOURS,
        "Office hours: Registry reports",
        gathering_words.REPORTS,
        _workday(today + dt.timedelta(days=3)),
        12,
        45,
        link="https://meet.demo.example/registry-reports",
    )
    _fill(world, call, CALLERS, today - dt.timedelta(days=12))
    _fill(world, hours, (*HELPED, *IN_LINE), today - dt.timedelta(days=9))
    key = _fill(world, cancelled, CALLED_OFF, today - dt.timedelta(days=15))
    with world.at(world.instant(today - dt.timedelta(days=1), 9)) as at:
        of = events.event(key, locked=True)
        planning.cancel(of, reason=gathering_words.WHY, by=world.actor(STAFF), at=at)


def _workday(day: dt.date) -> dt.date:
    """The day itself, or the Monday after a weekend."""
    return day + dt.timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def _publish(world: World, of: Plan, day: dt.date, **more: Any) -> str:
    """Plan an event with questions about it, and show it; gives its key."""
    by = world.actor(STAFF)
    starts_at = world.instant_ahead(of.day, of.hour)
    settings = {
        "kind": of.kind,
        "title": of.title,
        "summary": of.summary,
        "starts_at": starts_at,
        "ends_at": starts_at + dt.timedelta(minutes=of.minutes),
        "place": of.place,
        "link": of.link,
        "capacity": of.capacity,
        "cohort_id": world.cohort_id,
        **more,
    }
    with world.at(world.instant(day)) as at:
        made = planning.plan(settings=settings, by=by, at=at)
        evaluations.choose(
            made,
            keys={
                Wave.AFTER: [item.key for item in AFTER_SET[:5]] + ["helped"],
                Wave.LATER: [item.key for item in LATER_SET[:3]],
            },
            days=75,
            seen_version=made.version,
            by=by,
            at=at,
        )
        planning.publish(made, seen_version=made.version, by=by, at=at)
        return made.key


def _fill(world: World, of: Plan, people: Sequence[Account], day: dt.date) -> str:
    """Publish an event, and let people register in this order."""
    key = _publish(world, of, day)
    for number, account in enumerate(people):
        with world.at(world.instant(day + dt.timedelta(days=1), 9, 2 * number)) as at:
            places.register(events.event(key, locked=True), by=world.actor(account), at=at)
    return key


def _draft(world: World, day: dt.date) -> None:
    """A day for all teams that staff still plan, and nobody else sees."""
    starts_at = world.instant_ahead(day, 9)
    settings = {
        "kind": EventKind.CONGRESS,
        "title": "Congress: What we keep",
        "summary": gathering_words.CONGRESS,
        "starts_at": starts_at,
        "ends_at": starts_at + dt.timedelta(minutes=420),
        "place": "Jackson",
        "link": "",
        "capacity": None,
        "cohort_id": None,
    }
    with world.at(world.instant(world.now.date() - dt.timedelta(days=2), 16)) as at:
        planning.plan(settings=settings, by=world.actor(SECOND_STAFF), at=at)


# ------------------------------------------------------------------ what is over


def _small_call(world: World, day: dt.date) -> None:
    """A call with few people: too few have answered for anybody to see results."""
    of = Plan(
        EventKind.CALL,
        "Topic call: Plans of care that families keep",
        gathering_words.KEPT_PLANS,
        day,
        12,
        60,
        link="https://meet.demo.example/plans-of-care",
    )
    key = _fill(world, of, (*LISTENERS, COACH), day - dt.timedelta(days=14))
    staff = world.actor(STAFF)
    lines = [f"{account.name},{account.email},55" for account in LISTENERS]
    roster = "\n".join(("Name,Email,Minutes", *lines, "")).encode()
    with world.at(world.instant(day, 15)) as at:
        there = events.event(key, locked=True)
        read = rosters.read(there, "topic-call.csv", roster)
        brought = rosters.bring(there, read, by=staff, at=at)
        rosters.confirm(there, brought, by=staff, at=at)
    for number, said in enumerate(gathering_words.FEW_ANSWERS):
        with world.at(world.instant(day, 16, 9 * number)) as at:
            there = events.event(key, locked=True)
            answers = dict(zip(items(there, Wave.AFTER), said, strict=True))
            evaluations.answer(there, answers, by=world.actor(LISTENERS[number]), at=at)


def _session(world: World) -> None:
    """Learning Session 3: who came, what was said, and what people thought of it."""
    title = program.SESSIONS[2][1]
    of = Plan(
        EventKind.LEARNING_SESSION,
        f"{title}: Sharing what worked",
        gathering_words.SESSION,
        world.month(SESSION_MONTH).replace(day=16),
        9,
        360,
        place="Jackson, and online",
    )
    key = _fill(world, of, (*CAME, EXCUSED, ABSENT, *ONLINE), of.day - dt.timedelta(days=40))
    _attend(world, key, of.day)
    _keep(world, key, of.day + dt.timedelta(days=2))
    for number, said in enumerate(gathering_words.ANSWERS):
        with world.at(world.instant(of.day + dt.timedelta(days=1), 8, 7 * number)) as at:
            there = events.event(key, locked=True)
            answers = dict(zip(items(there, Wave.AFTER), said, strict=True))
            evaluations.answer(there, answers, by=world.actor(CAME[number]), at=at)


def _attend(world: World, key: str, day: dt.date) -> None:
    staff = world.actor(STAFF)
    for number, account in enumerate(CAME):
        with world.at(world.instant(day, 8, 50 + number % 9)) as at:
            of = events.event(key, locked=True)
            check_in.check_in(of, typed=of.check_in_code, by=world.actor(account), at=at)
    with world.at(world.instant(day, 17)) as at:
        of = events.event(key, locked=True)
        for account, presence, why in (
            (EXCUSED, Presence.EXCUSED, gathering_words.EXCUSE),
            (ABSENT, Presence.ABSENT, ""),
        ):
            person_id = person_of(world.actor(account))
            attendance.mark(of, person_id, presence=presence, reason=why, by=staff, at=at)
        lines = [f"{account.name},{account.email},300" for account in ONLINE]
        roster = "\n".join(("Name,Email,Minutes", *lines, gathering_words.GUEST, "")).encode()
        read = rosters.read(of, "learning-session-3.csv", roster)
        brought = rosters.bring(of, read, by=staff, at=at)
        rosters.confirm(of, brought, by=staff, at=at)


def _keep(world: World, key: str, day: dt.date) -> None:
    """What people take along: the record, the recording, and slides elsewhere."""
    by = world.actor(STAFF)
    with world.at(world.instant(day)) as at:
        of: Event = events.event(key, locked=True)
        materials.write_record(
            of, text=gathering_words.RECORD, seen_version=of.version, by=by, at=at
        )
        materials.keep_recording(
            of,
            link="https://video.demo.example/learning-session-3",
            has_captions=True,
            transcript=gathering_words.TRANSCRIPT,
            seen_version=of.version,
            by=by,
            at=at,
        )
        for title, link in gathering_words.MATERIALS:
            materials.add(of, title=title, link=link, by=by, at=at)
