"""Staff see which Spanish texts nobody has read over yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.curriculum.domain.content import Text
from app.curriculum.domain.kinds import Language
from app.curriculum.domain.shipped import Reviewed
from app.curriculum.services import contents
from app.policy import Role
from tests.pages.curriculum.desk import LIST, module
from tests.support import build

if TYPE_CHECKING:
    from app.curriculum.models import ModuleVersion
    from tests.support.page import PageClient

PAGE = f"{LIST}/medical-home-basics/1"


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
