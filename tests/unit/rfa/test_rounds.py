"""Rounds: made, changed, opened, extended, archived."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.clock import central
from app.core.days import CENTRAL
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.outbox.models import OutboxMail
from app.policy import Actor, Role
from app.practices.models import Practice
from app.rfa.domain.dates import Dates, a_year_later, contradictions, working_day
from app.rfa.domain.deadlines import RoundState
from app.rfa.domain.opening import obstacles
from app.rfa.domain.parsing import parse
from app.rfa.domain.reading import BadDocument
from app.rfa.models import Extension, Round
from app.rfa.queries import rounds as queries
from app.rfa.services import rounds
from tests.support import build

pytestmark = pytest.mark.usefixtures("app")
AT = build.NOON
DAY = dt.timedelta(days=1)
OPENS = dt.datetime(2026, 10, 1, 13, tzinfo=dt.UTC)
CLOSES = dt.datetime(2026, 12, 1, 23, tzinfo=dt.UTC)


@pytest.fixture
def kim() -> Actor:
    return Actor(build.person(name="Kim Lott").id, "Kim Lott")


def create(kim: Actor, title: str = "CYSHCN Cares 2", of: Round | None = None) -> Round:
    with transaction():
        return rounds.create_round(title=title, based_on=of, by=kim, at=AT)


def change(of: Round, kim: Actor, *, seen: int | None = None, **settings: Any) -> None:
    with transaction():
        seen_version = of.version if seen is None else seen
        rounds.change_settings(of, settings=settings, seen_version=seen_version, by=kim, at=AT)


def rewrite(of: Round, kim: Actor, **changes: Any) -> bool:
    with transaction():
        form = copy.deepcopy(of.form) | changes
        return rounds.change_form(of, form, seen_version=of.version, by=kim, at=AT)


def publish(of: Round, kim: Actor, at: dt.datetime = AT) -> None:
    with transaction():
        rounds.publish(of, seen_version=of.version, by=kim, at=at)


def extend(
    of: Round, kim: Actor, until: dt.datetime = CLOSES + DAY, reason: str = "A storm",
    at: dt.datetime = AT,
) -> Extension:  # fmt: skip
    with transaction():
        return rounds.extend(of, until=until, reason=reason, by=kim, at=at)


def events() -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


def mails() -> list[tuple[str, str]]:
    rows = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    return [(mail.kind, mail.recipient) for mail in rows]


# making


def test_a_new_round_has_the_shipped_form_and_waits_unseen(kim: Actor) -> None:
    of = create(kim)
    assert of.key == "cyshcn-cares-2"
    assert of.form == queries.shipped_form()
    assert queries.state_of(of, AT) is RoundState.DRAFT
    assert AT < of.opens_at < of.closes_at
    assert central(of.opens_at).time() == dt.time(8)
    assert central(of.closes_at).time() == dt.time(17)
    with pytest.raises(Missing):
        queries.public_round(of.key)
    assert (events()[0].verb, events()[0].subject_name) == ("created a round", "CYSHCN Cares 2")


def test_a_round_begins_as_a_copy_of_an_earlier_one_a_year_later(kim: Actor) -> None:
    earlier = build.rfa_round(
        opens_at=dt.datetime(2028, 2, 29, 15, tzinfo=CENTRAL).astimezone(dt.UTC),
        closes_at=dt.datetime(2028, 11, 6, 17, tzinfo=CENTRAL).astimezone(dt.UTC),
        decision_on=dt.date(2028, 12, 10),
        cap=12_000,
        counties={"only": ["Hinds"]},
        grace_minutes=5,
        is_sealed=True,
        awards=7,
    )
    of = create(kim, "Next", earlier)
    assert central(of.opens_at) == dt.datetime(2029, 2, 28, 15, tzinfo=CENTRAL)
    assert central(of.closes_at) == dt.datetime(2029, 11, 6, 17, tzinfo=CENTRAL)
    assert (of.decision_on, of.starts_on) == (dt.date(2029, 12, 10), None)
    assert (of.questions_until, of.call_at) == (None, None)
    assert (of.cap, of.only_counties, of.grace_minutes) == (12_000, ("Hinds",), 5)
    assert (of.is_sealed, of.awards, of.published_at) == (True, 7, None)
    assert of.form == earlier.form
    assert of.form is not earlier.form
    assert of.based_on_id == earlier.id


def test_a_copy_has_its_dates_on_working_days(kim: Actor) -> None:
    earlier = build.rfa_round(
        opens_at=dt.datetime(2026, 1, 29, 8, tzinfo=CENTRAL).astimezone(dt.UTC),
        closes_at=dt.datetime(2026, 3, 13, 17, tzinfo=CENTRAL).astimezone(dt.UTC),
        questions_until=dt.datetime(2026, 3, 5, 17, tzinfo=CENTRAL).astimezone(dt.UTC),
        decision_on=dt.date(2026, 4, 17),
        starts_on=dt.date(2026, 8, 1),
    )
    of = create(kim, "Next", earlier)
    assert central(of.opens_at) == dt.datetime(2027, 1, 29, 8, tzinfo=CENTRAL)
    assert central(of.closes_at) == dt.datetime(2027, 3, 15, 17, tzinfo=CENTRAL)
    assert (of.decision_on, of.starts_on) == (dt.date(2027, 4, 19), dt.date(2027, 8, 2))


def test_a_copy_of_a_short_round_over_a_leap_day_still_lasts(kim: Actor) -> None:
    earlier = build.rfa_round(
        opens_at=dt.datetime(2028, 2, 28, 17, tzinfo=CENTRAL).astimezone(dt.UTC),
        closes_at=dt.datetime(2028, 2, 29, 9, tzinfo=CENTRAL).astimezone(dt.UTC),
    )
    of = create(kim, "Next", earlier)
    assert central(of.closes_at) == dt.datetime(2029, 3, 1, 9, tzinfo=CENTRAL)


def test_every_round_has_a_key_and_a_title_of_its_own(kim: Actor) -> None:
    keys = [create(kim, title).key for title in ("Round!", "round?", "New", "\u6f22\u5b57")]
    assert keys == ["round", "round-2", "new-2", "round-3"]
    with pytest.raises(Refused) as refusal:
        create(kim, " ROUND! ")
    assert refusal.value.field == "title"


# settings


def test_a_draft_can_change_in_everything_and_the_trail_says_what(kim: Actor) -> None:
    of = build.rfa_round(published_at=None)
    change(of, kim, title="Other", cap=500, awards=3, opens_at=of.opens_at + DAY)
    assert (of.title, of.cap, of.awards) == ("Other", 500, 3)
    (event,) = events()
    assert event.before is not None
    assert event.after is not None
    assert event.before.keys() == event.after.keys() == {"title", "cap", "awards", "opens_at"}
    change(of, kim, title="Other")
    assert len(events()) == 1


def test_settings_that_somebody_else_changed_are_not_overwritten(kim: Actor) -> None:
    of = build.rfa_round(published_at=None)
    change(of, kim, awards=3)
    with pytest.raises(Conflict):
        change(of, kim, seen=1, awards=4)
    assert of.awards == 3


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"closes_at": dt.datetime(2026, 10, 1, 13, tzinfo=dt.UTC)}, "closes_on"),
        ({"questions_until": CLOSES + DAY}, "questions_on"),
        ({"questions_until": OPENS}, "questions_on"),
        ({"call_at": CLOSES + DAY}, "call_on"),
        ({"call_at": OPENS - DAY}, "call_on"),
        ({"decision_on": dt.date(2026, 11, 30)}, "decision_on"),
        ({"starts_on": dt.date(2026, 11, 30)}, "starts_on"),
        ({"decision_on": dt.date(2027, 2, 1), "starts_on": dt.date(2027, 1, 1)}, "starts_on"),
    ],
)
def test_dates_come_in_their_order(kim: Actor, settings: dict[str, Any], field: str) -> None:
    of = build.rfa_round(published_at=None)
    with pytest.raises(Refused) as refusal:
        change(of, kim, **settings)
    assert refusal.value.field == field


def test_dates_in_order_are_taken(kim: Actor) -> None:
    of = build.rfa_round(published_at=None)
    change(of, kim, questions_until=CLOSES, decision_on=dt.date(2026, 12, 1), starts_on=dt.date(2026, 12, 1))  # fmt: skip
    assert of.starts_on == dt.date(2026, 12, 1)
    change(of, kim, call_at=OPENS, questions_until=OPENS + DAY)
    assert of.call_at == OPENS


def test_dates_of_an_opened_round_are_held_against_the_deadline_that_holds(kim: Actor) -> None:
    of = build.rfa_round()
    extend(of, kim, CLOSES + 3 * DAY)
    change(of, kim, questions_until=CLOSES + 2 * DAY, call_at=CLOSES + DAY)
    with pytest.raises(Refused) as refusal:
        change(of, kim, decision_on=central(CLOSES + 2 * DAY).date())
    assert refusal.value.field == "decision_on"


def test_after_opening_only_what_applicants_do_not_rely_on_changes(kim: Actor) -> None:
    of = build.rfa_round()
    change(of, kim, awards=12, reviewers_each=2, decision_on=dt.date(2027, 1, 5), title=of.title)
    assert of.awards == 12
    for settings in ({"closes_at": CLOSES - DAY}, {"title": "New name"}, {"cap": 1}):
        with pytest.raises(NotPossibleNow):
            change(of, kim, **settings)


def test_an_archived_round_does_not_change(kim: Actor) -> None:
    of = build.rfa_round(archived_at=AT)
    with pytest.raises(NotPossibleNow):
        change(of, kim, awards=12)


# the form


def test_the_form_of_a_draft_changes_with_a_version_and_its_difference(kim: Actor) -> None:
    of = build.rfa_round(published_at=None)
    assert rewrite(of, kim, title="A better form")
    assert (of.form_version, of.version) == (2, 2)
    (event,) = events()
    assert event.before == {"title": "A small form"}
    assert event.after == {"title": "A better form", "form_version": 2}
    assert not rewrite(of, kim)
    assert (of.form_version, len(events())) == (2, 1)


def test_a_form_that_is_none_is_not_kept(kim: Actor) -> None:
    of = build.rfa_round(published_at=None)
    with pytest.raises(BadDocument):
        rewrite(of, kim, sections=[])
    assert of.form == build.SMALL_FORM


def test_a_form_that_somebody_else_changed_is_not_overwritten(kim: Actor) -> None:
    of = build.rfa_round(published_at=None)
    with pytest.raises(Conflict), transaction():
        rounds.change_form(of, of.form, seen_version=0, by=kim, at=AT)


def test_the_form_is_frozen_once_the_round_is_opened(kim: Actor) -> None:
    of = build.rfa_round(published_at=None)
    publish(of, kim)
    with pytest.raises(NotPossibleNow):
        rewrite(of, kim, title="Other")


# opening and archiving


def test_a_round_is_opened_once_and_then_everybody_sees_it(kim: Actor) -> None:
    of = build.rfa_round(published_at=None)
    publish(of, kim)
    assert queries.public_round(of.key) is of
    assert (of.published_at, of.published_by_id) == (AT, kim.person_id)
    assert events()[-1].verb == "opened a round"
    with pytest.raises(NotPossibleNow):
        publish(of, kim)


def test_a_round_that_is_not_ready_is_not_opened(kim: Actor) -> None:
    of = build.rfa_round(published_at=None)
    with pytest.raises(Refused, match="The deadline has passed"):
        publish(of, kim, at=CLOSES)
    rewrite(of, kim, criteria=[])
    with pytest.raises(Refused, match="add up to 0"):
        publish(of, kim)
    with pytest.raises(Conflict), transaction():
        rounds.publish(of, seen_version=1, by=kim, at=AT)
    assert of.published_at is None


def test_everything_in_the_way_of_opening_is_named_at_once() -> None:
    bare = parse({"title": "T", "sections": [{"key": "s", "code": "S", "title": "S"}]})
    assert [words[:20] for words in obstacles(bare, Dates(AT - DAY, AT, AT.date()), AT)] == [
        "The deadline has pas",
        "The form has no ques",
        "The form has no sign",
        "The points of the ru",
    ]
    assert obstacles(parse(build.SMALL_FORM), Dates(AT, AT + DAY, AT.date()), AT) == ()


def test_dates_that_contradict_each_other_are_in_the_way_of_opening(kim: Actor) -> None:
    of = build.rfa_round(published_at=None, call_at=OPENS - DAY)
    with pytest.raises(Refused, match="The call for applicants is between the opening and the"):
        publish(of, kim)


def test_a_round_is_archived_when_nothing_can_arrive_any_more(kim: Actor) -> None:
    of = build.rfa_round(grace_minutes=10)
    late = build.saved(
        Extension(
            round_id=of.id,
            application_id=build.application(round_id=of.id).id,
            closes_at=CLOSES + DAY,
            reason="Flood",
            given_at=AT,
            given_by_id=kim.person_id,
        )
    )
    for at in (AT, CLOSES + dt.timedelta(minutes=10), CLOSES + DAY):
        with pytest.raises(NotPossibleNow), transaction():
            rounds.archive(of, by=kim, at=at)
    late.ended_at, late.ended_by_id = AT, kim.person_id
    with transaction():
        rounds.archive(of, by=kim, at=CLOSES + dt.timedelta(minutes=11))
    assert queries.public_rounds() == ()
    for other in (of, build.rfa_round(published_at=None)):
        with pytest.raises(NotPossibleNow), transaction():
            rounds.archive(other, by=kim, at=CLOSES + 9 * DAY)


def test_a_draft_is_discarded_and_what_was_made_from_it_stays(kim: Actor) -> None:
    of = create(kim, "By mistake")
    copied, other = create(kim, "A copy", of), create(kim, "Another")
    again = create(kim, "Of another", other)
    key, version = of.key, of.version
    with pytest.raises(Conflict), transaction():
        rounds.discard(of, seen_version=version + 1, by=kim, at=AT)
    with transaction():
        rounds.discard(queries.round_with(key), seen_version=version, by=kim, at=AT)
    with pytest.raises(Missing):
        queries.round_with(key)
    assert (copied.based_on_id, again.based_on_id) == (None, other.id)
    event = events()[-1]
    assert (event.verb, event.subject_name) == ("discarded a draft round", "By mistake")
    assert event.before == {"key": "by-mistake", "title": "By mistake"}


def test_a_round_that_was_opened_is_never_discarded(kim: Actor) -> None:
    of = build.rfa_round()
    with pytest.raises(NotPossibleNow), transaction():
        rounds.discard(of, seen_version=of.version, by=kim, at=AT)


# more time


def test_more_time_for_everybody_moves_the_end_and_is_told_once_to_each(kim: Actor) -> None:
    of = build.rfa_round()
    ann = build.person(email="ann@example.org")
    first = build.application(round_id=of.id, lead=ann)
    build.application(round_id=of.id, lead=ann)
    place = db.session.get_one(Practice, first.practice_id)
    build.person(email="bob@example.org", role=Role.APPLICATION_VIEWER, at=place)
    build.application(lead=build.person(email="elsewhere@example.org"))
    extension = extend(of, kim, reason="A {link} storm")
    assert queries.window_of(of).closes_at == CLOSES + DAY
    assert sorted(mails()) == [
        ("round extended", "ann@example.org"),
        ("round extended", "bob@example.org"),
    ]
    mail = db.session.scalars(select(OutboxMail)).first()
    assert mail is not None
    assert "December 2, 2026, 5:00 p.m. Central" in mail.body
    assert mail.body.count("{link}") == 1
    assert queries.extensions(of.id) == (extension,)


def test_an_extension_is_later_than_the_end_that_holds_and_has_a_reason(kim: Actor) -> None:
    of = build.rfa_round(grace_minutes=30)
    extend(of, kim)
    for until, at in ((CLOSES + DAY, AT), (CLOSES, AT), (CLOSES + 3 * DAY, CLOSES + 3 * DAY)):
        with pytest.raises(Refused) as refusal:
            extend(of, kim, until, at=at)
        assert refusal.value.field == "until_time"
    with pytest.raises(Refused) as refusal:
        extend(of, kim, CLOSES + 2 * DAY, reason="")
    assert refusal.value.field == "reason"
    extend(of, kim, CLOSES + 2 * DAY)
    assert queries.window_of(of).closes_at == CLOSES + 2 * DAY


def test_a_closed_round_opens_again_by_an_extension(kim: Actor) -> None:
    of = build.rfa_round()
    at = CLOSES + DAY
    extend(of, kim, CLOSES + 2 * DAY, at=at)
    assert queries.state_of(of, at, queries.window_of(of)) is RoundState.OPEN


def test_only_rounds_that_were_opened_get_more_time(kim: Actor) -> None:
    for of in (build.rfa_round(published_at=None), build.rfa_round(archived_at=AT)):
        with pytest.raises(NotPossibleNow):
            extend(of, kim)


@pytest.mark.parametrize("planned", ["decision_on", "starts_on"])
def test_more_time_ends_by_the_decision_and_the_start(kim: Actor, planned: str) -> None:
    of = build.rfa_round(**{planned: dt.date(2026, 12, 3)})
    extend(of, kim, CLOSES + 2 * DAY)
    with pytest.raises(Refused, match="Thursday, December 3, 2026") as refusal:
        extend(of, kim, CLOSES + 3 * DAY)
    assert refusal.value.field == "until_on"


def test_an_extension_of_an_archived_round_does_not_end(kim: Actor) -> None:
    of = build.rfa_round()
    extension = extend(of, kim)
    of.archived_at = CLOSES + 2 * DAY
    with pytest.raises(NotPossibleNow, match="archived"), transaction():
        rounds.end_extension(of, extension, reason="A mistake", by=kim, at=CLOSES + 3 * DAY)
    assert mails() == []


def test_an_extension_ends_once_with_a_reason_and_the_old_deadline_holds(kim: Actor) -> None:
    of = build.rfa_round()
    build.application(round_id=of.id, lead=build.person(email="ann@example.org"))
    extension = extend(of, kim)
    with pytest.raises(Refused), transaction():
        rounds.end_extension(of, extension, reason="", by=kim, at=AT)
    found = queries.extension(of.id, extension.id, locked=True)
    with transaction():
        rounds.end_extension(of, found, reason="A mistake", by=kim, at=AT)
    assert queries.window_of(of).closes_at == CLOSES
    assert mails()[-1] == ("extension ended", "ann@example.org")
    assert events()[-1].reason == "A mistake"
    with pytest.raises(NotPossibleNow), transaction():
        rounds.end_extension(of, extension, reason="Again", by=kim, at=AT)


def test_an_extension_belongs_to_its_round(kim: Actor) -> None:
    of, other = build.rfa_round(), build.rfa_round()
    extension = extend(of, kim)
    with pytest.raises(Missing):
        queries.extension(other.id, extension.id)


def test_applications_are_counted_by_round() -> None:
    of, other = build.rfa_round(), build.rfa_round()
    build.application(round_id=of.id)
    build.application(round_id=of.id)
    assert queries.count_applications() == {of.id: 2}
    assert queries.applicants(other.id) == ()


def test_visitors_are_shown_the_open_round_else_the_next_else_the_last() -> None:
    def made(key: str, opens: int, closes: int, **given: Any) -> None:
        build.rfa_round(key=key, opens_at=AT + opens * DAY, closes_at=AT + closes * DAY, **given)

    assert queries.current(AT) is None
    with pytest.raises(Missing):
        queries.round_with("nothing")
    made("draft", -1, 1, published_at=None)
    made("archived", -9, -8, archived_at=AT)
    assert queries.current(AT) is None
    for key, opens, closes in (("last", -9, -5), ("next", 5, 9), ("open", -1, 1)):
        made(key, opens, closes)
        assert current() == key
    assert [of.key for of in queries.rounds()] == ["next", "draft", "open", "archived", "last"]


def current() -> str:
    found = queries.current(AT)
    assert found is not None
    return found.key


@given(st.dates(dt.date(2024, 1, 1), dt.date(2030, 1, 1)), st.times())
def test_a_year_later_is_the_same_time_of_day_where_it_exists(day: dt.date, time: dt.time) -> None:
    moved = central(rounds._central(a_year_later(day), time))
    expected = dt.datetime.combine(a_year_later(day), time, CENTRAL)
    assert moved.date() == expected.date()
    assert moved.date().year == day.year + 1
    assert moved.time() == time or moved.time().hour == time.hour + 1


@given(st.dates(dt.date(2024, 1, 1), dt.date(2030, 1, 1)))
def test_a_working_day_is_the_next_one_that_is_on_no_weekend(day: dt.date) -> None:
    moved = working_day(day)
    assert moved.weekday() < 5
    assert (moved == day) == (day.weekday() < 5)
    assert 0 <= (moved - day).days <= 2


def test_a_deadline_before_the_opening_is_a_contradiction_alone() -> None:
    assert [field for field, _ in contradictions(Dates(AT, AT, AT.date()))] == ["closes_on"]
