"""The exercise before a round: written, opened, scored once by each, discussed and closed."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db
from app.policy import Role
from app.reviews.models import Exercise, ExerciseSheet
from tests.pages.reviews.room import AT, Panel, panel
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

SHEET = {
    "score_K1": "2",
    "reason_K1": "Some need.",
    "score_K2": "5",
    "reason_K2": "A full team.",
    "score_K3": "0",
    "reason_K3": "No data.",
}


@pytest.fixture
def room(app: Flask) -> Panel:
    return panel(app, key="spring")


def staff(*more: str) -> str:
    return "/".join(["/staff/rounds/spring/reviewing/exercise", *more])


MINE = "/reviews/exercise/spring"


def opened(room: Panel, **given: Any) -> Exercise:
    defaults = {
        "round_id": room.round.id,
        "title": "Clinic X",
        "text": "We have <b>plans</b>.",
        "opened_at": AT,
        "changed_at": AT,
        "changed_by_id": room.mona.id,
    }
    row: Exercise = build.saved(Exercise(**defaults | given))
    return row


def sheet(of: Exercise, who: Any, score: int = 4) -> None:
    kept = {key: {"score": score, "reason": f"{who.name} says so"} for key in ("K1", "K2", "K3")}
    build.saved(ExerciseSheet(exercise_id=of.id, person_id=who.id, scores=kept, submitted_at=AT))


def test_from_the_first_word_to_the_lesson(client: PageClient, room: Panel) -> None:
    client.sign_in(room.mona)
    page = client.fill_in(staff(), title="Clinic X", text="We have plans.")
    client.sign_in(room.sam)
    client.visit(MINE, status=404)
    client.sign_in(room.mona)
    client.fill_in(staff("open"), at=staff())

    client.sign_in(room.sam)
    page = client.visit(MINE)
    assert "A wish" in page.text
    assert page.all("spot") == []
    page = client.follow(client.fill_in(MINE, **SHEET))
    assert page.one("spot", data_key="K2").text == "Team 5 5.00 5 5 1 A full team."
    client.sign_in(room.uma)
    assert client.visit(MINE).all("spot") == []
    page = client.follow(client.fill_in(MINE, **SHEET | {"score_K2": "2"}))
    assert page.one("spot", data_key="K2").text == "Team 2 3.50 2 5 2 A full team."
    assert "Sam Boone" not in page.text

    client.sign_in(room.mona)
    page = client.visit(staff())
    assert "Sam Boone: 5" in page.text
    form = page.form(staff("lesson"))
    client.send(form, lesson="5 needs names.", deed="keep")
    client.send(client.visit(staff()).form(staff("lesson")), lesson="5 needs names.", deed="close")
    client.sign_in(room.tess)
    page = client.visit(MINE)
    assert page.one("lesson").text == "5 needs names."
    assert "You did not send a sheet" in page.text
    assert page.all("spot") == []


def test_its_scores_are_in_no_number_of_the_round(client: PageClient, room: Panel) -> None:
    sheet(opened(room), room.sam)
    client.sign_in(room.mona)

    page = client.visit(room.staff)

    assert page.one("score-n").text == "0"


def test_scores_begin_where_the_rubric_begins(client: PageClient, room: Panel) -> None:
    form = copy.deepcopy(room.round.form)
    form["criteria"][0]["anchors"] = {"1": "A wish", "5": "A plan"}
    room.round.form = form
    db.session.commit()
    opened(room)
    client.sign_in(room.sam)

    page = client.visit(MINE)
    offered = {
        name: [
            box.attrs["value"] for box in page.root.walk("input") if box.attrs.get("name") == name
        ]
        for name in ("score_K1", "score_K2")
    }
    assert offered == {"score_K1": list("12345"), "score_K2": list("012345")}
    client.fill_in(MINE, status=422, **SHEET | {"score_K1": "0"})
    assert db.session.scalars(db.select(ExerciseSheet)).all() == []


def test_the_text_is_escaped_and_the_form_is_gone_once_sent(
    client: PageClient, room: Panel
) -> None:
    of = opened(room)
    client.sign_in(room.sam)
    stale = client.visit(MINE).form(MINE)
    sheet(of, room.sam)

    page = client.visit(MINE)

    assert "We have <b>plans</b>." in page.text
    client.send(stale, status=409, **SHEET)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"score_K2": None}, "Choose a score for Team"),
        ({"score_K2": "6"}, "Choose one of the list"),
        ({"reason_K3": ""}, "Say why the score for Data fits"),
        ({"reason_K3": "x" * 2_001}, "Shorten this"),
        ({"reason_K3": "DOB 3/14/2015"}, "a date of birth"),
    ],
)
def test_a_sheet_with_gaps_keeps_what_was_typed(
    client: PageClient, room: Panel, typed: dict[str, Any], said: str
) -> None:
    opened(room)
    client.sign_in(room.sam)

    page = client.fill_in(MINE, status=422, **SHEET | typed)

    assert said in page.one("error-summary").text
    assert "Some need." in page.text
    assert db.session.scalars(db.select(ExerciseSheet)).first() is None


def test_staff_correct_what_is_missing(client: PageClient, room: Panel) -> None:
    client.sign_in(room.mona)
    page = client.fill_in(staff(), status=422, title="", text="MRN 1234567")
    assert "Enter a title" in page.one("error-summary").text
    page = client.fill_in(staff(), status=422, title="T", text="MRN 1234567")
    assert "a medical record number" in page.one("error-summary").text
    opened(room)
    page = client.fill_in(staff("lesson"), at=staff(), status=422, lesson="")
    assert "Write what the panel learned" in page.one("error-summary").text


def test_staff_write_and_reviewers_score(client: PageClient, room: Panel) -> None:
    opened(room)
    for who, path in (
        (room.sam, staff()),
        (room.mona, MINE),
        (build.person(role=Role.ADMINISTRATOR), staff()),
    ):
        client.sign_in(who)
        client.visit(path, status=403)
    client.sign_in(room.sam)
    client.visit("/reviews/exercise/nothing", status=404)


def test_more_sheets_take_no_more_statements(client: PageClient, room: Panel) -> None:
    of = opened(room)
    counts = []
    for who in (room.sam, room.uma, room.tess):
        sheet(of, who)
        for looker, path in ((room.mona, staff()), (room.sam, MINE)):
            client.sign_in(looker)
            client.visit(path)
            with statements() as sent:
                client.visit(path)
            counts.append(len(sent))

    assert len(set(counts[0::2])) == len(set(counts[1::2])) == 1
