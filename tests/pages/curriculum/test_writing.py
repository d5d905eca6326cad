"""Staff pages of authors: who writes when, and a version's own words and lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db
from app.curriculum.domain import codec
from app.curriculum.domain.content import Prerequisite, Quiz
from app.curriculum.domain.kinds import ChangeClass, Feedback, Gate
from app.curriculum.queries import contents, versions
from app.policy import Role
from tests.pages.curriculum.desk import LIST, WRITERS, errors, found, paz
from tests.pages.curriculum.writing import (
    ABOUT,
    EDIT,
    LESSON,
    QUESTIONS,
    SPANISH,
    VERSION,
    draft,
    lesson,
)
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

PAGES = (
    EDIT,
    f"{VERSION}/lessons/new",
    LESSON,
    SPANISH,
    ABOUT,
    f"{LESSON}/remove",
    QUESTIONS,
    f"{QUESTIONS}/new",
    f"{QUESTIONS}/q1",
    f"{QUESTIONS}/q1/remove",
    f"{VERSION}/files",
)
DEEDS = (
    f"{LESSON}/move",
    f"{LESSON}/preview",
    f"{QUESTIONS}/q1/move",
    f"{VERSION}/files/1/remove",
)
MISSING = (
    f"{LIST}/nowhere/1/edit",
    f"{LIST}/medical-home-basics/2/edit",
    f"{VERSION}/lessons/nowhere",
    f"{VERSION}/lessons/nowhere/about",
    f"{VERSION}/lessons/nowhere/questions",
    f"{QUESTIONS}/nowhere",
)


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)


@pytest.mark.parametrize("role", Role)
def test_those_who_write_the_curriculum_write_and_nobody_else(
    client: PageClient, role: Role
) -> None:
    draft()
    client.sign_in(build.person(role=role))

    statuses = {path: client.get(path).status_code for path in PAGES}

    assert set(statuses.values()) == ({200} if role in WRITERS else {403}), statuses
    if role not in WRITERS:
        home = client.visit("/account")
        token = next(form.fields["csrf_token"] for form in home.forms if form.method == "post")
        for path in DEEDS:
            assert client.post(path, data={"csrf_token": token}).status_code == 403


def test_visitors_sign_in_first(client: PageClient) -> None:
    assert client.visit(EDIT, status=302).location.startswith("/sign-in")


def test_what_is_not_there_is_not_found(client: PageClient) -> None:
    draft()
    paz(client)

    for path in MISSING:
        client.visit(path, status=404)
    sent = {"body": "words", "language": "en"}
    gone = f"{VERSION}/lessons/nowhere/preview"
    client.submit_json(gone, sent, at=EDIT, status=404)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"review_asked_at": build.NOON}, "This version is in review. Take it back to draft"),
        ({"archived_at": build.NOON}, "This version is archived"),
    ],
)
def test_what_is_no_draft_says_why_it_stays_as_it_is(
    client: PageClient, given: dict[str, Any], said: str
) -> None:
    person = paz(client)
    if "archived_at" in given:
        given = given | {"archived_by_id": person.id}
    draft(**given)

    for path in PAGES:
        page = client.visit(path, status=409)
        assert said in page.text
        assert VERSION in page.links.values()


def test_typed_words_are_given_back_when_a_version_is_approved_meanwhile(
    client: PageClient,
) -> None:
    paz(client)
    row, somebody = draft(), build.person().id
    form = client.visit(LESSON).form(LESSON)
    row.review_asked_at = row.approved_at = build.NOON
    row.approved_by_id, row.change_class = somebody, ChangeClass.MINOR
    db.session.commit()

    page = client.send(form, title="My words", status=409)

    assert "This version is approved" in page.text
    assert "My words" in page.text
    assert lesson().title == "About lesson-1"


def test_an_author_writes_what_the_module_says_about_itself(client: PageClient) -> None:
    paz(client)
    draft()
    quiz = codec.quiz_json(Quiz(questions=1))
    build.module_version(build.module(key="charter-basics"), number=2, quiz=quiz)
    build.learning_event(key="kickoff", title="Kickoff")

    page = client.fill_in(
        EDIT,
        title="Medical home",
        summary="What it is.",
        title_es="Hogar médico",
        has_quiz="y",
        questions="5",
        pass_percent="80",
        attempts="3",
        shuffle="y",
        feedback=Feedback.PASSED.value,
        accreditor="MSMA",
        credit_kind="CME",
        amount="1.5 hours",
        needs_evaluation="y",
        **{
            "prerequisites-0-what": "quiz:charter-basics",
            "prerequisites-0-percent": "90",
            "prerequisites-1-what": "event:kickoff",
        },
    )

    assert page.location == EDIT
    facts = versions.facts(found())
    assert (facts.title, facts.title_es) == ("Medical home", "Hogar médico")
    assert facts.quiz is not None
    assert (facts.quiz.questions, facts.quiz.attempts, facts.quiz.feedback) == (
        5,
        3,
        Feedback.PASSED,
    )
    assert facts.credit is not None
    assert (facts.credit.amount, facts.credit.needs_evaluation) == ("1.5 hours", True)
    assert facts.prerequisites == (
        Prerequisite(Gate.QUIZ, "charter-basics", 90),
        Prerequisite(Gate.EVENT, "kickoff"),
    )
    page = client.visit(EDIT)
    assert page.control("prerequisites-2-what") is not None
    assert "Paz Nunez changed a module's own words" in client.visit(VERSION).text
    client.fill_in(
        EDIT,
        has_quiz=None,
        accreditor="",
        credit_kind="",
        amount="",
        needs_evaluation=None,
        **{"prerequisites-0-what": "", "prerequisites-0-percent": "", "prerequisites-1-what": ""},
    )
    facts = versions.facts(found())
    assert (facts.quiz, facts.credit, facts.prerequisites) == (None, None, ())


def test_what_nobody_can_have_is_not_offered_and_stays_with_its_reason(client: PageClient) -> None:
    paz(client)
    by = build.person().id
    off = {"cancelled_at": build.NOON, "cancelled_by_id": by, "cancelled_reason": "Ill."}
    build.learning_event(key="other-call", title="Other call", **off)
    build.learning_event(key="spring-call", title="Spring call", **off)
    build.module_version(build.module(key="plain"), title="Plain")
    gone = build.module(key="gone", archived_at=build.NOON, archived_by_id=by)
    build.published_version(gone, title="Gone")
    asked = [("event", "spring-call"), ("quiz", "plain"), ("module", "gone"), ("event", "unheard")]
    draft(prerequisites=[{"gate": gate, "of": of, "percent": None} for gate, of in asked])

    page = client.visit(EDIT)

    assert "Finish: Plain (not out yet)" in page.text
    assert "Pass the quiz: Plain (has no quiz)" in page.text
    assert "Come to: Spring call (cancelled)" in page.text
    assert "Finish: Gone (archived)" in page.text
    assert "Event: unheard" in page.text
    assert "Other call" not in page.text
    assert "“Spring call” was cancelled" in client.visit(VERSION).text


def test_what_a_module_lacks_is_said_beside_its_box(client: PageClient) -> None:
    paz(client)
    draft()
    home = build.module(key="charter-basics")
    asked = [{"gate": "module", "of": "medical-home-basics", "percent": None}]
    build.module_version(home, prerequisites=asked)

    page = client.fill_in(
        EDIT,
        title="",
        has_quiz="y",
        questions="",
        pass_percent="101",
        amount="1 hour",
        status=422,
        **{"prerequisites-0-what": "module:charter-basics", "prerequisites-0-percent": "80"},
    )

    assert errors(page) == [
        "Enter the title",
        "Only a quiz has a score. Empty this box, or choose a quiz",
        "Enter how many questions the quiz asks",
        "Enter 1 to 100 percent",
        "Enter who gives the credit, or empty all its boxes",
        "Enter the kind of credit, or empty all its boxes",
    ]
    page = client.fill_in(EDIT, status=422, **{"prerequisites-0-what": "module:charter-basics"})
    assert errors(page) == [
        "The module “charter-basics” waits for this one, so both would never open."
    ]
    page = client.fill_in(EDIT, status=422, **{"prerequisites-0-what": "module:gone"})
    assert errors(page) == ["Choose one of the list"]


def test_of_two_authors_of_a_module_the_slower_one_sees_both(client: PageClient) -> None:
    paz(client)
    draft()
    mine = client.visit(EDIT).form(EDIT)
    client.fill_in(EDIT, summary="Their summary.")

    page = client.send(mine, summary="My summary.", status=409)

    assert "Their summary." in page.one("theirs").text
    assert page.control("summary").text == "My summary."
    client.send(page.form(EDIT))
    assert found().summary == "My summary."


def test_lessons_are_added_put_in_order_and_removed(client: PageClient) -> None:
    paz(client)
    draft("lesson-1", "lesson-2")

    page = client.follow(client.fill_in(f"{VERSION}/lessons/new", title="Huddles"))
    assert page.path == f"{VERSION}/lessons/huddles"
    assert "Still a draft" in page.text
    page = client.fill_in(f"{VERSION}/lessons/new", title="", status=422)
    assert errors(page) == ["Enter the title"]

    move = f"{VERSION}/lessons/huddles/move"
    client.send(client.visit(EDIT).form(move), to="up")
    rows = client.visit(EDIT).all("lesson-row")
    assert [row.attrs["data-key"] for row in rows] == ["lesson-1", "huddles", "lesson-2"]

    page = client.follow(client.fill_in(f"{VERSION}/lessons/huddles/remove"))
    assert "“Huddles” is out of this version." in page.text
    assert [one.key for one in contents.lessons(found().id)] == ["lesson-1", "lesson-2"]
    assert "Paz Nunez removed a lesson: Huddles" in client.visit(VERSION).text


def test_the_page_of_a_draft_asks_as_often_for_three_lessons_as_for_one(
    client: PageClient,
) -> None:
    paz(client)
    draft()
    client.visit(EDIT)
    with statements() as one:
        client.visit(EDIT)
    for title in ("Two", "Three"):
        client.fill_in(f"{VERSION}/lessons/new", title=title)
    with statements() as three:
        client.visit(EDIT)

    assert len(one) == len(three)
