"""Planning, publishing, changing, copying and cancelling events."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.events.domain.doors import status
from app.events.domain.kinds import EventStatus
from app.events.domain.minutes import given
from app.events.models import Event
from app.events.queries import events
from app.events.services import planning
from tests.support import build
from tests.unit.events.hall import (
    AT,
    DAY,
    HOUR,
    START,
    change,
    come,
    entry,
    leave,
    mails,
    method,
    out,
    settings,
    staff,
    states,
    told,
)

pytestmark = pytest.mark.usefixtures("app")


def planned(**given: Any) -> Event:
    with transaction():
        return planning.plan(settings=settings(**given), by=staff(), at=AT)


def publish(of: Event, at: dt.datetime = AT) -> None:
    with transaction():
        planning.publish(of, seen_version=of.version, by=staff(), at=at)


def cancel(of: Event, at: dt.datetime = AT) -> None:
    with transaction():
        planning.cancel(of, reason="The speaker is ill.", by=staff(), at=at)


def test_a_plan_has_an_address_an_identity_and_a_code_of_its_own() -> None:
    first, second = planned(), planned()

    assert (first.key, second.key) == ("office-hours-registries", "office-hours-registries-2")
    assert first.uid != second.uid
    assert first.uid.endswith("@localhost")
    assert len(first.check_in_code) == 6
    assert first.published_at is None
    assert mails() == []


def test_a_second_click_gives_the_event_of_the_first() -> None:
    neil = staff()

    def plan(at: dt.datetime = AT, **given: Any) -> Event:
        with transaction():
            return planning.plan(settings=settings(**given), by=neil, at=at)

    first = plan()
    assert plan(AT + dt.timedelta(seconds=50)).id == first.id
    assert len(db.session.scalars(select(AuditEvent)).all()) == 1
    others = (
        plan(capacity=12),
        plan(starts_at=START + HOUR / 2),
        plan(AT + dt.timedelta(minutes=1)),
        planned(),
    )
    assert len({first.id, *(of.id for of in others)}) == 5


@pytest.mark.parametrize(("title", "key"), [("New", "new-2"), ("Calendar", "calendar-2")])
def test_no_title_takes_the_address_of_a_page(title: str, key: str) -> None:
    assert planned(title=title).key == key


def test_a_title_has_a_letter_or_a_number_to_make_an_address_of() -> None:
    with pytest.raises(Refused, match="Use at least one letter or number") as refusal:
        planned(title="😀")
    assert refusal.value.field == "title"


def test_a_long_title_keeps_its_address_short() -> None:
    keys = [planned(title="w" * 200).key for _ in range(3)]
    assert len(set(keys)) == 3
    assert max(len(key) for key in keys) <= 60


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_at": START}, "ends_time"),
        ({"ends_at": START + 15 * DAY}, "ends_on"),
        ({"registration_closes_at": START + 2 * HOUR}, "closes_on"),
    ],
)
def test_times_that_contradict_each_other_are_refused(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        planned(**wrong)
    assert refused.value.field == field


def test_who_plans_more_than_one_day_says_how_many_minutes_count() -> None:
    night = {"starts_at": START + 5 * HOUR, "ends_at": START + 28 * HOUR}
    with pytest.raises(Refused, match="without the night") as refused:
        planned(**night)
    assert refused.value.field == "credit_minutes"
    of = out(**night, credit_minutes=420)
    assert given(of) == 420
    with pytest.raises(Refused, match="without the night"):
        change(of, credit_minutes=None)
    assert change(of, place="Jackson") == ("place",)
    evening = planned(starts_at=START + 7 * HOUR, ends_at=START + 11 * HOUR)
    assert given(evening) == 240


def test_publishing_happens_once_and_only_with_a_place_and_in_time() -> None:
    nowhere, late, fine = planned(link=""), planned(), planned()
    for of, at in ((nowhere, AT), (late, START + HOUR)):
        with pytest.raises(NotPossibleNow):
            publish(of, at)
    publish(fine)
    with pytest.raises(NotPossibleNow):
        publish(fine)
    with pytest.raises(Conflict), transaction():
        planning.publish(fine, seen_version=99, by=staff(), at=AT)


def test_a_move_tells_everybody_with_a_place_once_under_the_same_identity() -> None:
    ana, ben, cam = (build.person() for _ in range(3))
    of = out(capacity=2)
    come(of, ana, ben, cam)

    assert change(of, starts_at=START + HOUR, ends_at=START + 2 * HOUR) == ("starts_at", "ends_at")

    assert told("event change") == [ana.email, ben.email, cam.email]
    mail = mails("event change")[0]
    assert "You keep your place. If" in mail.body
    assert "1:00 p.m. to 2:00 p.m. Central" in mail.body
    assert "the time. This is how" in mail.body
    before = entry(mails("event place")[0])
    after = entry(mail)
    assert method(mail) == "REQUEST"
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].to_ical() == b"20260715T180000Z"


def test_people_in_line_learn_of_a_move_without_an_entry_that_says_they_come() -> None:
    ana, cam = build.person(), build.person()
    of = out(capacity=1)
    come(of, ana, cam)

    change(of, place="Jackson")

    _, waiting = mails("event change")
    assert waiting.recipient == cam.email
    assert "the place. This is how" in waiting.body
    assert "You keep your place in line." in waiting.body
    assert waiting.calendar is None
    assert states(of) == ["registered", "waiting"]


def test_who_gets_a_place_by_the_change_that_moves_the_event_gets_one_mail_about_both() -> None:
    ana, ben, cam = (build.person() for _ in range(3))
    of = out(capacity=1)
    come(of, ana, ben, cam)

    change(of, place="Jackson", capacity=2)

    assert told("event change") == [ana.email, cam.email]
    place = mails("event place")[1]
    assert place.recipient == ben.email
    assert "Jackson" in place.body
    assert entry(place)["SEQUENCE"] == 1
    assert states(of) == ["registered", "registered", "waiting"]


@pytest.mark.parametrize(
    "given",
    [
        {"title": "Office hours: lists"},
        {"place": "Jackson"},
        {"link": "https://call.example.org/other"},
    ],
)
def test_title_place_and_link_raise_the_sequence(given: dict[str, Any]) -> None:
    of = out()
    come(of, build.person())
    change(of, **given)
    assert events.event(of.key).sequence == 1
    assert len(mails("event change")) == 1


def test_what_calendars_do_not_show_raises_nothing() -> None:
    of = out()
    come(of, build.person())
    changed_at = of.changed_at

    assert change(of, summary="Other words", capacity=40, check_in_before=5) == ()
    assert change(of) == ()

    fresh = events.event(of.key)
    assert (fresh.sequence, fresh.changed_at) == (0, changed_at)
    assert mails("event change") == []


def test_several_moves_are_several_mails_and_a_closed_account_gets_none() -> None:
    ana, ben = build.person(), build.person()
    of = out()
    come(of, ana, ben)
    change(of, place="Jackson")
    ben.closed_at = AT
    db.session.commit()
    change(of, place="Tupelo")
    assert told("event change") == [ana.email, ben.email, ana.email]


def test_a_draft_changes_in_silence() -> None:
    of = planned()
    assert change(of, starts_at=START + 9 * DAY, ends_at=START + 9 * DAY + HOUR, link="") == ()
    assert (events.event(of.key).sequence, mails()) == (0, [])


def test_a_published_event_stays_somewhere_and_nothing_is_overwritten_unseen() -> None:
    of = out()
    with pytest.raises(Refused) as refused:
        change(of, link="", place="")
    assert refused.value.field == "place"
    with pytest.raises(Conflict), transaction():
        planning.change(of, settings=settings(), seen_version=99, by=staff(), at=AT)


def test_what_people_know_of_moves_to_no_time_gone_by() -> None:
    of, draft = out(), planned()
    gone = {"starts_at": AT - 2 * HOUR, "ends_at": AT - HOUR}
    with pytest.raises(Refused) as refused:
        change(of, **gone)
    assert refused.value.field == "starts_on"
    assert change(draft, **gone) == ()


def test_what_is_over_does_not_move_but_its_minutes_may_change() -> None:
    of = out()
    for name, value, field in (
        ("place", "Elsewhere", "place"),
        ("starts_at", START - HOUR, "starts_time"),
        ("ends_at", START + 2 * HOUR, "ends_time"),
    ):
        with pytest.raises(Refused, match="is over") as refused:
            change(of, at=START + DAY, **{name: value})
        assert refused.value.field == field
    assert change(of, at=START + DAY, credit_minutes=45) == ()


def test_cancelling_tells_those_with_a_place_and_those_in_line_once() -> None:
    ana, ben, cam, dev = (build.person() for _ in range(4))
    of = out(capacity=2)
    come(of, ana, ben, cam, dev)
    leave(of, dev)
    dev.closed_at = ben.closed_at = AT
    db.session.commit()

    cancel(events.event(of.key))

    placed, waiting = mails("event cancelled")
    assert (placed.recipient, waiting.recipient) == (ana.email, cam.email)
    assert "The speaker is ill." in placed.body
    assert method(placed) == "CANCEL"
    gone = entry(placed)
    assert (gone["STATUS"], gone["SEQUENCE"], gone["UID"]) == ("CANCELLED", 1, of.uid)
    assert waiting.calendar is None


def test_what_was_cancelled_or_is_over_stays_so() -> None:
    gone, over = out(), out()
    cancel(gone)
    for deed in (cancel, publish):
        with pytest.raises(NotPossibleNow):
            deed(gone)
    with pytest.raises(NotPossibleNow):
        change(gone, place="Jackson")
    with pytest.raises(NotPossibleNow):
        cancel(over, START + DAY)


def test_a_cancelled_draft_tells_nobody() -> None:
    of = planned()
    cancel(of)
    assert (of.cancelled_reason, mails()) == ("The speaker is ill.", [])


def test_a_copy_is_a_draft_of_its_own_at_the_same_hour_of_the_clock() -> None:
    of = out(registration_closes_at=START - DAY, capacity=12, roles=["lead"])
    of.evaluation, of.record = [{"text": "How was it?"}], "What happened"
    db.session.commit()
    november = dt.datetime(2026, 11, 18, 18, tzinfo=dt.UTC)

    with transaction():
        made = planning.copy(of, starts_at=november, by=staff(), at=AT)

    assert (made.starts_at, made.ends_at) == (november, november + HOUR)
    assert made.registration_closes_at == november - DAY
    assert (made.capacity, made.roles, made.title) == (12, ["lead"], of.title)
    assert made.published_at is None
    assert made.record == ""
    assert made.evaluation == of.evaluation
    assert {made.uid, made.key, made.check_in_code}.isdisjoint({of.uid, of.key, of.check_in_code})


def test_a_copy_over_a_change_of_the_clock_ends_at_the_same_hour_of_the_clock() -> None:
    """Saturday noon to Sunday one o'clock; in the night between, the clocks went back."""
    saturday = dt.datetime(2026, 10, 31, 17, tzinfo=dt.UTC)
    later = dt.datetime(2026, 11, 14, 18, tzinfo=dt.UTC)
    ends_at = saturday + DAY + 2 * HOUR
    of = out(starts_at=saturday, ends_at=ends_at, credit_minutes=600)

    with transaction():
        made = planning.copy(of, starts_at=later, by=staff(), at=AT)

    assert made.ends_at == later + DAY + HOUR


def test_a_copy_without_a_closing_of_registration_has_none() -> None:
    with transaction():
        made = planning.copy(out(), starts_at=START + DAY, by=staff(), at=AT)
    assert made.registration_closes_at is None


def test_every_step_is_in_the_trail() -> None:
    of = out()
    change(of, place="Jackson")
    cancel(events.event(of.key))
    verbs = [one.verb for one in db.session.query(AuditEvent).order_by(AuditEvent.id)]
    assert verbs == [
        "planned an event",
        "published an event",
        "changed an event",
        "cancelled an event",
    ]


def test_what_is_not_there_is_missing() -> None:
    with pytest.raises(Missing):
        events.event("nothing")


def test_status_follows_the_clock() -> None:
    of = out()
    found = [status(of, at) for at in (AT, START, START + HOUR)]
    assert found == [EventStatus.PLANNED, EventStatus.RUNNING, EventStatus.OVER]
    assert status(planned(), AT) is EventStatus.DRAFT
    cancel(of)
    assert status(of, START) is EventStatus.CANCELLED
