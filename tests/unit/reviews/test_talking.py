"""Services of the panel's talk, consensus, the exercise, and the note of a look."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction, writing
from app.core.errors import Missing, NotPossibleNow, Refused
from app.outbox.models import OutboxMail
from app.policy import Actor, Role
from app.reviews.models import Consensus, ConsensusVote, DiscussionPost, ExerciseSheet
from app.reviews.queries import exercises as exercise_queries
from app.reviews.queries import panels
from app.reviews.services import consensus, discussion, exercises, looking
from app.rfa.queries import applications
from tests.pages.reviews.room import AT, Panel, panel
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from app.rfa.models import Application


@pytest.fixture
def room(app: Flask) -> Panel:
    made = panel(app)
    for who in (made.sam, made.uma):
        made.review(who)
    return made


@pytest.fixture
def of(room: Panel) -> Application:
    return applications.application(room.of.id)


def actor(person: Any) -> Actor:
    return Actor(person.id, person.name)


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


# ------------------------------------------------------------------ posts


def write(room: Panel, of: Application, **given: Any) -> DiscussionPost:
    defaults = {
        "body": "Look at the plan.",
        "criterion": "K1",
        "criteria": ["K1", "K2"],
        "mentions": [room.uma.id],
        "panel": [room.uma.id],
        "by": actor(room.sam),
        "at": AT,
    }
    with transaction():
        return discussion.write_post(of, **defaults | given)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"body": ""}, "body"),
        ({"body": "x" * 5_001}, "body"),
        ({"criterion": "K9"}, "criterion"),
        ({"mentions": [99]}, "mentions"),
    ],
)
def test_a_post_must_say_something_about_this_application_to_its_panel(
    room: Panel, of: Application, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        write(room, of, **given)

    assert refusal.value.field == field


def test_the_same_post_twice_is_kept_and_mailed_once(room: Panel, of: Application) -> None:
    first = write(room, of)
    again = write(room, of, at=AT + dt.timedelta(minutes=9))
    later = write(room, of, at=AT + dt.timedelta(minutes=11))
    other = write(room, of, criterion="")

    assert first.id == again.id
    assert len({first.id, later.id, other.id}) == 3
    assert verbs().count("wrote in the panel's discussion") == 3
    mails = list(db.session.scalars(select(OutboxMail.recipient)))
    assert mails == [room.uma.email] * 3


def test_a_closed_account_and_who_did_not_submit_get_no_mail(room: Panel, of: Application) -> None:
    room.uma.closed_at = AT
    db.session.commit()

    write(room, of, mentions=[])

    assert db.session.scalars(select(OutboxMail)).first() is None


def test_a_larger_panel_takes_no_more_statements_to_find(room: Panel, of: Application) -> None:
    with statements() as two:
        assert panels.listeners(of.id, AT) == (room.sam.id, room.uma.id)
    more = [build.person(role=Role.REVIEWER) for _ in range(3)]
    for one in more:
        build.declaration(room.round, one)
        build.reviewer_assignment(room.of, one)
        room.review(one)
    with statements() as five:
        found = panels.listeners(of.id, AT)
    assert found == (room.sam.id, room.uma.id, *(one.id for one in more))
    assert len(two) == len(five), (two, five)


# ------------------------------------------------------------------ consensus


def propose(of: Application, by: Any, **given: Any) -> Consensus:
    with transaction():
        return consensus.propose(
            of, **{"score": 350, "body": "Why", "at": AT} | given, by=actor(by)
        )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"score": -1}, "score"),
        ({"score": 501}, "score"),
        ({"body": ""}, "body"),
        ({"body": "x" * 5_001}, "body"),
    ],
)
def test_a_proposal_needs_a_score_and_a_text(
    room: Panel, of: Application, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        propose(of, room.mona, **given)

    assert refusal.value.field == field


def test_one_proposal_is_open_at_a_time(room: Panel, of: Application) -> None:
    row = propose(of, room.mona)
    with pytest.raises(NotPossibleNow):
        propose(of, room.sam)
    of = applications.application(room.of.id)
    with transaction():
        consensus.withdraw(row, of, by=actor(room.mona), at=AT)

    assert propose(of, room.sam, score=0).score == 0
    with pytest.raises(NotPossibleNow):
        consensus.withdraw(row, of, by=actor(room.mona), at=AT)
    with pytest.raises(Missing):
        panels.consensus(room.of.id, 999)


def test_the_panel_is_asked_to_agree_without_the_score(room: Panel, of: Application) -> None:
    propose(of, room.sam, score=377, body="Not for mails")

    (mail,) = db.session.scalars(select(OutboxMail)).all()
    assert (mail.kind, mail.recipient) == ("consensus proposed", room.uma.email)
    assert f"/reviews/{of.id}/panel" in str(mail.link)
    assert not any(words in mail.subject + mail.body for words in ("3.77", "Not for mails", "Sam"))


def test_who_closed_the_account_is_not_asked_to_agree(room: Panel, of: Application) -> None:
    room.uma.closed_at = AT
    db.session.commit()
    propose(of, room.sam)

    assert db.session.scalars(select(OutboxMail)).first() is None


def answer(of: Application, row: Consensus, by: Actor, room: Panel, **given: Any) -> None:
    defaults = {"agrees": True, "note": "", "panel": [room.sam.id, room.uma.id], "at": AT}
    with transaction():
        consensus.answer(row, of, **defaults | given, by=by)


def test_the_last_word_of_a_member_counts(room: Panel, of: Application) -> None:
    row = propose(of, room.mona)
    answer(of, row, actor(room.sam), room, agrees=False, note="Too high")
    answer(of, row, actor(room.sam), room)

    vote = db.session.scalars(select(ConsensusVote)).one()
    assert (vote.agrees, vote.note) == (True, "")
    assert verbs()[-3:] == ["proposed a consensus", "disagreed", "agreed"]
    assert "350" not in str([event.after for event in db.session.scalars(select(AuditEvent))])


def test_only_members_answer_and_disagreeing_needs_a_note(room: Panel, of: Application) -> None:
    row = propose(of, room.mona)
    for stranger in (actor(room.mona), Actor()):
        with pytest.raises(NotPossibleNow):
            answer(of, row, stranger, room)
    with pytest.raises(Refused):
        answer(of, row, actor(room.sam), room, agrees=False)
    of = applications.application(room.of.id)
    with transaction():
        consensus.withdraw(row, of, by=actor(room.mona), at=AT)
    with pytest.raises(NotPossibleNow):
        answer(of, row, actor(room.sam), room)


def test_once_the_decision_is_told_nothing_agreed_to_changes(room: Panel, of: Application) -> None:
    row = propose(of, room.mona)
    of = applications.application(room.of.id)
    of.told_at = AT
    db.session.commit()

    with pytest.raises(NotPossibleNow):
        answer(of, row, actor(room.sam), room)
    with pytest.raises(NotPossibleNow):
        consensus.withdraw(row, of, by=actor(room.mona), at=AT)
    with pytest.raises(NotPossibleNow):
        propose(of, room.sam)


# ------------------------------------------------------------------ the exercise


def practise(room: Panel, **given: Any) -> None:
    with transaction():
        exercises.write_exercise(
            room.round,
            **{"title": "Clinic X", "text": "We plan.", "by": actor(room.mona), "at": AT} | given,
        )


def submit(room: Panel, **given: Any) -> None:
    defaults = {
        "scores": {"K1": 3, "K2": 0},
        "reasons": {"K1": "Clear", "K2": "Missing"},
        "criteria": ["K1", "K2"],
        "by": actor(room.sam),
        "at": AT,
    }
    with transaction():
        exercises.submit_sheet(room.round, **defaults | given)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"text": ""}, "text"),
        ({"text": "x" * 30_001}, "text"),
    ],
)
def test_an_exercise_needs_a_title_and_a_text(
    room: Panel, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        practise(room, **given)

    assert refusal.value.field == field


def open_it(room: Panel) -> None:
    practise(room)
    with transaction():
        exercises.open_exercise(room.round, by=actor(room.mona), at=AT)


def learn(room: Panel, lesson: str = "3 means clear.", *, closes: bool = False) -> None:
    with transaction():
        exercises.write_lesson(room.round, lesson=lesson, closes=closes, by=actor(room.mona), at=AT)


def test_nothing_happens_before_the_exercise_is_written(room: Panel) -> None:
    for deed in (
        lambda: exercises.open_exercise(room.round, by=actor(room.mona), at=AT),
        lambda: learn(room),
        lambda: submit(room),
    ):
        with pytest.raises(NotPossibleNow):
            deed()


def test_nothing_is_scored_before_the_exercise_is_open(room: Panel) -> None:
    practise(room)
    for deed in (lambda: learn(room), lambda: submit(room)):
        with pytest.raises(NotPossibleNow):
            deed()


def test_the_text_stays_once_the_exercise_is_open(room: Panel) -> None:
    practise(room)
    practise(room, title="Clinic Y")
    with transaction():
        exercises.open_exercise(room.round, by=actor(room.mona), at=AT)
    for deed in (
        lambda: exercises.open_exercise(room.round, by=actor(room.mona), at=AT),
        lambda: practise(room),
    ):
        with pytest.raises(NotPossibleNow):
            deed()

    row = exercise_queries.exercise(room.round.id)
    assert row is not None
    assert row.title == "Clinic Y"


def test_a_sheet_is_sent_once_and_kept(room: Panel) -> None:
    open_it(room)
    submit(room)
    with pytest.raises(NotPossibleNow):
        submit(room)

    row = exercise_queries.exercise(room.round.id)
    assert row is not None
    (sheet,) = exercise_queries.sheets_of(row.id)
    assert sheet.scores == {"K1": 3, "K2": 0}
    assert sheet.reasons == {"K1": "Clear", "K2": "Missing"}


def test_the_exercise_closes_with_a_lesson(room: Panel) -> None:
    open_it(room)
    with pytest.raises(Refused):
        learn(room, "", closes=True)
    learn(room)
    learn(room, closes=True)
    with pytest.raises(NotPossibleNow):
        submit(room)

    row = exercise_queries.exercise(room.round.id)
    assert row is not None
    assert (row.lesson, row.closed_at) == ("3 means clear.", AT)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"scores": {"K1": 3}}, "score_K2"),
        ({"scores": {"K1": 6, "K2": 1}}, "score_K1"),
        ({"reasons": {"K1": "Clear"}}, "reason_K2"),
        ({"reasons": {"K1": "x" * 2_001, "K2": "Missing"}}, "reason_K1"),
    ],
)
def test_a_sheet_needs_a_score_and_a_reason_for_each_criterion(
    room: Panel, given: dict[str, Any], field: str
) -> None:
    open_it(room)
    with pytest.raises(Refused) as refusal:
        submit(room, **given)

    assert refusal.value.field == field
    assert db.session.scalars(select(ExerciseSheet)).first() is None


# ------------------------------------------------------------------ the trail


def test_a_look_is_noted_once_an_hour(room: Panel, of: Application) -> None:
    for minutes in (0, 59, 60):
        with writing():
            looking.note_look(of.id, by=actor(room.mona), at=AT + dt.timedelta(minutes=minutes))

    assert verbs().count(looking.LOOKED) == 2


def test_who_takes_reviews_or_a_pack_along_is_noted(room: Panel) -> None:
    with transaction():
        looking.record_export(room.round, file="csv", count=2, by=actor(room.mona), at=AT)
        looking.record_pack(room.round, count=1, by=actor(room.sam), at=AT)

    assert verbs()[-2:] == ["exported reviews", "took a review pack"]
