"""Lessons for some kinds of practice, as authors and learners meet them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.core.db import db
from app.curriculum.models import Certificate, LessonRow
from app.policy import Role
from app.practices.domain.kinds import PracticeKind
from tests.pages.curriculum.desk import LIST, errors, module, paz
from tests.pages.curriculum.learning import bilingual, out, statuses
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

NOW = build.NOON + dt.timedelta(hours=1)
VERSION = f"{LIST}/medical-home-basics/1"
ABOUT = f"{VERSION}/lessons/lesson-1/about"
RURAL = ("rhc free-standing", "rhc provider-based")
QUIZ = {"questions": 1, "pass_percent": 80, "attempts": 2, "shuffle": True, "feedback": "each answer"}  # fmt: skip
ONE, CLINICS = build.lesson("one"), build.lesson("clinics", practice_types=RURAL)
THREE = build.lesson("three")


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(NOW)


def ben(client: PageClient, kind: PracticeKind = PracticeKind.FQHC) -> None:
    practice = build.team(kind=kind).practice
    client.sign_in(build.person(name="Ben", role=Role.CARE_COORDINATOR, at=practice))


def kept() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(LessonRow)).one().practice_types)


# ------------------------------------------------------------------ authors


def test_an_author_says_for_which_practices_a_lesson_is(client: PageClient) -> None:
    paz(client)
    build.module_version(module(), lessons=(build.lesson(),))
    assert "For which practices?" in client.visit(ABOUT).text

    client.fill_in(ABOUT, practice_types=["private", "fqhc"])

    assert kept() == ["fqhc", "private"]
    client.fill_in(ABOUT)
    assert kept() == ["fqhc", "private"]
    client.fill_in(ABOUT, practice_types=[])
    assert kept() == []


def test_a_practice_that_is_none_is_refused(client: PageClient) -> None:
    paz(client)
    build.module_version(module(), lessons=(build.lesson(),))
    page = client.fill_in(ABOUT, practice_types=["hospital"], status=422)
    assert errors(page) == ["Choose one of the list"]
    assert kept() == []


def test_a_preview_says_for_which_practices_a_lesson_is(client: PageClient) -> None:
    paz(client)
    build.module_version(module(), lessons=(ONE, bilingual("clinics", practice_types=RURAL)))
    for_all, for_some = client.visit(f"{VERSION}/preview").all("preview-lesson")
    assert "10 minutes. For rural health clinics" in for_some.text
    assert "For rural" not in for_all.text
    lesson = f"{VERSION}/preview/clinics"
    assert "For rural health clinics." in client.visit(lesson).text
    assert "Para clínicas de salud rurales." in client.visit(f"{lesson}?language=es").text


# ------------------------------------------------------------------ learners


def test_a_module_says_which_lessons_are_not_asked(client: PageClient) -> None:
    ben(client)
    out("basics", ONE, CLINICS, THREE)

    page = client.visit("/learn/basics")

    assert statuses(page, "lesson") == {
        "one": "Not started",
        "clinics": "Optional for you",
        "three": "Not started",
    }
    assert page.one("lesson-progress").text == "0 of 2 lessons done"
    assert "20 minutes, 2 lessons" in page.text
    assert "every lesson asked of you is done" in page.text
    [_, clinics, _] = page.all("lesson")
    assert "For rural health clinics." in clinics.text
    assert "For you" not in clinics.text


@pytest.mark.parametrize("kind", [PracticeKind.RHC_FREE_STANDING, None])
def test_the_own_practice_and_no_practice_are_asked_everything(
    client: PageClient, kind: PracticeKind | None
) -> None:
    out("basics", ONE, CLINICS)
    if kind is None:
        client.sign_in(build.person(role=Role.REVIEWER))
    else:
        ben(client, kind)
    page = client.visit("/learn/basics")
    assert statuses(page, "lesson") == {"one": "Not started", "clinics": "Not started"}
    assert page.one("lesson-progress").text == "0 of 2 lessons done"
    assert "every lesson is done" in page.text
    [_, clinics] = page.all("lesson")
    assert ("For you" in clinics.text) is (kind is not None)


def test_the_next_lesson_is_one_that_is_asked(client: PageClient) -> None:
    ben(client)
    out("basics", ONE, CLINICS, THREE)
    page = client.fill_in("/learn/basics/one", deed="done")
    assert page.location.endswith("/learn/basics/three")
    assert statuses(client.visit("/learn")) == {"basics": "1 of 2 lessons"}
    assert "Lesson 3 of 3" in client.visit("/learn").text
    assert "1 of 2" in client.visit("/learn/basics/clinics").one("lesson-progress").text

    client.fill_in("/learn/basics/three", deed="done")

    assert statuses(client.visit("/learn")) == {"basics": "Done"}
    assert db.session.scalars(select(Certificate)).one().minutes == 20


def test_the_quiz_asks_for_no_lesson_of_other_practices(client: PageClient) -> None:
    ben(client)
    out("basics", ONE, CLINICS, quiz=QUIZ)
    client.fill_in("/learn/basics/one", deed="done")
    assert statuses(client.visit("/learn")) == {"basics": "Quiz left"}
    assert "Take the quiz" in client.visit("/learn/basics").text
    assert "About clinics" not in client.visit("/learn/basics/quiz").text


def test_a_lesson_says_for_which_practices_it_is_in_its_language(client: PageClient) -> None:
    ben(client)
    out("basics", bilingual("rides", practice_types=RURAL))
    assert "For rural health clinics." in client.visit("/learn/basics/rides").text
    spanish = client.visit("/learn/basics/rides?language=es").text
    assert "Para clínicas de salud rurales." in spanish


def test_a_path_leaves_out_modules_for_other_practices(client: PageClient) -> None:
    ben(client)
    out("basics", ONE)
    out("clinics", CLINICS)
    assert set(statuses(client.visit("/learn?show=mine"))) == {"basics"}
    assert set(statuses(client.visit("/learn"))) == {"basics", "clinics"}


def test_pages_take_as_many_statements_for_them(client: PageClient) -> None:
    ben(client)
    out("basics", ONE, THREE)
    out("more", ONE, CLINICS)
    counts = []
    for key in ("basics", "more"):
        client.visit(f"/learn/{key}")
        with statements() as sent:
            client.visit(f"/learn/{key}")
        counts.append(len(sent))
    assert counts[0] == counts[1]
