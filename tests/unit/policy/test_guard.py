"""The guard on a small portal of its own, so that a careless view can be tried."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, g

from app import core, policy
from app.core import csrf
from app.policy import Action, Actor, Grant, Place, Role, authorize, public, requires, signed_in
from app.policy.guard import Unauthorized, declared_policy
from config import testing as strict_settings

LEAD = Actor(person_id=1, name="Lead", grants=frozenset({Grant(Role.LEAD, practice_id=7)}))
VIEWER = Actor(person_id=2, name="Viewer", grants=frozenset({Grant(Role.VIEWER, practice_id=7)}))


@pytest.fixture
def portal() -> Flask:
    app = Flask(__name__, template_folder="../../../templates", static_folder=None)
    config = strict_settings(database_url="sqlite://")
    app.config.from_mapping({name: getattr(config, name) for name in config.__dict__})
    app.config["SECURE_SITE"] = False
    core.init_app(app)
    app.extensions["actor"] = LEAD
    app.extensions["ask_to_sign_in"] = lambda: ("sign in first", 401)
    app.extensions["unproven"] = lambda: ("no proof", 400)
    app.before_request(lambda: setattr(g, "actor", app.extensions["actor"]))
    policy.init_app(app)
    _add_views(app)
    return app


def _add_views(app: Flask) -> None:
    def add(rule: str, view: Any, name: str, **options: Any) -> None:
        app.add_url_rule(rule, name, view, **options)

    def careful(team: str) -> str:
        authorize(Action.NUMBERS_ENTER, Place(practice_id=int(team)))
        return "numbers"

    def refuses(team: str) -> tuple[str, int]:
        return "gone", 410

    add("/silent", lambda: "never shown", "silent")
    add("/open", public(lambda: "open"), "open", methods=["GET", "POST"])
    add("/mine", signed_in(lambda: "mine"), "mine")
    add("/staff", requires(Action.PROGRAM_VIEW)(lambda: "staff"), "staff")
    add("/team/<team>", requires(Action.NUMBERS_ENTER)(careful), "careful")
    add("/careless/<team>", requires(Action.TEAM_VIEW)(lambda team: team), "careless")
    add("/refuses/<team>", requires(Action.TEAM_VIEW)(refuses), "refuses")
    add("/token", public(csrf.token), "token")


def test_an_endpoint_that_declares_nothing_is_refused(portal: Flask) -> None:
    assert portal.test_client().get("/silent").status_code == 403
    assert declared_policy("silent", portal.view_functions["silent"]) is None


def test_anyone_opens_a_public_page_and_health(portal: Flask) -> None:
    portal.extensions["actor"] = policy.VISITOR
    client = portal.test_client()

    assert client.get("/open").text == "open"
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/mine", "/staff", "/team/7", "/careless/7"])
def test_a_visitor_is_asked_to_sign_in(portal: Flask, path: str) -> None:
    portal.extensions["actor"] = policy.VISITOR

    assert portal.test_client().get(path).status_code == 401


def test_a_page_about_oneself_needs_only_a_session(portal: Flask) -> None:
    assert portal.test_client().get("/mine").text == "mine"


def test_a_role_without_the_action_is_refused(portal: Flask) -> None:
    assert portal.test_client().get("/staff").status_code == 403


def test_the_own_team_is_shown_and_a_stranger_gets_404(portal: Flask) -> None:
    client = portal.test_client()

    assert client.get("/team/7").text == "numbers"
    assert client.get("/team/8").status_code == 404


def test_an_insider_without_the_action_gets_403(portal: Flask) -> None:
    portal.extensions["actor"] = VIEWER

    assert portal.test_client().get("/team/7").status_code == 403
    assert portal.test_client().get("/team/8").status_code == 404


def test_a_team_view_that_forgets_to_ask_is_a_defect(portal: Flask) -> None:
    with pytest.raises(Unauthorized, match="careless"):
        portal.test_client().get("/careless/7")


def test_a_refusing_view_need_not_ask(portal: Flask) -> None:
    assert portal.test_client().get("/refuses/7").status_code == 410


def test_a_gate_that_answers_before_the_view_need_not_ask(portal: Flask) -> None:
    portal.before_request_funcs.setdefault(None, []).insert(0, lambda: ("set up first", 200))

    assert portal.test_client().get("/careless/7").text == "set up first"


def test_a_public_view_about_a_place_asks_too(portal: Flask) -> None:
    portal.add_url_rule("/public/<team>", "loose", public(lambda team: team))

    with pytest.raises(Unauthorized, match="loose"):
        portal.test_client().get("/public/7")


def test_an_unknown_address_is_not_found(portal: Flask) -> None:
    assert portal.test_client().get("/nothing").status_code == 404


@pytest.mark.parametrize("token", [None, "", "x" * 86, "é"])
def test_a_change_without_proof_is_refused(portal: Flask, token: str | None) -> None:
    fields = {} if token is None else {"csrf_token": token}

    assert portal.test_client().post("/open", data=fields).status_code == 400


def test_proof_from_the_own_session_is_accepted_in_field_or_header(portal: Flask) -> None:
    client = portal.test_client()
    token = client.get("/token").text

    assert client.post("/open", data={"csrf_token": token}).text == "open"
    assert client.post("/open", headers={"X-CSRF-Token": token}).text == "open"


def test_proof_from_another_session_is_refused(portal: Flask) -> None:
    foreign = portal.test_client().get("/token").text
    client = portal.test_client()
    client.get("/token")

    assert client.post("/open", data={"csrf_token": foreign}).status_code == 400


def test_every_response_carries_a_fresh_token(portal: Flask) -> None:
    client = portal.test_client()

    assert client.get("/token").text != client.get("/token").text
