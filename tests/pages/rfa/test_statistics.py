"""The page of statistics: what it shows, what it hides, and its file."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from app.policy import Role
from tests.support import build
from tests.unit.rfa.oversight_rows import BEFORE, sent

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

LIST = "/staff/applications"


@pytest.fixture(autouse=True)
def _mona(app: Flask, client: PageClient) -> None:
    app.extensions["clock"].set(BEFORE)
    client.sign_in(build.person(name="Mona Lee", role=Role.PROGRAM_STAFF))


def test_small_numbers_are_hidden_and_cannot_be_worked_out(client: PageClient) -> None:
    of = build.rfa_round(key="spring")
    for county, count in (("Lee", 6), ("Tate", 2), ("Hinds", 5), ("Harrison", 1)):
        for _ in range(count):
            sent(round_id=of.id, practice_id=build.practice(county=county).id)
    page = client.visit(f"{LIST}/statistics?round=spring")
    shown = {
        row.attrs["data-key"]: next(row.walk("td")).text
        for row in page.root.walk("tr")
        if "data-key" in row.attrs
    }
    assert shown["Applications submitted"] == "14"
    assert shown["Northern"] == "8"
    assert [shown["Central"], shown["Southern"]] == ["hidden", "hidden"]
    assert shown["Northern region: all counties together"] == "8"
    assert "Lee" not in shown
    assert "fewer than 5" in page.text
    assert len(page.all("suppressed")) == sum(text == "hidden" for text in shown.values())
    reply = client.get(page.links["Download CSV"])
    rows = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))
    assert ["By region", "Southern", "hidden"] in rows
    assert reply.headers["Content-Disposition"] == (
        "attachment; filename=statistics-spring-2026-11-16.csv"
    )


def test_statistics_of_a_round_without_applications_say_so(client: PageClient) -> None:
    build.rfa_round()
    page = client.visit(f"{LIST}/statistics")
    assert "0 applications were started and 0 applications were submitted." in page.text
    assert "Nothing was submitted yet." in page.text
    assert page.all("suppressed") == []
