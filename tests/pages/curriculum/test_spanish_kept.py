"""Spanish is kept beside the lessons too: versions, bookmarks, notes, and the page of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.db import transaction
from app.curriculum.domain.kinds import ChangeClass
from app.curriculum.models import Module
from app.curriculum.services import studies
from app.policy import Actor, Role
from tests.pages.curriculum.learning import bilingual, out
from tests.pages.curriculum.test_spanish import lang_of
from tests.support import build
from tests.unit.curriculum.learners import NOW

if TYPE_CHECKING:
    from flask import Flask

    from app.curriculum.models import ModuleVersion
    from tests.support.page import PageClient

PATH = "/learn/rides"
ES = "?language=es"


@pytest.fixture
def luz(app: Flask, client: PageClient) -> Actor:
    app.extensions["clock"].set(NOW)
    person = build.person(name="Luz", role=Role.CARE_COORDINATOR, at=build.team().practice)
    client.sign_in(person)
    return Actor(person.id, person.name)


@pytest.fixture
def rides(luz: Actor) -> ModuleVersion:
    return out("rides", bilingual("one"), title="Rides", title_es="Viajes")


def test_the_page_of_a_module_speaks_spanish(client: PageClient, rides: ModuleVersion) -> None:
    page = client.visit(PATH + ES)
    for words in ("Lo que pide", "0 de 1 lección hecha", "Léala y responda las preguntas."):
        assert lang_of(page, words) == "es", words
    assert "Módulo " in page.text
    for words in ("What it asks for", "Read it", "Not started", "For everyone", "Bookmark"):
        assert words not in page.text.replace("Bookmarks", ""), words
    assert page.one("lesson").text.count("Sin empezar") == 1
    assert client.visit(PATH).one("lesson-progress").text == "0 of 1 lesson done"
    assert client.visit(f"{PATH}/one{ES}").one("lesson-progress").text == "0 de 1 lección hecha"


def test_bookmarks_lead_back_in_spanish(client: PageClient, rides: ModuleVersion) -> None:
    page = client.visit(PATH + ES)
    after = client.send(page.form(f"/learn/bookmarks{ES}"))
    assert after.location == PATH + ES
    assert "Ya está entre lo que guardó." in client.follow(after).text


def test_notes_lead_back_to_the_lesson_in_spanish(client: PageClient, rides: ModuleVersion) -> None:
    notes = f"{PATH}/one/notes{ES}"
    assert notes in client.visit(f"{PATH}/one{ES}").links.values()
    after = client.fill_in(notes, body="Pregunte antes.")
    assert after.location == notes
    assert client.follow(after).links["Back to the lesson"] == f"{PATH}/one{ES}"


@pytest.mark.parametrize(("is_finished", "way"), [(False, "switch"), (True, "begin")])
def test_a_new_version_is_taken_in_spanish(
    client: PageClient, luz: Actor, rides: ModuleVersion, is_finished: bool, way: str
) -> None:
    with transaction():
        studies.begin(luz.person_id or 0, rides, by=luz, at=NOW)
    if is_finished:
        answers = {"answer_1": "0", "answer_2": "1", "answer_3": ["0", "2"]}
        client.fill_in(f"{PATH}/one", deed="done", **answers)
    module = build.db.session.get_one(Module, rides.module_id)
    changed = [bilingual("one"), bilingual("two")]
    build.published_version(
        module, number=2, lessons=changed, change_class=ChangeClass.RETAKE, title="Rides"
    )
    page = client.visit(PATH + ES)
    after = client.send(page.form(f"{PATH}/{way}{ES}"))
    assert after.location == PATH + ES
    assert "Ya está en la nueva versión." in client.follow(after).text
