"""The authorized signer signs one content; any change of it ends the signature."""

from __future__ import annotations

import datetime as dt

import pytest

from app.accounts import queries as accounts
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.policy import Role
from app.rfa.domain.snapshots import fingerprint
from app.rfa.models import Signature
from app.rfa.presenters.signing import state_words, who_signs
from app.rfa.services import signing
from tests.support import build
from tests.unit.rfa.desk import AT, Desk, mails, minutes, trail


@pytest.fixture
def desk(app: object) -> Desk:
    return Desk().complete()


def words(desk: Desk) -> str:
    return state_words(desk.of, desk.of.last_signature)


def test_a_signature_keeps_who_what_and_when(desk: Desk) -> None:
    assert words(desk) == "not signed"
    signature = desk.sign(at=minutes(5))

    assert (signature.name, signature.title, signature.signed_at) == (
        "Carla Simms",
        "CEO",
        minutes(5),
    )
    assert signature.statement == "All of this is true. I may sign."
    assert desk.of.is_signed
    assert words(desk).startswith("signed by Carla Simms, November 2, 2026, 12:05 p.m.")
    assert trail()[-1] == "signed the application"
    assert desk.of.drafts["signature"].is_complete


def test_a_form_without_a_statement_can_be_signed(app: object) -> None:
    form = build.SMALL_FORM | {"sections": build.SMALL_FORM["sections"][:3]}
    desk = Desk(form=form)

    assert desk.complete().sign().statement == ""


def test_nothing_is_signed_while_something_is_missing(desk: Desk) -> None:
    desk.write("plan", "P1", "")

    with pytest.raises(Refused, match="Something is still missing"):
        desk.sign()
    assert desk.of.signature is None


def test_nothing_is_signed_after_the_deadline(desk: Desk) -> None:
    desk.sign(at=desk.round.closes_at)
    desk.write("plan", "P1", "other")
    with pytest.raises(NotPossibleNow):
        desk.sign(at=desk.round.closes_at + dt.timedelta(seconds=1))


def test_signing_twice_is_signing_once(desk: Desk) -> None:
    """A double click: the second answers as the first did."""
    assert desk.sign().id == desk.sign(at=minutes(1)).id
    assert db.session.query(Signature).count() == 1


def test_a_second_signer_hears_that_it_is_signed(desk: Desk) -> None:
    desk.sign()

    with pytest.raises(Refused, match="Carla Simms has signed this"):
        desk.sign(by=desk.ana)


def test_a_round_may_want_somebody_who_did_not_write(app: object) -> None:
    desk = Desk(drafter_may_sign=False).complete()
    desk.write("plan", "P1", "by Carla", by=desk.carla)

    with pytest.raises(Refused, match="whoever wrote answers cannot sign"):
        desk.sign()
    assert desk.sign(by=desk.ana)


def test_a_practice_that_is_renamed_is_signed_for_anew(desk: Desk) -> None:
    """The name is content too; a signature for other content can neither hold nor block."""
    first = desk.sign()
    desk.of.practice.name = "Delta Oaks"
    db.session.commit()

    assert not desk.of.is_signed
    assert words(desk) == "void: content changed"
    second = desk.sign(at=minutes(1))
    assert second.id != first.id
    assert desk.of.is_signed
    assert db.session.get_one(Signature, first.id).void_reason == "signed again"
    assert mails("signature void") == []


def test_whoever_leaves_hears_that_the_signature_ended(desk: Desk) -> None:
    desk.sign()
    desk.steer(signing.void, why=signing.SIGNER_LEFT)

    (mail,) = mails("signature void")
    assert "because you do not sign for it now" in mail.body
    assert words(desk) == "void: signer left"
    desk.steer(signing.void, why=signing.SIGNER_LEFT)
    assert len(mails("signature void")) == 1


def test_ending_a_signature_that_has_ended_does_nothing(desk: Desk) -> None:
    signature = desk.sign()
    of = desk.of
    for _ in range(2):
        signing.void(of, why="x", by=desk.mona, at=AT)

    assert of.signature is not None
    assert of.signature.id == signature.id
    assert not of.is_signed
    assert len(mails("signature void")) == 1


def test_signers_are_named(desk: Desk) -> None:
    team = accounts.roster(desk.practice.id, (Role.APPLICATION_SIGNER,))

    assert who_signs(team) == "The authorized signer is Carla Simms."
    assert who_signs([*team, *team]) == "One of these signs: Carla Simms, Carla Simms."
    assert who_signs([]) == ""


def test_what_the_signer_did_not_see_is_not_signed(desk: Desk) -> None:
    desk.complete()
    seen = fingerprint(desk.of.content())
    desk.write("plan", "P1", "Something else")

    with pytest.raises(Refused, match="Read it again, then sign"):
        desk.sign(seen=seen)
    assert desk.sign().fingerprint == fingerprint(desk.of.content())
