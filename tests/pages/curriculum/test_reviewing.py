"""Staff pages beside a version: comments, comparison, previews."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.curriculum.domain import codec
from app.curriculum.domain.content import Asked, Lesson, Monday, Quiz, Text
from app.curriculum.domain.kinds import Language
from app.curriculum.models import Study
from app.curriculum.presenters.previewing import EYES, eyes
from app.policy import TABLE, Action, Role
from tests.pages.curriculum.desk import LIST, WRITERS, errors, module, mona, paz
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from app.curriculum.presenters.previewing import Eyes
    from tests.support.page import PageClient

PAGE = f"{LIST}/medical-home-basics/1"
LATER = f"{LIST}/medical-home-basics/2"


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)


def whole(**given: object) -> Lesson:
    """A lesson with everything in it."""
    lesson = build.lesson(
        facilitator="Bring a coin.",
        monday=Monday("Ask one", "To learn", "Ask one family", "It works", "shared-plan"),
        sources=("A book, 2009",),
        audience=("care coordinator",),
        outline=("First point",),
        **given,
    )
    spanish = {Language.SPANISH: Text("Sobre la lección", ("Decir",), "## Por qué\n\nPorque sí.")}
    question = lesson.questions[0]
    asked = {Language.SPANISH: Asked("¿Qué es?", ("Una línea", "Un pastel"), "Porque sí.")}
    return replace(
        lesson,
        texts=dict(lesson.texts) | spanish,
        questions=(
            replace(question, texts=dict(question.texts) | asked),
            replace(question, key="q2", right=frozenset({0, 1})),
        ),
    )


# ------------------------------------------------------------------ comments


def test_comments_are_added_by_lesson_and_resolved(client: PageClient) -> None:
    paz(client)
    build.module_version(module())

    page = client.fill_in(
        f"{PAGE}/comments", at=f"{PAGE}/comments?lesson=lesson-1", body="Too long?\nCut it."
    )

    page = client.follow(page)
    assert "about: About lesson-1" in page.one("comment").text
    assert "Open" in page.one("comment").text
    assert "Too long?" in client.visit(PAGE).one("comment").text
    [form] = [form for form in page.forms if form.action.endswith("/resolve")]
    page = client.follow(client.send(form))
    assert "Resolved" in page.one("comment").text
    assert client.visit(PAGE).all("comment") == []


def test_a_comment_without_words_is_asked_again(client: PageClient) -> None:
    paz(client)
    build.module_version(module())

    page = client.fill_in(f"{PAGE}/comments", lesson="lesson-1", body=" ", status=422)
    assert errors(page) == ["Write your comment first"]
    page = client.fill_in(f"{PAGE}/comments", lesson="lesson-9", body="Where?", status=422)
    assert errors(page) == ["Choose one of the list"]


def test_comments_of_another_version_are_not_found(client: PageClient) -> None:
    paz(client)
    build.module_version(module())
    form = client.visit(f"{PAGE}/comments").form(f"{PAGE}/comments")

    client.post(f"{PAGE}/comments/7/resolve", data={"csrf_token": form.fields["csrf_token"]})
    reply = client.post(
        f"{PAGE}/comments/7/resolve", data={"csrf_token": form.fields["csrf_token"]}
    )

    assert reply.status_code == 404


def test_comments_ask_as_often_for_three_as_for_one(client: PageClient) -> None:
    paz(client)
    build.module_version(module())
    client.fill_in(f"{PAGE}/comments", body="One")
    client.visit(f"{PAGE}/comments")
    with statements() as one:
        client.visit(f"{PAGE}/comments")
    for words in ("Two", "Three"):
        client.fill_in(f"{PAGE}/comments", body=words)
    client.visit(f"{PAGE}/comments")
    with statements() as three:
        client.visit(f"{PAGE}/comments")

    assert len(one) == len(three)


# ------------------------------------------------------------------ comparing


def test_two_versions_are_compared_word_by_word(client: PageClient) -> None:
    mona(client)
    home = module()
    lesson = build.lesson()
    build.published_version(home, lessons=(lesson, build.lesson("gone")))
    text = replace(lesson.texts[Language.ENGLISH], body="## Why\n\nOf every lesson-1.")
    new = replace(lesson, texts={Language.ENGLISH: text})
    build.module_version(home, number=2, title="Medical home", lessons=(new, build.lesson("fresh")))

    page = client.visit(f"{LATER}/diff")

    assert [one.attrs["data-key"] for one in page.all("diff")] == [
        "module",
        "lesson-1",
        "fresh",
        "gone",
    ]
    words = page.one("diff", data_key="lesson-1").text
    assert "Changed" in words
    assert "added: every" in words
    assert "New" in page.one("diff", data_key="fresh").text
    assert "Taken away" in page.one("diff", data_key="gone").text
    assert "removed: Module 6 added: Medical home" in page.one("diff", data_key="module").text
    assert client.visit(f"{PAGE}/diff?with=2").one("diff", data_key="fresh").text == (
        page.one("diff", data_key="fresh").text
    )


def test_what_comes_first_is_compared_by_its_title(client: PageClient) -> None:
    mona(client)
    home = module()
    build.published_version(home)
    call = build.learning_event(key="office-hours-registry-reports", title="Registry reports")
    asked = [{"gate": "event", "of": call.key, "percent": None}]
    build.module_version(home, number=2, prerequisites=asked, lessons=(build.lesson("fresh"),))

    page = client.visit(f"{LATER}/diff")

    assert "Come to “Registry reports”" in page.one("diff", data_key="module").text
    assert call.key not in page.text
    assert "Read it" in page.one("diff", data_key="fresh").text


def test_long_texts_are_shown_around_what_changed(client: PageClient) -> None:
    mona(client)
    home = module()
    many = " ".join(f"word{n}" for n in range(200))
    first, second = (
        build.lesson(texts={Language.ENGLISH: Text("One", ("See",), f"## Why\n\n{words}")})
        for words in (f"{many} old {many} end", f"{many} new {many} end")
    )
    build.published_version(home, lessons=(first,))
    build.module_version(home, number=2, lessons=(second,))

    words = client.visit(f"{LATER}/diff").one("diff", data_key="lesson-1").text

    assert "word199 removed: old" in words
    assert "added: new" in words
    assert words.count("[…]") == 2
    assert "word100" not in words


def test_equal_versions_and_a_single_one_say_so(client: PageClient) -> None:
    mona(client)
    home = module()
    build.published_version(home)
    assert "There is only one version" in client.visit(f"{PAGE}/diff").text
    build.module_version(home, number=2)

    assert client.visit(f"{LATER}/diff?with=9").one("diff").text == "Nothing differs."


# ------------------------------------------------------------------ previews


@pytest.mark.parametrize("by", EYES, ids=lambda one: one.key)
def test_a_preview_shows_what_a_role_sees_and_records_nothing(client: PageClient, by: Eyes) -> None:
    paz(client)
    key = by.key
    build.measure(key="shared-plan", name="Shared plan of care")
    build.module_version(module(is_required=True), lessons=(whole(), build.lesson("lesson-2")))

    page = client.visit(f"{PAGE}/preview?as={key}")
    lesson = client.visit(f"{PAGE}/preview/lesson-1?as={key}")

    for shown in (page, lesson):
        assert by.words in shown.one("preview-as").text
        assert "Nothing here is recorded" in shown.one("preview-as").text
    offered = [one.attrs["value"] for one in page.control("as").walk("option")]
    assert offered == [one.key for one in EYES]
    writes = by.role in WRITERS
    teaches = writes or by.role is Role.COACH
    assert len(lesson.all("facilitator-notes")) == teaches
    assert ("Bring a coin." in lesson.text) == teaches
    assert ("It shows time." in lesson.text) == writes
    tries = by.tries
    assert ("no PDSA cycles of its own" in lesson.text) == (not tries)
    first = page.one("preview-lesson", data_key="lesson-1").text
    assert ("Not written for this role" in first) == (key not in {"learner", "care-coordinator"})
    assert db.session.scalar(select(func.count()).select_from(Study)) == 0


def test_every_role_that_learns_can_be_looked_through() -> None:
    roles = {one.role for one in EYES}

    assert roles == set(TABLE[Action.LEARN])
    assert {one.role for one in EYES if one.writes} == set(WRITERS)
    assert {one.role for one in EYES if one.sees_notes} == {*WRITERS, Role.COACH}
    assert {Role.FAMILY_PARTNER, Role.LEAD} <= {one.role for one in EYES if one.tries}
    assert eyes("nobody").key == "learner"


def test_a_preview_is_shown_in_spanish_where_it_is_written(client: PageClient) -> None:
    paz(client)
    build.module_version(module(), lessons=(whole(), build.lesson("lesson-2")))

    page = client.visit(f"{PAGE}/preview/lesson-1?language=es")
    assert "Porque sí." in page.text
    assert "¿Qué es?" in page.text
    assert page.links["English"] == "?as=learner&language=en"
    page = client.visit(f"{PAGE}/preview/lesson-2?language=es")
    assert "About lesson-2" in page.text


def test_a_draft_lesson_says_that_it_is_one(client: PageClient) -> None:
    paz(client)
    quiz = codec.quiz_json(Quiz(5, attempts=2))
    build.module_version(module(), lessons=(whole(is_draft=True),), quiz=quiz)

    page = client.visit(f"{PAGE}/preview/lesson-1?as=publisher")
    assert "This lesson is still a draft" in page.text
    assert "First point" in page.text
    assert "First point" not in client.visit(f"{PAGE}/preview/lesson-1?as=learner").text
    assert "2 tries" in client.visit(f"{PAGE}/preview").text


def test_a_version_without_lessons_can_be_previewed(client: PageClient) -> None:
    paz(client)
    track = build.track()
    client.fill_in(f"{LIST}/new", title="Empty", code="12", track=str(track.id))

    assert "There is no lesson yet." in client.visit(f"{LIST}/empty/1/preview").text
    assert "There is no lesson yet." in client.visit(f"{LIST}/empty/1").text
