"""Whatever is sent to any address, the portal answers; it never breaks."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from flask import request
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.core.db import db
from app.outbox.models import OutboxMail
from app.policy import Role
from app.rfa.models import Attachment
from tests.pages.security import walk
from tests.pages.security.world import Corner, corner, rules
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.routing import Rule

    from app.accounts.models import Person
    from tests.pages.security.walk import Offered
    from tests.support.page import PageClient

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
FILE_NAMES = (
    "../../etc/passwd",
    "..\\..\\boot.pdf",
    "\0.pdf",
    "x" * 3000 + ".pdf",
    'a";\r\nX-Evil: 1;".pdf',
    "\u202efdp.exe",
    ".pdf",
    "letter.pdf.html",
    "<img src=x>.pdf",
)
JSON: tuple[object, ...] = (
    None,
    5,
    "x",
    [],
    {},
    {"version": 10**30},
    {"version": "1"},
    {"version": 1.5},
    {"version": True},
    {"kept_over": -1, "version": 1},
    {"version": 1, "questions": 5},
    {"version": 1, "questions": [["P1"]]},
    {"version": 1, "questions": ["P1"], "fields": {"P1": "x"}},
    {"version": 1, "questions": ["P1"], "fields": [["P1"]]},
    {"version": 1, "questions": ["P1"], "fields": [["P1", 5]]},
    {"version": 1, "questions": ["nothing"], "fields": [["nothing", "x"]]},
    *({"version": 1, "questions": ["P1"], "fields": [["P1", text]]} for text in IN_FIELDS),
)
QUERIES = {
    "/sign-in": ("next",),
    "/staff": ("show",),
    "/staff/audit": ("person", "practice", "verb", "subject", "first", "last", "page"),
    "/staff/audit/export.csv": ("person", "practice", "verb", "subject", "first", "last"),
    "/staff/outbox": ("state", "page"),
    "/staff/people": ("q", "role", "page"),
    "/staff/practices": ("search", "kind", "region", "closed", "page"),
    "/staff/applications": (
        "round",
        "state",
        "kind",
        "region",
        "county",
        "tag",
        "flagged",
        "mine",
        "search",
        "sort",
        "page",
    ),
    "/staff/applications/export": ("round", "state", "county", "tag", "search"),
    "/staff/applications/statistics": ("round",),
    "/staff/applications/statistics.csv": ("round",),
    "/staff/applications/survey": ("round",),
    "/staff/applications/<application_id>": ("trail",),
    "/staff/applications/<application_id>/differences": ("old", "new"),
    "/staff/rounds/<key>/preview": ("kind",),
    "/staff/rounds/<draft>/form/new/question": ("section", "kind"),
    "/staff/rounds/<draft>/form/question/P1": ("kind",),
    "/applications/<application_id>/section/plan": ("show",),
    "/applications/<application_id>/history/P1": ("page",),
    "/apply/<key>/check": ("choice", "show", "answer-Q1"),
    "/learn": ("show", "language"),
    "/learn/<module>": ("language",),
    "/learn/<module>/<lesson>": ("language",),
    "/learn/<slug:module>/quiz": ("language",),
    "/learn/<slug:module>/quiz/<id:attempt_id>": ("language",),
    "/learn/<module>/<lesson>/notes": ("team", "language"),
    "/learn/<module>/<lesson>/notes/<team_note_id>": ("team", "language"),
    "/learn/<module>/<lesson>/offline.html": ("language",),
    "/learn/<module>/<lesson>/print": ("language",),
    "/learn/search": ("q", "language", "page"),
    "/staff/learning": ("cohort", "role", "module"),
    "/staff/learning/assignments": ("module", "cohort", "kind"),
    "/staff/learning/remind": ("pick",),
    "/staff/learning/stuck": ("cohort", "role", "module"),
    "/staff/learning/trained": ("first", "last", "module"),
    "/staff/learning/trained.csv": ("first", "last", "module"),
    "/staff/curriculum/<module>/<version>/lessons/<lesson>": ("language",),
    "/verify": ("number",),
    "/events": ("show",),
    "/staff/events": ("kind", "cohort", "status"),
    "/staff/events/<event>/attendance": ("page",),
    "/staff/curriculum": ("show",),
    "/staff/curriculum/<module>/<version>": ("page",),
    "/staff/curriculum/<module>/<version>/comments": ("lesson",),
    "/staff/curriculum/<module>/<version>/diff": ("with",),
    "/staff/curriculum/<module>/<version>/preview": ("as", "language"),
    "/staff/curriculum/<module>/<version>/preview/<lesson>": ("as", "language"),
    "/staff/curriculum/certificates": ("q", "status", "page"),
    "/teams/alder/history": ("page",),
    "/teams/alder/pdsa": ("state", "measure"),
    "/teams/alder/pdsa/new": ("measure",),
}

BOARD = ("kind", "region", "county", "where", "before", "decided", "sort", "by", "adjusted", "page")
OF_STAFF = {
    "reviewing": ("page",),
    "reviewing/assignments": ("region", "kind", "lacks", "page"),
    "reviewing/assignments/proposal": ("seed", "page"),
    "reviewing/assignments/rebalance": ("seed", "page"),
    "board": BOARD,
    "board.csv": BOARD,
    "board.xlsx": BOARD,
    "board/decide": ("application",),
    "board/snapshots/<snapshot_id>": ("compare",),
    "decisions/templates/award/version": ("number",),
}
"""Pages about a round that is reviewed, for somebody without a conflict."""
SAYS_SO = {"curriculum.verify_number"}
"""Pages that answer about whatever is asked: a wrong number looks like one that is not there."""


@pytest.fixture
def place(app: Flask) -> Corner:
    return corner(app, "alder")


@pytest.fixture
def person(place: Corner) -> Person:
    return walk.everybody(place)


@pytest.fixture
def here(place: Corner, person: Person) -> Corner:
    """The corner, in which this person learns too."""
    return place.of(person)


@pytest.fixture
def everybody(client: PageClient, person: Person) -> PageClient:
    """A browser in which somebody with every role is signed in."""
    client.sign_in(person)
    return client


def test_queries_never_break_a_page(everybody: PageClient, here: Corner) -> None:
    broken = []
    for path, names in QUERIES.items():
        at = here.address(path)
        sign = "&" if "?" in at else "?"
        reply = everybody.get(f"{at}{sign}old=1&new=2")
        assert reply.status_code in {200, 302}, f"{at} answered {reply.status_code}"
        broken += _broken_by_queries(everybody, at, names)
    assert broken == []


def test_queries_never_break_a_page_about_reviews(client: PageClient, here: Corner) -> None:
    client.sign_in(here.member(Role.DIRECTOR))
    broken = []
    for path, names in OF_STAFF.items():
        at = here.address(f"/staff/rounds/<reviewing>/{path}")
        reply = client.get(f"{at}?number=0")
        assert reply.status_code in {200, 302}, f"{at} answered {reply.status_code}"
        broken += _broken_by_queries(client, at, names)
    assert broken == []


def _broken_by_queries(client: PageClient, at: str, names: tuple[str, ...]) -> list[str]:
    broken, at = [], at.partition("?")[0]
    for name in names:
        for value in IN_ADDRESSES:
            reply = client.get(f"{at}?{name}={value}")
            if reply.status_code >= 500 or "X-Evil" in reply.headers:
                broken.append(f"{at} {name}={value[:20]}: {reply.status_code}")
    return broken


@pytest.mark.parametrize("role", [None, Role.DIRECTOR, Role.REVIEWER])
def test_parts_of_addresses_never_break_a_page(
    app: Flask, everybody: PageClient, here: Corner, role: Role | None
) -> None:
    if role is not None:
        everybody.sign_in(here.member(role))
    broken = []
    for rule, method in rules(app):
        for part in rule.arguments if method == "GET" else ():
            for value in _telling(app, here, rule, part):
                reply = everybody.get(here.address(rule, **{part: value}))
                refused = {302, 400, 404} | ({403} if role else set())
                refused |= {200} if rule.endpoint in SAYS_SO else set()
                if reply.status_code not in refused or "X-Evil" in reply.headers:
                    broken.append(f"{rule.rule} {part}={value[:20]}: {reply.status_code}")
    assert broken == []


def _telling(app: Flask, here: Corner, rule: Rule, part: str) -> Iterator[str]:
    """The values that reach a view, and one that does not: those all get the same page."""
    is_refused = False
    for value in IN_ADDRESSES:
        with app.test_request_context(here.address(rule, **{part: value})):
            reaches = request.routing_exception is None
        if reaches or not is_refused:
            yield value
        is_refused |= not reaches


def test_what_a_script_sends_never_breaks_a_section(everybody: PageClient, here: Corner) -> None:
    path = here.address("/applications/<application_id>/section/plan")
    for body in JSON:
        fields = everybody.visit(path).form(path).fields
        sent = _up_to_date(body, "version", fields["seen_version"])
        for method, at in (("PUT", path), ("POST", f"{path}/presence")):
            head = {"X-CSRF-Token": fields["csrf_token"]}
            reply = everybody.open(at, method=method, json=sent, headers=head)
            assert reply.status_code in {200, 400, 409, 422}, (method, repr(body)[:60])


def _up_to_date(body: object, name: str, number: str) -> object:
    """What a script sends, with the number of the newest text where it names the first one."""
    if isinstance(body, dict) and type(body.get(name)) is int and body[name] == 1:
        return body | {name: int(number)}
    return body


def test_what_a_script_sends_never_breaks_the_preview_of_a_lesson(
    everybody: PageClient, here: Corner
) -> None:
    page = here.address("/staff/curriculum/<module>/<version>/lessons/<lesson>")
    token = everybody.visit(page).form(page).fields["csrf_token"]
    bodies: list[object] = [*JSON, {"body": 5}, {"body": "x" * 300_000}, {"body": "x", "language": []}]  # fmt: skip
    bodies += [{"body": text, "language": text} for text in IN_FIELDS]
    bodies += [{"body": text} for text in ("```run-chart\n[[[\n```", "> " * 3000, "[" * 3000)]
    for body in bodies:
        reply = everybody.post(f"{page}/preview", json=body, headers={"X-CSRF-Token": token})
        assert reply.status_code in {200, 400, 413, 422}, repr(body)[:60]


def test_what_a_script_sends_never_breaks_a_review(client: PageClient, here: Corner) -> None:
    bodies: list[object] = [
        *JSON,
        {"edit": -1, "fields": {}},
        {"edit": 10**30, "fields": {}},
        {"edit": 1, "fields": {"score-K1": 5}},
        {"edit": 1, "fields": dict.fromkeys(map(str, range(600)), "x")},
        *({"edit": 1, "fields": {"score-K1": text, "why-K1": text}} for text in IN_FIELDS),
        *({"edit": 1, "fields": {"strengths": text, text: text}} for text in IN_FIELDS),
    ]
    client.sign_in(here.names["tess"])
    path = here.address("/reviews/<id:application_id>")
    for body in bodies:
        fields = client.visit(path).form(path).fields
        sent = _up_to_date(body, "edit", fields["edit"])
        reply = client.open(
            path, method="PUT", json=sent, headers={"X-CSRF-Token": fields["csrf_token"]}
        )
        assert reply.status_code in {200, 400, 409, 422}, repr(body)[:60]


def test_forms_never_break_whatever_is_typed(
    app: Flask, everybody: PageClient, here: Corner
) -> None:
    every = walk.offered(app, everybody, here)
    assert len(every) >= 100, [one.path for one in every]
    assert _broken_by_typing(everybody, every) == []


@pytest.mark.parametrize(
    ("who", "part", "fewest"),
    [("ruth", "reviews", 5), ("tess", "reviews", 3), ("", "reviews", 9), ("", "awards", 15)],
)
def test_forms_of_those_who_review_and_decide_never_break(
    client: PageClient, here: Corner, who: str, part: str, fewest: int
) -> None:
    client.sign_in(here.names[who] if who else here.member(Role.DIRECTOR))
    every = walk.offered(client.application, client, here, part)
    assert len(every) >= fewest, [one.path for one in every]
    assert _broken_by_typing(client, every) == []


def _broken_by_typing(client: PageClient, every: list[Offered]) -> list[str]:
    broken, turn = [], 0
    for one in every:
        fresh = one
        for names in _turns(one):
            turn += 1
            value = IN_FIELDS[turn % len(IN_FIELDS)]
            typed = MultiDict(fresh.form.fields)
            for name in names:
                typed[name] = value
            status = walk.post(client, one.form.action, typed).status_code
            if status >= 500 or status == 401:
                broken.append(f"{one.path} {names[:3]} {value[:20]!r}: {status}")
            if status in {302, 409}:
                fresh = one.again(client)
    mails = db.session.scalars(select(OutboxMail)).all()
    assert not any("\n" in mail.subject + mail.recipient for mail in mails)
    return broken


def _turns(one: Offered) -> Iterator[list[str]]:
    """Which fields to spoil, time after time: all that a person fills in, one, then all."""
    for _ in IN_FIELDS if one.visible else ():
        yield one.visible
    for name in one.fields:
        yield [name]
    yield one.fields


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"%PDF-1.4\n%%EOF", b"MZ\x90", b"PK\x03\x04", b"<script>alert(1)</script>"])  # fmt: skip
def test_files_never_break_a_section(everybody: PageClient, here: Corner, content: bytes) -> None:
    path = here.address("/applications/<application_id>/section/papers")
    form = everybody.visit(path).form(path)
    for name in FILE_NAMES:
        sent = {**form.fields, "file-L1": (io.BytesIO(content), name)}
        assert everybody.post(path, data=sent).status_code in {302, 409, 422}, name
    for file in db.session.scalars(select(Attachment)):
        reply = everybody.get(f"/applications/{file.application_id}/files/{file.id}")
        assert reply.headers["Content-Disposition"].startswith("attachment")
        assert "X-Evil" not in reply.headers
        assert re.fullmatch(r"[^<>\"/:;\\\0\r\n\u202e]+\.pdf", file.name), file.name


@pytest.mark.parametrize("path", ["/sign-in", "/reset", "/families/check", "/apply/<key>/check", "/apply/<key>/questions", "/apply/<key>/register"])  # fmt: skip
def test_forms_for_visitors_never_break(client: PageClient, here: Corner, path: str) -> None:
    client.follow(client.fill_in(here.address("/apply/<key>/check"), status=303, choice="fqhc"))
    at = here.address(path)
    form = client.visit(at).form(at)
    for name in form.fields:
        for value in IN_FIELDS if name != "csrf_token" else ():
            typed = MultiDict(form.fields)
            typed[name] = value
            assert walk.post(client, form.action, typed).status_code < 500, (name, value)


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

    assert client.post("/account", data=body, content_type=walk.FORM).status_code == 413
    same = "&".join(["field=1"] * 5000)
    assert client.post("/account", data=same, content_type=walk.FORM).status_code == 413


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
