"""Rules of the services that no page shows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import OperationalError

from app.accounts import queries, services
from app.accounts.models import Person, RoleGrant, Session
from app.accounts.services import hashing, invitations, people, second_factor, sessions
from app.accounts.services import sign_in as signing
from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.policy import SYSTEM, Actor, Role
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

AT = dt.datetime(2026, 11, 2, 18, tzinfo=dt.UTC)
pytestmark = pytest.mark.usefixtures("app")


def actor(person: Person) -> Actor:
    return Actor(person_id=person.id, name=person.name)


def test_an_account_is_made_with_a_clean_address_and_a_hash() -> None:
    with transaction():
        ana = services.create_person(
            email=" Ana@Example.ORG ", name=" Ana  Reed", password="any words", by=SYSTEM, at=AT
        )

    assert (ana.email, ana.name, ana.initials) == ("ana@example.org", "Ana Reed", "AR")
    assert ana.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hashing.is_right("any words", ana.password_hash)
    assert not hashing.is_right("other words", ana.password_hash)


def test_an_account_without_a_password_opens_by_a_reset_only() -> None:
    with transaction():
        ana = services.create_person(email="a@example.org", name="Ana", by=SYSTEM, at=AT)

    assert (ana.password_hash, ana.password_set_at) == (None, None)
    assert not signing.password_holds(ana, "")
    assert signing.newer_hash(ana, "") is None


def test_two_accounts_do_not_share_an_address() -> None:
    build.person(email="ana@example.org")

    with pytest.raises(Refused) as refusal:
        services.create_person(email="ANA@example.org", name="Ana", by=SYSTEM, at=AT)

    assert refusal.value.field == "email"


def test_a_stored_hash_that_is_none_is_wrong() -> None:
    assert not hashing.is_right("any", "not a hash")


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.LEAD, {}),
        (Role.LEAD, {"cohort_id": 1}),
        (Role.REVIEWER, {"practice_id": 1}),
        (Role.COACH, {}),
        (Role.PROGRAM_STAFF, {"cohort_id": 1}),
    ],
)
def test_a_role_belongs_to_its_kind_of_place(role: Role, place: dict[str, int]) -> None:
    with pytest.raises(Refused):
        services.grant(build.person(), role, **place, by=SYSTEM, at=AT)
    with pytest.raises(Refused):
        services.invite(email="a@example.org", name="A", role=role, **place, by=SYSTEM, at=AT)


def test_a_closed_account_is_given_no_role() -> None:
    with pytest.raises(NotPossibleNow):
        services.grant(build.person(closed_at=AT), Role.REVIEWER, by=SYSTEM, at=AT)


def test_the_same_role_at_two_practices_is_two_roles() -> None:
    ana = build.person()
    first, second = build.practice(), build.practice()
    with transaction():
        for place in (first, second):
            services.grant(ana, Role.VIEWER, practice_id=place.id, by=SYSTEM, at=AT)

    assert [row.practice_id for row in queries.grants_of(ana.id)] == [first.id, second.id]
    with pytest.raises(Refused):
        services.grant(ana, Role.VIEWER, practice_id=first.id, by=SYSTEM, at=AT)


def test_ending_a_team_role_leaves_the_session_for_the_other_practice() -> None:
    lead, ana = build.person(), build.person()
    granted = build.grant(ana, Role.VIEWER)
    with transaction():
        secret = services.open_session(ana, at=AT)
        services.end_grant(granted, by=actor(lead), at=AT, reason="moved")

    found = queries.signed_in(secret)
    assert found is not None
    assert (found.is_ended, found.grants) == (False, frozenset())


def test_a_role_ends_once() -> None:
    lead, granted = build.person(), build.grant(build.person(), Role.VIEWER)
    with transaction():
        services.end_grant(granted, by=actor(lead), at=AT, reason="moved")

    with pytest.raises(NotPossibleNow):
        services.end_grant(granted, by=actor(lead), at=AT, reason="again")
    with pytest.raises(Missing):
        queries.grant(granted.id)


def test_a_grant_is_told_with_place_and_reason_in_the_trail() -> None:
    lead, ana, clinic = build.person(), build.person(), build.practice()
    with transaction():
        granted = services.grant(ana, Role.LEAD, practice_id=clinic.id, by=actor(lead), at=AT)
    with transaction():
        services.end_grant(granted, by=actor(lead), at=AT, reason="moved")

    given, ended = db.session.query(AuditEvent).order_by(AuditEvent.id)
    assert (given.verb, given.actor_id, given.practice_id) == ("gave a role", lead.id, clinic.id)
    assert given.after == {"role": "lead", "cohort_id": None}
    assert (ended.verb, ended.reason, ended.practice_id) == ("ended a role", "moved", clinic.id)


def test_no_secret_reaches_the_trail() -> None:
    ana = build.person(role=Role.LEAD)
    with transaction():
        secret = services.open_session(ana, at=AT)
        services.invite(email="b@example.org", name="B", role=Role.REVIEWER, by=actor(ana), at=AT)

    told = " ".join(
        str((row.before, row.after, row.reason)) for row in db.session.query(AuditEvent)
    )
    link = db.session.connection().exec_driver_sql("SELECT body FROM outbox_mail").scalar_one()
    assert secret not in told
    assert "/invitations/" not in told + link


def test_the_roster_lists_people_with_open_accounts_and_roles_in_force() -> None:
    clinic, elsewhere = build.practice(), build.practice()
    ben = build.person(name="ben", last_sign_in_at=AT)
    build.grant(ben, Role.LEAD, at=clinic)
    build.grant(ben, Role.DATA_MANAGER, at=clinic)
    build.grant(ben, Role.VIEWER, at=elsewhere)
    build.person(name="Ana", role=Role.VIEWER, at=clinic)
    build.person(name="Closed", role=Role.VIEWER, at=clinic, closed_at=AT)
    gone = build.person(name="Gone")
    build.grant(gone, Role.VIEWER, at=clinic, ended_at=AT, ended_by_id=ben.id)

    listed = queries.roster(clinic.id)

    assert [entry.name for entry in listed] == ["Ana", "ben"]
    assert [row.role for row in listed[1].roles] == [Role.LEAD, Role.DATA_MANAGER]
    assert listed[1].last_sign_in_at == AT


def test_open_invitations_of_a_team_are_those_neither_accepted_nor_taken_back() -> None:
    clinic, other = build.practice(), build.practice()
    with transaction():
        for number, place in enumerate((clinic, clinic, other)):
            services.invite(
                email=f"p{number}@example.org",
                name="P",
                role=Role.VIEWER,
                practice_id=place.id,
                by=SYSTEM,
                at=AT,
            )
    with transaction():
        services.revoke(queries.pending_invitations(clinic.id)[0], by=SYSTEM, at=AT)

    assert [row.practice_id for row in queries.pending_invitations(clinic.id)] == [clinic.id]


def test_an_invitation_is_accepted_in_time_by_its_own_address_only() -> None:
    with transaction():
        offer = services.invite(
            email="ben@example.org", name="Ben", role=Role.REVIEWER, by=SYSTEM, at=AT
        )
    late = AT + dt.timedelta(days=7)

    with pytest.raises(Refused):
        services.accept(offer, build.person(email="eve@example.org"), at=AT)
    with pytest.raises(Refused):
        services.accept(offer, build.person(email="ben@example.org"), at=late)
    with pytest.raises(Refused):
        invitations.accept_with_new_account(offer, name="Ben", password_hash="x", at=late)


def test_a_password_that_changed_in_the_meantime_opens_no_session() -> None:
    ana = build.person(password_hash="new")

    with pytest.raises(Refused):
        signing.take_first_step(ana.id, checked_hash="old", at=AT)


def test_a_second_step_that_was_taken_off_in_the_meantime_is_no_step() -> None:
    ana = build.person()
    with transaction():
        secret = services.open_session(ana, at=AT)
    half = queries.signed_in(secret)
    assert half is not None

    with pytest.raises(Refused):
        signing.take_second_step(ana.id, "123456", half=half.session, at=AT, device="", address="")


def test_the_second_step_cannot_be_confirmed_before_it_was_started() -> None:
    ana = build.person()

    with pytest.raises(NotPossibleNow):
        second_factor.confirm(ana, "123456", session_id=1, by=actor(ana), at=AT)


def test_starting_twice_keeps_the_key() -> None:
    ana = build.person()
    second_factor.start(ana)
    key = ana.totp_secret
    second_factor.start(ana)

    assert ana.totp_secret == key


def test_a_busy_database_does_not_stop_the_request_whose_time_is_noted(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: Any, **__: Any) -> Any:
        raise OperationalError("UPDATE session", {}, Exception("database is locked"))

    monkeypatch.setattr(type(db.engine), "connect", busy)

    sessions.mark_seen(1, AT)

    assert "the time of a request was not noted" in caplog.text


def test_the_last_administrator_is_counted_among_open_accounts() -> None:
    boss = build.person(role=Role.ADMINISTRATOR)
    people.keep_an_administrator(build.person())
    with pytest.raises(Refused):
        people.keep_an_administrator(boss)

    build.person(role=Role.ADMINISTRATOR)

    people.keep_an_administrator(boss)


def test_two_who_give_the_same_role_at_the_same_moment_make_one_grant() -> None:
    ana = build.person(role=Role.REVIEWER)
    twin = RoleGrant(person_id=ana.id, role=Role.REVIEWER, granted_at=AT)

    with pytest.raises(Conflict), transaction():
        db.session.add(twin)


def test_ending_sessions_can_spare_one() -> None:
    ana = build.person()
    with transaction():
        for _ in range(2):
            services.open_session(ana, at=AT)
    kept = db.session.query(Session).order_by(Session.id).first()
    assert kept is not None

    with transaction():
        services.end_sessions(ana.id, at=AT, reason="test", but=kept.id)

    db.session.expire_all()
    assert [row.end_reason for row in db.session.query(Session).order_by(Session.id)] == [
        None,
        "test",
    ]
