"""Questions after an event, what staff read of the answers, and what the numbers did since."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.core.db import db
from app.events.domain.evaluations import AFTER_SET, LATER_SET
from app.events.domain.kinds import Noted, Presence, Wave
from app.events.models import Attendance, EvaluationAnswers, EvaluationGiven, Event
from app.policy import Role
from tests.support import build
from tests.support.page import Page
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.accounts.models import Person
    from tests.support.page import PageClient

START = dt.datetime(2026, 11, 9, 18, tzinfo=dt.UTC)
RATING, CHOICE, WORDS, CHANGE = AFTER_SET[0], AFTER_SET[5], AFTER_SET[7], AFTER_SET[8]


@pytest.fixture(autouse=True)
def _after_the_event(app: Flask) -> None:
    app.extensions["clock"].set(START + dt.timedelta(hours=1))


def asking(*items: Any, **given: Any) -> Event:
    return build.learning_event(evaluation=[item.as_dict() for item in items], **given)


def came(of: Event, at: Any = None, **given: Any) -> Person:
    person = build.person(role=Role.LEAD, at=at or build.practice(), **given)
    build.saved(
        Attendance(
            event_id=of.id,
            person_id=person.id,
            presence=Presence.ATTENDED,
            how=Noted.CODE,
            noted_at=START,
        )
    )
    return person


def answered(of: Event, wave: Wave) -> None:
    person = came(of)
    build.saved(EvaluationGiven(event_id=of.id, wave=wave, person_id=person.id))


def the_event(of: Event) -> Event:
    db.session.expire_all()
    return db.session.get_one(Event, of.id)


def neil(client: PageClient) -> None:
    client.sign_in(build.person(name="Neil", role=Role.PROGRAM_STAFF))


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("a")]


def test_people_who_were_there_answer_once(client: PageClient) -> None:
    of = asking(RATING, CHOICE, WORDS)
    client.sign_in(came(of))
    path = f"/events/{of.key}/evaluation"
    assert "How was it?" in client.visit(f"/events/{of.key}").text
    page = client.fill_in(path, item_helped="All of it", status=422)
    assert errors(page) == ["Question 1: choose one answer", "Question 2: choose one answer"]
    assert page.control("item_helped").text == "All of it"
    page = client.fill_in(
        path, item_worth="4", item_pace="About right", item_helped="x" * 1_001, status=422
    )
    assert errors(page) == ["Question 3: use 1,000 characters at most"]
    client.fill_in(path, item_worth="4", item_pace="About right", item_helped="")
    assert "answered already" in client.visit(path).one("closed").text
    assert "How was it?" not in client.visit(f"/events/{of.key}").text


def test_who_was_not_there_is_refused(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    of = asking(RATING)
    ben, dev = new_client(), client
    ben.sign_in(came(of))
    dev.sign_in(build.person(role=Role.LEAD, at=build.practice()))
    path = f"/events/{of.key}/evaluation"
    assert "Only people who were there" in dev.visit(path).one("closed").text
    token = dev.visit("/events").forms[0].fields["csrf_token"]
    reply = dev.post(path, data={"csrf_token": token, "item_worth": "5"})
    assert reply.status_code == 409
    form = ben.visit(path).form(path)
    ben.send(form, item_worth="9", status=422)
    ben.send(form, item_worth="3")
    ben.send(form, item_worth="5", status=409)


def test_answers_never_land_under_questions_that_were_chosen_later(client: PageClient) -> None:
    of = asking(RATING, WORDS)
    client.sign_in(came(of))
    path = f"/events/{of.key}/evaluation"
    old = client.visit(path).form(path)
    of.evaluation = [item.as_dict() for item in (CHANGE, RATING, WORDS)]
    db.session.commit()

    page = client.send(old, item_worth="4", item_helped="The stories", status=409)

    assert "The questions changed meanwhile" in page.text
    assert page.control("item_helped").text == "The stories"
    assert page.control("item_change").text == ""
    assert page.form(path).fields["item_worth"] == "4"
    assert db.session.scalars(select(EvaluationGiven)).all() == []
    client.send(page.form(path), item_change="More time")
    (row,) = db.session.scalars(select(EvaluationAnswers))
    assert row.answers == {"0": "More time", "1": 4, "2": "The stories"}


def test_answers_to_a_question_that_was_taken_away_are_not_lost_without_a_word(
    client: PageClient,
) -> None:
    of = asking(RATING, WORDS)
    client.sign_in(came(of))
    path = f"/events/{of.key}/evaluation"
    old = client.visit(path).form(path)
    of.evaluation = [RATING.as_dict()]
    db.session.commit()
    client.send(old, item_worth="4", item_helped="The stories", status=409)
    of.evaluation = []
    db.session.commit()
    page = client.send(old, item_worth="4", item_helped="The stories", status=409)
    assert "nothing to answer now" in page.text
    assert "The stories" in page.text


def test_staff_see_too_few_answers_and_then_the_mean(
    client: PageClient, new_client: Callable[[], PageClient]
) -> None:
    of = asking(RATING, CHOICE, WORDS)
    people = [came(of) for _ in range(6)]
    neil(client)
    seen = []
    for person, rating in zip(people, (5, 4, 4, 3, 5, 1), strict=True):
        one = new_client()
        one.sign_in(person)
        path = f"/events/{of.key}/evaluation"
        one.fill_in(
            path, item_worth=str(rating), item_pace="Too slow", item_helped=f"I said {rating}"
        )
        seen.append(client.visit(f"/staff/events/{of.key}/evaluation").one("results").text)
    for text in seen[:4]:
        assert "Too few answers" in text
        assert "I said" not in text
        assert "Mean" not in text
    assert "Mean 4.2 (n = 5) of 5. Spread 0.7." in seen[4]
    assert "Too slow: 5 of 5" in seen[4]
    assert seen[4].count("I said") == 5
    assert "I said 1" not in seen[5]
    assert "1 answer waits" in seen[5]
    assert seen[5].split("1 answer")[0].strip() == seen[4].strip()


def test_staff_choose_what_is_asked(client: PageClient) -> None:
    of = build.learning_event()
    neil(client)
    path = f"/staff/events/{of.key}/evaluation/choose"
    page = client.fill_in(path, after=[item.key for item in AFTER_SET[:7]], status=422)
    assert errors(page) == ["Choose 6 questions at most."]
    assert errors(client.fill_in(path, days="59", status=422)) == ["Enter a number from 60 to 90"]
    client.fill_in(path, after=["worth", "helped"], later=["tried"], days="80")
    db.session.expire_all()
    fresh = db.session.get_one(Event, of.id)
    assert [one["key"] for one in fresh.evaluation] == ["worth", "helped"]
    assert fresh.follow_up_days == 80
    page = client.visit(f"/staff/events/{of.key}/evaluation")
    assert len(page.all("results")) == 2


def test_questions_that_somebody_else_changed_meanwhile_are_shown_beside_the_own_ones(
    client: PageClient,
) -> None:
    of = asking(RATING)
    neil(client)
    path = f"/staff/events/{of.key}/evaluation/choose"
    old = client.visit(path).form(path)
    client.fill_in(path, after=["worth", "change"])

    page = client.send(old, after=["worth", "helped"], days="80", status=409)

    assert CHANGE.text in page.one("theirs").text
    assert "75" in page.one("theirs").text
    assert page.form(path).fields.getlist("after") == ["worth", "helped"]
    client.send(page.form(path))
    assert [one["key"] for one in the_event(of).evaluation] == ["worth", "helped"]


def test_questions_that_people_have_answered_stand_there_without_boxes(client: PageClient) -> None:
    of = asking(RATING, WORDS)
    neil(client)
    path = f"/staff/events/{of.key}/evaluation/choose"
    old = client.visit(path).form(path)
    answered(of, Wave.AFTER)

    page = client.send(old, after=["worth"], later=["tried"], status=422)

    assert "People have answered these questions, so they stay" in page.one("error-summary").text
    assert page.form(path).fields.getlist("after") == ["worth", "helped"]
    assert page.form(path).fields.getlist("later") == ["tried"]
    client.send(page.form(path))
    assert [one["key"] for one in the_event(of).follow_up] == ["tried"]
    answered(of, Wave.LATER)
    page = client.visit(path)
    assert "they stay as they are" in page.one("closed").text
    assert page.links["See what people said"] == f"/staff/events/{of.key}/evaluation"
    assert [form.action for form in page.forms if form.action == path] == []
    assert "they stay as they are" in client.send(old, days="80", status=409).text


def test_when_people_are_asked_again_stays_once_somebody_has_answered(client: PageClient) -> None:
    of = asking(RATING, follow_up=[LATER_SET[0].as_dict()], follow_up_days=80)
    answered(of, Wave.LATER)
    neil(client)
    path = f"/staff/events/{of.key}/evaluation/choose"
    client.fill_in(path, after=["worth", "helped"])
    fresh = the_event(of)
    assert (len(fresh.evaluation), len(fresh.follow_up), fresh.follow_up_days) == (2, 1, 80)


def test_staff_read_when_people_are_asked_again_or_were(app: Flask, client: PageClient) -> None:
    of = asking(RATING, follow_up=[item.as_dict() for item in LATER_SET[:1]])
    path = f"/staff/events/{of.key}/evaluation"
    neil(client)
    assert "People are asked on " in client.visit(path).text
    app.extensions["clock"].set(START + dt.timedelta(days=76))
    neil(client)
    assert "People were asked on " in client.visit(path).text


def test_people_are_asked_again_some_weeks_later(app: Flask, client: PageClient) -> None:
    of = asking(RATING, follow_up=[item.as_dict() for item in LATER_SET[:1]])
    app.extensions["clock"].set(START + dt.timedelta(days=76))
    client.sign_in(came(of))
    path = f"/events/{of.key}/evaluation"
    client.fill_in(path, item_tried="Yes, once")
    assert "answered already" in client.visit(path).one("closed").text


def team_with_numbers(values: list[int]) -> Any:
    """A team whose one measure has these values from April 2026 on."""
    team = build.team()
    measure = build.measure(of=team.cohort, short_name="Care plans")
    for number, value in enumerate(values):
        month = dt.date(2026 + (3 + number) // 12, (3 + number) % 12 + 1, 1)
        build.sent_point(team, measure, month, value, 100)
    return team


def test_the_numbers_of_teams_are_told_before_and_since_without_a_verdict(
    app: Flask, client: PageClient
) -> None:
    of = build.learning_event(starts_at=dt.datetime(2027, 1, 11, 18, tzinfo=dt.UTC))
    quiet = team_with_numbers([])
    moved = team_with_numbers([30, 31, 29, 30, 32, 28, 30, 31, 29, 60, 61, 62, 63, 64, 65, 66, 67])
    for team in (moved, quiet):
        came(of, at=team.practice)
        came(of, at=team.practice)
    came(build.learning_event(), at=build.team().practice)
    app.extensions["clock"].set(dt.datetime(2027, 9, 13, 18, tzinfo=dt.UTC))
    neil(client)
    page = client.visit(f"/staff/events/{of.key}/measures")
    assert "does not mean that the event caused it" in page.text
    told = {row.text.split(" 2 people ")[0]: row.text for row in page.all("effect")}
    assert list(told) == sorted([quiet.name, moved.name], key=str.casefold)
    assert page.links[moved.name] == f"/teams/{moved.key}/measures"
    about = client.visit(f"/staff/events/{of.key}/evaluation")
    assert about.links["Numbers of the teams that came"] == page.path
    assert told[quiet.name].endswith("No signal before No signal since")
    assert "No signal before Care plans: " in told[moved.name]
    assert "in the good direction (seen in " in told[moved.name]


def test_the_pages_need_as_many_statements_for_one_as_for_three(client: PageClient) -> None:
    neil(client)
    for page in ("measures", "evaluation"):
        counts = []
        for size in (1, 3):
            of = asking(RATING)
            for _ in range(size):
                came(of, at=build.team().practice)
            with statements() as sent:
                client.visit(f"/staff/events/{of.key}/{page}")
            counts.append(len(sent))
        assert counts[0] == counts[1], page
