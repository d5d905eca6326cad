"""What each page asks the database: with the demo cohort, and with one team of one measure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import joinedload

from app import create_app
from app.accounts import services as accounts
from app.accounts.models import Person, RoleGrant
from app.core.clock import now, today
from app.core.days import add_months
from app.core.db import db, transaction
from app.core.model import Model
from app.measures.models import DataPoint
from app.operations import schema
from app.operations.demo import applicants, clinics, load, people
from app.policy import Role
from app.practices.models import Practice
from app.rfa.models import Application
from config import testing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flask import Flask

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")
CLINIC = clinics.MAGNOLIA
MEASURE = "shared-plan"
POINTS = 24

Facts = dict[str, str]


def prepare(app: Flask) -> Facts:
    """Load the demo cohort with charts of 24 points; sign in who opens the measured pages.

    Gives the keys of the team and the measure, the month to enter, and the Cookie headers
    of the team's data manager and of program staff.
    """
    with app.app_context():
        schema.upgrade()
        load.fill()
        _lengthen()
        return _facts(
            app, CLINIC, MEASURE, people.counter_of(CLINIC).email, people.STAFF.email
        ) | _application("need", applicants.ACCOUNTS[0].email)


def prepare_smallest(folder: Path) -> tuple[Flask, Facts]:
    """A portal with one team that reports one measure and has sent one number."""
    from tests.support import build

    app = create_app(testing(f"sqlite:///{folder}/one.sqlite3", DATA_FOLDER=str(folder)))
    with app.app_context():
        Model.metadata.create_all(db.engine)
        first = add_months(today().replace(day=1), -2)
        cohort = build.cohort(starts_on=first, ends_on=add_months(first, 12))
        team = build.team(cohort=cohort, key="one")
        measure = build.measure(of=cohort, key="only")
        build.sent_point(team, measure, first, 12, 60)
        member = build.person(role=Role.DATA_MANAGER, at=team)
        staff = build.person(role=Role.PROGRAM_STAFF)
        lead = _smallest_application()
        facts = _facts(app, "one", "only", member.email, staff.email)
        return app, facts | _application("plan", lead.email)


def pages(facts: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Path and Cookie header of every measured page, by name."""
    team, member, staff = f"/teams/{facts['team']}", facts["member"], facts["staff"]
    application = f"/applications/{facts['application']}"
    return {
        "measure page": (f"{team}/measures/{facts['measure']}", member),
        "team home": (team, member),
        "small multiples": (f"{team}/measures", member),
        "entry grid": (facts["entry"], member),
        "PDSA cycles": (f"{team}/pdsa", member),
        "our team": (f"{team}/people", member),
        "measure library": ("/measures", member),
        "staff home": ("/staff", staff),
        "reporting": ("/staff/reporting", staff),
        "people": ("/staff/people", staff),
        "practices": ("/staff/practices", staff),
        "section page": (f"{application}/section/{facts['section']}", facts["lead"]),
        "task list": (application, facts["lead"]),
        "landing page": ("/program", ""),
        "round page": (f"/apply/{facts['round']}", ""),
    }


def count(app: Flask, facts: Mapping[str, str]) -> dict[str, int]:
    """How many SQL statements each page takes."""
    return {name: count_one(app, path, session) for name, (path, session) in pages(facts).items()}


def count_one(app: Flask, path: str, session: str) -> int:
    """How many SQL statements one page takes, transaction control left out."""
    client = app.test_client(use_cookies=False)
    client.get(path, headers={"Cookie": session})  # notes that the session is in use
    sent: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(CONTROL):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    response = client.get(path, headers={"Cookie": session})
    event.remove(Engine, "before_cursor_execute", note)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return len(sent)


def _facts(app: Flask, team: str, measure: str, member: str, staff: str) -> Facts:
    facts = {"team": team, "measure": measure, "member": cookie(member), "staff": cookie(staff)}
    headers = {"Cookie": facts["member"]}
    reply = app.test_client(use_cookies=False).get(f"/teams/{team}/entry", headers=headers)
    return facts | {"entry": reply.location}


def _application(section: str, lead: str) -> Facts:
    """Which section of which application is opened, in which round, and by whom."""
    with transaction():
        of = db.session.scalars(
            select(Application)
            .join(RoleGrant, RoleGrant.practice_id == Application.practice_id)
            .join(Person, Person.id == RoleGrant.person_id)
            .where(Person.email == lead)
            .options(joinedload(Application.round))
            .order_by(Application.id.desc())
            .limit(1)
        ).one()
        facts = {"application": str(of.id), "round": of.round.key, "section": section}
    return facts | {"lead": cookie(lead)}


def _smallest_application() -> Person:
    """One practice that applies with a small form, nothing answered; gives its lead."""
    from tests.support import build

    at = now()
    weeks = dt.timedelta(weeks=4)
    of = build.rfa_round(opens_at=at - weeks, closes_at=at + weeks)
    lead: Person = build.person()
    draft = build.application(lead=lead, round_id=of.id)
    for section in of.form["sections"]:
        build.section_draft(draft, section["key"], {})
    return lead


def cookie(email: str) -> str:
    """A Cookie header with a new session of the person with that address."""
    with transaction():
        person = db.session.scalars(select(Person).where(Person.email == email)).one()
        secret = accounts.open_session(person, at=now(), second_factor=True)
        return f"{accounts.cookie_name()}={secret}"


def _lengthen() -> None:
    """Give the measured team the months that it lacks to 24, as if it had joined earlier."""
    with transaction():
        team = db.session.scalars(select(Practice).where(Practice.key == CLINIC)).one()
        every = select(DataPoint).where(DataPoint.practice_id == team.id).order_by(DataPoint.id)
        points = list(db.session.scalars(every))
        missing = POINTS - clinics.COHORT_MONTHS
        since = add_months(min(point.period for point in points), missing)
        for point in points:
            if point.period < since:
                db.session.add(_earlier(point, missing))


def _earlier(point: DataPoint, months: int) -> DataPoint:
    fields = {column.key: getattr(point, column.key) for column in DataPoint.__table__.columns}
    period: dt.date = add_months(point.period, -months)
    return DataPoint(**fields | {"id": None, "period": period})
