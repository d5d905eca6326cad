"""Saying no to an invitation, and not inviting oneself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts import queries, services
from app.accounts.domain.invitations import InvitationState
from app.accounts.models import Invitation, Person
from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import NotPossibleNow, Refused
from app.outbox.models import OutboxMail
from app.policy import SYSTEM, Actor, Role
from tests.support import build

pytestmark = pytest.mark.usefixtures("app")
AT = build.NOON
LATER = AT + dt.timedelta(days=1)


def offered(by: Actor = SYSTEM, **given: Any) -> Invitation:
    terms: dict[str, Any] = {"email": "ben@example.org", "name": "Ben", "role": Role.REVIEWER}
    with transaction():
        return services.invite(**terms | given, by=by, at=AT)


def declined(offer: Invitation, person: Person | None = None, reason: str = "") -> Invitation:
    with transaction():
        services.decline(offer, person, reason=reason, at=LATER)
    return offer


def answers() -> list[OutboxMail]:
    return list(
        db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "invitation declined"))
    )


def last_event() -> AuditEvent:
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()


def test_a_declined_invitation_keeps_day_and_reason_and_tells_the_inviter() -> None:
    ana = build.person(name="Ana", email="ana@example.org")
    offer = declined(offered(Actor(ana.id, "Ana")), reason=" Too busy,\nsorry. ")

    assert services.state_of(offer, LATER) is InvitationState.DECLINED
    assert (offer.declined_at, offer.decline_reason) == (LATER, "Too busy, sorry.")
    event = last_event()
    assert (event.verb, event.actor_id, event.actor_name, event.reason) == (
        "declined an invitation",
        None,
        "Ben",
        "Too busy, sorry.",
    )
    (mail,) = answers()
    assert (mail.recipient, mail.subject) == ("ana@example.org", "Your invitation was declined")
    assert "Ben (ben@example.org) declined your invitation to CYSHCN Cares 2." in mail.body
    assert "busy" not in mail.body


def test_no_reason_is_needed_and_who_has_no_name_is_known_by_address() -> None:
    offer = declined(offered(name=""), reason=" ")

    assert offer.decline_reason is None
    assert last_event().actor_name == "ben@example.org"


def test_whoever_has_the_account_declines_under_their_own_name() -> None:
    ben = build.person(name="Benjamin", email="ben@example.org")
    declined(offered(), ben)

    assert (last_event().actor_id, last_event().actor_name) == (ben.id, "Benjamin")


def test_somebody_else_cannot_decline() -> None:
    offer = offered()
    with pytest.raises(Refused, match="another email address"):
        declined(offer, build.person(email="eve@example.org"))
    assert services.state_of(offer, LATER) is InvitationState.PENDING


def test_nobody_is_told_when_the_portal_or_a_closed_account_invited() -> None:
    gone = build.person(name="Gone", closed_at=AT)
    declined(offered())
    declined(offered(Actor(gone.id, "Gone"), email="eve@example.org"))
    assert answers() == []


def test_a_declined_invitation_is_declined_once_and_nothing_else_happens_to_it() -> None:
    offer = declined(offered())
    ben = build.person(email="ben@example.org")

    for refused in (
        lambda: services.decline(offer, None, reason="", at=LATER),
        lambda: services.accept(offer, ben, at=LATER),
        lambda: services.resend(offer, by=SYSTEM, at=LATER),
        lambda: services.revoke(offer, by=SYSTEM, at=LATER),
    ):
        with pytest.raises(Refused):
            refused()
    with pytest.raises(NotPossibleNow, match="accepted, declined or taken back"):
        services.resend(offer, by=SYSTEM, at=LATER)


def test_an_invitation_that_ran_out_cannot_be_declined() -> None:
    offer = offered()
    with pytest.raises(Refused, match="run out"):
        services.decline(offer, None, reason="", at=offer.expires_at)


def test_the_same_address_is_invited_anew_and_then_listed_once() -> None:
    clinic = build.practice()
    terms = {"role": Role.VIEWER, "practice_id": clinic.id}
    first = declined(offered(**terms))
    assert queries.pending_invitations(clinic.id) == ()
    assert queries.listed_invitations(clinic.id) == (first,)

    second = offered(**terms)

    assert second.id != first.id
    assert queries.pending_invitations(clinic.id) == (second,)
    assert queries.listed_invitations(clinic.id) == (second,)


def test_a_declined_offer_stays_listed_beside_another_one() -> None:
    first = declined(offered())
    other = offered(role=Role.PUBLISHER)
    assert set(queries.program_invitations()) == {first, other}
    again = offered()
    assert set(queries.program_invitations()) == {again, other}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"declined_at": AT, "accepted_at": AT},
        {"declined_at": AT, "revoked_at": AT},
        {"decline_reason": "Why?"},
    ],
)
def test_the_database_refuses_two_answers_and_a_reason_for_nothing(spoilt: dict[str, Any]) -> None:
    offer = offered()
    for name, value in spoilt.items():
        setattr(offer, name, value)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_nobody_invites_themselves() -> None:
    ana = build.person(name="Ana", email="ana@example.org")
    with pytest.raises(Refused, match="your own address") as refused:
        offered(Actor(ana.id, "Ana"), email=" Ana@Example.org ")
    assert refused.value.field == "email"
    assert db.session.scalars(select(Invitation)).all() == []
