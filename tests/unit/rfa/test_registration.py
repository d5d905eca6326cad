"""From a visitor to the one who begins an application: the services."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.accounts.domain.tokens import digest, new_secret
from app.accounts.models import Person
from app.core.db import db, transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.outbox.models import OutboxMail
from app.policy import Actor, Grant, Role
from app.practices.domain.kinds import PracticeKind
from app.practices.models import Practice
from app.rfa.models import Application, Registration
from app.rfa.queries import registration as queries
from app.rfa.services import registration
from app.rfa.services.registration import HasAccount
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

    from app.rfa.models import Round

NOON = build.NOON
WEEK = dt.timedelta(days=7)
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def of(app: Flask) -> Round:
    return build.rfa_round()  # type: ignore[no-any-return]  # a row


def register(of: Round, email: str = "ana@example.org", **given: Any) -> None:
    defaults = {"name": "Ana", "password_hash": "-", "screening": {}, "at": NOON}
    with transaction():
        registration.register(of, email=email, **defaults | given)


def mails(kind: str) -> list[OutboxMail]:
    return db.session.query(OutboxMail).filter_by(kind=kind).all()


def waiting(of: Round, **given: Any) -> tuple[str, Registration]:
    """A registration and the secret of its link."""
    secret = new_secret()
    defaults = {
        "token_hash": digest(secret),
        "round_id": of.id,
        "email": "ana@example.org",
        "name": "Ana",
        "password_hash": "the hash",
        "screening": {"Q1": "fqhc"},
        "created_at": NOON,
        "expires_at": NOON + WEEK,
    }
    return secret, build.saved(Registration(**defaults | given))


def actor(person: Person, *grants: tuple[Role, Practice]) -> Actor:
    """What the request knows of a person, whose grants are also written."""
    for role, at in grants:
        build.grant(person, role, at=at)
    held = frozenset(Grant(role, practice_id=at.id) for role, at in grants)
    return Actor(person_id=person.id, name=person.name, grants=held)


# ------------------------------------------------------------------ registering


def test_a_registration_waits_for_its_link_and_keeps_genuine_answers_only(of: Round) -> None:
    register(of, " Ana@Example.ORG ", name=" Ana\nW ", screening={"Q1": "fqhc", "Q9": "x"})

    row = db.session.query(Registration).one()
    assert (row.email, row.name, row.screening) == ("ana@example.org", "Ana W", {"Q1": "fqhc"})
    assert row.expires_at == NOON + WEEK
    assert row.confirmed_at is None
    [mail] = mails("registration")
    assert mail.link is not None
    assert digest(mail.link.rpartition("/")[2]) == row.token_hash
    assert db.session.query(Person).filter_by(email="ana@example.org").count() == 0


def test_an_address_with_an_account_is_told_and_nothing_is_kept(of: Round) -> None:
    build.person(email="ana@example.org")

    register(of)

    assert db.session.query(Registration).count() == 0
    assert len(mails("registration known")) == 1
    assert mails("registration") == []


def test_what_was_never_confirmed_is_forgotten_when_its_link_has_run_out(of: Round) -> None:
    waiting(of, expires_at=NOON, email="dead@example.org")
    waiting(of, expires_at=NOON, confirmed_at=NOON - WEEK, email="confirmed@example.org")
    waiting(of, expires_at=NOON + dt.timedelta(seconds=1), email="alive@example.org")

    register(of)

    left = {row.email for row in db.session.query(Registration)}
    assert left == {"confirmed@example.org", "alive@example.org", "ana@example.org"}


@pytest.mark.parametrize("at", [NOON - dt.timedelta(days=60), NOON + dt.timedelta(days=60)])
def test_nobody_registers_for_a_round_that_is_not_open(of: Round, at: dt.datetime) -> None:
    with pytest.raises(NotPossibleNow, match="not open"):
        register(of, at=at)

    assert db.session.query(OutboxMail).count() == 0


# ------------------------------------------------------------------ the link


def test_confirming_makes_the_account_once(of: Round) -> None:
    secret, row = waiting(of)

    with transaction():
        person = registration.confirm(secret, at=NOON)

    assert (person.email, person.name, person.password_hash) == ("ana@example.org", "Ana", "the hash")  # fmt: skip
    assert (row.confirmed_at, row.password_hash) == (NOON, "")
    with pytest.raises(Refused, match="run out or was used"):
        registration.confirm(secret, at=NOON)


def test_a_link_lives_until_it_runs_out(of: Round) -> None:
    secret, row = waiting(of)

    last = NOON + WEEK - dt.timedelta(microseconds=1)
    assert registration.pending(secret, at=last) is row
    for dead, at in ((secret, NOON + WEEK), (new_secret(), NOON)):
        with pytest.raises(Refused, match="Register again"):
            registration.pending(dead, at=at)


def test_a_link_of_an_address_that_got_an_account_makes_no_second_one(of: Round) -> None:
    secret, row = waiting(of)
    build.person(email=row.email)

    with pytest.raises(HasAccount, match="Sign in to apply"):
        registration.confirm(secret, at=NOON)


def test_the_answers_of_the_latest_confirmed_registration_count(of: Round) -> None:
    waiting(of, confirmed_at=NOON, screening={"Q1": "private"})
    waiting(of, confirmed_at=NOON)
    waiting(of, screening={"Q1": "emergency"})
    waiting(build.rfa_round(), confirmed_at=NOON, screening={"Q1": "private"})

    assert queries.screening_of(of.id, "ana@example.org") == {"Q1": "fqhc"}
    assert queries.screening_of(of.id, "ben@example.org") == {}


def test_a_registration_knows_its_round(of: Round) -> None:
    assert queries.round_of(waiting(of)[1]) is of


# ------------------------------------------------------------------ beginning


def start(of: Round, practice: Practice, by: Actor, **given: Any) -> Application:
    defaults = {"screening": {"Q1": "fqhc"}, "by": by, "at": NOON}
    with transaction():
        return registration.start_for(of, practice.id, **defaults | given)


@pytest.mark.parametrize("role", [Role.LEAD, Role.APPLICATION_LEAD])
def test_a_lead_begins_for_the_own_practice(of: Round, role: Role) -> None:
    practice = build.practice()
    by = actor(build.person(), (role, practice))

    begun = start(of, practice, by)

    assert (begun.practice_id, begun.round_id, begun.screening) == (practice.id, of.id, {"Q1": "fqhc"})  # fmt: skip


def test_what_is_there_is_given_back(of: Round) -> None:
    practice = build.practice()
    by = actor(build.person(), (Role.APPLICATION_LEAD, practice))

    assert start(of, practice, by) is start(of, practice, by)


def test_others_cannot_begin(of: Round) -> None:
    practice, elsewhere = build.practice(), build.practice()
    by = actor(build.person(), (Role.SPONSOR, practice), (Role.LEAD, elsewhere))

    with pytest.raises(Missing):
        start(of, practice, by)
    with pytest.raises(Missing):
        start(of, practice, actor(build.person()))


def test_a_team_lead_waits_for_the_lead_of_the_application(of: Round) -> None:
    practice = build.practice(name="Delta Pines")
    by = actor(build.person(), (Role.LEAD, practice))
    build.person(role=Role.APPLICATION_LEAD, at=practice)

    with pytest.raises(Refused, match="Somebody else leads the application of Delta Pines"):
        start(of, practice, by)


def test_a_team_lead_without_a_part_in_the_application_is_refused_in_words(of: Round) -> None:
    practice = build.practice()
    by = actor(build.person(), (Role.LEAD, practice))
    build.application(round_id=of.id, practice_id=practice.id)

    with pytest.raises(Refused, match="has an application in this round already"):
        start(of, practice, by)


def new(of: Round, by: Actor, **given: Any) -> Application:
    defaults = {
        "name": "Delta Pines",
        "kind": PracticeKind.FQHC,
        "county": "Bolivar",
        "city": "",
        "screening": {},
        "by": by,
        "at": NOON,
    }
    with transaction():
        return registration.start_for_new(of, **defaults | given)


def test_a_new_practice_is_added_with_its_application(of: Round) -> None:
    person = build.person()

    begun = new(of, actor(person))

    practice = db.session.get_one(Practice, begun.practice_id)
    assert (practice.name, practice.county) == ("Delta Pines", "Bolivar")
    assert begun.created_by_id == person.id


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"name": "TAKEN  clinic"}, "name", "ask its lead to invite you, or call us at 1-800"),
        ({"county": "Jones"}, "county", "this county cannot apply in this round"),
        ({"county": "Shelby"}, "county", "this county cannot apply"),
    ],
)
def test_a_new_practice_is_refused_in_words(given: dict[str, Any], field: str, words: str) -> None:
    build.practice(name="Taken Clinic")
    of = build.rfa_round(counties={"only": ["Bolivar", "Lee"]})

    with pytest.raises(Refused, match=words) as refusal:
        new(of, actor(build.person()), **given)

    assert refusal.value.field == field
    assert db.session.query(Application).count() == 0


def test_a_county_that_mississippi_does_not_have_is_refused(of: Round) -> None:
    with pytest.raises(Refused, match="82 counties"):
        new(of, actor(build.person()), county="Shelby")


def test_no_practice_is_added_while_the_round_is_not_open(of: Round) -> None:
    with pytest.raises(NotPossibleNow):
        new(of, actor(build.person()), at=of.closes_at + dt.timedelta(microseconds=1))

    assert db.session.query(Practice).count() == 0
