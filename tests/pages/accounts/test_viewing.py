"""An administrator sees the portal as somebody else does, and saves nothing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.accounts.models import Person, RoleGrant, Session
from app.audit.models import AuditEvent
from app.core.db import db
from app.improvement.models import Cycle
from app.policy import Role
from tests.pages.accounts.people import deeds, look_again, sign_in, somebody
from tests.pages.security.world import NO_ROW, NOW, Corner, corner, rules
from tests.support import build
from tests.support.page import REDIRECTS
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.routing import Rule
    from werkzeug.test import TestResponse

    from tests.support.page import PageClient

WORDS = "You are viewing as Ana Whitfield. Nothing can be saved."
WHY = "Ana called: her page is empty"
STOP = "/view-as/stop"
OPEN = {"accounts.stop_viewing", "accounts.sign_out", "accounts.stay"}
OTHERS = [role for role in Role if role is not Role.ADMINISTRATOR]


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


def path_of(person: Person) -> str:
    return f"/staff/people/{person.id}"


def view_as(client: PageClient, person: Person, **given: Any) -> Any:
    return client.fill_in(f"{path_of(person)}/view-as", **{"reason": WHY} | given)


def token_of(client: PageClient, path: str) -> str:
    return next(f.fields["csrf_token"] for f in client.visit(path).forms if f.method == "post")


def send(client: PageClient, method: str, path: str, token: str) -> TestResponse:
    return client.open(
        path, method=method, headers={"X-CSRF-Token": token}, data={"title": "Typed by Olga"}
    )


def trail() -> list[tuple[str, str, str, str | None]]:
    look_again()
    rows = db.session.scalars(
        select(AuditEvent).where(AuditEvent.verb.like("%viewing as")).order_by(AuditEvent.id)
    )
    return [(row.actor_name, row.verb, row.subject_name, row.reason) for row in rows]


def ended(reason: str | None = None) -> tuple[str, str, str, str | None]:
    return ("Olga Reyes", "stopped viewing as", "Ana Whitfield", reason)


STARTED = ("Olga Reyes", "started viewing as", "Ana Whitfield", WHY)


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
        written += [f"{path}: {each}" for each in sent if not each.startswith("SELECT")]
        if reply.status_code != expected:
            wrong.append(f"{path}: {reply.status_code}, not {expected}")
        is_page = reply.mimetype == "text/html" and reply.status_code not in REDIRECTS
        if is_page and "You are viewing as Sam Lee." not in reply.text:
            wrong.append(f"{path}: no banner")

    assert wrong == []
    assert written == [], "a GET writes while nothing may be saved"


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


# whose session it is


def test_viewing_takes_one_more_statement(client: PageClient, olga: Person, ana: Person) -> None:
    with statements() as before:
        client.visit("/no-such-page", status=404)
    view_as(client, ana)

    with statements() as during:
        client.visit("/no-such-page", status=404)

    assert (len(before), len(during)) == (1, 2)


def test_only_this_browser_views_as_somebody(
    client: PageClient, new_client: Callable[[], PageClient], olga: Person, ana: Person
) -> None:
    other, her_own = new_client(), new_client()
    other.sign_in(olga)
    her_own.sign_in(ana)

    view_as(client, ana)

    assert other.visit("/staff/people").all("view-as-banner") == []
    assert her_own.visit("/teams/alder").all("view-as-banner") == []
    her_own.fill_in("/account", name="Ana W.")


def test_the_idle_limit_is_that_of_the_administrator(
    app: Flask, client: PageClient, olga: Person, ana: Person
) -> None:
    view_as(client, ana)
    page = client.visit("/teams/alder")
    assert 'name="session-idle-seconds" content="1740"' in page.response.text

    app.extensions["clock"].set(NOW + dt.timedelta(minutes=29))
    client.visit("/teams/alder")
    app.extensions["clock"].set(NOW + dt.timedelta(minutes=60))
    client.visit("/teams/alder", status=302)

    assert trail() == [STARTED, ended("The session ran out.")]


def test_a_session_that_ran_out_is_noted_once(
    app: Flask, client: PageClient, olga: Person, ana: Person
) -> None:
    view_as(client, ana)
    token = token_of(client, "/teams/alder")
    app.extensions["clock"].set(NOW + dt.timedelta(hours=13))

    assert send(client, "POST", "/teams/alder/pdsa/new", token).status_code == 401
    client.visit("/sign-in")

    assert trail() == [STARTED, ended("The session ran out.")]


def test_staying_signed_in_is_possible(
    app: Flask, client: PageClient, olga: Person, ana: Person
) -> None:
    view_as(client, ana)
    app.extensions["clock"].set(NOW + dt.timedelta(minutes=20))

    answer = client.submit_json("/account/session/stay", {}, at="/teams/alder")

    assert answer == {"idle_seconds": 1740}
    assert WORDS in client.visit("/teams/alder").text


def test_signing_out_is_noted_under_the_administrators_name(
    client: PageClient, olga: Person, ana: Person
) -> None:
    view_as(client, ana)

    client.fill_in("/sign-out", at="/teams/alder")

    assert trail() == [STARTED, ended("The session ended: signed out.")]
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.verb, event.actor_name, event.actor_id) == ("signed out", "Olga Reyes", olga.id)
    sign_in(client, olga)
    assert client.visit("/staff/people").all("view-as-banner") == []


@pytest.mark.parametrize("what", ["closed", "became administrator", "viewer lost the role"])
def test_viewing_ends_when_it_may_not_go_on(
    client: PageClient, olga: Person, ana: Person, what: str
) -> None:
    view_as(client, ana)
    client.visit("/teams/alder")
    look_again()
    if what == "closed":
        db.session.get_one(Person, ana.id).closed_at = NOW
    elif what == "became administrator":
        build.grant(ana, Role.ADMINISTRATOR)
    else:
        held = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == olga.id)).one()
        held.ended_at, held.ended_by_id = NOW, ana.id
        build.grant(olga, Role.DIRECTOR)
    db.session.commit()

    page = client.visit("/staff/people")

    assert page.all("view-as-banner") == []
    assert "You no longer view as Ana Whitfield." in page.text
    reason = {
        "closed": "This account is closed, so it sees nothing.",
        "became administrator": "An administrator cannot view the portal as another administrator.",
        "viewer lost the role": "Only an administrator can view the portal as somebody else.",
    }[what]
    assert trail() == [STARTED, ended(reason)]


def test_what_is_sent_just_when_viewing_ends_is_not_saved(
    client: PageClient, olga: Person, ana: Person
) -> None:
    view_as(client, ana)
    form = client.visit("/teams/alder/pdsa/new").form("/teams/alder/pdsa/new")
    look_again()
    db.session.get_one(Person, ana.id).closed_at = NOW

    client.send(form, title="Too late", status=400)

    assert trail()[-1] == ended("This account is closed, so it sees nothing.")
    assert "Too late" not in set(db.session.scalars(select(Cycle.title)))


def test_losing_the_role_the_usual_way_ends_the_session(
    client: PageClient, new_client: Callable[[], PageClient], olga: Person, ana: Person
) -> None:
    boss = new_client()
    boss.sign_in(build.person(role=Role.ADMINISTRATOR))
    view_as(client, ana)
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == olga.id)).one()

    boss.fill_in(f"{path_of(olga)}/roles/{grant.id}/end", reason="Moved")

    client.visit("/teams/alder", status=302)
    assert trail() == [STARTED, ended("The session ended: role changed.")]


def test_the_second_step_is_asked_of_the_administrator(
    app: Flask, client: PageClient, olga: Person, ana: Person
) -> None:
    app.config["SECOND_FACTOR_ROLES"] = ("lead",)
    view_as(client, ana)
    client.visit("/teams/alder")
    stop = client.visit("/teams/alder").form(STOP)

    app.config["SECOND_FACTOR_ROLES"] = ("administrator",)

    page = client.visit("/staff/people", status=302)
    assert page.location.startswith("/account/second-factor")
    client.send(stop)
    assert trail()[-1] == ended()


def test_two_tabs_start_and_stop_once(client: PageClient, olga: Person, ana: Person) -> None:
    path = f"{path_of(ana)}/view-as"
    form = client.visit(path).form(path)
    client.send(form, reason=WHY)
    client.send(form, reason=WHY, status=403)
    stop = client.visit("/teams/alder").form(STOP)
    client.send(stop)
    client.send(stop, status=400)

    assert trail() == [STARTED, ended()]
    look_again()
    assert set(db.session.scalars(select(Session.viewing_as_id))) == {None}


def test_the_audit_trail_shows_it(client: PageClient, olga: Person, ana: Person) -> None:
    view_as(client, ana)
    client.fill_in(STOP, at="/teams/alder")

    page = client.visit("/staff/audit")

    assert "started viewing as" in page.text
    assert WHY in page.text
