"""The pages of a quiz: stated before, counted, kept on error, told as configured."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from app.accounts.models import Person
from app.core.db import db, transaction
from app.curriculum.domain import quizzes
from app.curriculum.domain.content import Quiz
from app.curriculum.domain.kinds import ChangeClass, Feedback
from app.curriculum.models import Module, QuizAttempt, Study
from app.curriculum.services import quizzes as services
from app.curriculum.services import studies
from app.outbox.models import OutboxMail
from app.policy import TABLE, Action, Actor, Role
from tests.support import build
from tests.support.sql import statements
from tests.unit.curriculum.learners import NOW, began
from tests.unit.curriculum.takers import (
    answers,
    lessons,
    passed,
    quiz_version,
    ready,
    sent,
    started,
)

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

QUIZ = "/learn/basics/quiz"


@pytest.fixture
def ben(app: Flask, client: PageClient) -> Actor:
    app.extensions["clock"].set(NOW)
    person = build.person(name="Ben Ivey", role=Role.CARE_COORDINATOR)
    client.sign_in(person)
    return Actor(person.id, person.name)


def study(by: Actor, quiz: Quiz | None = None, **given: Any) -> Study:
    of = build.module(key="basics")
    return ready(by, quiz_version(quiz, of=of, title="Medical home basics", **given))


def filled(attempt: QuizAttempt, right: int) -> dict[str, Any]:
    """The fields of the form with so many right answers."""
    found = answers(attempt, right)
    posed = quizzes.posed(attempt.questions)
    return {
        f"answer_{n}": [str(place) for place in sorted(found[one.key])]
        for n, one in enumerate(posed, 1)
    }


def only_try() -> QuizAttempt:
    return db.session.scalars(db.select(QuizAttempt)).one()


def told(page: Page) -> str:
    return page.one("quiz-result").text


def test_a_quiz_says_everything_before_it_is_started(client: PageClient, ben: Actor) -> None:
    study(ben)

    page = client.visit(QUIZ)

    for words in ("80 percent: 4 of 5 right", "2 of 2 left", "we ask you once", "counts as wrong"):
        assert words in page.text
    assert page.one("quiz-attempts").text == "0 of 2"
    assert db.session.scalars(db.select(QuizAttempt)).all() == []


def test_a_quiz_with_too_small_a_bank_says_how_many_it_asks(client: PageClient, ben: Actor) -> None:
    study(ben, Quiz(20, 80))
    assert "80 percent: 5 of 6 right" in client.visit(QUIZ).text


def test_three_of_five_is_sixty_percent_and_four_of_five_passes(
    client: PageClient, ben: Actor
) -> None:
    study(ben)
    first = client.follow(client.fill_in(QUIZ))
    assert first.one("quiz-attempts").text == "1 of 2"

    result = client.follow(client.send(first.form(first.path), **filled(only_try(), 3)))

    assert "60%" in told(result)
    assert "Not passed" in told(result)
    assert result.one("quiz-attempts").text == "1 of 2"
    assert [one.text[0] for one in result.all("answer")] == ["1", "2", "3", "4", "5"]
    assert sum("Because" in one.text for one in result.all("answer")) == 5

    second = client.follow(client.fill_in(QUIZ))
    row = db.session.scalars(db.select(QuizAttempt).order_by(QuizAttempt.id.desc())).first()
    assert row is not None
    result = client.follow(client.send(second.form(second.path), **filled(row, 4)))

    assert "80% Passed" in told(result)
    assert result.one("quiz-attempts").text == "2 of 2"
    number = result.one("certificate-no").text
    certificate = result.one("certificate").text
    for words in ("v1", "0.5 hours", "Nov 2, 2026", number):
        assert words in certificate
    overview = client.visit(QUIZ)
    assert "You passed this quiz" in overview.text
    assert len(overview.one("tries").text.split("Try")) == 4


@pytest.mark.parametrize(
    ("language", "words"), [("", "Next for you:"), ("?language=es", "Lo que sigue para usted:")]
)
def test_a_passed_quiz_says_what_comes_next(
    client: PageClient, ben: Actor, language: str, words: str
) -> None:
    of = study(ben)
    failed, result = started(ben, of), f"{QUIZ}/{{}}{language}"
    sent(ben, failed, 0)
    more = build.published_version(build.module(key="more"), lessons=lessons(), title="More")
    last = started(ben, of)
    assert client.visit(result.format(failed.id)).all("following") == []
    sent(ben, last, 5)
    page = client.visit(result.format(last.id))
    assert page.one("following").text == f"{words} More"
    assert page.links["More"] == f"/learn/more{language}"
    study_of_more = began(ben, more)
    page = client.visit(result.format(last.id))
    begun = "Siga con:" if language else "Go on with:"
    assert page.one("following").text.startswith(f"{begun} More . Lesson 1 of 3: About lesson-1.")
    assert page.links["More"] == f"/learn/more/lesson-1{language}"
    with transaction():
        for key in ("lesson-1", "lesson-2", "lesson-3"):
            studies.mark_read(study_of_more, key, by=ben, at=NOW)
    assert client.visit(result.format(last.id)).all("following") == []


def test_two_tabs_send_one_try(client: PageClient, ben: Actor) -> None:
    study(ben)
    start = client.visit(QUIZ)
    one, other = (client.follow(client.send(start.form(QUIZ))) for _ in range(2))
    assert one.path == other.path
    client.send(one.form(one.path), **filled(only_try(), 3))

    late = client.send(other.form(other.path), **filled(only_try(), 5), status=409)

    assert "sent already" in late.text
    assert "60%" in told(late)
    assert late.one("quiz-attempts").text == "1 of 2"


def test_a_try_sent_after_going_on_in_a_newer_version_gives_its_answers_back(
    client: PageClient, ben: Actor
) -> None:
    of = study(ben)
    page = client.follow(client.fill_in(QUIZ))
    version = build.published_version(
        db.session.get_one(Module, of.module_id), number=2, lessons=lessons()
    )
    with transaction():
        studies.switch(db.session.get_one(Study, of.id), version, by=ben, at=NOW)
    first, *_, last = quizzes.posed(only_try().questions)

    late = client.send(page.form(page.path), **filled(only_try(), 5), status=409)

    assert studies.OVER in late.text
    told = late.one("chosen")
    assert [one.text for one in told.walk("dt")][:: 4] == [f"1. {first.question}", f"5. {last.question}"]  # fmt: skip
    assert {one.text for one in told.walk("dd")} == {"Every month"}
    assert late.links["Open the module"] == "/learn/basics"
    assert "Answer 1" not in late.text
    assert only_try().submitted_at is None


def test_a_page_of_a_try_does_not_hold_what_is_right(client: PageClient, ben: Actor) -> None:
    study(ben, Quiz(6, 80))
    page = client.follow(client.fill_in(QUIZ))

    assert "Because" not in page.response.text
    boxes = [e.attrs for q in page.all("question") for e in q.walk("input")]
    assert len(boxes) == 18
    assert {frozenset(box) for box in boxes} == {frozenset({"type", "id", "name", "value"})}


def test_what_is_left_out_is_asked_once_and_then_wrong(client: PageClient, ben: Actor) -> None:
    study(ben)
    page = client.follow(client.fill_in(QUIZ))
    chosen = filled(only_try(), 5)
    left_out = chosen.pop("answer_2")
    assert left_out

    asked = client.send(page.form(page.path), **chosen, status=422)

    [link] = asked.one("error-summary").walk("a")
    assert link.text.startswith("Question 2: choose an answer, or send again")
    assert link.attrs["href"].startswith("#answer_2")
    form = asked.form(page.path)
    assert {name: form.fields.getlist(name) for name in chosen} == chosen
    result = client.follow(client.send(form))
    assert "80%" in told(result)


def test_a_choice_that_is_not_there_is_refused(client: PageClient, ben: Actor) -> None:
    study(ben)
    page = client.follow(client.fill_in(QUIZ))

    refused = client.send(page.form(page.path), answer_1="99", status=422)

    assert "Choose one of the list" in refused.one("error-summary").text


@pytest.mark.parametrize(
    ("feedback", "right", "shown"),
    [
        (Feedback.EACH, 3, 5),
        (Feedback.SCORE, 5, 0),
        (Feedback.PASSED, 3, 0),
        (Feedback.PASSED, 4, 5),
    ],
)
def test_answers_are_told_as_the_module_says(
    client: PageClient, ben: Actor, feedback: Feedback, right: int, shown: int
) -> None:
    attempt = started(ben, study(ben, Quiz(5, 80, 2, feedback=feedback)))
    sent(ben, attempt, right)

    page = client.visit(f"{QUIZ}/{attempt.id}")

    assert len(page.all("answer")) == shown
    assert ("Because" in page.response.text) is bool(shown)


def test_questions_and_answers_stand_apart(client: PageClient, ben: Actor) -> None:
    """Spaces come from the lists in which they stand; two panels never touch."""
    study(ben)
    page = client.follow(client.fill_in(QUIZ))
    [form] = [one for one in page.root.walk("form") if one.attrs.get("action") == page.path]
    [rows] = [one for one in form.walk("div") if one.attrs.get("class") == "stack"]
    assert sum(one.attrs.get("data-testid") == "question" for one in rows.walk("div")) == 5
    result = client.follow(client.send(page.form(page.path), **filled(only_try(), 3)))
    [told] = [one for one in result.root.walk("section") if one.attrs.get("class") == "told"]
    assert [one.text for one in told.walk("h2")] == ["Each question"]


def test_used_up_tries_say_what_to_do(client: PageClient, ben: Actor) -> None:
    of = study(ben, Quiz(5, 80, 1))
    attempt = started(ben, of)
    sent(ben, attempt, 0)

    for page in (client.visit(QUIZ), client.visit(f"{QUIZ}/{attempt.id}")):
        assert services.USED_UP in page.text
    token = client.visit("/learn/record").forms[0].fields["csrf_token"]
    assert client.post(QUIZ, data={"csrf_token": token}).status_code == 409


def test_whoever_has_no_try_left_is_led_to_ask_and_nowhere_else(
    client: PageClient, ben: Actor
) -> None:
    of = study(ben, Quiz(5, 80, 1))
    assert client.visit("/learn").links["Continue"] == "/learn/basics"
    attempt = started(ben, of)
    assert "Take the quiz" in client.visit("/learn/basics").links
    sent(ben, attempt, 0)
    mona = build.person(name="Mona", role=Role.PROGRAM_STAFF)

    assert "Pick up where you left off" not in client.visit("/learn").text
    assert "No tries left" in client.visit("/learn").one("module").text
    page = client.visit("/learn/basics")
    for words in ("Take the quiz", "Continue", "Start"):
        assert words not in page.links
    asking = [
        client.visit(path).form(f"{QUIZ}/ask")
        for path in ("/learn/basics", QUIZ, f"{QUIZ}/{attempt.id}")
    ]
    for form in asking:
        after = client.send(form)
        assert after.location == "/learn/basics"

    page = client.visit("/learn/basics")
    assert "You asked for one more try on November 2, 2026" in page.text
    assert f"{QUIZ}/ask" not in [form.action for form in page.forms]
    mails = db.session.scalars(db.select(OutboxMail).filter_by(kind="one more try asked")).all()
    assert [mail.recipient for mail in mails] == [mona.email]

    client.sign_in(mona)
    assert "Ben Ivey asked for it on" in client.visit(f"/staff/learning/studies/{of.id}/try").text
    given = client.fill_in(f"/staff/learning/studies/{of.id}/try", reason="The power went out")
    assert "has one more try" in client.follow(given).text
    client.sign_in(db.session.get_one(Person, ben.person_id))
    assert client.visit("/learn/basics").links["Take the quiz"] == QUIZ
    token = client.visit("/learn/record").forms[0].fields["csrf_token"]
    assert client.post(f"{QUIZ}/ask", data={"csrf_token": token}).status_code == 409


def test_a_try_is_asked_for_only_in_a_quiz_that_was_tried(client: PageClient, ben: Actor) -> None:
    quiz_version(of=build.module(key="basics"))
    token = client.visit("/learn/record").forms[0].fields["csrf_token"]
    for path, status in ((QUIZ, 409), ("/learn/nowhere/quiz", 404)):
        assert client.post(f"{path}/ask", data={"csrf_token": token}).status_code == status
    client.sign_in(build.person(role=Role.APPLICATION_LEAD, at=build.practice()))
    token = client.visit("/learn/record").forms[0].fields["csrf_token"]
    assert client.post(f"{QUIZ}/ask", data={"csrf_token": token}).status_code == 403


def test_a_quiz_waits_for_the_lessons(client: PageClient, ben: Actor) -> None:
    module = build.module(key="basics")
    version = quiz_version(of=module)
    token = client.visit("/learn/record").forms[0].fields["csrf_token"]

    assert "Still to do" in client.visit(QUIZ).text
    assert client.post(QUIZ, data={"csrf_token": token}).status_code == 409
    began(ben, version)
    assert client.visit(QUIZ).all("tries") == []
    assert client.post(QUIZ, data={"csrf_token": token}).status_code == 409


NEWER = {
    "": (
        "You completed version 1 of this module.",
        "New or changed in version 2:",
        "Your record and certificates",
        "Take version 2",
    ),
    "?language=es": (
        "Usted completó la versión 1 de este módulo.",
        "Nuevo o cambiado en la versión 2:",
        "Su historial y sus certificados",
        "Tomar la versión 2",
    ),
}


@pytest.mark.parametrize("language", ["", "?language=es"])
def test_whoever_completed_an_older_version_is_not_sent_through_every_lesson(
    client: PageClient, ben: Actor, language: str
) -> None:
    module = build.module(key="basics")
    passed(ben, quiz_version(of=module))
    one, two, three = lessons()
    changed = replace(two, questions=three.questions)
    given = {"of": module, "number": 2, "change_class": ChangeClass.RE_READ}
    newer = quiz_version(lessons=[one, changed, three, build.lesson("four")], **given)

    page = client.visit(QUIZ + language)

    completed, heading, record, take = NEWER[language]
    assert completed in page.text
    assert heading in page.text
    assert page.links[record] == "/learn/record"
    linked = [href for href in page.links.values() if "/learn/basics/" in href]
    assert linked[:2] == [f"/learn/basics/{key}{language}" for key in ("lesson-2", "four")]
    assert take in page.text
    client.fill_in(f"/learn/basics/begin{language}", at=QUIZ + language)
    page = client.visit(QUIZ + language)
    assert completed not in page.text
    assert f"/learn/basics/lesson-1{language}" not in page.links.values()
    assert db.session.scalars(db.select(Study.version_id)).all()[-1] == newer.id


def test_small_changes_ask_nothing_of_whoever_passed(client: PageClient, ben: Actor) -> None:
    module = build.module(key="basics")
    passed(ben, quiz_version(of=module))
    quiz_version(of=module, number=2, change_class=ChangeClass.MINOR)
    page = client.visit(QUIZ)
    assert "You completed version 1 of this module." in page.text
    assert "Take version 2" not in page.text


def test_an_open_try_is_gone_on_with(client: PageClient, ben: Actor) -> None:
    attempt = started(ben, study(ben))
    page = client.visit(QUIZ)
    assert page.links["Go on with try 1"] == f"{QUIZ}/{attempt.id}"


def test_nobody_opens_a_try_of_somebody_else(client: PageClient, ben: Actor) -> None:
    attempt = started(ben, study(ben))
    assert client.visit("/learn/other/quiz/1", status=404).status == 404
    client.sign_in(build.person(role=Role.CARE_COORDINATOR))
    client.visit(f"{QUIZ}/{attempt.id}", status=404)


def test_a_module_without_a_quiz_has_no_page_for_one(client: PageClient, ben: Actor) -> None:
    build.published_version(build.module(key="basics"))
    client.visit(QUIZ, status=404)
    client.visit("/learn/nowhere/quiz", status=404)


@pytest.mark.parametrize("role", Role)
def test_whoever_may_learn_opens_the_quiz(client: PageClient, app: Flask, role: Role) -> None:
    app.extensions["clock"].set(NOW)
    quiz_version(of=build.module(key="basics"))
    client.sign_in(build.person(role=role))
    client.visit(QUIZ, status=200 if role in TABLE[Action.LEARN] else 403)


def test_a_visitor_signs_in_first(client: PageClient, app: Flask) -> None:
    quiz_version(of=build.module(key="basics"))
    assert client.get(QUIZ).status_code == 302


def test_many_tries_cost_no_more_than_one(client: PageClient, ben: Actor) -> None:
    of = study(ben, Quiz(5, 80))
    counts = []
    for _ in range(3):
        sent(ben, started(ben, of), 0)
        with statements() as found:
            client.visit(QUIZ)
        counts.append(len(found))
    assert counts[0] == counts[2]
