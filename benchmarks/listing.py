"""The staff's list of applications does not slow down with the round: 500 against 50.

Two rounds with the form that ships stand in one portal. Their first pages are asked in
turns over one connection, so that a busy machine slows both alike.
"""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import time
from typing import TYPE_CHECKING, Any

from benchmarks import servers

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from app.accounts.models import Person
    from benchmarks.servers import Row, Server

FEW, MANY = 50, 500
TIMES = 60
MOST_STATEMENTS, MOST_TIMES = 8.0, 1.5


def run() -> list[Row]:
    """The statements of the long list, its time, and how many times that of the short one."""
    with tempfile.TemporaryDirectory() as folder:
        portal = servers.start(_serve, folder)
        try:
            few, many = _times(portal)
        finally:
            portal.stop()
    counted = portal.facts["statements"]
    return [
        (f"staff list of {MANY}: SQL statements", float(counted), "", MOST_STATEMENTS),
        (f"staff list of {MANY}: median", many, "ms", None),
        (f"staff list of {MANY}: time against {FEW}", many / few, "x", MOST_TIMES),
    ]


def _times(portal: Server) -> tuple[float, float]:
    """The medians in milliseconds for few and for many."""
    taken: dict[int, list[float]] = {FEW: [], MANY: []}
    for turn in range(TIMES + 5):
        for size, seconds in taken.items():
            begun = time.perf_counter()
            portal.get(portal.facts["paths"][size], portal.facts["cookie"])
            if turn >= 5:
                seconds.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken[FEW]), statistics.median(taken[MANY])


def _serve(channel: Connection, folder: str) -> None:
    from benchmarks import statements

    app = servers.portal(folder)
    with app.app_context():
        email = _fill()
        cookie = statements.cookie(email)
    paths = {size: f"/staff/applications?round={_key(size)}" for size in (FEW, MANY)}
    counted = statements.count_one(app, paths[MANY], cookie)
    servers.listen(channel, app, {"paths": paths, "cookie": cookie, "statements": counted})


def _key(size: int) -> str:
    return f"round-of-{size}"


def _fill() -> str:
    """Two rounds with their applications; gives the address of who oversees them."""
    from app.core.clock import now
    from app.core.db import transaction
    from app.operations import schema
    from app.policy import Role
    from app.rfa.queries.rounds import shipped_form
    from tests.support import build

    schema.upgrade()
    at, weeks = now(), dt.timedelta(weeks=4)
    staff: Person = build.person(role=Role.PROGRAM_STAFF)
    for size in (FEW, MANY):
        form: dict[str, Any] = shipped_form()
        of = build.rfa_round(
            key=_key(size),
            title=f"Round of {size}",
            opens_at=at - weeks,
            closes_at=at + weeks,
            form=form,
        )
        with transaction():
            _apply(of.id, size, [section["key"] for section in form["sections"]], staff, at)
    return staff.email


def _apply(round_id: int, size: int, sections: list[str], staff: Person, at: dt.datetime) -> None:
    """Give a round that many applications, each begun, with a lead and every second with a tag."""
    from app.accounts.models import RoleGrant
    from app.core.db import db
    from app.policy import Role
    from app.practices.domain.counties import COUNTIES
    from app.practices.domain.kinds import PracticeKind
    from app.practices.models import Practice
    from app.rfa.models import Application, Mark, MarkKind, SectionDraft

    kinds, counties = tuple(PracticeKind), tuple(COUNTIES)
    practices = [
        Practice(
            key=f"clinic-{size}-{number}",
            name=f"Clinic {number} of {size}",
            kind=kinds[number % len(kinds)],
            county=counties[number % len(counties)],
            created_at=at,
        )
        for number in range(size)
    ]
    db.session.add_all(practices)
    db.session.flush()
    applications = [
        Application(
            round_id=round_id,
            practice_id=practice.id,
            created_at=at,
            created_by_id=staff.id,
            content_at=at,
        )
        for practice in practices
    ]
    db.session.add_all(applications)
    db.session.flush()
    for number, of in enumerate(applications):
        db.session.add(
            RoleGrant(
                person_id=staff.id,
                role=Role.APPLICATION_LEAD,
                practice_id=of.practice_id,
                granted_at=at,
            )
        )
        db.session.add_all(
            SectionDraft(
                application_id=of.id,
                section=section,
                answers={},
                is_started=True,
                is_complete=place < number % 9,
            )
            for place, section in enumerate(sections)
        )
        if number % 2:
            db.session.add(
                Mark(
                    application_id=of.id,
                    kind=MarkKind.TAG,
                    label=f"Tag {number % 5}",
                    set_at=at,
                    set_by_id=staff.id,
                )
            )
