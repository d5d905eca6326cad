"""Whatever is sent to any address, the portal answers; it never breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.core.db import db
from app.outbox.models import OutboxMail
from app.policy import Role
from tests.pages.security.world import Corner, corner, rules
from tests.support import build
from tests.support.html import Page

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.html import Form
    from tests.support.page import PageClient

FORM = "application/x-www-form-urlencoded"
ENDINGS = ("/sign-out", "/sessions/end", "/close", "/end")
"""Forms that would end what the walk needs."""
IN_ADDRESSES = ("%00", "%FF", "%ED%A0%80", "-1", "0", "9" * 30, "%C2%B2", "%D9%A3", "%27--", "%0d%0aX-Evil:1", "[]", "x" * 3000)  # fmt: skip
IN_FIELDS = (
    "\0x",
    "\ud800",
    "\u202e",
    "9" * 30,
    str(2**63),
    "-1",
    "1e400",
    "NaN",
    "\u00b2",
    "\u0663",
    "10000-01-01",
    "0001-01-01",
    "' OR 1=1 --",
    "a\r\nBcc: x@example.org",
    "x" * 30_000,
)
QUERIES = {
    "/sign-in": ("next",),
    "/staff": ("show",),
    "/staff/audit": ("person", "practice", "verb", "subject", "first", "last", "page"),
    "/staff/audit/export.csv": ("person", "practice", "verb", "subject", "first", "last"),
    "/staff/outbox": ("state", "page"),
    "/staff/people": ("q", "role", "page"),
    "/staff/practices": ("search", "kind", "region", "closed", "page"),
    "/teams/alder/history": ("page",),
    "/teams/alder/pdsa": ("state", "measure"),
    "/teams/alder/pdsa/new": ("measure",),
}


@pytest.fixture
def here(app: Flask) -> Corner:
    return corner(app, "alder")


@pytest.fixture
def everybody(client: PageClient, here: Corner) -> PageClient:
    """One person with every role that can open something here."""
    person = here.member(Role.LEAD)
    build.grant(person, Role.DIRECTOR)
    client.sign_in(person)
    return client


@pytest.mark.parametrize("path", QUERIES)
def test_queries_never_break_a_page(everybody: PageClient, path: str) -> None:
    broken = []
    for name in QUERIES[path]:
        for value in IN_ADDRESSES:
            reply = everybody.get(f"{path}?{name}={value}")
            if reply.status_code >= 500 or "X-Evil" in reply.headers:
                broken.append(f"{name}={value[:20]}: {reply.status_code}")
    assert broken == []


def forms(app: Flask, client: PageClient, here: Corner) -> dict[str, Form]:
    """Every form that any page offers, by where it goes; a page with no form for it, none."""
    found: dict[str, Form] = {}
    for rule, method in rules(app):
        reply = client.get(here.address(rule)) if method == "GET" else None
        if reply is None or reply.status_code != 200 or reply.mimetype != "text/html":
            continue
        for form in Page(reply).forms:
            if form.method == "post" and not any("password" in name for name in form.fields):
                found.setdefault(form.action.split("?")[0], form)
    return {path: form for path, form in found.items() if not path.endswith(ENDINGS)}


def test_forms_never_break_whatever_is_typed(
    app: Flask, everybody: PageClient, here: Corner
) -> None:
    offered = forms(app, everybody, here)
    assert len(offered) >= 30, sorted(offered)
    broken = []
    turn = 0
    for path, form in offered.items():
        fields = [name for name in form.fields if name != "csrf_token"]
        for names in [fields, *([name] for name in fields)]:
            for _ in range(len(IN_FIELDS) if names is fields else 1):
                turn += 1
                typed = MultiDict(form.fields)
                for name in names:
                    typed[name] = IN_FIELDS[turn % len(IN_FIELDS)]
                status = post(everybody, path, typed)
                if status >= 500:
                    broken.append(f"{path} {names[:3]} {IN_FIELDS[turn % len(IN_FIELDS)][:20]!r}")
    assert broken == []
    mails = db.session.scalars(select(OutboxMail)).all()
    assert not any("\n" in mail.subject + mail.recipient for mail in mails)


def post(client: PageClient, path: str, typed: MultiDict[str, str]) -> int:
    """Send fields as bytes, so that half a character gets through too; give the status."""
    body = "&".join(
        f"{quote(name)}={quote(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in typed.items(multi=True)
    )
    return client.post(path, data=body, content_type=FORM).status_code


@pytest.mark.parametrize("name", ["Origin", "Sec-Fetch-Site", "User-Agent", "Cookie", "Referer", "X-CSRF-Token", "Accept", "Accept-Encoding", "If-None-Match", "Range", "X-Forwarded-For", "Content-Type"])  # fmt: skip
def test_headers_never_break_a_page(client: PageClient, name: str) -> None:
    ana = build.person(role=Role.LEAD)
    client.sign_in(ana)
    cookie = client.get_cookie("portal")
    assert cookie is not None
    for value in ("http://[", "http://x:99999999", "\xff\xfe", "=;\";,", "x" * 3000, "*/*;q=x", "bytes=9-1", ""):  # fmt: skip
        for path in ("/account", "/sign-in"):
            for method in ("GET", "POST"):
                reply = client.open(path, method=method, headers={name: value}, data={"name": "Ana"} if method == "POST" else None)  # fmt: skip
                assert reply.status_code < 500, (name, value, path, method)


def test_a_form_with_thousands_of_fields_is_too_large(client: PageClient) -> None:
    client.sign_in(build.person(role=Role.LEAD))
    body = "&".join(f"field{number}=1" for number in range(5000))

    assert client.post("/account", data=body, content_type=FORM).status_code == 413
    same = "&".join(["field=1"] * 5000)
    assert client.post("/account", data=same, content_type=FORM).status_code == 413


def test_what_an_address_does_not_do_is_405_and_what_is_not_there_404(
    app: Flask, client: PageClient, here: Corner
) -> None:
    client.sign_in(here.member(Role.LEAD))
    known: dict[str, set[str]] = {rule.rule: set() for rule, _ in rules(app)}
    for rule, method in rules(app):
        known[rule.rule].add(method)
    for address, methods in known.items():
        for odd in {"POST", "PUT", "PATCH", "DELETE", "PROPFIND", "TRACE"} - methods:
            assert client.open(here.address(address), method=odd).status_code == 405, (odd, address)
    assert client.post("/nowhere").status_code == 404
