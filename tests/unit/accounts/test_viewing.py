"""Who may see the portal as whom, and what the trail says about it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts import queries, services
from app.accounts.domain.viewing import ADMINISTRATOR, CLOSED, NOT_ALLOWED, YOURSELF, hindrance
from app.accounts.models import Person, Session
from app.accounts.services import sessions, viewing
from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import NotPossibleNow, Refused
from app.policy import Actor, Grant, Role
from tests.support import build

AT = dt.datetime(2026, 11, 2, 18, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(minutes=5)
WHY = "Ana called: her page is empty"
pytestmark = pytest.mark.usefixtures("app")


def actor(person: Person, role: Role = Role.ADMINISTRATOR) -> Actor:
    return Actor(person_id=person.id, name=person.name, grants=frozenset({Grant(role)}))


def session_of(person: Person) -> Session:
    with transaction():
        services.open_session(person, at=AT)
    return latest(person)


def latest(person: Person) -> Session:
    db.session.expire_all()
    return db.session.scalars(
        select(Session).where(Session.person_id == person.id).order_by(Session.id.desc())
    ).first()


def begin(session: Session, person: Person, by: Actor) -> None:
    with transaction():
        viewing.start(session.id, person, by=by, at=AT, reason=WHY)


def trail() -> list[tuple[str, str, str, str | None]]:
    rows = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    return [(row.actor_name, row.verb, row.subject_name, row.reason) for row in rows]


@pytest.fixture
def olga() -> Person:
    return build.person(name="Olga", role=Role.ADMINISTRATOR)


@pytest.fixture
def ana() -> Person:
    return build.person(name="Ana Whitfield", role=Role.LEAD)


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.ADMINISTRATOR])
def test_only_administrators_view_as_somebody_else(role: Role) -> None:
    viewer = Actor(person_id=1, grants=frozenset({Grant(role)}))

    assert hindrance(viewer, 2, is_closed=False, roles=()) == NOT_ALLOWED


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.ADMINISTRATOR])
def test_everybody_but_an_administrator_can_be_viewed_as(role: Role) -> None:
    viewer = Actor(person_id=1, grants=frozenset({Grant(Role.ADMINISTRATOR)}))

    assert hindrance(viewer, 2, is_closed=False, roles=(role,)) is None
    assert hindrance(viewer, 2, is_closed=True, roles=(role,)) == CLOSED
    assert hindrance(viewer, 2, is_closed=False, roles=(role, Role.ADMINISTRATOR)) == ADMINISTRATOR
    assert hindrance(viewer, 1, is_closed=False, roles=(role,)) == YOURSELF


def test_start_and_stop_are_on_record_with_the_real_name(olga: Person, ana: Person) -> None:
    session = session_of(olga)
    begin(session, ana, actor(olga))
    assert (latest(olga).viewing_as_id, latest(olga).viewing_since) == (ana.id, AT)

    with transaction():
        viewing.stop(session.id, at=LATER)
        viewing.stop(session.id, at=LATER)

    assert (latest(olga).viewing_as_id, latest(olga).viewing_since) == (None, None)
    assert trail() == [
        ("Olga", "started viewing as", "Ana Whitfield", WHY),
        ("Olga", "stopped viewing as", "Ana Whitfield", None),
    ]
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.subject_type, event.subject_id, event.before) == (
        "person",
        ana.id,
        {"since": AT.isoformat()},
    )


def test_who_may_not_be_viewed_as_is_refused_at_the_last_moment(olga: Person, ana: Person) -> None:
    session = session_of(olga)
    other = build.person(role=Role.ADMINISTRATOR)
    for person, by, words in (
        (olga, actor(olga), YOURSELF),
        (other, actor(olga), ADMINISTRATOR),
        (build.person(closed_at=AT), actor(olga), CLOSED),
        (ana, actor(olga, Role.DIRECTOR), NOT_ALLOWED),
    ):
        with pytest.raises(Refused) as refusal:
            viewing.start(session.id, person, by=by, at=AT, reason=WHY)
        assert refusal.value.message == words
    assert trail() == []


def test_one_session_views_as_one_person(olga: Person, ana: Person) -> None:
    session, ben = session_of(olga), build.person()
    begin(session, ana, actor(olga))

    with pytest.raises(NotPossibleNow):
        viewing.start(session.id, ben, by=actor(olga), at=AT, reason=WHY)

    assert latest(olga).viewing_as_id == ana.id


def test_a_session_that_has_ended_views_as_nobody(olga: Person, ana: Person) -> None:
    session = session_of(olga)
    with transaction():
        services.end_session(session.id, at=AT)

    with pytest.raises(NotPossibleNow):
        viewing.start(session.id, ana, by=actor(olga), at=AT, reason=WHY)


def test_however_a_session_ends_the_viewing_ends_with_it(olga: Person, ana: Person) -> None:
    first = session_of(olga)
    begin(first, ana, actor(olga))
    second = session_of(olga)
    begin(second, ana, actor(olga))

    with transaction():
        services.end_sessions(olga.id, at=LATER, reason=sessions.ROLE_CHANGED, but=second.id)
    with transaction():
        services.end_session(second.id, at=LATER)

    assert [row[1:] for row in trail()][2:] == [
        ("stopped viewing as", "Ana Whitfield", "The session ended: role changed."),
        ("stopped viewing as", "Ana Whitfield", "The session ended: signed out."),
    ]
    assert latest(olga).viewing_as_id is None


def test_viewing_ends_by_itself_with_a_reason(olga: Person, ana: Person) -> None:
    session = session_of(olga)
    begin(session, ana, actor(olga))

    with transaction():
        viewing.stop_by_itself(session.id, at=LATER, reason=CLOSED)

    assert trail()[-1] == ("Olga", "stopped viewing as", "Ana Whitfield", CLOSED)


def test_the_roles_of_both_are_read_anew(olga: Person, ana: Person) -> None:
    with transaction():
        secret = services.open_session(olga, at=AT)
    begin(latest(olga), ana, actor(olga))
    found = queries.signed_in(secret)
    assert found is not None
    assert found.viewing is not None
    assert (found.person.name, {grant.role for grant in found.grants}) == (
        "Olga",
        {Role.ADMINISTRATOR},
    )
    assert (found.viewing.person.name, found.viewing.is_closed) == ("Ana Whitfield", False)
    assert {grant.role for grant in found.viewing.grants} == {Role.LEAD}

    ana.closed_at = AT
    build.grant(ana, Role.REVIEWER)
    again = queries.signed_in(secret)

    assert again is not None
    assert again.viewing is not None
    assert again.viewing.is_closed
    assert {grant.role for grant in again.viewing.grants} == {Role.LEAD, Role.REVIEWER}


@pytest.mark.parametrize("what", ["no beginning", "oneself"])
def test_the_database_refuses_what_makes_no_sense(olga: Person, ana: Person, what: str) -> None:
    session = session_of(olga)
    session.viewing_as_id = ana.id if what == "no beginning" else olga.id
    session.viewing_since = None if what == "no beginning" else AT

    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
