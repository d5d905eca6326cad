"""One cell at a time: what scripts save, and the history that people read."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.policy import Role
from tests.pages.measures import grid
from tests.pages.measures.grid import Clinic, enter
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from tests.support.page import PageClient


@pytest.fixture
def p1(app: Flask, client: PageClient) -> Clinic:
    clinic = grid.clinic(app)
    client.sign_in(clinic.member(name="Dev Patel"))
    return clinic


def token_of(client: PageClient, clinic: Clinic) -> str:
    return client.visit(clinic.october).form(clinic.october).fields["csrf_token"]


def put(client: PageClient, path: str, token: str, body: Any) -> TestResponse:
    """Send a body as the script of the page does: JSON, or text as it stands."""
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    headers = {"X-CSRF-Token": token, "Accept": "application/json"}
    return client.put(path, data=data, content_type="application/json", headers=headers)


def save(client: PageClient, clinic: Clinic, status: int = 200, **row: Any) -> Any:
    reply = put(client, clinic.cell(), token_of(client, clinic), row)
    assert reply.status_code == status, reply.text
    return reply.get_json()


# autosave


def test_a_row_is_kept_as_a_draft(client: PageClient, p1: Clinic) -> None:
    answer = save(client, p1, top="12", bottom="60", source="log", note="Tally.", version="0")

    assert answer == {"version": 1, "saved": "Saved 12:00 p.m.", "value": "20.0%", "problems": []}
    point = p1.point()
    assert point is not None
    assert (point.numerator, point.denominator, point.note) == (12, 60, "Tally.")
    assert p1.shown() == []


def test_what_is_unfinished_or_odd_is_kept_and_told(client: PageClient, p1: Clinic) -> None:
    p1.send_earlier((12, 58), (13, 60), (14, 62))
    half = save(client, p1, top="12", bottom="", version="0")
    assert [problem["code"] for problem in half["problems"]] == ["bottom-missing"]
    assert half["value"] == ""

    odd = save(client, p1, top="12", bottom="200", version=half["version"])
    assert [(p["code"], p["box"]) for p in odd["problems"]] == [("far-denominator", "bottom")]
    none = save(client, p1, top="", bottom="", none="yes", version=odd["version"])
    assert (none["value"], none["problems"]) == ("None eligible", [])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"top": "70", "bottom": "60"}, "top-over-bottom"),
        ({"top": "x", "bottom": "60"}, "not-whole"),
        ({"top": "-1", "bottom": "60"}, "negative"),
        ({"top": 1.5, "bottom": 60}, "not-whole"),
        ({"top": [1], "bottom": {"a": 1}}, "not-whole"),
        ({"top": 10**9}, "too-large"),
        ({"none": "yes", "top": "1"}, "none-with-numbers"),
        ({"note": "x" * 301}, "note-too-long"),
    ],
)
def test_what_is_wrong_is_told_and_not_kept(
    client: PageClient, p1: Clinic, row: dict[str, Any], code: str
) -> None:
    answer = save(client, p1, 422, version="0", **row)
    assert answer["problems"][0]["code"] == code
    assert answer["problems"][0]["message"]
    assert p1.point() is None


def test_the_second_writer_gets_both_values_and_the_present_one(
    client: PageClient, new_client: Callable[[], PageClient], p1: Clinic
) -> None:
    save(client, p1, top="12", bottom="60", version="0")
    erin = new_client()
    erin.sign_in(p1.member(name="Erin Moss"))
    answer = save(erin, p1, 409, top="15", bottom="61", version="0")

    assert answer == {
        "conflict": {"theirs": "12 of 60", "mine": "15 of 61", "by": "Dev Patel", "at": "12:00 p.m."},
        "now": {"top": "12", "bottom": "60", "none": False, "note": "", "source": "", "sample": ""},
        "version": 1,
    }  # fmt: skip
    point = p1.point()
    assert point is not None
    assert point.numerator == 12
    assert save(erin, p1, top="15", bottom="61", version=answer["version"])["version"] == 2


def test_a_contested_note_is_told_too(
    client: PageClient, new_client: Callable[[], PageClient], p1: Clinic
) -> None:
    save(client, p1, top="12", bottom="60", note="Tally.", source="log", version="0")
    erin = new_client()
    erin.sign_in(p1.member(name="Erin Moss"))
    told = save(erin, p1, 409, top="12", bottom="60", version="0")["conflict"]
    assert told["theirs"] == "12 of 60 from “Log or tally sheet” with the note “Tally.”"
    assert told["mine"] == "12 of 60 without a note"


def test_a_locked_month_takes_nothing(app: Flask, client: PageClient, p1: Clinic) -> None:
    app.extensions["clock"].set(grid.NOV_26)
    client.sign_in(p1.member())
    token = token_of(client, p1)
    reply = put(client, p1.cell(), token, {"top": "1", "bottom": "2"})
    assert reply.status_code == 409
    assert "locked" in reply.get_json()["error"]
    assert p1.point() is None


def test_who_is_signed_out_is_told_so_in_json(
    app: Flask, client: PageClient, new_client: Callable[[], PageClient], p1: Clinic
) -> None:
    token = token_of(client, p1)
    visitor = put(new_client(), p1.cell(), token, {"top": "1"})
    assert visitor.status_code == 401
    assert visitor.is_json
    app.extensions["clock"].set(grid.NOV_5 + dt.timedelta(days=2))
    assert put(client, p1.cell(), token, {"top": "1"}).status_code == 401


def test_a_body_without_the_token_is_refused(client: PageClient, p1: Clinic) -> None:
    assert put(client, p1.cell(), "", {"top": "1"}).status_code == 400


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SPONSOR, Role.FAMILY_PARTNER])
def test_members_who_do_not_count_are_refused(client: PageClient, p1: Clinic, role: Role) -> None:
    client.sign_in(p1.member(role))
    token = client.visit("/account").forms[0].fields["csrf_token"]
    assert put(client, p1.cell(), token, {"top": "1"}).status_code == 403


def test_what_is_not_there_is_not_found(client: PageClient, p1: Clinic) -> None:
    token = token_of(client, p1)
    build.measure(key="of-others")
    for path in (p1.cell("nothing"), p1.cell("of-others"), f"{p1.entry}/2026-05/shared-plan"):
        assert put(client, path, token, {"top": "1"}).status_code == 404
        client.visit(f"{path}/history", status=404)
    client.sign_in(build.person(role=Role.LEAD))
    token = client.visit("/account").forms[0].fields["csrf_token"]
    assert put(client, p1.cell(), token, {"top": "1"}).status_code == 404


HOSTILE = [
    b"",
    b"\xff\xfe",
    b"null",
    b"[]",
    b'"x"',
    b"{",
    b'{"top": NaN}',
    b'{"top": "\\ud800"}',
    b'{"top": "\\u0000"}',
    b"[" * 100_000,
    b'{"note":' + b"[" * 900 + b"]" * 900 + b"}",
    b'{"top": ' + b"9" * 5000 + b"}",
    b'{"top": "' + b"9" * 50_000 + b'"}',
    b'{"version": -1}',
    b'{"version": "99999999999999999999"}',
    b'{"version": 7}',
    b'{"sample": "9999999999", "source": "chart audit", "top": "1"}',
    b'{"source": {"$ne": 1}, "none": [], "top": true}',
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_no_body_breaks_the_page(client: PageClient, p1: Clinic, body: bytes) -> None:
    reply = put(client, p1.cell(), token_of(client, p1), body)
    assert reply.status_code in {200, 400, 409, 413, 422}, reply.text
    assert reply.is_json


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=5,
)  # fmt: skip
names = st.sampled_from(["top", "bottom", "none", "note", "source", "sample", "version"])


def test_whatever_a_script_sends_the_answer_is_a_clear_one(client: PageClient, p1: Clinic) -> None:
    token = token_of(client, p1)

    @settings(max_examples=60)
    @given(st.dictionaries(names, json_values))
    def try_one(body: dict[str, Any]) -> None:
        assert put(client, p1.cell(), token, body).status_code in {200, 409, 422}

    try_one()


# history


def test_the_history_of_an_empty_cell_says_so(client: PageClient, p1: Clinic) -> None:
    page = client.visit(f"{p1.cell()}/history")
    assert "not sent yet" in page.text
    assert "Nothing was entered yet" in page.text


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.VIEWER, 200), (Role.FAMILY_PARTNER, 200), (Role.COACH, 200), (Role.PROGRAM_STAFF, 200), (Role.REVIEWER, 404)],
)  # fmt: skip
def test_the_history_is_read_by_whoever_reads_the_charts(
    client: PageClient, p1: Clinic, role: Role, status: int
) -> None:
    enter(client, p1, "12", "60")
    at = p1.cohort if role is Role.COACH else p1.team.practice
    client.sign_in(build.person(role=role, at=at))
    client.visit(f"{p1.cell()}/history", status=status)


def test_a_late_sending_stays_late(app: Flask, client: PageClient, p1: Clinic) -> None:
    app.extensions["clock"].set(dt.datetime(2026, 11, 11, 6, tzinfo=dt.UTC))
    client.sign_in(p1.member())
    assert "You can still send it." in client.visit(p1.october).text
    enter(client, p1, "12", "60", send="yes")
    page = client.visit(f"{p1.cell()}/history")
    assert "October 2026: late." in page.text
    assert "Sent late" in page.text
