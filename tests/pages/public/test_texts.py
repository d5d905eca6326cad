"""Staff pages about the texts of the public pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.policy import Role
from app.public import queries
from app.public.domain.texts import LONGEST, TEXTS
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.page import Page, PageClient

LIST = "/staff/public-pages"
KEY = "families-lead"
AT = f"{LIST}/{KEY}"
MANAGES = (Role.PROGRAM_STAFF, Role.DIRECTOR, Role.PUBLISHER)


@pytest.fixture
def kim(client: PageClient) -> None:
    """Program staff, signed in."""
    client.sign_in(build.person(name="Kim Lott", role=Role.PROGRAM_STAFF))


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("a")]


def typed(page: Page) -> str:
    return str(page.form(AT).fields["body"]).removeprefix("\r\n")


@pytest.mark.parametrize("role", Role)
def test_staff_and_publishers_write_public_pages_and_nobody_else(
    client: PageClient, role: Role
) -> None:
    client.sign_in(build.person(role=role))
    statuses = {client.get(path).status_code for path in (LIST, AT, f"{AT}/history")}
    assert statuses == ({200} if role in MANAGES else {403})


def test_visitors_sign_in_first(client: PageClient) -> None:
    for path in (LIST, AT, f"{AT}/history"):
        assert client.visit(path, status=302).location.startswith("/sign-in")


@pytest.mark.usefixtures("kim")
def test_a_text_that_no_page_has_is_not_found(client: PageClient) -> None:
    for path in (f"{LIST}/nothing", f"{LIST}/nothing/history", f"{LIST}/No_Key"):
        client.visit(path, status=404)
    token = {"csrf_token": client.visit(AT).form(AT).fields["csrf_token"]}
    body = {"body": "x", "number": "0", "seen_version": "0"} | token
    assert client.post(f"{LIST}/nothing", data=body).status_code == 404
    assert client.post(f"{LIST}/nothing/restore", data=body).status_code == 404


@pytest.mark.usefixtures("kim")
def test_every_text_is_listed_with_who_changed_it(client: PageClient) -> None:
    client.fill_in(AT, body="Come in.")
    page = client.visit(LIST)
    listed = {
        tr.attrs["data-key"]: tr.text for tr in page.root.walk("tr") if "data-key" in tr.attrs
    }
    assert list(listed) == list(TEXTS)
    assert "by Kim Lott" in listed[KEY]
    assert "Not changed yet" in listed["privacy"]


@pytest.mark.usefixtures("kim")
def test_more_versions_take_no_more_statements(client: PageClient) -> None:
    client.fill_in(AT, body="One")
    paths = (LIST, AT, f"{AT}/history")
    counts = []
    for body in ("Two", "Three"):
        with statements() as sent:
            for path in paths:
                client.visit(path)
        counts.append(len(sent))
        client.fill_in(AT, body=body)
    assert counts[0] == counts[1] <= 3 * 4


@pytest.mark.usefixtures("kim")
def test_a_text_is_changed_and_at_once_on_its_page(client: PageClient) -> None:
    assert typed(client.visit(AT)) == TEXTS[KEY].body
    page = client.follow(client.fill_in(AT, body="**Come** in."))
    assert "saved and on the page" in page.text
    assert "Come in." in client.visit("/families").text
    assert "Come in." in client.visit(AT).one("now").text


@pytest.mark.usefixtures("kim")
def test_a_preview_shows_the_text_and_saves_nothing(client: PageClient) -> None:
    page = client.fill_in(AT, status=200, body="## New **words** <b>", do="preview")
    assert page.one("preview").text == "New words <b>"
    assert typed(page) == "## New **words** <b>"
    assert "New words" not in client.visit("/families").text
    client.send(page.form(AT), do="save")
    assert "New words" in client.visit("/families").text


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("", "Write the text"),
        ("  \n ", "Write the text"),
        ("x" * (LONGEST + 1), f"Shorten the text to {LONGEST:,} characters or fewer"),
    ],
)
@pytest.mark.usefixtures("kim")
def test_an_empty_or_endless_text_is_asked_back(client: PageClient, body: str, error: str) -> None:
    page = client.fill_in(AT, status=422, body=body)
    assert errors(page) == [error]
    assert typed(page).strip() == body.strip()
    assert queries.current(KEY).number == 0


@pytest.mark.usefixtures("kim")
def test_a_stale_save_shows_both_texts_and_can_be_saved_again(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    other = new_client()
    other.sign_in(build.person(name="Ana Ruiz", role=Role.PUBLISHER))
    old = client.visit(AT).form(AT)
    other.fill_in(AT, body="Words of Ana <b>")

    page = client.send(old, status=409, body="Words of Kim")
    assert "Nothing was overwritten" in page.text
    assert "Ana Ruiz saved version 1" in page.text
    assert page.one("theirs").text == "Words of Ana <b>"
    assert typed(page) == "Words of Kim"
    assert queries.current(KEY).body == "Words of Ana <b>"

    client.send(page.form(AT), do="save")
    assert [version.body for version in queries.versions(KEY)][:2] == [
        "Words of Kim",
        "Words of Ana <b>",
    ]


@pytest.mark.parametrize("version", ["x", "-1", "99999999999", ""])
@pytest.mark.usefixtures("kim")
def test_a_version_that_is_no_number_is_never_the_newest(client: PageClient, version: str) -> None:
    client.fill_in(AT, body="One")
    client.fill_in(AT, status=409, body="Two", seen_version=version)
    assert queries.current(KEY).body == "One"


@pytest.mark.usefixtures("kim")
def test_the_history_shows_every_version_word_for_word_and_brings_one_back(
    client: PageClient,
) -> None:
    client.fill_in(AT, body="First <i>words</i>\n\n- **a**")
    client.fill_in(AT, body="Second")
    page = client.visit(f"{AT}/history")
    second, first, shipped = page.all("version")
    assert "On the page now" in second.text
    body = next(first.walk("pre"))
    assert body.inside == ["\nFirst <i>words</i>\n\n- **a**"]
    assert "Kim Lott" in first.text
    assert "As it came with the portal" in shipped.text

    restore = f"{AT}/restore"
    forms = [form for form in page.forms if form.action == restore]
    assert [form.fields["number"] for form in forms] == ["1", "0"]
    done = client.follow(client.send(forms[0]))
    assert "Version 1 is on the page again." in done.text
    assert queries.current(KEY).number == 3
    assert queries.current(KEY).body.startswith("First")

    stale = client.send(forms[1], status=409)
    assert "Nothing was overwritten" in stale.text


@pytest.mark.parametrize("number", ["7", "x", "", "-1", "99999999999"])
@pytest.mark.usefixtures("kim")
def test_a_version_that_is_not_there_is_not_brought_back(client: PageClient, number: str) -> None:
    client.fill_in(AT, body="One")
    client.fill_in(f"{AT}/restore", at=f"{AT}/history", number=number, status=404)
    assert queries.current(KEY).number == 1
