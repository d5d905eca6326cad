"""Every error is a page of ours that says what to do next, and gives typed text back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import brotli
import pytest
from flask import abort, request
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.core.db import db
from app.core.errors import Conflict, Missing, NotPossibleNow
from app.policy import public
from tests.support.page import as_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask

    from tests.support.page import PageClient

TYPED = {"story": "Families liked it", "password": "never shown again"}


@pytest.fixture
def portal(make_app: Callable[..., Flask]) -> Iterator[Flask]:
    app = make_app()

    @public
    def stumble(status: int) -> str:
        abort(status)

    @public
    def clash() -> str:
        raise {"conflict": Conflict, "state": NotPossibleNow}[request.form["kind"]](
            "Ben saved this before you."
        )

    @public
    def missing() -> str:
        raise Missing

    @public
    def away() -> str:
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    @public
    def broken() -> str:
        raise ZeroDivisionError

    app.add_url_rule("/stumble/<int:status>", "stumble", stumble, methods=["GET", "POST"])
    app.add_url_rule("/clash", "clash", clash, methods=["POST"])
    app.add_url_rule("/missing", "missing", missing, methods=["GET", "POST"])
    app.add_url_rule("/away", "away", away, methods=["GET", "POST"])
    app.add_url_rule("/broken", "broken", broken, methods=["GET", "POST"])
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def visitor(portal: Flask) -> PageClient:
    return as_client(portal)


def _token(visitor: PageClient) -> str:
    with visitor.session_transaction() as session:
        session["seed"] = "visitor"
    with visitor.application.test_request_context():
        from flask import session as inside

        from app.core import csrf

        inside["seed"] = "visitor"
        return csrf.token()


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 415, 418, 429, 500, 503])
def test_every_error_has_a_page_that_leads_on(visitor: PageClient, status: int) -> None:
    page = visitor.visit(f"/stumble/{status}", status=status)

    assert page.links["Go to the start page"] == "/"
    assert str(status) in page.text


@pytest.mark.parametrize("kind", ["conflict", "state"])
def test_a_clash_says_why_and_gives_the_text_back(visitor: PageClient, kind: str) -> None:
    response = visitor.post("/clash", data=TYPED | {"kind": kind, "csrf_token": _token(visitor)})

    assert response.status_code == 409
    assert "Ben saved this before you." in response.text
    assert "Families liked it" in response.text
    assert "never shown again" not in response.text


def test_what_the_page_put_into_the_form_is_not_given_back_as_typed(visitor: PageClient) -> None:
    put = {"seen_version": "canary", "go": "canary", "next": "canary", "_asked": "canary"}
    given = {**TYPED, **put, "kind": "state", "csrf_token": _token(visitor)}
    text = visitor.post("/clash", data=given).text
    assert "Families liked it" in text
    assert "canary" not in text
    assert given["csrf_token"] not in text


@pytest.mark.parametrize(
    ("path", "status"), [("/missing", 404), ("/stumble/404", 404), ("/stumble/403", 403)]
)
def test_what_was_typed_comes_back_when_its_place_or_the_right_to_it_is_gone(
    visitor: PageClient, path: str, status: int
) -> None:
    response = visitor.post(path, data=TYPED | {"csrf_token": _token(visitor)})

    assert response.status_code == status
    assert "Families liked it" in response.text
    assert "never shown again" not in response.text


def test_what_is_not_there_is_a_404(visitor: PageClient) -> None:
    visitor.visit("/missing", status=404)


def test_a_database_that_is_away_is_a_503_with_the_text(visitor: PageClient) -> None:
    response = visitor.post("/away", data=TYPED | {"csrf_token": _token(visitor)})

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "Families liked it" in response.text


def test_a_defect_is_a_500_page_without_details(visitor: PageClient, portal: Flask) -> None:
    portal.config["TESTING"] = False
    response = visitor.post("/broken", data=TYPED | {"csrf_token": _token(visitor)})

    assert response.status_code == 500
    assert "Families liked it" in response.text
    assert "ZeroDivisionError" not in response.text


def test_a_script_gets_its_error_as_json(visitor: PageClient) -> None:
    response = visitor.get("/missing", headers={"Accept": "application/json"})

    assert response.status_code == 404
    assert response.json == {"error": "404", "status": 404}


def test_a_foreign_host_is_refused(visitor: PageClient) -> None:
    refused = visitor.get("/stumble/404", headers={"Host": "evil.example"})
    assert refused.status_code == 400
    assert "The portal has another address" in refused.text
    assert "Open http://localhost instead." in refused.text
    assert "out of date" not in refused.text
    forwarded = visitor.get("/healthz", headers={"X-Forwarded-Host": "evil.example"})
    assert forwarded.status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_may_call_the_machine_by_its_address(visitor: PageClient, path: str) -> None:
    assert visitor.get(path, headers={"Host": "10.1.2.3:8000"}).status_code == 200


def test_too_large_a_request_is_refused_fast(visitor: PageClient) -> None:
    response = visitor.post("/away", data={"story": "x" * 2_000_000})

    assert response.status_code == 413


def test_the_portal_says_that_it_is_alive_and_ready(visitor: PageClient) -> None:
    assert visitor.get("/healthz").json == {"status": "alive"}
    assert visitor.get("/readyz").json["checks"]["database"] == "ready"


def test_it_is_not_ready_without_its_database(visitor: PageClient, portal: Flask) -> None:
    def fails() -> str | None:
        db.session.execute(text("SELECT * FROM no_such_table"))
        return None

    portal.extensions["readiness"] = {"database": fails}
    response = visitor.get("/readyz")

    assert response.status_code == 503
    assert response.json["status"] == "not ready"
    assert visitor.get("/healthz").status_code == 200


def test_replies_may_not_be_kept_framed_or_run(visitor: PageClient) -> None:
    headers = visitor.get("/missing").headers

    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in headers


def test_static_files_may_be_kept_for_ever_and_carry_no_permission(visitor: PageClient) -> None:
    from app.core.assets import asset

    with visitor.get(asset("css/cares.css")) as response:
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in response.headers
    assert visitor.get("/static/../config.py").status_code == 404


def test_static_texts_travel_compressed_where_the_browser_can_read_it(
    visitor: PageClient,
) -> None:
    from app.core.assets import asset

    with (
        visitor.get(asset("css/cares.css")) as plain,
        visitor.get(asset("css/cares.css"), headers={"Accept-Encoding": "br"}) as packed,
    ):
        assert packed.headers["Content-Encoding"] == "br"
        assert "Content-Encoding" not in plain.headers
        assert brotli.decompress(packed.data) == plain.data
        assert len(packed.data) < 15_000


def test_a_folder_that_cannot_be_written_leaves_static_files_as_they_are(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    from app.core.assets import asset

    app = make_app(DATA_FOLDER=str(tmp_path / "missing"))
    with app.test_client().get(
        asset("css/cares.css"), headers={"Accept-Encoding": "br"}
    ) as response:
        assert response.status_code == 200
        assert "Content-Encoding" not in response.headers
