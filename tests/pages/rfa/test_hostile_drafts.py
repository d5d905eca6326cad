"""Whatever is sent to the pages of an application, they refuse clearly and never break."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from app.core.db import db
from app.outbox.models import OutboxMail
from app.policy import Role
from app.rfa.models import AnswerChange, Application, Presence, SectionDraft
from tests.pages.rfa.test_draft import stored, token
from tests.support import build
from tests.unit.rfa.desk import AT, Desk, mails
from tests.unit.rfa.test_answers import EVERY

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.page import PageClient

MEGABYTE = 1024 * 1024
NAUGHTY = (
    "\0x",
    "\u202e\u2066right to left",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "${7*7}",
    "' OR 1=1 --",
    '=HYPERLINK("http://evil")',
    "a\r\nBcc: x@example.org",
    "{link}",
    "9" * 30,
    "-1",
    "1e400",
    "NaN",
    "٣",
    "²",
    "Ω≈ç√∫",
    "👩‍👩‍👧‍👦",
    "x" * 19_000,
    "a " * 9_000,
    "\n" * 900 + "end",
)


def every_kind() -> dict[str, Any]:
    """A form with one question of every kind."""
    questions = [
        {"key": f"Q{number}", "kind": kind, "text": f"A {kind}?"} | more
        for number, (kind, more) in enumerate(EVERY.items(), start=1)
    ]
    return {
        "title": "Every kind",
        "sections": [{"key": "all", "code": "1", "title": "All", "questions": questions}],
        "criteria": [],
    }


@pytest.fixture
def desk(app: Flask) -> Desk:
    app.extensions["clock"].set(AT)
    return Desk()


@pytest.fixture
def send(client: PageClient, desk: Desk) -> Callable[..., Any]:
    """Send to the plan, as Ben, with a genuine token."""
    client.sign_in(desk.ben.person_id)
    proof = {"X-CSRF-Token": token(client, desk)}

    def do(method: str, ending: str = "", **how: Any) -> Any:
        path = f"{desk.at}/section/plan{ending}"
        return client.open(path, method=method, headers=proof, **how)

    return do


# ------------------------------------------------------------------ fields


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_naughty_text_in_every_field_of_every_kind_is_kept_and_shown_as_text(
    app: Flask, client: PageClient, text: str
) -> None:
    """Markup, templates, formulas, mail headers, odd digits, directions: all of it is only text."""
    app.extensions["clock"].set(AT)
    desk = Desk(form=every_kind())
    client.sign_in(desk.ben.person_id)
    at = f"{desk.at}/section/all"
    form = client.visit(at).form(at)
    boxes = form.element.walk("input", "textarea", "select")
    names = {e.attrs["name"] for e in boxes if e.attrs.get("type") not in {"hidden", "file"}}
    names.discard("")
    status = client.post(at, data=form.fields.to_dict() | dict.fromkeys(names, text)).status_code
    assert status in {302, 422}

    for path in ("", "/section/all", "/section/all?show=all", "/check"):
        page = client.visit(desk.at + path)
        live = {"script", "img", "svg"}
        shown = [e for e in page.root.walk(*live) if "alert" in str(e.attrs) + e.text]
        assert shown == []
    assert client.get(f"{desk.at}/application.pdf").status_code == 200
    subjects = db.session.scalars(select(OutboxMail.subject)).all()
    assert not any("\n" in subject for subject in subjects)


def test_naughty_words_are_text_in_receipts_versions_and_differences(
    client: PageClient, desk: Desk
) -> None:
    """Stored once, shown to others later: markup stays text, and the mail has no new header."""
    evil = "<script>alert(1)</script> {{ 7 * 7 }} {link} & done"
    desk.complete()
    desk.write("plan", "P1", evil)
    desk.sign(name=evil[:100], title="a\r\nBcc: x@example.org")
    desk.submit()
    desk.ask("plan", reason=evil)
    desk.write("plan", "P1", "mild", at=AT)
    client.sign_in(desk.ana.person_id)

    for path in ("", "/sent", "/versions/1", "/section/plan", "/check", "/sign"):
        page = client.visit(desk.at + path)
        assert not [e for e in page.root.walk("script") if "alert" in "".join(map(str, e.inside))]
    assert "{{ 7 * 7 }}" in client.visit(f"{desk.at}/versions/1").text
    assert mails("receipt")[0].body.count("{link}") == 1


def test_thousands_of_fields_are_refused(send: Callable[..., Any]) -> None:
    body = "&".join(f"f{n}=x" for n in range(5_000))
    form = send("POST", data=body, content_type="application/x-www-form-urlencoded")
    many = {"version": 1, "questions": ["P1"], "fields": [["P1", "x"]] * 2_001}

    assert form.status_code == 413
    assert send("PUT", json=many).status_code == 400
    assert stored() == {}


def test_thousands_of_parts_are_refused(send: Callable[..., Any]) -> None:
    boundary, body = encode_multipart(MultiDict({f"f{n}": "x" for n in range(1_500)}))

    reply = send("POST", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert reply.status_code == 413


@pytest.mark.parametrize("megabytes", [10, 12, 31])
def test_large_bodies_are_refused_fast(send: Callable[..., Any], megabytes: int) -> None:
    """Ten megabytes in one field, as a form, as an upload without a file, and from a script."""
    text = "x" * megabytes * MEGABYTE
    boundary, body = encode_multipart(MultiDict({"P1": text, "_asked": "P1"}))
    kind = f"multipart/form-data; boundary={boundary}"

    assert send("POST", data=body, content_type=kind).status_code == 413
    plain = send("POST", data=f"P1={text}", content_type="application/x-www-form-urlencoded")
    assert plain.status_code == 413
    assert send("PUT", json={"version": 1, "fields": [["P1", text]]}).status_code == 413
    assert send("POST", "/presence", json={"version": 1, "x": text}).status_code == 413
    assert stored() == {}


def test_an_upload_of_31_megabytes_is_refused(app: Flask, send: Callable[..., Any]) -> None:
    file = FileStorage(io.BytesIO(b"%PDF-1.4" + bytes(31 * MEGABYTE)), "large.pdf")
    boundary, body = encode_multipart(MultiDict({"file-L1": file}))

    kind = f"multipart/form-data; boundary={boundary}"
    assert send("POST", data=body, content_type=kind).status_code == 413


def test_only_sections_take_large_bodies(client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.ana.person_id)
    proof = token(client, desk)
    body = "x=" + "y" * 2 * MEGABYTE
    for path in ("/submit", "/sign"):
        reply = client.post(
            desk.at + path,
            data=body,
            headers={"X-CSRF-Token": proof},
            content_type="application/x-www-form-urlencoded",
        )
        assert reply.status_code == 413


# ------------------------------------------------------------------ scripts

WRONG: tuple[Any, ...] = (
    None,
    [],
    "text",
    7,
    True,
    {"version": "1"},
    {"version": True},
    {"version": 1.5},
    {"version": None},
    {"version": -1},
    {"version": 2**31},
    {"version": 10**300},
    {"kept_over": -1},
    {"kept_over": "2"},
    {"kept_over": 2},
    {"kept_over": {"P1": "2"}},
    {"not_kept": "P1"},
    {"not_kept": [["P1"]]},
    {"fields": {}},
    {"fields": "P1"},
    {"fields": [None]},
    {"fields": ["P1"]},
    {"fields": [["P1"]]},
    {"fields": [["P1", 1]]},
    {"fields": [["P1", "x", "y"]]},
    {"fields": [[{}, []]]},
    {"questions": "P1"},
    {"questions": [1]},
    {"questions": [["P1"]]},
    {"questions": {}},
)


@pytest.mark.parametrize("body", WRONG, ids=range(len(WRONG)))
@pytest.mark.parametrize(("method", "ending"), [("PUT", ""), ("POST", "/presence")])
def test_what_no_script_of_ours_sends_is_refused(
    send: Callable[..., Any], method: str, ending: str, body: Any
) -> None:
    assert send(method, ending, json=body).status_code == 400
    assert stored() == {}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"version": NaN}',
        b'{"version": ' + b"9" * 5_000 + b"}",
    ],
    ids=range(7),
)
@pytest.mark.parametrize(("method", "ending"), [("PUT", ""), ("POST", "/presence")])
def test_what_is_no_json_is_refused(
    send: Callable[..., Any], method: str, ending: str, data: bytes
) -> None:
    """Cut off, in no encoding, nested without end, or with numbers without end."""
    reply = send(method, ending, data=data, content_type="application/json")

    assert reply.status_code == 400
    assert db.session.query(Presence).count() == 0


def test_halves_of_characters_are_dropped(send: Callable[..., Any]) -> None:
    body = b'{"version": 1, "questions": ["P1"], "fields": [["P1", "a\\ud800\\u0000b"]]}'
    reply = send("PUT", data=body, content_type="application/json")

    assert reply.status_code == 200
    assert stored() == {"P1": {"value": "ab"}}


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 40, "²", "٣", "1.5", "\0"])
def test_a_spoilt_version_in_a_form_overwrites_nobody(
    client: PageClient, desk: Desk, version: str
) -> None:
    at = f"{desk.at}/section/plan"
    desk.write("plan", "P1", "By Ana", by=desk.ana)
    client.sign_in(desk.ben.person_id)
    page = client.fill_in(at, status=409, P1="By Ben", seen_version=version)

    assert "By Ana" in page.one("conflict-dialog").text
    assert stored() == {"P1": {"value": "By Ana"}}


def test_extra_fields_change_nothing(client: PageClient, desk: Desk) -> None:
    """A state, a practice, a person or a role in the form is not read."""
    client.sign_in(desk.ben.person_id)
    at = f"{desk.at}/section/plan"
    form = client.visit(at).form(at)
    extra = {"state": "submitted", "practice_id": "1", "by": "1", "role": "administrator"}
    extra |= {"staff_reason": "x", "application_id": "1", "submitted_at": "2026-01-01"}
    client.post(at, data=form.fields.to_dict() | extra | {"P1": "Mine", "_asked": "P1 Q1 S1 L1"})

    of = db.session.scalars(select(Application)).one()
    assert (of.state.value, of.practice_id, of.submitted_at) == ("draft", desk.practice.id, None)
    change = db.session.query(AnswerChange).one()
    assert (change.by_id, change.by_staff, change.question) == (desk.ben.person_id, False, "P1")


@pytest.mark.parametrize("number", ["0", "-1", "9" * 30, "%00", "1%0d%0aX: y", "٣", "1e3", "../1"])
def test_odd_numbers_in_addresses_are_not_found(
    client: PageClient, desk: Desk, number: str
) -> None:
    client.sign_in(desk.ana.person_id)
    for path in (
        f"/applications/{number}",
        f"{desk.at}/versions/{number}",
        f"{desk.at}/files/{number}",
        f"{desk.at}/compare/1/{number}",
        f"{desk.at}/section/{number}",
    ):
        reply = client.get(path)
        assert reply.status_code in {302, 308, 400, 404}, path
        assert "X" not in reply.headers


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused(send: Callable[..., Any], method: str) -> None:
    assert send(method).status_code == 405


def test_reading_never_changes_anything(client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.ana.person_id)
    for path in ("/submit", "/section/plan/presence"):
        assert client.get(desk.at + path).status_code == 405
    assert desk.state == "draft"


def test_another_host_is_refused_and_mails_name_ours(
    app: Flask, client: PageClient, desk: Desk
) -> None:
    """A forged Host, or one forwarded by nobody we trust, gets into no link."""
    desk.complete().sign()
    client.sign_in(desk.ana.person_id)
    assert client.get(desk.at, headers={"Host": "evil.example"}).status_code == 400
    proof = {"X-CSRF-Token": token(client, desk), "X-Forwarded-Host": "evil.example"}
    client.post(f"{desk.at}/submit", headers=proof)

    links = [mail.link for mail in mails("receipt")]
    assert links
    assert all(link == f"{app.config['BASE_URL']}{desk.at}" for link in links)


def test_words_of_one_practice_reach_no_other(client: PageClient, desk: Desk) -> None:
    """A canary in every text is in no reply to somebody of another practice."""
    canary = "canary-7f3a"
    desk.complete()
    desk.write("plan", "P1", canary)
    desk.sign(name=canary)
    desk.submit()
    own = build.practice(name="Gulf Oaks")
    other = build.application(practice_id=own.id, round_id=desk.round.id)
    for key in ("profile", "plan", "papers", "signature"):
        build.section_draft(other, key, {})
    client.sign_in(build.person(role=Role.APPLICATION_LEAD, at=own))

    at = f"/applications/{other.id}"
    for path in ("/", "/applications", at, f"{at}/section/plan", f"{at}/check", f"{at}/people"):
        reply = client.get(f"{path}?q={canary}", follow_redirects=True)
        assert canary not in reply.text.replace(f"q={canary}", "")
    assert db.session.query(SectionDraft).filter_by(section="plan").count() == 2
