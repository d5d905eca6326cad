"""The way through a module in Spanish, and which Spanish texts nobody has read over yet."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.db import db
from app.curriculum.domain.content import Completion, Text
from app.curriculum.domain.kinds import ChangeClass, Language, Need
from app.curriculum.domain.shipped import Reviewed
from app.curriculum.models import Module
from app.curriculum.services import contents
from app.policy import Role
from tests.pages.curriculum.desk import LIST, module
from tests.pages.curriculum.learning import bilingual, out
from tests.support import build

if TYPE_CHECKING:
    from app.curriculum.models import ModuleVersion
    from tests.support.html import Page
    from tests.support.page import PageClient

PAGE = f"{LIST}/medical-home-basics/1"


# ------------------------------------------------------------------ the way of a learner

PATH = "/learn/rides"


@pytest.fixture
def rides(client: PageClient) -> None:
    """A module of three lessons, two of them in Spanish; a parent learns in it."""
    team = build.team()
    need = Completion(frozenset({Need.READ, Need.CHECK, Need.CHECKLIST}), 0, ("Look",))
    both = [bilingual("one", completion=need), build.lesson("two"), bilingual("three")]
    spanish = {"title_es": "Viajes al médico", "summary_es": "Cómo llegar."}
    out("rides", *both, title="Rides", summary="How to get there.", **spanish)
    client.sign_in(build.person(role=Role.FAMILY_PARTNER, at=team.practice))


def lang_of(page: Page, words: str) -> str:
    """The language in which the innermost element with exactly these words is read aloud."""
    [*_, found] = [one for one in page.root.walk() if one.text == words]
    while "lang" not in found.attrs and found.parent:
        found = found.parent
    return found.attrs.get("lang", "")


def test_a_card_in_spanish_says_how_much_is_and_leads_to_the_module_in_spanish(
    client: PageClient, rides: None
) -> None:
    page = client.visit("/learn?show=spanish")
    assert "2 de 3 lecciones en español" in page.one("module").text
    assert page.links["Viajes al médico"] == f"{PATH}?language=es"
    assert "lecciones en español" not in client.visit("/learn").text

    page = client.visit(f"{PATH}?language=es")
    assert page.headings == ["Viajes al médico"]
    assert lang_of(page, "Viajes al médico") == "es"
    assert lang_of(page, "Cómo llegar.") == "es"
    assert lang_of(page, "About two") == "en"
    assert "2 de 3 lecciones en español" in page.text
    assert page.links["Viajes"] == f"{PATH}/three?language=es"
    assert page.links["Empezar"] == f"{PATH}/one?language=es"
    assert page.links["Read in English"] == PATH
    assert page.all("lesson")[1].text.count("Todavía solo en inglés.") == 1

    page = client.visit(PATH)
    assert page.headings == ["Rides"]
    assert page.links["Ver en español"] == f"{PATH}?language=es"


def test_a_module_without_spanish_is_shown_in_english(client: PageClient, rides: None) -> None:
    out("plain", build.lesson("one"), title="Plain")
    page = client.visit("/learn/plain?language=es")
    assert page.headings == ["Plain"]
    assert lang_of(page, "Plain") == "en"
    assert "en español" not in page.text
    assert "español" not in client.visit("/learn/plain").text


def test_the_words_around_a_spanish_lesson_are_spanish(client: PageClient, rides: None) -> None:
    here = f"{PATH}/one?language=es"
    page = client.visit(here)
    for words in (
        "Lección 1 de 3",
        "0 de 3 lecciones hechas",
        "Antes de seguir",
        "Guardar",
        "Viajes al médico",
    ):
        assert lang_of(page, words) == "es", words
    assert lang_of(page, "About two") == "en"
    assert "10 minutos" in page.text
    assert not re.search(r"Lesson 1|Before you go on|lessons done|10 minutes|Save", page.text)

    page = client.send(page.form(here), status=422, deed="done")
    errors = page.one("error-summary")
    assert "Hay 4 problemas que corregir" in errors.text
    assert "Pregunta 1: elija una respuesta" in errors.text
    assert "Primero marque cada punto de la lista" in errors.text


def test_spanish_is_kept_to_the_end_and_over_lessons_that_are_english(
    client: PageClient, rides: None
) -> None:
    page = client.visit(f"{PATH}/two?language=es")
    assert "Lesson 2 of 3" in page.text
    assert page.links["Rides"] == f"{PATH}?language=es"
    after = client.send(page.form(f"{PATH}/two?language=es"), deed="done")
    assert after.location == f"{PATH}/three?language=es"

    page = client.follow(after)
    answers = {"answer_1": "0", "answer_2": "1", "answer_3": ["0", "2"]}
    after = client.send(page.form(f"{PATH}/three?language=es"), deed="done", **answers)
    assert after.location == f"{PATH}?language=es"
    words = "Esa fue la última lección de este módulo."
    assert lang_of(client.follow(after), words) == "es"

    page = client.visit(f"{PATH}/three?language=es")
    assert page.links["Volver al módulo"] == f"{PATH}?language=es"
    assert lang_of(page, "Volver al módulo") == "es"


def test_a_lesson_that_takes_its_time_says_so_in_spanish(client: PageClient, rides: None) -> None:
    out("slow", bilingual("one", completion=Completion(frozenset({Need.MINUTES}), 5)))
    here = "/learn/slow/one?language=es"
    page = client.visit(here)
    assert "Podrá marcarla como hecha en 5 minutos." in page.text
    answers = {"answer_1": "0", "answer_2": "1", "answer_3": ["0", "2"]}
    page = client.send(page.form(here), status=422, deed="done", **answers)
    assert "Hay un problema que corregir" in page.one("error-summary").text
    assert "Esta lección pide 5 minutos." in page.one("error-summary").text


# ------------------------------------------------------------------ a newer version, and locks


def read_one(client: PageClient) -> Module:
    here = "/learn/other/one?language=es"
    module = out("other", build.lesson("one"), bilingual("two")).module_id
    client.send(client.visit(here).form(here), deed="done")
    return db.session.get_one(Module, module)


def test_a_newer_version_is_told_in_spanish_to_whoever_is_in_the_older_one(
    client: PageClient, rides: None
) -> None:
    module = read_one(client)
    lessons = [build.lesson("one"), bilingual("new")]
    build.published_version(
        module, number=2, lessons=lessons, change_class=ChangeClass.RETAKE, change_note="Better."
    )

    page = client.visit("/learn/other?language=es")

    assert lang_of(page, "Ya salió la versión 2") == "es"
    assert lang_of(page, "Better.") == "en"
    news = page.one("news").text
    for words in (
        "Cambió mucho.",
        "Nuevo: Viajes.",
        "Ya no está: Viajes.",
        "Puede terminar la versión 1 o seguir en la versión 2.",
        "Seguir en la versión 2",
    ):
        assert words in news
    assert page.all("status")[0].text == "1 de 2 lecciones"


def test_whoever_finished_is_told_in_spanish_what_is_new_and_how_far_they_are(
    client: PageClient, rides: None
) -> None:
    module = read_one(client)
    here = "/learn/other/two?language=es"
    answers = {"answer_1": "0", "answer_2": "1", "answer_3": ["0", "2"]}
    client.send(client.visit(here).form(here), deed="done", **answers)
    path = "/learn/other?language=es"
    assert "Completó la versión 1 el " in client.visit(path).text
    lessons = [build.lesson("one"), bilingual("new"), bilingual("newer")]
    build.published_version(module, number=2, lessons=lessons, change_class=ChangeClass.RE_READ)

    page = client.visit(path)

    for words in (
        "Desde entonces hubo cambios.",
        "Qué hay de nuevo en la versión 2",
        "Lea lo nuevo. Lo suyo sigue hecho",
        "Tomar la versión 2",
        "Las lecciones que no cambiaron siguen hechas.",
        "Su historial y sus certificados",
    ):
        assert words in page.text
    assert not re.search(r"Completed|What is new|Take version|stay done", page.text)
    client.send(page.form("/learn/other/begin?language=es"))
    assert client.visit(path).all("status")[0].text == "En la versión 2, 1 de 3 lecciones"


def test_what_comes_first_is_told_in_spanish(client: PageClient, rides: None) -> None:
    asks = [
        {"gate": "module", "of": "rides", "percent": None},
        {"gate": "fact", "of": "charter confirmed", "percent": None},
    ]
    out("closed", build.lesson("one"), title="Closed", prerequisites=asks)

    page = client.visit("/learn/closed?language=es")

    assert lang_of(page, "Este módulo está cerrado") == "es"
    assert lang_of(page, "Rides") == "en"
    for words in (
        "Complete Rides",
        "Se abre cuando esté confirmada el acta de su equipo.",
    ):
        assert words in page.text
    assert page.links["Rides"] == "/learn/rides?language=es"


# ------------------------------------------------------------------ staff


@pytest.fixture
def version(client: PageClient) -> ModuleVersion:
    """In review, with two lessons in both languages; one of them was read over."""
    both = [build.lesson(key, questions=()) for key in ("first", "second")]
    text = Text("Sobre esto", ("Decir",), "## Por qué\n\nPorque sí.")
    both = [replace(one, texts={**one.texts, Language.SPANISH: text}) for one in both]
    row = build.module_version(
        module(), lessons=[*both, build.lesson("third")], review_asked_at=build.NOON
    )
    read = {("second", Language.SPANISH): Reviewed("Luz Mora", dt.date(2026, 10, 1))}
    contents.note_reviews(row, read)
    build.db.session.commit()
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    return row


def test_the_page_of_a_version_marks_them(client: PageClient, version: ModuleVersion) -> None:
    rows = {row.attrs["data-key"]: row.text for row in client.visit(PAGE).all("lesson-row")}
    marked = {key for key, words in rows.items() if "Spanish not yet reviewed" in words}
    assert marked == {"first"}


def test_who_approves_is_told_and_may_go_on(client: PageClient, version: ModuleVersion) -> None:
    page = client.visit(f"{PAGE}/approve")
    assert "About first" in page.one("unread").text
    assert "About second" not in page.one("unread").text
    done = client.send(page.form(f"{PAGE}/approve"))
    assert "is approved" in client.follow(done).text


def test_the_preview_says_so_in_spanish_only(client: PageClient, version: ModuleVersion) -> None:
    first, second = (f"{PAGE}/preview/{key}" for key in ("first", "second"))
    assert "Not yet reviewed" in client.visit(f"{first}?language=es").one("unread").text
    assert client.visit(first).all("unread") == []
    assert client.visit(f"{second}?language=es").all("unread") == []


def test_authors_see_it_beside_the_lesson(client: PageClient, version: ModuleVersion) -> None:
    build.db.session.merge(version).review_asked_at = None
    build.db.session.commit()
    page = client.visit(f"{PAGE}/edit")
    rows = {row.attrs["data-key"]: row.text for row in page.all("lesson-row")}
    assert "also in Spanish, not yet reviewed" in rows["first"]
    assert rows["second"].count("not yet reviewed") == 0
