"""The page of a version says where something stands in the way of its approval."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db
from app.curriculum.domain import codec
from app.curriculum.domain.content import Asked, Completion, Prerequisite, Quiz, Text
from app.curriculum.domain.kinds import Gate, Language, Need
from tests.pages.curriculum.desk import LIST, errors, module, mona, paz
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

PAGE = f"{LIST}/medical-home-basics/1"
[QUESTION] = build.lesson().questions
OF = QUESTION.texts[Language.ENGLISH]
NO_RIGHT = replace(QUESTION, right=frozenset())
ONE_ANSWER = replace(QUESTION, texts={Language.ENGLISH: Asked(OF.question, OF.options[:1], OF.why)})
IN_SPANISH = Text("Sobre", ("Decir",), "## Sí\n\nHoy.")
BOTH = {**build.lesson().texts, Language.SPANISH: IN_SPANISH}
NO_AIM = Text("Sobre", (), "## Sí\n\nHoy.")
CHECK = frozenset({Need.CHECK})


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)


def asks(key: str) -> list[dict[str, Any]]:
    return codec.prerequisites_json([Prerequisite(Gate.MODULE, key)])


CASES = {
    "more questions than there are": (
        {"quiz": codec.quiz_json(Quiz(questions=5))},
        ("Quiz", f"{PAGE}/edit#quiz-h"),
        "only 1 for it",
    ),
    "a pass mark out of reach": (
        {"quiz": codec.quiz_json(Quiz(questions=1, pass_percent=101))},
        ("Quiz", f"{PAGE}/edit#quiz-h"),
        "Nobody can reach 101 percent",
    ),
    "a question without a right answer": (
        {"lessons": (build.lesson(questions=(NO_RIGHT,)),)},
        ("About lesson-1, question 1", f"{PAGE}/lessons/lesson-1/questions/q1"),
        "Mark the right answer.",
    ),
    "a question with one answer": (
        {"lessons": (build.lesson(questions=(ONE_ANSWER,)),)},
        ("About lesson-1, question 1", f"{PAGE}/lessons/lesson-1/questions/q1"),
        "two choices or more",
    ),
    "a question without Spanish": (
        {"lessons": (build.lesson(texts=BOTH),)},
        ("About lesson-1 (Spanish), question 1", f"{PAGE}/lessons/lesson-1/questions/q1"),
        "no Spanish text yet",
    ),
    "a Spanish text without an objective": (
        {"lessons": (build.lesson(texts=BOTH | {Language.SPANISH: NO_AIM}, questions=()),)},
        ("About lesson-1 (Spanish), objectives", f"{PAGE}/lessons/lesson-1?language=es"),
        "at least one objective",
    ),
    "a check without a question": (
        {"lessons": (build.lesson(completion=Completion(CHECK), questions=()),)},
        ("About lesson-1, completion", f"{PAGE}/lessons/lesson-1/about"),
        "Nobody can end it",
    ),
    "an unknown module first": (
        {"prerequisites": asks("unheard-of")},
        ("Before it opens", f"{PAGE}/edit#opens-h"),
        "“unheard-of” is no module",
    ),
    "an archived module first": (
        {"prerequisites": asks("gone")},
        ("Before it opens", f"{PAGE}/edit#opens-h"),
        "“Gone by” is archived",
    ),
    "a circle": (
        {"prerequisites": asks("other")},
        ("Before it opens", f"{PAGE}/edit#opens-h"),
        "“Other” waits for this module",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_keeps_a_version_from_approval_is_shown_with_its_place(
    client: PageClient, case: str
) -> None:
    given, place, sentence = CASES[case]
    author = paz(client)
    away = {"archived_at": build.NOON, "archived_by_id": author.id}
    build.published_version(build.module(key="gone", **away), title="Gone by")
    build.published_version(
        build.module(key="other"), title="Other", prerequisites=asks("medical-home-basics")
    )
    row = build.module_version(module(), created_by_id=author.id, **given)
    client.fill_in(f"{PAGE}/ask-review", at=PAGE)
    mona(client)

    page = client.visit(PAGE)

    assert sentence in page.one("obstacle").text
    assert place in [(link.text, link.attrs["href"]) for link in page.one("gate").walk("a")]
    page = client.fill_in(f"{PAGE}/approve", change_class="minor", status=422)
    assert sentence in errors(page)[0]
    assert sentence in page.one("obstacle").text
    db.session.refresh(row)
    assert row.approved_at is None


def test_the_places_are_parts_of_the_page_on_which_they_are_mended(client: PageClient) -> None:
    build.module_version(module(), created_by_id=paz(client).id)

    page = client.visit(f"{PAGE}/edit")

    assert {"quiz-h", "opens-h"} <= set(page.ids)
