"""Who works on an application: invitations, roles, the lead, and who leaves."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.accounts import queries as accounts
from app.accounts.models import Invitation
from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import NotPossibleNow, Refused
from app.outbox.models import OutboxMail
from app.policy import APPLICANT_ROLES, Actor, Role
from app.rfa.domain.states import ApplicationState
from app.rfa.models import Application, Signature
from app.rfa.queries import applications
from app.rfa.services import people
from tests.support import build

pytestmark = pytest.mark.usefixtures("app")
AT = build.NOON
LEAD, EDITOR, SIGNER, VIEWER = APPLICANT_ROLES


class Place:
    """A draft that Ana leads and Carla signs."""

    def __init__(self, **given: Any) -> None:
        self.practice = build.practice(name="Delta Pines")
        self.ana = build.person(name="Ana", role=LEAD, at=self.practice)
        self.carla = build.person(name="Carla", role=SIGNER, at=self.practice)
        self.id = build.application(practice_id=self.practice.id, **given).id
        for key in ("profile", "plan", "papers", "signature"):
            build.section_draft(self.of, key, {})
        self.by = Actor(self.ana.id, "Ana")

    @property
    def of(self) -> Application:
        return applications.application(self.id)

    def sign(self) -> None:
        build.saved(
            Signature(
                application_id=self.id,
                person_id=self.carla.id,
                name="Carla",
                title="Director",
                statement="True.",
                fingerprint="0" * 64,
                signed_at=AT,
            )
        )

    def roles(self, person: Any) -> list[Role]:
        return [given.role for given in accounts.grants_of(person.id)]


@pytest.fixture
def place() -> Place:
    return Place()


def trail() -> list[AuditEvent]:
    return list(
        db.session.scalars(
            select(AuditEvent)
            .where(AuditEvent.subject_type == "rfa_application")
            .order_by(AuditEvent.id)
        )
    )


def invite(place: Place, email: str = "ben@example.org", role: Role = EDITOR) -> Invitation:
    with transaction():
        return people.invite(place.of, email=email, name="Ben", role=role, by=place.by, at=AT)


# ------------------------------------------------------------------ invitations


def test_an_invitation_names_the_application_in_its_mail_and_in_the_trail(place: Place) -> None:
    offer = invite(place)
    assert (offer.role, offer.practice_id) == (EDITOR, place.practice.id)
    (mail,) = db.session.scalars(select(OutboxMail))
    assert "Ana invites you to work on the application of Delta Pines for CYSHCN Cares 2" in (
        mail.body
    )
    (event,) = trail()
    assert event.verb == "invited somebody"
    assert event.after == {"email": "ben@example.org", "role": "application editor"}


@pytest.mark.parametrize("role", [Role.LEAD, Role.DIRECTOR, Role.COACH])
def test_an_application_gives_only_its_own_roles(place: Place, role: Role) -> None:
    with pytest.raises(Refused) as refused, transaction():
        people.invite(place.of, email="x@example.org", name="", role=role, by=place.by, at=AT)
    assert refused.value.field == "role"
    assert trail() == []


def test_an_invitation_is_sent_again_and_taken_back(place: Place) -> None:
    offer = invite(place)
    with transaction():
        people.send_again(place.of, offer, by=place.by, at=AT)
        people.take_back(place.of, offer, by=place.by, at=AT)
    assert offer.times_sent == 2
    assert offer.revoked_at == AT
    assert [event.verb for event in trail()][1:] == [
        "sent an invitation again",
        "took an invitation back",
    ]


# ------------------------------------------------------------------ roles


def test_one_person_may_hold_several_roles(place: Place) -> None:
    with transaction():
        assert not people.change_roles(place.of, place.ana.id, [SIGNER, LEAD], by=place.by, at=AT)
        assert not people.change_roles(
            place.of, place.carla.id, [VIEWER, SIGNER], by=place.by, at=AT
        )
    assert place.roles(place.ana) == [LEAD, SIGNER]
    assert place.roles(place.carla) == [SIGNER, VIEWER]
    assert trail()[0].after == {
        "person": "Ana",
        "roles": ["application lead", "application signer"],
    }


def test_the_same_roles_again_leave_no_trace(place: Place) -> None:
    with transaction():
        people.change_roles(place.of, place.ana.id, [LEAD], by=place.by, at=AT)
    assert trail() == []


@pytest.mark.parametrize("roles", [[], [Role.DIRECTOR], [SIGNER, Role.LEAD]])
def test_roles_are_chosen_among_those_of_the_application(place: Place, roles: list[Role]) -> None:
    with pytest.raises(Refused) as refused, transaction():
        people.change_roles(place.of, place.carla.id, roles, by=place.by, at=AT)
    assert refused.value.field == "roles"
    assert place.roles(place.carla) == [SIGNER]


def test_an_application_never_stays_without_a_lead_not_even_by_staff(place: Place) -> None:
    staff = Actor(build.person(role=Role.DIRECTOR).id, "Kim")
    for by in (place.by, staff):
        with pytest.raises(Refused, match="needs a lead"), transaction():
            people.change_roles(place.of, place.ana.id, [EDITOR], by=by, at=AT)
        with pytest.raises(Refused, match="needs a lead"), transaction():
            people.remove(place.of, place.ana.id, reason="Gone.", by=by, at=AT)
    assert place.roles(place.ana) == [LEAD]
    build.person(name="Lia", role=LEAD, at=place.practice)
    with transaction():
        people.change_roles(place.of, place.ana.id, [EDITOR], by=place.by, at=AT)
    assert place.roles(place.ana) == [EDITOR]


def test_a_lead_whose_account_is_closed_does_not_count(place: Place) -> None:
    build.person(role=LEAD, at=place.practice, closed_at=AT)
    with pytest.raises(Refused, match="needs a lead"), transaction():
        people.remove(place.of, place.ana.id, reason="Gone.", by=place.by, at=AT)


def test_roles_elsewhere_are_left_alone(place: Place) -> None:
    build.grant(place.carla, Role.LEAD, at=place.practice)
    build.grant(place.carla, SIGNER)
    with transaction():
        people.remove(place.of, place.carla.id, reason="New job.", by=place.by, at=AT)
    assert place.roles(place.carla) == [Role.LEAD, SIGNER]


# ------------------------------------------------------------------ the lead


def test_the_lead_is_handed_over_and_the_giver_stays_as_editor(place: Place) -> None:
    with transaction():
        people.transfer_lead(place.of, place.carla.id, keeps=False, by=place.by, at=AT)
    assert place.roles(place.carla) == [SIGNER, LEAD]
    assert place.roles(place.ana) == [EDITOR]
    (event,) = trail()
    assert (event.verb, event.before, event.after) == (
        "transferred the lead",
        {"lead": "Ana"},
        {"lead": "Carla"},
    )


def test_a_giver_with_another_role_keeps_just_that(place: Place) -> None:
    build.grant(place.ana, SIGNER, at=place.practice)
    with transaction():
        people.transfer_lead(place.of, place.carla.id, keeps=False, by=place.by, at=AT)
    assert place.roles(place.ana) == [SIGNER]


def test_two_may_lead_and_nobody_is_made_lead_twice(place: Place) -> None:
    with transaction():
        people.transfer_lead(place.of, place.carla.id, keeps=True, by=place.by, at=AT)
    assert place.roles(place.ana) == [LEAD]
    assert trail()[0].verb == "made somebody lead"
    with pytest.raises(Refused, match="leads the application already"), transaction():
        people.transfer_lead(place.of, place.carla.id, keeps=True, by=place.by, at=AT)


def test_staff_make_somebody_lead_where_the_lead_left(place: Place) -> None:
    staff = Actor(build.person(role=Role.PROGRAM_STAFF).id, "Kim")
    with transaction():
        people.transfer_lead(place.of, place.carla.id, keeps=False, by=staff, at=AT)
    assert place.roles(place.carla) == [SIGNER, LEAD]
    assert accounts.grants_of(staff.person_id or 0)[0].role is Role.PROGRAM_STAFF


# ------------------------------------------------------------------ leaving


def test_whoever_leaves_loses_every_role_and_open_invitations(place: Place) -> None:
    build.grant(place.carla, VIEWER, at=place.practice)
    back, other = invite(place, place.carla.email, EDITOR), invite(place)
    with transaction():
        people.remove(place.of, place.carla.id, reason="New job.", by=place.by, at=AT)
    assert place.roles(place.carla) == []
    assert back.revoked_at == AT
    assert other.revoked_at is None
    event = trail()[-1]
    assert (event.verb, event.reason) == ("removed somebody", "New job.")
    assert event.before == {
        "person": "Carla",
        "roles": ["application signer", "application viewer"],
    }


def test_leaving_needs_a_reason_and_happens_once(place: Place) -> None:
    with pytest.raises(Refused) as refused, transaction():
        people.remove(place.of, place.carla.id, reason="", by=place.by, at=AT)
    assert refused.value.field == "reason"
    with transaction():
        people.remove(place.of, place.carla.id, reason="New job.", by=place.by, at=AT)
    for deed in (
        lambda: people.remove(place.of, place.carla.id, reason="Again.", by=place.by, at=AT),
        lambda: people.change_roles(place.of, place.carla.id, [LEAD], by=place.by, at=AT),
        lambda: people.transfer_lead(place.of, place.carla.id, keeps=True, by=place.by, at=AT),
    ):
        with pytest.raises(NotPossibleNow, match="any more"), transaction():
            deed()


@pytest.mark.parametrize("deed", ["remove", "change"])
def test_the_signature_of_a_signer_who_leaves_is_void(place: Place, deed: str) -> None:
    place.sign()
    with transaction():
        if deed == "remove":
            void = people.remove(place.of, place.carla.id, reason="Gone.", by=place.by, at=AT)
        else:
            void = people.change_roles(place.of, place.carla.id, [VIEWER], by=place.by, at=AT)
    assert void
    signature = db.session.scalars(select(Signature)).one()
    assert (signature.voided_at, signature.void_reason) == (AT, "signer left")


def test_a_signer_who_gets_one_more_role_stays_signed(place: Place) -> None:
    place.sign()
    with transaction():
        assert not people.change_roles(
            place.of, place.carla.id, [SIGNER, VIEWER], by=place.by, at=AT
        )
    assert db.session.scalars(select(Signature)).one().voided_at is None


def test_what_was_sent_stays_signed() -> None:
    place = Place(state=ApplicationState.SUBMITTED, submitted_at=AT, reference="CC2-2026-0001")
    place.sign()
    with transaction():
        assert not people.remove(place.of, place.carla.id, reason="Gone.", by=place.by, at=AT)
    assert db.session.scalars(select(Signature)).one().voided_at is None
