"""The start page of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pages.public.rounds import PAGE, at, rfa_2026, set_clock
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient


@pytest.fixture(autouse=True)
def _february(app: Flask) -> None:
    set_clock(app, "2026-02-20")


def test_the_program_says_what_it_is_and_who_may_apply(client: PageClient) -> None:
    page = client.visit("/program")

    for words in ("What your clinic gets", "How the year works", "Can your clinic apply?"):
        assert words in page.text
    assert "federally qualified health center" in page.text
    assert page.links["Help for families"] == "/families"
    assert page.all("contact")


def test_without_a_round_nothing_can_be_applied_for(client: PageClient) -> None:
    page = client.visit("/program")

    assert page.one("status").text.startswith("No round is open now.")
    assert page.all("apply") == []


def test_the_open_round_stands_with_its_dates_and_its_door(client: PageClient) -> None:
    rfa_2026()

    page = client.visit("/program")

    assert page.one("status").text == "Open now"
    assert "Friday, March 13, 2026, 5:00 PM Central 21 days remain" in page.one("deadline").text
    assert {e.attrs["href"] for e in page.all("apply")} == {f"{PAGE}/register"}
    assert page.links["See if your clinic can apply"] == f"{PAGE}/check"
    assert page.links["Read the full call"] == PAGE


def test_who_is_signed_in_goes_on_without_registering(client: PageClient) -> None:
    rfa_2026()
    client.sign_in(build.person())

    hrefs = {e.attrs["href"] for e in client.visit("/program").all("apply")}
    assert hrefs == {f"{PAGE}/start"}


@pytest.mark.parametrize(("day", "words"), [("2026-01-10", "Opens soon"), ("2026-03-14", "Closed")])
def test_a_round_that_is_not_open_has_no_door(
    app: Flask, client: PageClient, day: str, words: str
) -> None:
    rfa_2026()
    set_clock(app, day)

    page = client.visit("/program")

    assert page.one("status").text == words
    assert page.all("apply") == []
    assert not any(href.endswith(("/register", "/start")) for href in page.links.values())


def test_several_open_rounds_are_one_click_away(client: PageClient) -> None:
    rfa_2026()
    rfa_2026(key="second", title="Second", closes_at=at("2026-03-01"))

    page = client.visit("/program")

    assert page.links["See the open rounds"] == "/apply"
    assert page.all("apply") == []
    assert "Sunday, March 1, 2026" in page.one("deadline").text


def test_a_draft_and_an_archived_round_are_not_there(client: PageClient) -> None:
    rfa_2026(archived_at=at("2026-02-10"))
    build.rfa_round(published_at=None)

    assert client.visit("/program").one("status").text.startswith("No round is open")


def test_more_rounds_take_no_more_statements(client: PageClient) -> None:
    rfa_2026()
    client.visit("/program")
    with statements() as few:
        client.visit("/program")
    for n in range(3):
        rfa_2026(key=f"more-{n}", title=f"More {n}")
    with statements() as many:
        client.visit("/program")

    assert len(many) == len(few) <= 5
