"""Staff pages about tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.db import db
from app.curriculum.models import Track
from app.policy import Role
from tests.pages.curriculum.desk import LIST, WRITERS, errors, mona, paz
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

TRACKS = f"{LIST}/tracks"
ONE = f"{TRACKS}/start-here"
PAGES = (TRACKS, f"{TRACKS}/new", f"{ONE}/rename", f"{ONE}/archive")


@pytest.fixture(autouse=True)
def start_here(app: Flask) -> Track:
    app.extensions["clock"].set(build.NOON)
    return build.track(key="start-here", title="Start here", position=0)


def rows(page: Page) -> list[str]:
    return [row.attrs["data-key"] for row in page.all("track-row")]


@pytest.mark.parametrize("role", Role)
def test_those_who_write_the_curriculum_open_the_pages_and_nobody_else(
    client: PageClient, role: Role
) -> None:
    client.sign_in(build.person(role=role))

    statuses = {path: client.get(path).status_code for path in PAGES}

    assert set(statuses.values()) == ({200} if role in WRITERS else {403}), statuses


@pytest.mark.parametrize("page", ["rename", "archive"])
def test_a_track_that_is_not_there_is_not_found(client: PageClient, page: str) -> None:
    mona(client)

    assert client.get(f"{TRACKS}/nowhere/{page}").status_code == 404


def test_the_desk_leads_to_the_tracks(client: PageClient) -> None:
    paz(client)

    assert client.visit(LIST).links["Tracks"] == TRACKS


def test_a_track_is_renamed(client: PageClient) -> None:
    paz(client)

    page = client.follow(client.fill_in(f"{ONE}/rename", title="Begin here"))

    assert "The track has its new title." in page.text
    assert "Begin here" in page.one("track-row", data_key="start-here").text


def test_a_title_that_is_taken_or_empty_is_asked_again(client: PageClient) -> None:
    build.track(title="For teams")
    paz(client)

    page = client.fill_in(f"{ONE}/rename", title="for teams", status=422)
    assert errors(page) == ["There is a track with this title. Choose another title."]
    assert page.control("title").attrs["value"] == "for teams"
    page = client.fill_in(f"{ONE}/rename", title="", status=422)
    assert errors(page) == ["Enter the title"]


def test_whoever_renames_an_old_copy_is_told(client: PageClient, start_here: Track) -> None:
    paz(client)
    form = client.visit(f"{ONE}/rename").form(f"{ONE}/rename")
    start_here.title = "Somebody was faster"
    db.session.commit()

    page = client.send(form, title="Mine", status=409)

    assert "Somebody else changed this track" in page.text


def test_tracks_are_put_in_order(client: PageClient) -> None:
    build.track(key="for-teams", title="For teams", position=1)
    paz(client)
    page = client.visit(TRACKS)
    assert rows(page) == ["start-here", "for-teams"]

    page = client.follow(client.fill_in(f"{TRACKS}/for-teams/move", at=TRACKS, to="up"))

    assert rows(page) == ["for-teams", "start-here"]


def test_a_track_with_published_modules_is_not_archived_and_the_page_says_why(
    client: PageClient, start_here: Track
) -> None:
    mona(client)
    form = client.visit(f"{ONE}/archive").form(f"{ONE}/archive")
    build.published_version(build.module(track_id=start_here.id), title="Medical home basics")

    page = client.visit(f"{ONE}/archive")
    words = "Learners get modules of this track: “Medical home basics”. Move or archive them first."
    assert words in page.text
    assert "Archive the track" not in page.links
    page = client.send(form, status=409)
    assert words in page.text
    assert rows(client.visit(TRACKS)) == ["start-here"]


def test_an_empty_track_is_archived_and_brought_back(client: PageClient) -> None:
    mona(client)

    page = client.follow(client.fill_in(f"{ONE}/archive"))
    assert "The track “Start here” is archived." in page.text
    assert "Archived" in page.text
    page = client.follow(client.fill_in(f"{ONE}/bring-back", at=TRACKS))

    assert "The track “Start here” is back" in page.text
    assert rows(page) == ["start-here"]


def test_an_archived_track_is_not_offered_to_modules(client: PageClient) -> None:
    build.track(title="Gone", archived_at=build.NOON)
    paz(client)

    page = client.visit(f"{LIST}/new")

    offered = [option.text for option in page.control("track").walk("option")]
    assert offered == ["Start here"]


def test_the_list_asks_as_often_for_three_tracks_as_for_one(client: PageClient) -> None:
    paz(client)
    client.visit(TRACKS)
    with statements() as one:
        client.visit(TRACKS)
    for _ in range(2):
        build.track()
    with statements() as three:
        client.visit(TRACKS)

    assert len(one) == len(three)
