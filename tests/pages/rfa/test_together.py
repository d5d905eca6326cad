"""Several people in one section, with and without scripts: both texts, one choice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db
from app.rfa.models import AnswerChange
from tests.pages.rfa.test_draft import stored, token
from tests.unit.rfa.desk import AT, Desk, minutes

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.html import Page
    from tests.support.page import PageClient


@pytest.fixture
def desk(app: Flask) -> Desk:
    app.extensions["clock"].set(AT)
    return Desk()


# ------------------------------------------------------------------ two people


def both(client: PageClient, desk: Desk, **typed: str) -> Page:
    """Ben opens the plan, Ana writes "Monthly huddles", Ben saves what he typed."""
    at = f"{desk.at}/section/plan"
    client.sign_in(desk.ben.person_id)
    form = client.visit(at).form(at)
    desk.write("plan", "P1", "Monthly huddles", by=desk.ana)
    return client.send(form, status=409, **{"P1": "Weekly huddles"} | typed)


def test_a_stale_save_shows_both_texts_and_overwrites_nothing(
    client: PageClient, desk: Desk
) -> None:
    """Two people edit one section: the second is told, and nothing is overwritten."""
    page = both(client, desk)

    shown = page.one("conflict-dialog").text
    for words in ("Monthly huddles", "Weekly huddles", "Ana, November 2, 2026", "not saved yet"):
        assert words in shown
    assert stored() == {"P1": {"value": "Monthly huddles"}}

    client.send(page.form(f"{desk.at}/section/plan"), keep="mine")
    assert stored() == {"P1": {"value": "Weekly huddles"}}
    changes = db.session.query(AnswerChange).order_by(AnswerChange.id).all()
    assert [change.after["value"] for change in changes] == ["Monthly huddles", "Weekly huddles"]
    assert changes[1].note == "Kept in place of the text by Ana."


def test_taking_theirs_still_saves_everything_else(client: PageClient, desk: Desk) -> None:
    page = both(client, desk, P2="Typed meanwhile")
    client.send(page.form(f"{desk.at}/section/plan"), keep="theirs")

    assert stored() == {"P1": {"value": "Monthly huddles"}, "P2": {"value": "Typed meanwhile"}}
    history = client.visit(f"{desk.at}/history/P1").text
    assert "Weekly" in history
    assert "Not kept." in history
    assert "Took the text by Ana." in history


@pytest.mark.parametrize("choices", [("mine", "theirs"), ("theirs", "mine")])
def test_two_clashes_are_decided_one_after_the_other(
    client: PageClient, desk: Desk, choices: tuple[str, str]
) -> None:
    at = f"{desk.at}/section/plan"
    client.sign_in(desk.ben.person_id)
    form = client.visit(at).form(at)
    desk.save("plan", {key: {"value": f"{key} by Ana"} for key in ("P1", "P2")}, by=desk.ana)
    page = client.send(form, P1="P1 by Ben", P2="P2 by Ben", status=409)
    assert "P1 by Ana" in page.one("conflict-dialog").text
    assert "two texts for 2 questions" in page.text
    page = client.send(page.form(at), keep=choices[0], status=409)
    assert "P2 by Ana" in page.one("conflict-dialog").text
    assert "P1 by" not in page.one("conflict-dialog").text
    client.send(page.form(at), keep=choices[1])

    by = {"mine": "Ben", "theirs": "Ana"}
    assert [one["value"] for one in stored().values()] == [
        f"P1 by {by[choices[0]]}",
        f"P2 by {by[choices[1]]}",
    ]
    kept = {change.after["value"] for change in db.session.query(AnswerChange)}
    assert kept == {f"{key} by {name}" for key in ("P1", "P2") for name in ("Ana", "Ben")}


def test_ones_own_change_in_another_window_is_called_that(client: PageClient, desk: Desk) -> None:
    at = f"{desk.at}/section/plan"
    client.sign_in(desk.ben.person_id)
    form = client.visit(at).form(at)
    desk.write("plan", "P1", "There")
    page = client.send(form, P1="Here", status=409)

    assert "You, in another window, November 2, 2026" in page.one("conflict-dialog").text


def test_a_third_text_is_shown_before_it_is_overwritten(client: PageClient, desk: Desk) -> None:
    page = both(client, desk)
    desk.write("plan", "P1", "Daily huddles", by=desk.ana, at=minutes(30))
    page = client.send(page.form(f"{desk.at}/section/plan"), keep="mine", status=409)

    assert "Daily huddles" in page.one("conflict-dialog").text
    client.send(page.form(f"{desk.at}/section/plan"), keep="mine")
    assert stored() == {"P1": {"value": "Weekly huddles"}}


def test_sending_the_same_page_twice_saves_once(client: PageClient, desk: Desk) -> None:
    """Back and send again, or a double click: one record, the same answer."""
    at = f"{desk.at}/section/plan"
    client.sign_in(desk.ben.person_id)
    form = client.visit(at).form(at)
    for _ in range(2):
        client.send(form, P1="Once")

    assert db.session.query(AnswerChange).count() == 1


# ------------------------------------------------------------------ scripts


@pytest.fixture
def put(client: PageClient, desk: Desk) -> Callable[..., Any]:
    """Save like the script of the plan: put(desk.ben, ...) answers (status, reply)."""
    at = f"{desk.at}/section/plan"

    def send(by: Any, body: Any = None, **more: Any) -> tuple[int, Any]:
        client.sign_in(by.person_id)
        token = client.visit(at).form(at).fields["csrf_token"]
        reply = client.put(at, json=more if body is None else body, headers={"X-CSRF-Token": token})
        return reply.status_code, reply.get_json()

    return send


def test_scripts_save_single_answers_and_hear_what_others_changed(
    put: Callable[..., Any], desk: Desk
) -> None:
    status, first = put(desk.ana, version=1, questions=["P1"], fields=[["P1", "Monthly"]])
    assert (status, first["version"], first["fresh"]) == (200, 2, {})
    assert first["saved"] == "Saved today at 12:00 p.m."

    status, other = put(desk.ben, version=1, questions=["P2"], fields=[["P2", "Habits"]])
    assert (status, other["fresh"]) == (200, {"P1": [["P1", "Monthly"]]})


def test_a_stale_autosave_is_refused_with_both_texts(put: Callable[..., Any], desk: Desk) -> None:
    put(desk.ana, version=1, questions=["P1"], fields=[["P1", "Monthly"]])
    mine = {"version": 1, "questions": ["P1"], "fields": [["P1", "Weekly"]]}
    status, reply = put(desk.ben, mine)
    assert (status, reply["version"]) == (409, 2)
    (clash,) = reply["conflict"]
    assert (clash["theirs"], clash["mine"], clash["by"]) == ("Monthly", "Weekly", "Ana")
    assert clash["fields"] == [["P1", "Monthly"]]
    assert stored() == {"P1": {"value": "Monthly"}}

    status, reply = put(desk.ben, mine | {"kept_over": {"P2": 2}})
    assert status == 409
    status, reply = put(desk.ben, mine | {"kept_over": {"P1": 2}})
    assert (status, reply["version"]) == (200, 3)
    assert stored() == {"P1": {"value": "Weekly"}}


def test_an_autosave_that_is_repeated_changes_nothing(put: Callable[..., Any], desk: Desk) -> None:
    """The reply got lost and the page sends the same again."""
    body = {"version": 1, "questions": ["P1"], "fields": [["P1", "Monthly"]]}

    assert [put(desk.ana, body)[1]["version"] for _ in range(2)] == [2, 2]


def test_questions_of_other_sections_and_extra_fields_are_ignored(
    put: Callable[..., Any], desk: Desk
) -> None:
    """Extra fields such as a state, a practice or a role change nothing."""
    extra = {"state": "submitted", "practice_id": 1, "staff_reason": "x", "by": 1}
    fields = [["Q1", "private"], ["state", "submitted"], ["P1", "Mine"]]
    status, _ = put(
        desk.ben, extra | {"version": 1, "questions": ["Q1", "P1", "L1", "S1"], "fields": fields}
    )

    assert status == 200
    assert stored() == {"P1": {"value": "Mine"}}
    assert stored("profile") == {}
    assert desk.state == "draft"


def test_a_script_hears_that_a_text_is_too_long(put: Callable[..., Any], desk: Desk) -> None:
    """Only that text is refused; what was sent with it is saved."""
    fields = [["P1", "x" * 20_001], ["P2", "Habits"]]
    status, reply = put(desk.ben, version=1, questions=["P1", "P2"], fields=fields)

    assert status == 200
    assert list(reply["refused"]) == ["P1"]
    assert reply["refused"]["P1"].startswith("P1: This is not saved: it is 1 characters too long")
    assert stored() == {"P2": {"value": "Habits"}}


def test_a_script_saves_to_the_instant_of_the_deadline(
    app: Flask, client: PageClient, desk: Desk
) -> None:
    """The moment at which the request comes in counts; a retry after it is refused."""
    at = f"{desk.at}/section/plan"
    closes = desk.round.closes_at

    def put(text: str, moment: dt.datetime) -> Any:
        app.extensions["clock"].set(moment)
        client.sign_in(desk.ben.person_id)
        body = {"version": 1, "questions": ["P1"], "fields": [["P1", text]]}
        return client.put(at, json=body, headers={"X-CSRF-Token": token(client, desk)})

    assert put("In time", closes).status_code == 200
    late = put("Too late", closes + dt.timedelta(seconds=1))
    assert (late.status_code, late.get_json()["error"][:34]) == (
        409,
        "This section cannot be changed now",
    )
    assert stored() == {"P1": {"value": "In time"}}


def test_whoever_is_here_is_seen(app: Flask, client: PageClient, desk: Desk) -> None:
    at = f"{desk.at}/section/plan"
    client.sign_in(desk.ana.person_id)
    client.submit_json(f"{at}/presence", {"version": 1}, at=at)
    desk.write("plan", "P1", "News", by=desk.ana)
    client.sign_in(desk.ben.person_id)
    answer = client.submit_json(f"{at}/presence", {"version": 1}, at=at)

    assert answer == {"people": ["Ana"], "version": 2, "fresh": {"P1": [["P1", "News"]]}}
    assert "Ana is here too" in client.visit(at).one("presence").text
    app.extensions["clock"].set(AT + dt.timedelta(seconds=30))
    assert client.submit_json(f"{at}/presence", {"version": 2}, at=at)["people"] == []
