"""The lessons of the demonstration can be searched from its first minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.accounts.models import Person
from app.core.db import db
from app.curriculum.domain.kinds import SearchKind
from app.operations.demo import clinics, load, people
from config import Mode
from tests.support import build

if TYPE_CHECKING:
    import pytest
    from flask import Flask

    from app.operations.demo.rows import Rows
    from tests.support.page import PageClient


def test_every_approved_version_can_be_searched_whole(made: Rows) -> None:
    versions = {row["id"] for row in made["curriculum_version"] if row["approved_at"] is not None}
    texts = {row["lesson_id"] for row in made["curriculum_text"]}
    lessons = {
        (row["version_id"], row["key"])
        for row in made["curriculum_lesson"]
        if row["version_id"] in versions and row["id"] in texts and not row["is_draft"]
    }
    found = [row for row in made["curriculum_search"] if row["kind"] is SearchKind.LESSON]

    assert len(versions) >= 4
    assert {(row["version_id"], row["lesson_key"]) for row in found} == lessons
    assert all(row["stems"] for row in found)


def test_a_search_finds_lessons_after_a_start_and_after_a_reset(
    app: Flask, client: PageClient, made: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["MODE"] = Mode.DEMO
    app.extensions["clock"].set(build.NOON)
    monkeypatch.setattr(load, "build", lambda _at: made)

    for _ in range(2):
        load.fill()
        lead = select(Person).where(Person.email == people.lead_of(clinics.MAGNOLIA).email)
        client.sign_in(db.session.scalars(lead).one())
        page = client.visit("/learn/search?q=registry")

        assert page.one("count").text.endswith("found for “registry”")
        assert len(page.all("hit")) >= 3
