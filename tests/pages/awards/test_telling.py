"""Staff see decisions with their letters, plan the release, and a second person confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.awards.domain.kinds import LetterKind
from app.awards.domain.letters import Words
from app.awards.services import letters
from app.core.db import transaction
from app.policy import Role
from tests.support import build
from tests.support.sql import statements
from tests.unit.awards.telling import AT, RELEASE_AT, SECOND, World, mails

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

PAGE = "/staff/rounds/cares/decisions"
WHEN = {"day": "2026-12-17", "time": "09:00"}


@pytest.fixture
def world(app: Flask, client: PageClient) -> World:
    app.extensions["clock"].set(AT)
    app.config["SECOND_FACTOR_ROLES"] = ()
    world = World()
    client.sign_in(world.director)
    return world


def lack_a_mentor(world: World) -> None:
    """The decline letter of the round names a mentor."""
    words = Words("About {{practice}}", "Dear {{lead_name}}, your mentor is {{mentor}}.")
    with transaction():
        letters.write_template(world.round, LetterKind.DECLINE, words, seen=0, by=world.mona, at=AT)


def panel(page: Page) -> str:
    return page.one("release-panel").text


def letter_at(world: World, place: int = 2, more: str = "") -> str:
    return f"/staff/applications/{world.applications[place].id}/letter{more}"


# ------------------------------------------------------------------ the release


def test_one_plans_another_confirms_and_all_are_told(
    app: Flask, client: PageClient, world: World
) -> None:
    page = client.visit(PAGE)
    assert [one.text for one in page.all("decision-state")] == ["recorded, not released"] * 3
    assert "No release is planned" in panel(page)

    client.fill_in(f"{PAGE}/plan", **WHEN)
    page = client.visit(PAGE)
    assert "December 17, 2026, 9:00 a.m. Central , planned by Mona Reyes" in panel(page)
    assert "You planned this release" in panel(page)

    client.sign_in(world.second)
    client.fill_in(f"{PAGE}/confirm", at=PAGE)
    assert "Confirmed by Neil Ward" in panel(client.visit(PAGE))

    app.extensions["clock"].set(RELEASE_AT)
    assert world.tell() == 3
    client.sign_in(world.director)
    page = client.visit(PAGE)
    assert "Told December 17, 2026, 9:00 a.m. Central" in panel(page)
    assert {one.text for one in page.all("decision-state")} == {"told on Thursday, December 17"}


def test_the_planner_is_refused_with_a_sentence(client: PageClient, world: World) -> None:
    world.plan()
    form = client.visit(PAGE).form(f"{PAGE}/confirm")
    page = client.send(form, status=422)
    assert "You planned this release. Somebody else has to confirm it." in page.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": ""}, "Enter the last day"),
        ({"time": "soon"}, "Enter the time"),
        ({"day": "2026-12-01"}, "Choose a time in the future."),
        ({"day": "2027-03-14", "time": "02:30"}, "That time does not exist"),
        ({"day": "2027-11-07", "time": "01:30"}, "That time comes twice"),
    ],
)
def test_the_instant_is_a_real_one_ahead(
    client: PageClient, world: World, wrong: dict[str, str], sentence: str
) -> None:
    page = client.fill_in(f"{PAGE}/plan", status=422, **WHEN | wrong)
    assert sentence in page.one("error-summary").text


def test_a_missing_field_is_named_and_blocks(client: PageClient, world: World) -> None:
    lack_a_mentor(world)
    page = client.visit(PAGE)
    words = "The letter to Clinic 3 lacks “Name of the mentor” ({{mentor}})."
    assert words in panel(page)
    page = client.fill_in(f"{PAGE}/plan", status=422, **WHEN)
    assert words in page.one("error-summary").text

    client.fill_in(letter_at(world), field_mentor="Pat Doe")
    preview = client.visit(letter_at(world)).one("letter-preview").text
    assert "Dear Lead 3, your mentor is Pat Doe." in preview
    client.fill_in(f"{PAGE}/plan", **WHEN)


def test_an_application_without_a_decision_is_named(client: PageClient, world: World) -> None:
    world.apply()
    assert "Clinic 4 has no decision." in panel(client.visit(PAGE))


def test_the_page_says_when_a_confirmation_is_void(client: PageClient, world: World) -> None:
    world.planned_and_confirmed()
    client.fill_in(letter_at(world, more="/edit"), subject="Other", body="Other words")

    assert "It must be confirmed again" in panel(client.visit(PAGE))
    client.sign_in(world.second)
    client.fill_in(f"{PAGE}/confirm", at=PAGE)
    assert "Confirmed by Neil Ward" in panel(client.visit(PAGE))


def test_a_stale_page_confirms_nothing(client: PageClient, world: World) -> None:
    world.plan()
    client.sign_in(world.second)
    form = client.visit(PAGE).form(f"{PAGE}/confirm")
    client.fill_in(letter_at(world, more="/edit"), subject="Other", body="Other words")
    page = client.send(form, status=409)
    assert "Something changed since you opened this page" in page.text


def test_the_page_says_who_changed_it_since_the_plan(
    app: Flask, client: PageClient, world: World
) -> None:
    world.plan()
    assert client.visit(PAGE).all("changed-since") == []
    app.extensions["clock"].set(AT + SECOND)
    client.sign_in(world.second)
    old = client.visit(PAGE).form(f"{PAGE}/confirm")
    client.fill_in(letter_at(world, more="/edit"), subject="Other", body="Other words")

    page = client.visit(PAGE)
    assert "Changed since it was planned , by Neil Ward." in page.one("changed-since").text
    assert "or Mona Reyes plans it again" in panel(page)
    assert "Confirm the release" not in panel(page)
    page = client.send(old, status=422, seen=world.outlook.mark)
    assert "Somebody else has to confirm it, or Mona Reyes plans it again." in page.text

    client.sign_in(build.person(name="Otis Third", role=Role.PROGRAM_STAFF))
    page = client.visit(PAGE)
    assert "by Neil Ward" in page.one("changed-since").text
    client.send(page.form(f"{PAGE}/confirm"))
    assert "Confirmed by Otis Third" in panel(client.visit(PAGE))


def test_a_release_is_cancelled_and_too_late_is_said(
    app: Flask, client: PageClient, world: World
) -> None:
    world.plan()
    app.extensions["clock"].set(RELEASE_AT)
    client.sign_in(world.director)
    assert "The planned time has passed" in panel(client.visit(PAGE))
    client.fill_in(f"{PAGE}/cancel", at=PAGE)
    assert "Cancelled December 17" in panel(client.visit(PAGE))


def test_the_list_takes_the_same_number_of_statements_for_any_number(
    client: PageClient, world: World
) -> None:
    client.visit(PAGE)
    with statements() as few:
        client.visit(PAGE)
    for _ in range(2):
        world.decide(world.apply())
    with statements() as many:
        client.visit(PAGE)
    assert len(few) == len(many), (len(few), len(many))


def test_an_empty_round_says_so(client: PageClient, world: World) -> None:
    build.rfa_round(key="next")
    assert "No decisions yet" in client.visit("/staff/rounds/next/decisions").text


STAFF_PAGES = ("", "/plan", "/templates", "/templates/award", "/appeals")


def test_others_are_kept_out(client: PageClient, world: World) -> None:
    for person in (build.person(role=Role.ADMINISTRATOR), build.person(role=Role.REVIEWER)):
        client.sign_in(person)
        for page in STAFF_PAGES:
            client.visit(f"{PAGE}{page}", status=403)
        assert client.get(letter_at(world)).status_code in {403, 404}
        assert client.get(letter_at(world, more=".pdf")).status_code in {403, 404}
    client.sign_in(world.leads[2])
    assert client.get(letter_at(world)).status_code in {403, 404}


def test_what_is_not_there_is_missing(client: PageClient, world: World) -> None:
    draft = build.application(round_id=world.round.id)
    for path in (
        "/staff/rounds/nothing/decisions",
        f"{PAGE}/templates/nothing",
        f"{PAGE}/templates/award/version?number=7",
        f"/staff/applications/{draft.id}/letter",
        f"/staff/applications/{draft.id}/appeal",
        "/staff/applications/99999/letter",
    ):
        client.visit(path, status=404)


# ------------------------------------------------------------------ the words of letters


def test_words_are_changed_kept_and_put_back(client: PageClient, world: World) -> None:
    at = f"{PAGE}/templates/award"
    client.fill_in(at, subject="Good news", body="Dear {{lead_name}}")
    assert "Version 1" in client.visit(f"{PAGE}/templates").text
    page = client.visit(at)
    assert [row.attrs["data-key"] for row in page.all("version-row")] == ["1", "0"]
    assert "Good news" in client.visit(f"{at}/version?number=1").text
    client.fill_in(f"{at}/restore", at=at)
    assert "we are glad to tell you" in client.visit(at).text.lower()


def test_words_with_unknown_fields_are_refused_and_kept_on_the_page(
    client: PageClient, world: World
) -> None:
    at = f"{PAGE}/templates/award"
    page = client.fill_in(at, status=422, subject="", body="Hello\n{{practise}}")
    assert "Enter a subject." in page.one("error-summary").text
    page = client.fill_in(at, status=422, subject="x", body="Hello\n{{practise}}")
    assert "Line 2: there is no field {{practise}}." in page.one("error-summary").text
    assert page.form(at).fields["body"].endswith("{{practise}}")
    page = client.fill_in(at, status=422, subject="x", body="y", seen="not a number")
    assert "Somebody else saved this letter" in page.one("error-summary").text


def test_a_test_goes_to_oneself_only(client: PageClient, world: World) -> None:
    at = f"{PAGE}/templates/wait-list"
    client.fill_in(f"{at}/test", at=at)
    [mail] = mails("test letter")
    assert mail.recipient == world.director.email
    assert mail.subject.startswith("TEST: ")


# ------------------------------------------------------------------ one letter


def test_a_letter_is_edited_put_back_and_printed(client: PageClient, world: World) -> None:
    client.fill_in(letter_at(world, more="/edit"), subject="For you", body="Dear {{lead_name}}!")
    page = client.visit(letter_at(world))
    assert "Dear Lead 3!" in page.one("letter-preview").text
    assert "Written by hand" in page.text
    client.fill_in(letter_at(world, more="/template"), at=letter_at(world))
    assert "cannot offer Clinic 3 a place" in client.visit(letter_at(world)).text

    reply = client.get(letter_at(world, more=".pdf"))
    assert reply.data.startswith(b"%PDF")
    assert reply.headers["Content-Disposition"] == "attachment; filename=clinic-3-letter.pdf"


def test_a_letter_without_words_is_refused(client: PageClient, world: World) -> None:
    page = client.fill_in(letter_at(world, more="/edit"), status=422, subject="", body="")
    assert "2 problems" in page.text
    lack_a_mentor(world)
    page = client.fill_in(letter_at(world), status=422, field_mentor="x" * 2001)
    assert "Shorten this to 2,000" in page.one("error-summary").text


def test_a_sent_letter_is_only_read(client: PageClient, world: World) -> None:
    world.planned_and_confirmed().tell()
    page = client.visit(letter_at(world))
    assert "This is what was sent." in page.text
    client.visit(letter_at(world, more="/edit"), status=409)
    assert client.get(letter_at(world, more=".pdf")).data.startswith(b"%PDF")
