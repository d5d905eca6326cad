"""A test client that inspects every page it opens."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from app.core.clock import now
from app.core.db import db, transaction
from tests.support.html import Element, Form, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.test import TestResponse

__all__ = ["Element", "Form", "Page", "PageClient", "as_client", "open_session"]

REDIRECTS = range(300, 400)
TOKEN = re.compile(r"[\w-]{22}[0-9a-f]{64}")
FILES = ("/static/", "/favicon.ico", "/healthz")  # nothing in them is about anyone


class PageClient(FlaskClient):
    """Opens pages, fills in forms, and fails when a page or a request breaks a house rule."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Serve the request in an app context of its own, as a real server does."""
        _finish_what_the_test_did()
        with self.application.app_context():
            response = super().open(*args, **kwargs)
            pending = [*db.session.new, *db.session.dirty, *db.session.deleted]
            assert pending == [], f"a request left work uncommitted: {pending}"
        db.session.expire_all()
        self._inspect(response)
        return response

    def visit(self, path: str, *, status: int = 200) -> Page:
        """Open a page and expect its status."""
        return self._page(self.get(path), status)

    def fill_in(
        self, path: str, *, at: str | None = None, status: int = 302, **answers: Any
    ) -> Page:
        """Open `at` (or `path`), fill in the form that posts to `path`, and send it.

        A list answers a field several times, None leaves it out, (stream, name) is a file.
        """
        form = self.visit(at or path).form(path)
        return self.send(form, status=status, **answers)

    def send(self, form: Form, *, status: int = 302, **answers: Any) -> Page:
        """Send a form that is already open, with `answers` in place of what it shows."""
        answered: MultiDict[str, Any] = MultiDict(form.fields)
        for name, value in answers.items():
            answered.poplist(name)
            if value is not None:
                answered.setlist(name, value if isinstance(value, list) else [value])
        if form.method == "get":
            return self._page(self.get(form.action, query_string=answered), status)
        return self._page(self.post(form.action, data=answered), status)

    def submit_json(self, path: str, answer: Any, *, at: str, status: int = 200) -> Any:
        """Send JSON as the scripts of the page `at` do, and return the JSON of the reply."""
        token = next(f.fields["csrf_token"] for f in self.visit(at).forms if f.method == "post")
        response = self.post(path, json=answer, headers={"X-CSRF-Token": token})
        assert response.status_code == status, (response.status_code, response.text[:500])
        return response.get_json()

    def follow(self, page: Page, *, status: int = 200) -> Page:
        """Open the page that `page` redirects to."""
        assert page.location, f"{page.path} answered {page.status} and redirects nowhere"
        return self.visit(urljoin(page.path, page.location), status=status)

    def sign_in(self, person: Any) -> None:
        """Be `person` (a row or an id) from now on, by a real session on the server."""
        person_id = person if isinstance(person, int) else person.id
        name, value = open_session(self.application, person_id)
        self.set_cookie(name, value)

    @property
    def signed_in(self) -> bool:
        """Whether this browser sends a session's cookie, which may be over."""
        from app.accounts import services

        with self.application.app_context():
            return self.get_cookie(services.cookie_name()) is not None

    def _page(self, response: TestResponse, status: int) -> Page:
        assert response.status_code == status, (
            f"{response.request.method} {response.request.path} answered {response.status_code},"
            f" not {status}: {_summary(response)}"
        )
        return _read(response)

    def _inspect(self, response: TestResponse) -> None:
        where = f"{response.request.method} {response.request.path} ({response.status_code})"
        faults = [*_header_faults(response, private=self.signed_in)]
        if response.mimetype == "text/html" and response.status_code not in REDIRECTS:
            faults += _page_faults(response)
        assert faults == [], f"{where}:\n- " + "\n- ".join(faults)


def as_client(app: Flask) -> PageClient:
    """A new visitor of `app`."""
    app.test_client_class = PageClient
    client: PageClient = app.test_client()
    return client


def open_session(app: Flask, person_id: int) -> tuple[str, str]:
    """Sign a person in without the form: the name and value of the cookie to send.

    The second step counts as taken; tests of the steps themselves use the form.
    """
    from app.accounts import services
    from app.accounts.models import Person

    _finish_what_the_test_did()
    with app.app_context(), transaction():
        person = db.session.get_one(Person, person_id)
        secret = services.open_session(person, at=now(), second_factor=True)
        return services.cookie_name(), secret


def _finish_what_the_test_did() -> None:
    """Commit and end the test's own transaction: a server would have to wait for it."""
    db.session.commit()


_faultless: set[bytes] = set()
"""Marks of the pages that this process has inspected and found in order."""


def _page_faults(response: TestResponse) -> list[str]:
    """What is wrong with a page; the same page once more is as good as it was.

    Pages that differ in nothing but their tokens and the number of the request are the same.
    """
    words = TOKEN.sub("token", response.text)
    if request_id := response.headers.get("X-Request-ID"):
        words = words.replace(request_id, "request")
    mark = blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    if mark in _faultless:
        return []
    faults = _read(response).faults()
    if not faults:
        _faultless.add(mark)
    return faults


def _read(response: TestResponse) -> Page:
    """The page of a reply, read once."""
    found: Page | None = response.__dict__.get("page")
    page = found or Page(response)
    response.__dict__["page"] = page
    return page


def _header_faults(response: TestResponse, *, private: bool) -> Iterator[str]:
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        yield "X-Content-Type-Options is not nosniff"
    if response.request.path.startswith(FILES):
        return
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src" not in policy or "unsafe" in policy:
        yield f"Content-Security-Policy is {policy!r}"
    if "Referrer-Policy" not in response.headers:
        yield "no Referrer-Policy"
    if private and "no-store" not in response.headers.get("Cache-Control", ""):
        yield "a private reply may be kept by the browser: Cache-Control has no no-store"


def _summary(response: TestResponse) -> str:
    """The words of a reply that a failing test should see first."""
    if response.mimetype != "text/html":
        return response.text[:500]
    page = Page(response)
    errors = [e.text for e in page.all("error-summary")]
    return " / ".join(errors or [*page.headings, page.text[:400]])
