"""Words that name a patient leave lessons and events, and versions stay comparable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.curriculum.domain.content import Asked, Completion, Lesson, Monday, Question, Text, digest
from app.curriculum.domain.kinds import Language, QuestionKind
from app.curriculum.domain.quizzes import posed
from app.curriculum.models import LessonRow, QuizAttempt, TeamNote
from app.curriculum.queries import contents
from app.events.domain.kinds import Noted, Presence, Wave
from app.events.models import Attendance, EvaluationAnswers, EventRoster
from app.outbox.models import OutboxMail
from app.policy import Actor, Role
from app.removals import services
from app.removals.domain.words import MARK
from app.removals.queries import texts
from tests.support import build
from tests.unit.curriculum import takers

if TYPE_CHECKING:
    from flask import Flask

WHO = "Dorothea Quill"


@pytest.fixture
def staff(app: Flask) -> Actor:
    app.extensions["clock"].set(build.NOON)
    someone = build.person(role=Role.PROGRAM_STAFF, name="Stella Staff")
    return Actor(person_id=someone.id, name=someone.name)


def take_out(by: Actor, *places: str) -> list[str]:
    """Take the name out of every text of these places, or of all; gives which texts."""
    found = [one for one in texts.standing([WHO]).found if not places or one.place.key in places]
    with transaction():
        services.remove(
            [one.mark for one in found], [WHO], reason="A nurse told us", by=by, at=build.NOON
        )
    db.session.expire_all()
    return sorted(f"{one.place.key}.{one.part}" for one in found)


def about_her() -> Lesson:
    asked = Asked(f"Who is {WHO}?", (f"{WHO} again", "Nobody"), f"{WHO} is")
    return build.lesson(
        texts={Language.ENGLISH: Text(f"On {WHO}", (f"Know {WHO}",), f"## Why\n\nOf {WHO}.")},
        tags=(WHO,),
        sources=(WHO,),
        outline=(WHO,),
        facilitator=WHO,
        monday=Monday(WHO, WHO, WHO, WHO),
        completion=Completion(checklist=(f"Call {WHO}",), attestation=f"I called {WHO}"),
        questions=(Question("q1", QuestionKind.ONE, frozenset({0}), {Language.ENGLISH: asked}),),
    )


def test_every_text_of_a_lesson_lets_go_of_the_words_and_its_shape_stays(staff: Actor) -> None:
    version = build.published_version(lessons=[about_her()], title=f"About {WHO}")

    done = take_out(staff)

    [lesson] = contents.lessons(version.id)
    assert WHO not in str(lesson)
    assert lesson.texts[Language.ENGLISH].body == f"## Why\n\nOf {MARK}."
    assert lesson.completion.checklist == (f"Call {MARK}",)
    assert (lesson.key, lesson.questions[0].kind) == ("lesson-1", QuestionKind.ONE)
    assert version.title == f"About {MARK}"
    assert {"curriculum_version.title", "curriculum_question.texts"} <= set(done)


@pytest.mark.parametrize("place", ["curriculum_lesson", "curriculum_text", "curriculum_question"])
def test_a_lesson_is_compared_by_what_it_says_afterwards(staff: Actor, place: str) -> None:
    version = build.published_version(lessons=[about_her()])
    before = contents.row(version.id, "lesson-1").digest

    take_out(staff, place)

    row = contents.row(version.id, "lesson-1")
    assert row.digest == digest(contents.lesson(version.id, "lesson-1")) != before


def test_the_same_lesson_in_two_versions_stays_the_same(staff: Actor) -> None:
    of = build.module()
    build.published_version(of, lessons=[about_her()])
    build.module_version(of, lessons=[about_her()], number=2)

    take_out(staff)

    first, second = db.session.scalars(select(LessonRow.digest))
    assert first == second


def test_a_try_at_a_quiz_can_still_be_marked(staff: Actor) -> None:
    ben = build.person(role=Role.CARE_COORDINATOR)
    by = Actor(ben.id, ben.name)
    asked = {Language.ENGLISH: Asked(f"{WHO}?", (WHO, "Nobody"), WHO)}
    several = takers.question(1, right=frozenset({0, 1}), texts=asked)
    version = takers.quiz_version(lessons=[build.lesson("lesson-1", questions=(several,))])
    attempt = takers.started(by, takers.ready(by, version, "lesson-1"))

    take_out(staff, "curriculum_attempt")

    [one] = posed(db.session.get_one(QuizAttempt, attempt.id).questions)
    assert (one.question, one.kind) == (f"{MARK}?", QuestionKind.SEVERAL)
    assert takers.sent(by, attempt, 1).is_passed


def test_a_teams_note_is_found_without_the_words_around_it_and_its_lead_hears_of_it(
    staff: Actor,
) -> None:
    clinic, of = build.practice(), build.module()
    build.person(role=Role.LEAD, at=clinic, email="lee@example.org")
    author = build.person(email="ada@example.org")
    note = build.saved(
        TeamNote(
            practice_id=clinic.id,
            module_id=of.id,
            lesson_key="lesson-1",
            body=f"Ask {WHO}",
            written_at=build.NOON,
            written_by_id=author.id,
        )
    )

    assert [one.place.is_private for one in texts.standing([WHO]).found] == [True]
    take_out(staff)

    assert note.body == f"Ask {MARK}"
    told = set(db.session.scalars(select(OutboxMail.recipient)))
    assert told == {"lee@example.org", "ada@example.org"}


def test_events_let_go_of_words_everywhere_and_calendars_hear_of_it(staff: Actor) -> None:
    of = build.learning_event(
        title=f"Call about {WHO}", record=f"{WHO} spoke", changed_at=build.NOON.replace(month=10)
    )
    _rows_of(of, staff)

    take_out(staff)

    assert (of.title, of.record) == (f"Call about {MARK}", f"{MARK} spoke")
    assert (of.changed_at, of.sequence) == (build.NOON, 0)
    assert texts.standing([WHO]).found == ()
    answers = db.session.scalars(select(EvaluationAnswers)).one()
    assert answers.answers == {"0": 4, "1": f"{MARK} was kind"}
    kept = db.session.scalars(select(EventRoster)).one().said["people"]
    assert kept == [{"name": MARK, "email": "", "minutes": 50, "lines": [2]}]


def test_nobody_hears_or_sees_who_answered_about_an_event(staff: Actor) -> None:
    _rows_of(build.learning_event(), staff)

    found = [one for one in texts.standing([WHO]).found if one.place.table is EvaluationAnswers]

    assert [(one.place.is_private, one.written.at, one.written.by_id) for one in found] == [
        (True, None, None)
    ]


def _rows_of(of: Any, by: Actor) -> None:
    """Who was there, a roster that waits, and an answer without a name."""
    build.saved(
        Attendance(
            event_id=of.id,
            name=WHO,
            email="",
            presence=Presence.ATTENDED,
            how=Noted.ROSTER,
            reason=f"{WHO} was ill",
            noted_at=build.NOON,
        )
    )
    build.saved(
        EventRoster(
            event_id=of.id,
            filename=f"{WHO}.csv",
            digest="0" * 64,
            said={"people": [{"name": WHO, "email": "", "minutes": 50, "lines": [2]}]},
            brought_at=build.NOON,
            brought_by_id=by.person_id,
        )
    )
    said = {"0": 4, "1": f"{WHO} was kind"}
    build.saved(EvaluationAnswers(event_id=of.id, wave=Wave.AFTER, mark="m", answers=said))
