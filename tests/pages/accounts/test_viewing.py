"""An administrator sees the portal as somebody else does, and saves nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.core.db import db
from app.improvement.models import Cycle
from app.policy import APPLICANT_ROLES, Role
from tests.pages.accounts.people import deeds, look_again, somebody
from tests.pages.accounts.viewing import (
    STARTED,
    STOP,
    WHY,
    WORDS,
    ended,
    path_of,
    send,
    token_of,
    trail,
    view_as,
)
from tests.pages.security.world import NO_ROW, NOW, Corner, corner, rules
from tests.support import build
from tests.support.page import REDIRECTS
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.routing import Rule

    from tests.support.page import PageClient

OPEN = {"accounts.stop_viewing", "accounts.sign_out", "accounts.stay"}
OTHERS = [role for role in Role if role is not Role.ADMINISTRATOR]
READERS = {Role.PROGRAM_STAFF, Role.DIRECTOR}
HARMLESS = (
    "SELECT",
    "WITH found AS MATERIALIZED",
    "INSERT INTO audit_event",
    "INSERT INTO rate_count",
)
"""What may happen while nothing is saved: reading, the note of who read scores, and counting
how often numbers of certificates are tried from one network address."""
OF_THE_TEAM_ALONE = re.compile("/learn/[a-z-]+/lesson-1/notes(/[0-9]+)?")
"""What a team writes for itself, which nobody reads in somebody's place."""


@pytest.fixture
def here(app: Flask) -> Corner:
    return corner(app, "alder")


@pytest.fixture
def there(app: Flask) -> Corner:
    return corner(app, "birch")


@pytest.fixture
def ana(here: Corner) -> Person:
    return here.member(Role.LEAD, name="Ana Whitfield", email="ana@example.org")


@pytest.fixture
def olga(client: PageClient, here: Corner) -> Person:
    person = somebody(name="Olga Reyes", email="olga@example.org", role=Role.ADMINISTRATOR)
    client.sign_in(person)
    return person


@pytest.fixture
def pair(here: Corner, there: Corner) -> list[Corner]:
    return [here, there]


@pytest.fixture
def olga_browser(client: PageClient, olga: Person) -> PageClient:
    return client


@pytest.fixture
def sams_browser(new_client: Callable[[], PageClient]) -> PageClient:
    return new_client()


def address(at: Corner, rule: Rule) -> str:
    """Where `rule` leads; what this corner has no row of is not there."""
    return at.address(rule, **dict.fromkeys(rule.arguments - set(at.names), NO_ROW))


# start and stop


def test_an_administrator_sees_what_another_person_sees_until_told_to_stop(
    client: PageClient, olga: Person, ana: Person
) -> None:
    page = client.visit(path_of(ana))
    assert page.links["View as Ana Whitfield"] == f"{path_of(ana)}/view-as"
    started = view_as(client, ana)

    home = client.follow(client.follow(started, status=302))
    assert home.path == "/teams/alder"
    assert home.one("view-as-banner").text == f"{WORDS} Stop viewing"
    assert "All teams" not in home.links
    assert client.get("/staff/people").status_code == 403

    back = client.follow(client.send(home.form(STOP)))
    assert back.path == path_of(ana)
    assert "You stopped viewing as Ana Whitfield." in back.text
    assert back.all("view-as-banner") == []
    assert trail() == [STARTED, ended()]


def test_a_reason_is_asked_for(client: PageClient, olga: Person, ana: Person) -> None:
    for given, words in (("  ", "Say why"), ("x" * 501, "Shorten the reason")):
        page = view_as(client, ana, reason=given, status=422)
        assert words in page.one("error-summary").text
        assert given.strip() in page.response.text

    assert trail() == []
    assert client.visit("/staff/people").all("view-as-banner") == []


@pytest.mark.parametrize("who", ["oneself", "closed", "administrator"])
def test_some_people_cannot_be_viewed_as_and_the_page_says_why(
    client: PageClient, olga: Person, who: str
) -> None:
    someone, words = {
        "oneself": lambda: (olga, "This is your own account."),
        "closed": lambda: (build.person(closed_at=NOW), "This account is closed"),
        "administrator": lambda: (
            build.person(role=Role.ADMINISTRATOR),
            "An administrator cannot view the portal as another administrator.",
        ),
    }[who]()

    page = client.visit(path_of(someone))
    assert words in page.one("why-not-view-as").text
    assert f"View as {someone.name}" not in page.links
    refused = view_as(client, someone, status=422)

    assert words in refused.one("error-summary").text
    assert WHY in refused.response.text
    assert trail() == []


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_can_view_as_somebody(
    client: PageClient, here: Corner, ana: Person, role: Role
) -> None:
    client.sign_in(here.member(role))
    token = token_of(client, "/account")
    path = f"{path_of(ana)}/view-as"

    assert client.get(path).status_code == 403
    reply = client.post(path, data={"csrf_token": token, "reason": WHY})

    assert reply.status_code == 403
    if role in {Role.PROGRAM_STAFF, Role.DIRECTOR}:
        assert "View as Ana Whitfield" not in client.visit(path_of(ana)).links
    assert client.post(STOP, data={"csrf_token": token}).headers["Location"] == "/"
    assert trail() == []


def test_who_does_not_exist_cannot_be_viewed_as(client: PageClient, olga: Person) -> None:
    client.visit("/staff/people/99999/view-as", status=404)


@pytest.mark.parametrize("role", OTHERS)
def test_every_role_can_be_viewed_as_and_opens_what_it_opens_itself(
    app: Flask, olga_browser: PageClient, sams_browser: PageClient, pair: list[Corner], role: Role
) -> None:
    sam = pair[0].member(role, name="Sam Lee")
    pair[0] = pair[0].of(sam)
    sams_browser.sign_in(sam)
    view_as(olga_browser, sam)
    wrong, written = [], []
    for path in (
        address(at, rule) for at in pair for rule, method in rules(app) if method == "GET"
    ):
        if path.startswith("/account"):
            continue
        expected = sams_browser.get(path).status_code
        with statements() as sent:
            reply = olga_browser.get(path)
        written += [f"{path}: {each}" for each in sent if not each.startswith(HARMLESS)]
        if role not in APPLICANT_ROLES and OF_THE_TEAM_ALONE.fullmatch(path):
            expected = 404
        if reply.status_code != expected:
            wrong.append(f"{path}: {reply.status_code}, not {expected}")
        is_page = reply.mimetype == "text/html" and reply.status_code not in REDIRECTS
        if is_page and f"You are viewing as {sam.name}." not in reply.text:
            wrong.append(f"{path}: no banner")

    assert wrong == []
    assert written == [], "a GET writes while nothing may be saved"
    assert who_looked() == ({"Olga Reyes", sam.name} if role in READERS else set())


def who_looked() -> set[str]:
    """Who is in the trail for having looked at scores: whoever really sat there."""
    look_again()
    return set(
        db.session.scalars(
            select(AuditEvent.actor_name).where(AuditEvent.verb == "looked at the scores")
        )
    )


def test_strangers_places_are_not_found(
    client: PageClient, olga: Person, ana: Person, there: Corner
) -> None:
    client.visit("/teams/birch")
    view_as(client, ana)

    client.visit("/teams/birch", status=404)
    page = client.visit("/no-such-page", status=404)

    assert WORDS in page.one("view-as-banner").text


# nothing is saved


def test_no_address_takes_a_change_while_viewing(
    app: Flask, client: PageClient, olga: Person, ana: Person, here: Corner
) -> None:
    view_as(client, ana)
    token = token_of(client, "/teams/alder")
    taken = []
    for rule, method in rules(app):
        if method == "GET" or rule.endpoint in OPEN:
            continue
        with statements() as sent:
            reply = send(client, method, address(here, rule), token)
        if reply.status_code != 403 or WORDS not in reply.text:
            taken.append(f"{method} {rule.rule}: {reply.status_code}")
        taken += [each for each in sent if not each.startswith("SELECT")]

    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert send(client, method, "/teams/alder", token).status_code == 403
    assert taken == []
    assert deeds()[-1] == "started viewing as"


def test_a_plan_of_a_test_is_not_saved_and_what_was_typed_is_given_back(
    client: PageClient, olga: Person, ana: Person
) -> None:
    view_as(client, ana)

    page = client.fill_in("/teams/alder/pdsa/new", title="Pre-visit form", status=403)

    assert page.headings == ["Not while you view as somebody else"]
    assert WORDS in page.text
    assert "Pre-visit form" in page.text
    look_again()
    assert "Pre-visit form" not in set(db.session.scalars(select(Cycle.title)))


def test_monthly_numbers_are_not_saved(
    client: PageClient, olga: Person, ana: Person, here: Corner
) -> None:
    view_as(client, ana)
    entry = "/teams/alder/entry/2026-10"
    cell = f"{entry}/{here.names['measure']}"

    answer = client.submit_json(cell, {"top": "1", "bottom": "2"}, at=entry, status=403)
    client.fill_in(entry, status=403)

    assert answer == {"error": WORDS, "status": 403}


def test_a_form_without_its_proof_is_refused_with_the_same_words(
    client: PageClient, olga: Person, ana: Person
) -> None:
    view_as(client, ana)

    reply = client.post("/teams/alder/pdsa/new", data={"title": "x"})
    assert (reply.status_code, WORDS in reply.text) == (403, True)
    assert client.post(STOP).status_code == 400


def test_a_page_that_was_opened_while_viewing_saves_nothing_afterwards(
    client: PageClient, olga: Person, ana: Person
) -> None:
    view_as(client, ana)
    form = client.visit("/teams/alder/pdsa/new").form("/teams/alder/pdsa/new")
    client.fill_in(STOP, at="/teams/alder")

    client.send(form, title="Late", status=400)

    look_again()
    assert "Late" not in set(db.session.scalars(select(Cycle.title)))


@pytest.mark.parametrize(
    "path",
    [
        "/account",
        "/account/email",
        "/account/email/" + "A" * 40,
        "/account/password",
        "/account/second-factor",
        "/account/second-factor/set-up",
        "/account/second-factor/codes",
        "/account/second-factor/off",
        "/account/no-such-page",
    ],
)
def test_the_account_of_the_other_person_stays_closed(
    client: PageClient, olga: Person, ana: Person, path: str
) -> None:
    view_as(client, ana)

    page = client.visit(path, status=403)

    assert WORDS in page.one("view-as-banner").text
    assert "ana@example.org" not in page.text
    assert client.get(path, headers={"Accept": "application/json"}).get_json()["error"] == WORDS
