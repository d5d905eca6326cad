"""What the pages of a version say of its module, of other versions, and of what was never out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.curriculum.domain.content import Text
from app.curriculum.domain.kinds import Language
from app.curriculum.models import ModuleVersion
from tests.pages.curriculum.desk import LIST, module, mona
from tests.support import build

if TYPE_CHECKING:
    from typing import Any

    from flask import Flask

    from tests.support.page import PageClient

HOME = f"{LIST}/medical-home-basics"
PAGE = f"{HOME}/1"
LATER = build.NOON + dt.timedelta(days=7)
NEVER_OUT = "Learners never got it. You can restore it as a new draft."
INSTEAD = "An older version that is still out takes its place."
AWAY = "This module is archived. Nobody new finds it."


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)


# ------------------------------------------------------------------ restoring


def test_while_a_version_is_on_its_way_an_old_one_leads_to_it(client: PageClient) -> None:
    mona(client)
    home = module()
    build.published_version(home)
    build.published_version(home, number=2)
    build.module_version(home, number=3, title="Fewer rides")

    page = client.visit(PAGE)

    assert not [form for form in page.forms if form.action == f"{PAGE}/restore"]
    assert "go on in version 3" in page.text
    assert page.links["version 3"] == f"{HOME}/3"
    assert "go on in" not in client.visit(f"{HOME}/3").text


def test_a_scheduled_version_does_not_keep_an_old_one_from_being_restored(
    client: PageClient,
) -> None:
    mona(client)
    home = module()
    build.published_version(home)
    build.published_version(home, number=2, publish_at=LATER)

    page = client.follow(client.fill_in(f"{PAGE}/restore", at=PAGE))

    assert page.path == f"{HOME}/3"


def test_restoring_beside_a_new_version_leads_to_that_one_and_says_why(
    client: PageClient,
) -> None:
    mona(client)
    home = module()
    build.published_version(home)
    form = client.visit(PAGE).form(f"{PAGE}/restore")
    build.module_version(home, number=2, title="Fewer rides")

    page = client.follow(client.send(form))

    assert page.path == f"{HOME}/2"
    assert "Version 2 is on its way already." in page.text
    assert "Finish it or archive it, then restore version 1." in page.text
    assert db.session.scalar(select(func.count()).select_from(ModuleVersion)) == 2


def test_a_draft_is_not_restored(client: PageClient) -> None:
    mona(client)
    build.module_version(module())
    token = client.visit(PAGE).forms[0].fields["csrf_token"]

    reply = client.post(f"{PAGE}/restore", data={"csrf_token": token})

    assert reply.status_code == 409
    assert "Only a version that was published or archived" in reply.text


# ------------------------------------------------------------------ of an archived module


def test_the_pages_of_a_version_say_that_its_module_is_archived(client: PageClient) -> None:
    away = {"archived_at": build.NOON, "archived_by_id": mona(client).id}
    home = module(is_required=True, **away)
    build.published_version(home)
    build.published_version(home, number=2, publish_at=LATER)

    for path in (PAGE, f"{PAGE}/archive", f"{PAGE}/end", f"{HOME}/2", f"{HOME}/2/schedule"):
        assert AWAY in client.visit(path).text, path
    assert "Whoever begins after that" not in client.visit(f"{HOME}/2/schedule").text
    assert client.visit(f"{PAGE}/archive").all("losses") == []


def test_nothing_is_said_of_a_module_that_is_in_the_catalogue(client: PageClient) -> None:
    mona(client)
    home = module()
    build.published_version(home)
    build.published_version(home, number=2, publish_at=LATER)

    for path in (PAGE, f"{PAGE}/archive", f"{HOME}/2/schedule"):
        assert AWAY not in client.visit(path).text, path
    assert "Whoever begins after that" in client.visit(f"{HOME}/2/schedule").text


# ------------------------------------------------------------------ archiving a version


def test_archiving_what_was_never_out_says_that_learners_never_got_it(
    client: PageClient,
) -> None:
    mona(client)
    home = module()
    build.published_version(home)
    build.published_version(home, number=2, publish_at=LATER)
    build.module_version(home, number=3)

    for number in (2, 3):
        told = client.visit(f"{HOME}/{number}/archive").text
        assert NEVER_OUT in told
        assert "Whoever began it" not in told
        assert INSTEAD not in told


def test_archiving_says_that_an_older_version_takes_its_place_only_when_one_does(
    client: PageClient,
) -> None:
    mona(client)
    home = module()
    build.published_version(home)
    alone = client.visit(f"{PAGE}/archive").text
    build.published_version(home, number=2)
    older, newer = (client.visit(f"{HOME}/{number}/archive").text for number in (1, 2))

    for told in (alone, older, newer):
        assert "Whoever began it may finish it" in told
        assert NEVER_OUT not in told
    assert INSTEAD in newer
    assert INSTEAD not in alone
    assert INSTEAD not in older


# ------------------------------------------------------------------ why somebody cannot


def test_an_author_reads_that_a_step_is_over_and_not_that_others_take_it(
    client: PageClient,
) -> None:
    author = mona(client)
    texts = {Language.ENGLISH: Text("A video"), Language.SPANISH: Text("Un video")}
    lessons = (build.lesson(texts=texts),)
    given = {"created_by_id": author.id, "lessons": lessons, "publish_at": None}
    build.published_version(module(), **given)

    page = client.visit(f"{PAGE}/approve")

    assert "That is not possible now Only a version in review can be approved." in page.text
    assert "Somebody else decides" not in page.text
    assert page.all("unread") == []
    assert "Somebody else decides" in client.visit(f"{PAGE}/schedule").text


# ------------------------------------------------------------------ the desk


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Nothing, archived since November 2"),
        ({"publish_at": LATER}, "Nothing yet"),
    ],
)
def test_the_desk_says_what_became_of_what_was_out_although_a_draft_is_on_its_way(
    client: PageClient, given: dict[str, Any], said: str
) -> None:
    away = {"archived_at": build.NOON, "archived_by_id": mona(client).id}
    home = module()
    build.published_version(home, **away, **given)
    build.module_version(home, number=2)

    assert said in client.visit(LIST).one("module-row").text


def test_a_module_that_was_never_out_says_nothing_yet(client: PageClient) -> None:
    away = {"archived_at": build.NOON, "archived_by_id": mona(client).id}
    build.module_version(module(), **away)

    assert "Nothing yet" in client.visit(LIST).one("module-row").text
