"""Staff pages of authors: the texts of a lesson, in both languages, and their preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.curriculum.domain.content import Monday, Text
from app.curriculum.domain.kinds import Language
from tests.pages.curriculum.desk import errors, found, paz
from tests.pages.curriculum.writing import (
    LESSON,
    SPANISH,
    VERSION,
    behind_ones_back,
    draft,
    lesson,
)
from tests.support import build
from tests.support.hostile_markdown import CASES
from tests.unit.curriculum.safety import active

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)


def test_a_lesson_is_written_in_both_languages(client: PageClient) -> None:
    paz(client)
    draft()

    page = client.fill_in(
        LESSON,
        title="Huddles",
        objectives="Lead one\nEnd one",
        body="## Why",
        reviewed_by="Mona Ford",
        reviewed_on="2026-09-30",
    )
    assert page.location == LESSON
    page = client.fill_in(
        SPANISH,
        title="Reuniones",
        objectives="Guiar",
        body="## Por qué",
        reviewed_by="Ana Ruiz",
        reviewed_on="2026-10-01",
    )

    assert page.location == SPANISH
    texts = lesson().texts
    assert texts[Language.ENGLISH] == Text("Huddles", ("Lead one", "End one"), "## Why")
    assert texts[Language.SPANISH].title == "Reuniones"
    for path, name in ((LESSON, "Mona Ford"), (SPANISH, "Ana Ruiz")):
        assert client.visit(path).control("reviewed_by").attrs["value"] == name
    client.fill_in(SPANISH, title="", objectives="", body="", reviewed_by="", reviewed_on="")
    assert list(lesson().texts) == [Language.ENGLISH]
    assert found().approved_at is None
    page = client.visit(VERSION)
    assert "Paz Nunez changed a lesson: Huddles" in page.text


def test_what_a_text_lacks_is_said_beside_its_box(client: PageClient) -> None:
    paz(client)
    draft()

    page = client.fill_in(LESSON, title="", body="## Kept", status=422)
    assert errors(page) == ["Enter the title"]
    assert page.control("body").text == "## Kept"
    page = client.fill_in(LESSON, objectives="one\n" * 31, body="x" * 40_001, status=422)
    assert errors(page) == ["Use 30 lines or fewer", "Shorten this to 40,000 characters or fewer"]
    page = client.fill_in(LESSON, objectives="x" * 401, status=422)
    assert errors(page) == ["Use 400 characters or fewer in each line"]
    page = client.fill_in(LESSON, reviewed_by="Ana", status=422)
    assert errors(page) == ["Enter the day too"]
    page = client.fill_in(SPANISH, body="Sí", reviewed_by="Ana", status=422)
    assert errors(page) == ["Enter the title in Spanish", "Enter the day too"]
    page = client.fill_in(SPANISH, title="Sí", reviewed_on="2026-10-01", status=422)
    assert errors(page) == ["Enter who read it over"]
    page = client.fill_in(SPANISH, title="Sí", reviewed_by="Ana", reviewed_on="soon", status=422)
    assert errors(page) == ["Enter the day as year, month and day: 2026-11-02"]
    page = client.fill_in(
        SPANISH, title="Sí", reviewed_by="Ana", reviewed_on="2030-01-01", status=422
    )
    assert errors(page) == ["Enter today or an earlier day"]
    page = client.fill_in(SPANISH, title="Sí", monday_what="Llame.", status=422)
    assert errors(page) == [
        "Name the test for Monday, or empty the whole step for Monday",
        "Say what they want to learn, or empty the whole step for Monday",
        "Say what they expect, or empty the whole step for Monday",
    ]


def test_the_step_for_monday_and_the_sources_are_written_in_spanish_too(
    client: PageClient,
) -> None:
    paz(client)
    draft()
    words = {
        "monday_title": "Una llamada",
        "monday_objective": "Saber si ayuda",
        "monday_what": "Llame a dos familias.",
        "monday_prediction": "Una contesta.",
        "sources": "Carta, 2026: ayuda\nGuía, 2025: más ayuda",
    }

    client.fill_in(SPANISH, title="Reuniones", **words)

    text = lesson().texts[Language.SPANISH]
    assert text.monday == Monday(
        "Una llamada", "Saber si ayuda", "Llame a dos familias.", "Una contesta."
    )
    assert text.sources == ("Carta, 2026: ayuda", "Guía, 2025: más ayuda")
    shown = client.visit(SPANISH).form(SPANISH).fields
    assert {name: shown[name].strip().replace("\r", "") for name in words} == words


def test_of_two_authors_of_a_text_the_slower_one_sees_both_and_loses_nothing(
    client: PageClient,
) -> None:
    paz(client)
    draft()
    mine = client.visit(LESSON).form(LESSON)
    behind_ones_back()

    page = client.send(mine, body="## Mine\n\nMy words.", do="save", status=409)

    assert "Their words." in page.one("theirs").text
    assert page.form(LESSON).fields["body"].strip() == "## Mine\n\nMy words."
    assert lesson().title == "Theirs"
    client.send(page.form(LESSON), do="save")
    assert lesson().texts[Language.ENGLISH].body == "## Mine\n\nMy words."


def test_a_preview_without_scripts_keeps_nothing_and_loses_nothing(client: PageClient) -> None:
    paz(client)
    draft()
    typed = "## Look\n\n![](file:7)\n\n> **Keep in mind:** small tests."

    page = client.fill_in(LESSON, title="", body=typed, do="preview", status=200)

    assert page.form(LESSON).fields["body"].strip() == typed
    assert page.control("title").attrs["value"] == ""
    assert "Keep in mind" in page.one("preview").text
    told = page.one("problems").text
    assert "This picture has no alternative text." in told
    assert told.startswith("2 things to mend Line 3 “![](file:7)”")
    assert page.all("error-summary") == []
    assert lesson().title == "About lesson-1"


def test_the_script_gets_the_same_preview_and_nothing_is_kept(client: PageClient) -> None:
    paz(client)
    draft()
    body = "## Look\n\n" + "The team meets and looks at the numbers. " * 8

    answer = client.submit_json(
        f"{LESSON}/preview", {"body": body + "\n\n#### Deep", "language": "en"}, at=LESSON
    )

    assert answer["problems"] == 1
    assert "jumps from level 2 to level 4" in answer["html"]
    assert "Reading level: about grade" in answer["html"]
    answer = client.submit_json(f"{LESSON}/preview", {"body": "Sí", "language": "es"}, at=LESSON)
    assert 'lang="es"' in answer["html"]
    assert lesson().texts[Language.ENGLISH].body == "## Why\n\nOf lesson-1."


@pytest.mark.parametrize("sent", [[], {}, {"body": 3}, "words", None])
def test_a_preview_of_anything_else_is_refused(client: PageClient, sent: object) -> None:
    paz(client)
    draft()

    answer = client.submit_json(f"{LESSON}/preview", sent, at=LESSON, status=422)

    assert answer["error"].startswith("The preview got no text.")


def test_a_preview_of_a_text_that_is_too_long_says_so(client: PageClient) -> None:
    paz(client)
    draft()

    sent = {"body": "x" * 40_001}
    answer = client.submit_json(f"{LESSON}/preview", sent, at=LESSON, status=422)

    assert "40,000 characters" in answer["error"]


def test_a_preview_asked_for_by_a_form_says_that_no_text_came(client: PageClient) -> None:
    paz(client)
    draft()
    token = client.visit(LESSON).forms[0].fields["csrf_token"]

    reply = client.post(f"{LESSON}/preview", data={"csrf_token": token, "body": "Short."})

    assert reply.status_code == 422
    assert reply.get_json()["error"].startswith("The preview got no text.")


def test_a_hostile_text_stays_inert_in_the_preview(client: PageClient) -> None:
    paz(client)
    draft()
    body = "\n\n".join(CASES.values())[:40_000]

    answer = client.submit_json(f"{LESSON}/preview", {"body": body}, at=LESSON)

    assert active(answer["html"]) == []
    page = client.fill_in(
        LESSON, body=body.encode("utf-8", "ignore").decode(), do="preview", status=200
    )
    assert page.one("preview")
