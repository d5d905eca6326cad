"""The client that inspects every page must itself notice what it is there to notice."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from tests.support.page import Page, PageClient, as_client

HEADERS = {
    "Content-Security-Policy": "default-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
SOUND = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Monthly data | CYSHCN Cares 2</title></head>
<body>
<main>
<h1>Monthly <em>data</em></h1>
<p data-testid="status" data-key="a">Sent</p> <p data-testid="status" data-key="b">Draft</p>
<img src="/a.png" alt="">
<a href="/next">Next month</a>
<form method="post" action="/data?month=3">
  <input type="hidden" name="csrf_token" value="abc">
  <label for="count">Count</label> <input id="count" name="count" value="12">
  <label>Note <textarea name="note">
first line</textarea></label>
  <select name="source" aria-label="Source"><option value="ehr">EHR<option selected>Chart</select>
  <label><input type="checkbox" name="tick" value="1" checked> One</label>
  <label><input type="checkbox" name="tick" value="2"> Two</label>
  <button name="send" value="now">Send</button>
</form>
</main>
<script type="application/json">{"a": 1}</script>
<script src="/static/app.js"></script>
</body>
</html>
"""


@pytest.fixture
def asked() -> dict[str, Any]:
    return {}


@pytest.fixture
def small(app: Flask, asked: dict[str, Any]) -> PageClient:
    """A client of a tiny site that shows what `asked` holds."""
    site = Flask("small")
    site.config["SECURE_SITE"] = False
    site.extensions["sqlalchemy"] = app.extensions["sqlalchemy"]

    @site.get("/page")
    def page() -> Response:
        return Response(asked["html"], asked.get("status", 200), HEADERS, mimetype="text/html")

    @site.post("/data")
    def data() -> Any:
        asked["sent"] = request.form.to_dict(flat=False)
        reply = redirect("/page")
        reply.headers.update(HEADERS)
        return reply

    return as_client(site)


def faults(client: PageClient, asked: dict[str, Any], html: str) -> str:
    asked["html"] = html
    with pytest.raises(AssertionError) as found:
        client.visit("/page")
    return str(found.value)


def shown(client: PageClient, asked: dict[str, Any]) -> Page:
    asked["html"] = SOUND
    return client.visit("/page")


def test_a_sound_page_passes(small: PageClient, asked: dict[str, Any]) -> None:
    page = shown(small, asked)

    assert page.headings == ["Monthly data"]
    assert page.title == "Monthly data | CYSHCN Cares 2"
    assert page.links == {"Next month": "/next"}
    assert page.buttons == ["Send"]
    assert page.one("status", data_key="b").text == "Draft"


@pytest.mark.parametrize(
    ("what", "instead", "fault"),
    [
        ("<h1>Monthly <em>data</em></h1>", "", "one h1"),
        ("</main>", "<h1>Again</h1></main>", "one h1"),
        ("Monthly data | CYSHCN Cares 2", "CYSHCN Cares 2", "title"),
        ('<html lang="en">', "<html>", "lang"),
        ("</main>", "</main><main></main>", "one <main>"),
        ('alt=""', "", "no alt"),
        ("</main>", '<p id="count"></p></main>', "used 2 times"),
        ('<label for="count">Count</label>', "", "no label for <input name='count'>"),
        ('aria-label="Source"', "", "no label for <select"),
        ('for="count"', 'for="cuont"', "points to nothing"),
        ("</main>", '<p aria-describedby="hint">x</p></main>', "points to nothing"),
        ('value="abc"', "", "no csrf_token"),
        ('method="post"', 'method="get"', "into the address"),
        ("<em>", '<em style="color:red">', "style="),
        ("<em>", '<em onclick="go()">', "onclick="),
        ('href="/next"', 'href="javascript:go()"', "holds a script"),
        ("</head>", "<style>p {}</style></head>", "<style>"),
        ("</main>", "<script>go()</script></main>", "inline script"),
        ("Next month", "", "has no words"),
        ("</em>", "", "is not closed"),
        ("</main>", "</div></main>", "closes nothing"),
        ('<img src="/a.png"', '<img src="/a.png" src="/b.png"', "twice"),
    ],
)
def test_a_fault_of_a_page_is_named(
    small: PageClient, asked: dict[str, Any], what: str, instead: str, fault: str
) -> None:
    assert what in SOUND

    assert fault in faults(small, asked, SOUND.replace(what, instead, 1))


@pytest.mark.parametrize("header", HEADERS)
def test_a_missing_header_is_named(
    small: PageClient, asked: dict[str, Any], header: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(HEADERS, header)

    assert header in faults(small, asked, SOUND)


def test_a_fault_is_named_each_time_and_after_the_sound_page_too(
    small: PageClient, asked: dict[str, Any]
) -> None:
    faulty = SOUND.replace('lang="en"', "")

    assert "lang" in faults(small, asked, faulty)
    shown(small, asked)
    shown(small, asked)
    assert "lang" in faults(small, asked, faulty)


def test_a_page_with_another_proof_is_the_same_page_and_one_without_is_not(
    small: PageClient, asked: dict[str, Any]
) -> None:
    for mark in "ab":
        asked["html"] = SOUND.replace('value="abc"', f'value="{mark * 22}{"0f" * 32}"')
        page = small.visit("/page")
        assert page.forms[0].fields["csrf_token"].startswith(mark * 22)

    assert "no csrf_token" in faults(small, asked, SOUND.replace('value="abc"', 'value=""'))


def test_an_error_page_is_inspected_too(small: PageClient, asked: dict[str, Any]) -> None:
    asked["status"] = 404

    assert "title" in faults(small, asked, SOUND.replace("Monthly data |", ""))


def test_a_private_page_may_not_be_kept(small: PageClient, asked: dict[str, Any]) -> None:
    small.set_cookie("portal", "a session's secret")

    assert "no-store" in faults(small, asked, SOUND)


def test_an_unexpected_status_is_told_with_the_words_of_the_page(
    small: PageClient, asked: dict[str, Any]
) -> None:
    asked["status"] = 422

    assert "Monthly data" in faults(small, asked, SOUND)


def test_a_form_is_sent_as_a_browser_would(small: PageClient, asked: dict[str, Any]) -> None:
    asked["html"] = SOUND

    small.fill_in("/data", at="/page", count="13")

    assert asked["sent"] == {
        "csrf_token": ["abc"],
        "count": ["13"],
        "note": ["first line"],
        "source": ["Chart"],
        "tick": ["1"],
    }


def test_a_form_can_be_answered_several_times_or_not_at_all(
    small: PageClient, asked: dict[str, Any]
) -> None:
    page = shown(small, asked)

    small.send(page.form("/data"), tick=["1", "2"], note=None)

    assert asked["sent"]["tick"] == ["1", "2"]
    assert "note" not in asked["sent"]


def test_a_test_that_asks_for_a_form_that_is_not_there_is_told_what_is(
    small: PageClient, asked: dict[str, Any]
) -> None:
    with pytest.raises(AssertionError, match="has no form for /elsewhere"):
        shown(small, asked).form("/elsewhere")
