"""Somebody is stuck: staff see it, write kindly, and the mail's link stops it with one button."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db
from app.outbox.models import OutboxMail
from app.policy import Role
from tests.support import build
from tests.support.browser import check_page, set_clock
from tests.unit.curriculum.learners import began, completed, learner
from tests.unit.curriculum.takers import quiz_version, ready, sent, started

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page

    from app.accounts.models import Person

NOW = build.NOON + dt.timedelta(hours=1)
TITLES = (
    "Start here: quality and your team",
    "Quality improvement basics",
    "Measures and run charts",
    "Medical home basics",
    "Care coordination and shared plans",
    "Transition to adult care",
    "Family partnership",
)


@dataclass(frozen=True, slots=True)
class Story:
    """Who takes part, and the page of their team."""

    mona: Person
    team: str


@pytest.fixture
def told(app: Flask) -> Story:
    """Two teams of a cohort, seven modules; Ana used her tries, and Ben stopped in October."""
    set_clock(app, NOW)
    app.config["SECOND_FACTOR_ROLES"] = ()
    cohort = build.cohort(name="Cohort 1")
    delta = build.team(name="Delta Kids Pediatrics", cohort=cohort)
    river = build.team(name="River Clinic", cohort=cohort)
    ben = learner(at=delta.practice, name="Ben Ivey")
    ana = learner(Role.LEAD, at=delta.practice, name="Ana Reed")
    learner(Role.FAMILY_PARTNER, at=river.practice, name="Cy Odom")
    early = NOW - dt.timedelta(days=60)
    for number, title in enumerate(TITLES):
        version = build.published_version(
            build.module(key=f"module-{number}", is_required=number < 2),
            title=title,
            publish_at=early,
        )
        if number == 0:
            began(ben, version, NOW - dt.timedelta(days=21))
            completed(ana, version)
    quiz = quiz_version(of=build.module(key="quiz"), title="Charts by hand")
    study = ready(ana, quiz)
    for _ in range(2):
        sent(ana, started(ana, study), 1)
    return Story(build.person(name="Mona Ford", role=Role.DIRECTOR), delta.key)


def test_staff_find_who_is_stuck_and_help(told: Story, new_page: Callable[..., Page]) -> None:
    mona = new_page(sign_in=told.mona)

    everybody_is_somewhere(mona, told.team)
    a_module_is_assigned(mona)
    a_kind_reminder_goes_out(mona)
    trained_people_are_counted(mona)
    reminder = OutboxMail.kind == "learning reminder"
    link = db.session.scalars(select(OutboxMail.link).where(reminder)).first()
    db.session.rollback()
    the_mail_stops_reminders(new_page(), link or "")


def everybody_is_somewhere(mona: Page, team: str) -> None:
    mona.goto("/staff/learning")
    expect(mona.get_by_test_id("team").first).to_contain_text("1 done")
    check_page(mona)
    mona.goto(f"/staff/learning/teams/{team}")
    expect(mona.get_by_test_id("people")).to_contain_text("Stuck: used all 2 tries")
    check_page(mona)


def a_module_is_assigned(mona: Page) -> None:
    mona.goto("/staff/learning/assignments/new")
    mona.get_by_label("Module").select_option(label=TITLES[2])
    mona.get_by_label("Cohort").select_option(label="Cohort 1")
    mona.locator("label[for=kind-0]").click()
    mona.get_by_label("Due date").fill("2026-11-30")
    mona.get_by_role("button", name="Show how many people").click()
    expect(mona.get_by_test_id("preview")).to_contain_text("This reaches 3 people now.")
    check_page(mona)
    mona.get_by_role("button", name="Assign it").click()
    expect(mona.get_by_test_id("assignment")).to_contain_text("3 people, 0 done")
    check_page(mona)


def a_kind_reminder_goes_out(mona: Page) -> None:
    mona.goto("/staff/learning/stuck")
    check_page(mona)
    mona.get_by_label("Ben Ivey").check()
    mona.get_by_role("button", name="Write a reminder").click()
    check_page(mona)
    mona.get_by_role("button", name="Show the mail").click()
    expect(mona.get_by_test_id("preview")).to_contain_text("Hello Ben Ivey,")
    check_page(mona)
    mona.get_by_role("button", name="Send the reminder").click()
    expect(mona.locator("main")).to_contain_text("1 person gets a mail.")


def trained_people_are_counted(mona: Page) -> None:
    mona.goto("/staff/learning/trained?first=2026-11-01&last=2026-11-30")
    expect(mona.get_by_test_id("trained-one")).to_have_text("1")
    check_page(mona)


def the_mail_stops_reminders(ben: Page, link: str) -> None:
    ben.goto("/learn/reminders/" + link.rpartition("/")[2])
    check_page(ben)
    ben.get_by_role("button", name="Stop all reminders").click()
    expect(ben.locator("main")).to_contain_text("You get no more reminders")
