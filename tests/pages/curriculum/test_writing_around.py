"""Staff pages of authors: what stands around a text, and the questions of a lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.core.db import db
from app.curriculum.domain.kinds import Language, Need, QuestionKind
from app.curriculum.models import ModuleVersion
from app.curriculum.queries import contents
from tests.pages.curriculum.desk import errors, found, mona, paz
from tests.pages.curriculum.writing import (
    ABOUT,
    LESSON,
    QUESTIONS,
    VERSION,
    behind_ones_back,
    draft,
    lesson,
)
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)


def test_an_author_says_who_a_lesson_is_for_and_when_it_is_done(client: PageClient) -> None:
    paz(client)
    measure = build.measure(key="huddles-held")
    draft()

    page = client.fill_in(
        ABOUT,
        is_draft="y",
        code="6.1",
        minutes="12",
        audience=["coach", "lead"],
        needs=["read", "minutes", "attestation", "checklist"],
        least_minutes="5",
        checklist="One\n\n Two ",
        attestation="I did it.",
        tags="decision support",
        sources="A book, 2009",
        facilitator="Ask first.",
        outline="First\nSecond",
        monday_title="A huddle",
        monday_objective="Learn",
        monday_what="Meet",
        monday_prediction="It helps",
        monday_measure=measure.key,
    )

    assert page.location == ABOUT
    there = lesson()
    assert (there.code, there.minutes, there.is_draft) == ("6.1", 12, True)
    assert there.audience == ("lead", "coach")
    assert there.completion.needs == {
        Need.READ,
        Need.MINUTES,
        Need.ATTESTATION,
        Need.CHECKLIST,
    }
    assert there.completion.checklist == ("One", "Two")
    assert there.monday is not None
    assert there.monday.measure == "huddles-held"
    assert there.outline == ("First", "Second")
    assert there.texts[Language.ENGLISH].body == "## Why\n\nOf lesson-1."
    empty = dict.fromkeys(("title", "objective", "what", "prediction", "measure"), "")
    client.fill_in(ABOUT, is_draft=None, **{f"monday_{name}": "" for name in empty})
    assert lesson().monday is None


def test_what_is_missing_around_a_text_is_said_beside_its_box(client: PageClient) -> None:
    paz(client)
    draft()

    page = client.fill_in(
        ABOUT,
        minutes="0",
        needs=["minutes", "attestation"],
        monday_title="A huddle",
        audience=["king"],
        status=422,
    )

    assert errors(page) == [
        "Enter 1 to 240 minutes",
        "Choose one of the list",
        "Enter how many minutes",
        "Write the sentence",
        "Say what they want to learn, or empty the whole step for Monday",
        "Say what they will do, or empty the whole step for Monday",
        "Say what they expect, or empty the whole step for Monday",
    ]
    page = client.fill_in(ABOUT, minutes="", needs=None, status=422)
    assert errors(page) == ["Enter the minutes", "Choose at least one"]


def test_of_two_authors_around_a_text_the_slower_one_sees_both(client: PageClient) -> None:
    paz(client)
    draft()
    mine = client.visit(ABOUT).form(ABOUT)
    client.fill_in(ABOUT, facilitator="Their notes")
    behind_ones_back()

    page = client.send(mine, facilitator="My notes", minutes="9", status=409)

    assert "Their notes" in page.one("theirs").text
    assert "Their words." not in page.one("theirs").text
    client.send(page.form(ABOUT))
    assert (lesson().facilitator, lesson().minutes) == ("My notes", 9)


def test_a_measure_that_left_the_library_stays_with_its_lesson(client: PageClient) -> None:
    paz(client)
    draft()
    client.fill_in(
        ABOUT,
        monday_title="a",
        monday_objective="b",
        monday_what="c",
        monday_prediction="d",
    )
    row = contents.row(found().id, "lesson-1")
    row.monday = (row.monday or {}) | {"measure": "old-one"}
    db.session.commit()

    client.fill_in(ABOUT, minutes="11")

    there = lesson()
    assert there.monday is not None
    assert there.monday.measure == "old-one"


def asked(page: Page) -> list[str]:
    return [row.attrs["data-key"] for row in page.all("question-row")]


def test_questions_are_added_changed_put_in_order_and_removed(client: PageClient) -> None:
    paz(client)
    draft()

    page = client.fill_in(
        f"{QUESTIONS}/new",
        question="How often?",
        kind="several",
        option_0="Daily",
        right_0="y",
        option_2="Weekly",
        right_2="y",
        option_5="Never",
        why="Both work.",
        in_quiz=None,
        question_es="¿Cada cuánto?",
        option_es_0="Cada día",
        option_es_2="Cada semana",
        option_es_5="Nunca",
        why_es="Los dos sirven.",
    )

    assert page.location == QUESTIONS
    there = lesson().questions[1]
    assert (there.key, there.kind, there.right, there.in_quiz) == (
        "question",
        QuestionKind.SEVERAL,
        {0, 1},
        False,
    )
    assert there.texts[Language.ENGLISH].options == ("Daily", "Weekly", "Never")
    assert there.texts[Language.SPANISH].options == ("Cada día", "Cada semana", "Nunca")
    page = client.visit(QUESTIONS)
    assert asked(page) == ["q1", "question"]
    assert "Not in the quiz" in page.text

    client.send(page.form(f"{QUESTIONS}/question/move"), to="up")
    assert asked(client.visit(QUESTIONS)) == ["question", "q1"]
    client.fill_in(f"{QUESTIONS}/question", question="How often, then?")
    assert lesson().questions[0].texts[Language.ENGLISH].question == "How often, then?"
    client.fill_in(f"{QUESTIONS}/q1/remove")
    assert asked(client.visit(QUESTIONS)) == ["question"]
    client.fill_in(f"{QUESTIONS}/question/remove")
    assert "No questions yet" in client.visit(QUESTIONS).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"question": "", "kind": "none", "why": ""},
            [
                "Write the question",
                "Choose one of the list",
                "Say why. People learn from it, also those who were right",
            ],
        ),
        (
            {"option_0": "", "option_1": "", "right_0": None},
            [
                "Mark the right answer",
                *(f"Write choice {n}: at least 2 are needed" for n in (1, 2)),
            ],
        ),
        ({"option_1": " a LINE  over time"}, ["Two choices are the same. Change one"]),
        ({"right_1": "y"}, ["You marked several answers as right. Choose “Several”"]),
        ({"right_4": "y", "kind": "several"}, ["This choice is marked as right. Write it"]),
        (
            {"option_es_0": "Una línea", "option_es_3": "Otra"},
            [
                "Write this choice in Spanish too",
                "This choice is missing in English",
                *["Write this in Spanish too, or empty every Spanish box"] * 2,
            ],
        ),
        ({"option_0": "x" * 301}, ["Use 300 characters or fewer"]),
        (
            {"question": "", "option_0": "x" * 301, "why": "", "question_es": "¿Qué?"},
            [
                "Write the question",
                "Use 300 characters or fewer",
                "Say why. People learn from it, also those who were right",
                *["Write this choice in Spanish too"] * 2,
                "Write this in Spanish too, or empty every Spanish box",
            ],
        ),
    ],
)
def test_what_a_question_lacks_is_said_beside_its_box(
    client: PageClient, typed: dict[str, Any], said: list[str]
) -> None:
    paz(client)
    draft()

    page = client.fill_in(f"{QUESTIONS}/q1", status=422, **typed)

    assert sorted(errors(page)) == sorted(said)
    assert lesson() == build.lesson()


def test_of_two_authors_of_a_question_the_slower_one_sees_both(client: PageClient) -> None:
    paz(client)
    draft()
    one = f"{QUESTIONS}/q1"
    mine = client.visit(one).form(one)
    client.fill_in(one, why="Their reason")

    page = client.send(mine, why="My reason", status=409)

    assert "Their reason" in page.one("theirs").text
    assert page.control("why").text == "My reason"
    client.send(page.form(one))
    assert lesson().questions[0].texts[Language.ENGLISH].why == "My reason"


def test_a_lesson_takes_no_more_than_twenty_questions(client: PageClient) -> None:
    paz(client)
    draft()
    answers = {"question": "Q", "option_0": "a", "option_1": "b", "right_0": "y", "why": "w"}
    for _ in range(19):
        client.fill_in(f"{QUESTIONS}/new", **answers)

    page = client.fill_in(f"{QUESTIONS}/new", status=422, **answers)

    assert errors(page) == ["A lesson has up to 20 questions. Take one out first."]


def test_the_list_of_questions_asks_as_often_for_three_as_for_one(client: PageClient) -> None:
    paz(client)
    draft()
    client.visit(QUESTIONS)
    with statements() as one:
        client.visit(QUESTIONS)
    for _ in range(2):
        client.fill_in(
            f"{QUESTIONS}/new", question="Q", option_0="a", option_1="b", right_0="y", why="w"
        )
    with statements() as three:
        client.visit(QUESTIONS)

    assert len(one) == len(three)


def test_whoever_wrote_does_not_approve(client: PageClient) -> None:
    author = paz(client)
    draft()
    client.fill_in(LESSON, title="Huddles")
    client.fill_in(f"{VERSION}/ask-review", at=VERSION)

    page = client.visit(f"{VERSION}/approve")

    assert "You wrote in this version" in page.text
    assert not [form for form in page.forms if form.action == f"{VERSION}/approve"]
    assert db.session.scalars(select(ModuleVersion.approved_by_id)).one() is None
    assert author.id != mona(client).id
    client.fill_in(f"{VERSION}/approve", change_class="minor")
