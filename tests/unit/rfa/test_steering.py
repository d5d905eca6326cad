"""What staff do to one application: more time, changes asked for, edits on behalf."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.core.db import db, transaction
from app.core.errors import NotPossibleNow, Refused
from app.rfa.models import ChangeRequest, Extension, Submission
from app.rfa.presenters.receipts import paper_of_version
from app.rfa.presenters.signing import signed_words
from app.rfa.presenters.task_list import deadline
from app.rfa.queries import applications as queries
from app.rfa.services import applications as lifecycle
from app.rfa.services import steering
from app.rfa.services.drafting import Stale
from tests.support import build
from tests.unit.rfa.desk import AT, Desk, mails, minutes, trail

DAY = dt.timedelta(days=1)


@pytest.fixture
def desk(app: object) -> Desk:
    return Desk()


def behalf(desk: Desk, text: str = "By staff", **how: Any) -> Any:
    of = desk.of
    defaults = {"seen_version": of.drafts["plan"].version, "reason": "Asked by phone"}
    return desk.steer(
        steering.edit_on_behalf,
        of.section("plan"),
        {"P1": {"value": text}},
        **defaults | how,
    )


# ------------------------------------------------------------------ more time


def test_one_practice_gets_more_time_and_a_mail(desk: Desk) -> None:
    until = desk.round.closes_at + DAY
    desk.steer(steering.extend, until=until, reason="tornado warning")

    assert desk.of.window.closes_at == until
    assert desk.of.round_window.closes_at == desk.round.closes_at
    assert deadline(desk.of, AT).own
    assert [mail.recipient for mail in mails("more time")] == [
        f"{name}@example.org" for name in ("ana", "ben", "carla")
    ]
    assert "tornado warning" in mails("more time")[0].body
    assert trail()[-1] == "gave more time"
    assert queries.extensions_of(desk.id)[0].reason == "tornado warning"


def test_nobody_else_gets_that_time(desk: Desk) -> None:
    other = build.application(round_id=desk.round.id)
    desk.steer(steering.extend, until=desk.round.closes_at + DAY, reason="tornado warning")

    assert queries.opened(other.id).window.closes_at == desk.round.closes_at


def test_more_time_for_everybody_is_not_ones_own(desk: Desk) -> None:
    given: dict[str, Any] = {"reason": "Storm", "given_at": AT, "given_by_id": desk.mona.person_id}
    build.saved(Extension(round_id=desk.round.id, closes_at=desk.round.closes_at + DAY, **given))

    assert not deadline(desk.of, AT).own


def test_more_time_is_later_than_the_time_there_is(app: object) -> None:
    desk = Desk(grace_minutes=10)
    end = desk.round.closes_at + dt.timedelta(minutes=10)

    with pytest.raises(Refused, match="Choose a time after December 1, 2026, 5:10") as refused:
        desk.steer(steering.extend, until=end, reason="x")
    assert refused.value.field == "time"
    with pytest.raises(Refused, match="Choose a time after December 3"):
        desk.steer(steering.extend, until=end + DAY, reason="x", at=end + 2 * DAY)
    with pytest.raises(Refused, match="Say why"):
        desk.steer(steering.extend, until=end + DAY, reason="")


def test_only_a_draft_gets_more_time(desk: Desk) -> None:
    desk.send()

    with pytest.raises(NotPossibleNow, match="Only a draft"):
        desk.steer(steering.extend, until=desk.round.closes_at + DAY, reason="x")


# ------------------------------------------------------------------ changes


def test_changes_are_asked_for_in_named_sections(desk: Desk) -> None:
    desk.send()
    desk.ask("plan", "nonsense", at=minutes(1))

    of = desk.of
    assert of.application.state.value == "changes requested"
    assert of.request is not None
    assert of.request.section_keys == ("plan",)
    assert of.deadline == of.request.due_at
    assert not of.is_signed
    body = mails("changes requested")[0].body
    assert "2. Plan and aim" in body
    assert "aim lacks a date" in body
    assert trail()[-1] == "requested changes"


@pytest.mark.parametrize(
    ("wrong", "message", "field"),
    [
        ({"sections": ["nonsense"]}, "at least one section", "sections"),
        ({"reason": ""}, "Say what should change", "reason"),
        ({"due_at": AT}, "a time in the future", "time"),
    ],
)
def test_a_request_says_what_why_and_until_when(
    desk: Desk, wrong: dict[str, Any], message: str, field: str
) -> None:
    desk.send()
    given = {"sections": ["plan"], "reason": "Why", "due_at": AT + DAY} | wrong

    with pytest.raises(Refused, match=message) as refused:
        desk.steer(steering.request_changes, **given)
    assert refused.value.field == field
    assert desk.state == "submitted"


def test_a_draft_is_not_asked_for_changes(desk: Desk) -> None:
    with pytest.raises(NotPossibleNow, match="in what was sent"):
        desk.ask("plan")


def test_a_request_is_taken_back(desk: Desk) -> None:
    desk.send()
    desk.ask("plan", at=minutes(1))
    with pytest.raises(Refused, match="Say why"):
        desk.steer(steering.cancel_request, reason="")
    desk.steer(steering.cancel_request, reason="By mistake", at=minutes(2))

    assert desk.state == "submitted"
    assert desk.of.request is None
    assert desk.of.is_signed
    assert db.session.query(ChangeRequest).one().cancelled_at == minutes(2)
    assert "By mistake" in mails("changes not needed")[0].body
    with pytest.raises(NotPossibleNow, match="No changes are asked for"):
        desk.steer(steering.cancel_request, reason="Again")


def test_a_request_of_a_withdrawn_application_is_not_taken_back(desk: Desk) -> None:
    desk.send()
    desk.ask("plan")
    with transaction():
        lifecycle.withdraw(
            queries.application(desk.id, locked=True), reason="Moved", by=desk.ana, at=AT
        )

    assert desk.of.request is not None
    with pytest.raises(NotPossibleNow):
        desk.steer(steering.cancel_request, reason="x")


# ------------------------------------------------------------------ on behalf


def test_staff_edits_a_draft_even_after_the_deadline(desk: Desk) -> None:
    desk.write("plan", "P1", "By Ben")
    late = desk.round.closes_at + DAY
    saved = behalf(desk, at=late)

    first, second = desk.changes()
    assert saved.changed == ("P1",)
    assert (first.by_staff, second.by_staff) == (False, True)
    assert second.note == "Edited by staff: Asked by phone"
    assert desk.state == "draft"
    assert "Asked by phone" in mails("edited by staff")[0].body
    assert trail()[-1] == "edited on behalf"


def test_staff_types_twice_and_both_are_marked(desk: Desk) -> None:
    behalf(desk, "One")
    behalf(desk, "Two")

    assert [one.note for one in desk.changes()] == ["Edited by staff: Asked by phone"] * 2


def test_what_was_sent_gets_a_new_version_at_once(desk: Desk) -> None:
    desk.send()
    behalf(desk, at=minutes(9))

    versions = db.session.query(Submission).order_by(Submission.number).all()
    assert [version.staff_reason for version in versions] == ["", "Asked by phone"]
    assert versions[1].signature_id == versions[0].signature_id
    assert desk.state == "submitted with changes"
    assert "You need not do anything" in mails("signature void")[0].body
    assert "Mona changed, as staff, the application" in mails("receipt")[-1].body


def test_while_changes_are_asked_for_staff_edits_the_draft(desk: Desk) -> None:
    desk.send()
    desk.ask("plan")
    behalf(desk)

    assert desk.state == "changes requested"
    assert desk.of.versions == 1


def test_nothing_changed_is_told_to_nobody(desk: Desk) -> None:
    desk.write("plan", "P1", "By Ben")
    behalf(desk, "By Ben")

    assert mails("edited by staff") == []
    assert len(desk.changes()) == 1


def test_staff_overwrites_nobody_unseen(desk: Desk) -> None:
    desk.write("plan", "P1", "By Ben")

    with pytest.raises(Stale):
        behalf(desk, seen_version=1)


def test_staff_says_why_and_leaves_the_withdrawn_alone(desk: Desk) -> None:
    with pytest.raises(Refused, match="Say why"):
        behalf(desk, reason="")
    with transaction():
        lifecycle.withdraw(
            queries.application(desk.id, locked=True), reason="Moved", by=desk.ana, at=AT
        )
    with pytest.raises(NotPossibleNow, match="was withdrawn"):
        behalf(desk)


# ------------------------------------------------------------------ limits


def test_more_time_is_taken_back_and_the_team_is_told(desk: Desk) -> None:
    given = desk.steer(steering.extend, until=desk.round.closes_at + DAY, reason="Storm")
    with pytest.raises(Refused, match="Say why"):
        desk.steer(steering.end_extension, given, reason="")
    desk.steer(steering.end_extension, given, reason="A mistake in the year")

    assert desk.of.window.closes_at == desk.round.closes_at
    assert trail()[-1] == "took more time back"
    assert "A mistake in the year" in mails("less time")[0].body
    with pytest.raises(NotPossibleNow):
        desk.steer(steering.end_extension, given, reason="Again")


def test_a_mistake_in_the_year_is_noticed(desk: Desk) -> None:
    with pytest.raises(Refused, match="Is the year right"):
        desk.steer(steering.extend, until=AT + 400 * DAY, reason="Storm")
    desk.send()
    with pytest.raises(Refused, match="Is the year right"):
        desk.ask("plan", due_at=AT + 400 * DAY)


def test_an_archived_round_stays_as_it_is(desk: Desk) -> None:
    desk.send()
    of = desk.of.round
    of.archived_at = AT
    db.session.commit()

    for deed in (
        lambda: desk.ask("plan"),
        lambda: desk.steer(steering.extend, until=AT + DAY, reason="Storm"),
        lambda: behalf(desk),
    ):
        with pytest.raises(NotPossibleNow, match="archived"):
            deed()


def test_what_was_sent_stays_complete(desk: Desk) -> None:
    desk.send()
    of = desk.of
    with pytest.raises(Refused, match="has to stay complete"):
        desk.steer(
            steering.edit_on_behalf,
            of.section("plan"),
            {"P1": {}},
            seen_version=of.drafts["plan"].version,
            reason="Asked by phone",
        )

    assert desk.of.versions == 1
    assert desk.of.answers["P1"] == {"value": "improve plans"}


def test_a_version_that_staff_changed_is_not_called_signed(desk: Desk) -> None:
    desk.send()
    behalf(desk)
    first, second = queries.submissions(desk.id)
    signature = queries.signature(second.signature_id)

    assert signed_words(signature, first, "Carla S.") == (
        "Carla Simms (account of Carla S.), CEO, November 2, 2026, 12:00 p.m. Central"
    )
    assert signed_words(signature, second) == (
        "Nobody: staff changed this version after it was signed"
    )
    assert paper_of_version(desk.of, second, signature).startswith(b"%PDF")


def test_a_request_taken_back_puts_back_what_was_sent(desk: Desk) -> None:
    desk.send()
    desk.ask("plan", "papers")
    desk.write("plan", "P1", "unfinished words", at=minutes(5))
    desk.attach(name="other.pdf", at=minutes(6))
    desk.steer(steering.cancel_request, reason="A call was enough", at=minutes(9))

    assert desk.of.answers["P1"] == {"value": "improve plans"}
    assert [file.name for file in desk.of.files["L1"]] == ["letter.pdf"]
    assert desk.changes()[-1].before == {"value": "unfinished words"}
    assert desk.state == "submitted"
