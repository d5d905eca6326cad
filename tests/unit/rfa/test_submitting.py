"""Sending: in time, complete, signed, and once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import NotPossibleNow, Refused
from app.rfa.domain.snapshots import fingerprint, opened
from app.rfa.models import Extension, Submission
from app.rfa.queries import applications as queries
from app.rfa.services import applications as lifecycle
from app.rfa.services import steering, submitting, teamwork
from tests.support import build
from tests.unit.rfa.desk import AT, Desk, mails, minutes, trail

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def desk(app: object) -> Desk:
    return Desk()


def versions() -> list[Submission]:
    return db.session.query(Submission).order_by(Submission.number).all()


def test_what_is_sent_is_frozen_with_everything(desk: Desk) -> None:
    desk.send(at=minutes(5))

    (version,) = versions()
    assert desk.state == "submitted"
    assert (version.number, version.submitted_at) == (1, minutes(5))
    assert version.fingerprint == fingerprint(version.content)
    assert queries.signature(version.signature_id).fingerprint == version.fingerprint
    assert not version.under_extension
    frozen = opened(version.content)
    assert frozen.answers["P1"] == {"value": "improve plans"}
    assert [file.name for file in frozen.files] == ["letter.pdf"]
    assert desk.of.application.reference == f"CC2-2026-{desk.id:04}"
    assert trail()[-1] == "submitted the application"


def test_everybody_in_the_team_gets_one_receipt(desk: Desk) -> None:
    desk.send()

    receipts = mails("receipt")
    assert sorted(mail.recipient for mail in receipts) == [
        f"{name}@example.org" for name in ("ana", "ben", "carla")
    ]
    body = receipts[0].body
    for words in ("improve plans", "letter.pdf", "November 2, 2026, noon Central", "Version: 1"):
        assert words in body.replace("12:00 p.m.", "noon"), words


def test_an_answer_cannot_pretend_to_be_the_link_of_a_mail(desk: Desk) -> None:
    desk.complete()
    desk.write("plan", "P1", "See {link}")
    desk.sign()
    desk.submit()

    assert all(mail.body.count("{link}") == 1 for mail in mails("receipt"))


def test_sending_twice_is_sending_once(desk: Desk) -> None:
    """A double click, a reload, two tabs: one version and one receipt."""
    desk.send()
    again = desk.submit(at=minutes(3), by=desk.carla)

    assert again.id == versions()[0].id
    assert again.submitted_at == AT
    assert len(versions()) == 1
    assert len(mails("receipt")) == 3


def test_a_late_repetition_answers_as_the_first_did(desk: Desk) -> None:
    desk.send()

    assert desk.submit(at=desk.round.closes_at + dt.timedelta(days=1)).number == 1


@pytest.mark.parametrize("grace", [0, 5])
def test_the_deadline_is_inclusive_to_the_instant(app: object, grace: int) -> None:
    """What the server received at that instant is in time, one moment later is not."""
    desk = Desk(grace_minutes=grace).complete()
    end = desk.round.closes_at + dt.timedelta(minutes=grace)
    desk.sign()

    with pytest.raises(NotPossibleNow) as late:
        desk.submit(at=end + dt.timedelta(microseconds=1))
    assert late.value.message.startswith("The deadline has passed. It was December 1, 2026, 5:00")
    assert "Everything you wrote is still here" in late.value.message
    assert (desk.state, versions()) == ("draft", [])
    assert not desk.submit(at=end).under_extension


def test_what_comes_in_more_time_is_marked(desk: Desk) -> None:
    until = desk.round.closes_at + dt.timedelta(hours=19)
    desk.complete().sign()
    desk.steer(steering.extend, until=until, reason="tornado warning")

    with pytest.raises(NotPossibleNow):
        desk.submit(at=until + SECOND)
    assert desk.submit(at=until).under_extension


def test_more_time_for_everybody_is_no_exception(desk: Desk) -> None:
    until = desk.round.closes_at + dt.timedelta(hours=19)
    given: dict[str, Any] = {"reason": "Storm", "given_at": AT, "given_by_id": desk.mona.person_id}
    build.saved(Extension(round_id=desk.round.id, closes_at=until, **given))
    desk.complete().sign()

    assert not desk.submit(at=until).under_extension


def test_nothing_incomplete_is_sent(desk: Desk) -> None:
    desk.complete()
    desk.save("profile", {"Q2": {"phone": "abc"}})

    with pytest.raises(submitting.Incomplete) as incomplete:
        desk.submit()
    assert {fault.question.key for _, fault in incomplete.value.faults} == {"Q2"}


def test_nothing_is_sent_without_a_signature_under_this_very_content(desk: Desk) -> None:
    desk.complete()
    with pytest.raises(Refused, match="signer has to sign"):
        desk.submit()
    desk.sign()
    desk.write("plan", "P1", "improve all plans")
    with pytest.raises(Refused, match="signer has to sign"):
        desk.submit()
    assert desk.state == "draft"


def test_changes_are_a_second_version_that_is_signed_again(desk: Desk) -> None:
    desk.send()
    desk.ask("plan", at=minutes(1))
    with pytest.raises(Refused, match="signer has to sign"):
        desk.submit(at=minutes(2))
    desk.write("plan", "P1", "60% by May 2027", at=minutes(2))
    desk.sign(at=minutes(3))
    second = desk.submit(at=minutes(4))

    assert (desk.state, second.number) == ("submitted with changes", 2)
    assert desk.of.request is None
    assert desk.of.application.submitted_at == AT
    assert [v.content["answers"]["P1"]["value"] for v in versions()] == [
        "improve plans",
        "60% by May 2027",
    ]
    assert desk.submit(at=minutes(5)).number == 2
    assert len(mails("receipt")) == 6


def test_changes_that_come_too_late_are_told_when_they_were_due(desk: Desk) -> None:
    desk.send()
    desk.ask("plan", due_at=minutes(60))

    with pytest.raises(NotPossibleNow, match="The changes were due on November 2, 2026, 1:00"):
        desk.submit(at=minutes(60) + SECOND)


def test_what_was_withdrawn_is_not_sent(desk: Desk) -> None:
    desk.send()
    with transaction():
        lifecycle.withdraw(
            queries.application(desk.id, locked=True), reason="Moved", by=desk.ana, at=AT
        )

    with pytest.raises(NotPossibleNow, match="was withdrawn"):
        desk.submit()


def test_comments_left_open_are_counted(desk: Desk) -> None:
    of = desk.of
    teamwork.comment(of, of.section("plan"), "P1", "Sure?", by=desk.ben, at=AT)
    db.session.commit()
    desk.send()

    assert versions()[0].open_comments == 1


def test_the_trail_tells_what_changed_between_versions(desk: Desk) -> None:
    desk.send()
    desk.ask("plan", at=minutes(1))
    desk.write("plan", "P1", "improve every plan", at=minutes(2))
    desk.sign(at=minutes(3))
    desk.submit(at=minutes(4))

    events = db.session.query(AuditEvent).order_by(AuditEvent.id).all()
    edit = next(event for event in events if event.verb.startswith("edited"))
    assert edit.verb == "edited an answer"
    assert (edit.actor_name, edit.at) == ("Ben", minutes(2))
    assert (edit.before, edit.after) == (
        {"P1": "improve plans"},
        {"P1": "improve every plan", "section": "2. Plan and aim"},
    )
    assert events[-1].verb == "submitted it with changes"
    assert events[-1].before == {"state": "changes requested"}
    assert sum(event.verb.startswith("edited") for event in events) == 1
