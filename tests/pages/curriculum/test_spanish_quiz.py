"""A quiz in Spanish: from the module to the result and back, in Spanish all the way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.db import db
from app.curriculum.domain.content import Asked, Quiz
from app.curriculum.domain.kinds import Language
from app.curriculum.models import QuizAttempt
from app.policy import Actor, Role
from tests.pages.curriculum.test_quiz import filled
from tests.pages.curriculum.test_spanish import lang_of
from tests.support import build
from tests.unit.curriculum.learners import NOW
from tests.unit.curriculum.takers import SPANISH, lessons, quiz_version, ready

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

MODULE = "/learn/rides"
QUIZ = f"{MODULE}/quiz"
ES = "?language=es"


@pytest.fixture
def luz(app: Flask, client: PageClient) -> Actor:
    app.extensions["clock"].set(NOW)
    person = build.person(name="Luz Mora", role=Role.FAMILY_PARTNER)
    client.sign_in(person)
    return Actor(person.id, person.name)


def offered(by: Actor, quiz: Quiz) -> None:
    """A module whose every question has Spanish; its lessons are done."""
    spanish = Asked("¿Cada cuánto?", SPANISH, "Porque sí.")
    both = [
        replace(
            lesson,
            questions=tuple(
                replace(one, texts={**one.texts, Language.SPANISH: spanish})
                for one in lesson.questions
            ),
        )
        for lesson in lessons()
    ]
    of = build.module(key="rides")
    ready(by, quiz_version(quiz, of=of, lessons=both, title="Rides", title_es="Viajes"))


def last_try() -> QuizAttempt:
    return db.session.scalars(db.select(QuizAttempt).order_by(QuizAttempt.id.desc())).all()[0]


def test_a_module_in_spanish_leads_to_its_quiz_in_spanish(client: PageClient, luz: Actor) -> None:
    offered(luz, Quiz(5, 80, 2))
    page = client.visit(MODULE + ES)
    assert page.links["Responder el cuestionario"] == QUIZ + ES
    assert lang_of(page, "Responder el cuestionario") == "es"

    page = client.visit(QUIZ + ES)
    assert page.headings[0] == "Cuestionario: Viajes"
    assert "80 por ciento: 4 de 5 correctas" in page.text
    assert "Empezar el intento 1" in page.text
    assert page.links["Volver al módulo"] == MODULE + ES
    assert lang_of(page, "Antes de empezar") == "es"


def test_a_try_is_spanish(client: PageClient, luz: Actor) -> None:
    offered(luz, Quiz(5, 80, 2))
    after = client.fill_in(QUIZ + ES)
    assert after.location == f"{QUIZ}/{last_try().id}{ES}"
    page = client.follow(after)
    for words in ("Elija una.", "Enviar mis respuestas"):
        assert lang_of(page, words) == "es"
    assert "Choose one." not in page.text
    here = f"{QUIZ}/{last_try().id}{ES}"

    asked = client.send(page.form(here), status=422)
    assert "Hay 5 problemas que corregir" in asked.one("error-summary").text
    assert "Pregunta 1: elija una respuesta" in asked.one("error-summary").text


def test_a_result_is_spanish_and_leads_on_in_spanish(client: PageClient, luz: Actor) -> None:
    offered(luz, Quiz(5, 80, 2))
    open_page = client.follow(client.fill_in(QUIZ + ES))
    here = f"{QUIZ}/{last_try().id}{ES}"
    after = client.send(open_page.form(here), **filled(last_try(), 3))
    assert after.location == here
    page = client.follow(after)
    assert "3 de 5 correctas" in page.one("quiz-result").text
    assert "Le queda 1 intento." in page.one("quiz-result").text
    for words in ("Correcta", "Cada pregunta", "No aprobado"):
        assert lang_of(page, words) == "es"
    assert "Usted eligió: Cada mes" in page.text
    for words in ("You chose", "Right", "Wrong", "Try again"):
        assert words not in page.text
    assert page.links["Intentar otra vez"] == QUIZ + ES
    assert page.links["Leer las lecciones otra vez"] == MODULE + ES
    assert page.links["Volver al módulo"] == MODULE + ES
    late = client.send(open_page.form(here), **filled(last_try(), 5), status=409)
    assert "Este intento ya se había enviado" in late.text

    assert here in client.visit(QUIZ + ES).links.values()


def test_whoever_passes_is_told_in_spanish_beside_an_english_certificate(
    client: PageClient, luz: Actor
) -> None:
    offered(luz, Quiz(5, 80, 2))
    page = client.follow(client.fill_in(QUIZ + ES))
    page = client.follow(client.send(page.form(page.path), **filled(last_try(), 5)))
    assert lang_of(page, "El módulo está completo") == "es"
    assert lang_of(page, "Completed") == "en"


def test_a_try_in_english_says_so_among_spanish_words(client: PageClient, luz: Actor) -> None:
    offered(luz, Quiz(5, 80, 2))
    client.fill_in(QUIZ)
    page = client.visit(f"{QUIZ}/{last_try().id}{ES}")
    assert lang_of(page, "Choose one.") == "en"
    assert lang_of(page, "Enviar mis respuestas") == "es"
    assert client.visit(QUIZ + ES).links["Seguir con el intento 1"] == f"{page.path}{ES}"


def test_whoever_used_all_tries_asks_in_spanish(client: PageClient, luz: Actor) -> None:
    offered(luz, Quiz(5, 80, 1))
    page = client.follow(client.fill_in(QUIZ + ES))
    client.send(page.form(page.path), **filled(last_try(), 0))
    for path in (MODULE, QUIZ, f"{QUIZ}/{last_try().id}"):
        page = client.visit(path + ES)
        assert lang_of(page, "Pedir un intento más") == "es"
    after = client.send(page.form(f"{QUIZ}/ask{ES}"))
    assert after.location == MODULE + ES
    page = client.follow(after)
    assert "sabe que usted pide un intento más" in page.text
    assert "Pidió un intento más el 2 de noviembre de 2026" in page.text


def test_lessons_that_are_left_are_opened_in_spanish(client: PageClient, luz: Actor) -> None:
    quiz_version(of=build.module(key="rides"))
    page = client.visit(QUIZ + ES)
    assert "Falta:" in page.text
    [*_, link] = [to for to in page.links.values() if "lesson-3" in to]
    assert link == f"{MODULE}/lesson-3{ES}"
