"""A team begins from its award, with the charter that its application fills (OPEN-11)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.awards.domain.kinds import Outcome
from app.awards.models import AwardPlan, AwardReply
from app.awards.queries.releases import outlook
from app.awards.services import release as releases
from app.charter.models import Charter
from app.collaborative.models import Cohort, Enrolment
from app.core.db import db, transaction
from app.rfa.models import Application, Round
from tests.browser import calls
from tests.browser.deciding import (
    AFTER,
    AIM,
    CARRIED,
    DEPARTS,
    OUT,
    OUTCOMES,
    WHY_OTHERWISE,
    accept,
    all_reviewed,
    job,
    lead,
    mails,
    versions,
)
from tests.browser.kudzu import at
from tests.browser.panels import Panel
from tests.support import build
from tests.support.browser import check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page


@pytest.fixture
def told(app: Flask) -> Panel:
    """The decisions of the scenario were told on April 17; it is April 20."""
    room = all_reviewed(app)
    of = db.session.get_one(Round, room.round_id)
    build.saved(
        AwardPlan(
            round_id=room.round_id,
            cohort_id=db.session.scalars(select(Cohort.id)).one(),
            letterhead="Department of Health",
            signer_name="Mona Reyes",
            signer_title="Director",
            changed_at=at("2026-04-10", "15:00"),
        )
    )
    for number, outcome in OUTCOMES.items():
        build.decision(
            db.session.get_one(Application, room.applicants[number].id),
            by=room.people["Mona"],
            outcome=Outcome(outcome),
            waits_as=1 if outcome == "wait list" else None,
            departure=WHY_OTHERWISE if number in DEPARTS else "",
        )
    mona, neil = (calls.acting(room.people[first]) for first in ("Mona", "Neil"))
    now = at("2026-04-10", "15:00")
    with transaction():
        releases.plan(of, release_at=OUT, by=mona, at=now)
    with transaction():
        of = db.session.get_one(Round, room.round_id)
        releases.confirm(of, seen=outlook(of, now).mark, by=neil, at=now)
    db.session.rollback()
    set_clock(app, AFTER)
    job(app)
    set_clock(app, at("2026-04-20", "10:00"))
    assert len(mails()) == 6
    return room


def test_an_award_becomes_a_team_with_its_charter(  # noqa: PLR0915  # one story
    new_page: Callable[..., Page], told: Panel
) -> None:
    sent = versions(told, "P1")
    assert [number for number, *_ in sent] == [1, 2]
    ana = new_page(sign_in=lead(told, "P1"))
    accept(ana, told)
    expect(ana.locator("main")).to_contain_text("Kudzu")
    for key, (text, source) in CARRIED.items():
        row = ana.locator(f"[data-testid=carried][data-key='{key}']")
        expect(row).to_contain_text(text)
        expect(row).to_contain_text(f"From your application, {source}")
    members = ana.get_by_test_id("carried-member")
    expect(members).to_have_text(
        [re.compile(r"Dev Patel, QI lead"), re.compile(r"Rosa Hill, Family partner")]
    )
    check_page(ana)
    ana.get_by_role("button", name="Accept the award and begin").click()
    expect(ana.locator("main")).to_contain_text("You accepted the award.")
    check_page(ana)
    ana.get_by_role("link", name="Go to your team").click()
    expect(ana).to_have_url(re.compile("/teams/clinic-p1"))
    check_page(ana)

    ana.goto("/teams/clinic-p1/charter")
    expect(ana.get_by_test_id("status")).to_have_text("Draft")
    for key, (text, source) in CARRIED.items():
        row = ana.locator(f"[data-testid=charter] [data-key='{key}']")
        expect(row.get_by_test_id("charter-text")).to_have_text(text)
        expect(row.get_by_test_id("charter-source")).to_contain_text(source)
    expect(ana.locator("[data-testid=charter] [data-key=baseline]")).to_contain_text(
        "self-reported in the application"
    )
    people = ana.get_by_test_id("charter-member")
    expect(people).to_have_count(2)
    expect(people.filter(has_text="Family partner")).to_contain_text("Rosa Hill")
    expect(people.filter(has_text="Family partner")).to_contain_text("Q22")
    check_page(ana)

    ana.goto("/teams/clinic-p1/charter/aim")
    check_page(ana)
    ana.get_by_label("Aim", exact=True).fill("70% with a shared plan by November 2027")
    ana.get_by_role("button", name="Save", exact=True).click()
    aim = ana.locator("[data-testid=charter] [data-key=aim]")
    expect(aim.get_by_test_id("charter-text")).to_have_text(
        "70% with a shared plan by November 2027"
    )
    expect(aim).to_contain_text(AIM)
    assert versions(told, "P1") == sent
    ana.goto(f"{told.applicants['P1'].path}/versions/2")
    expect(ana.locator("main")).to_contain_text(AIM)
    expect(ana.locator("main")).not_to_contain_text("70%")


def test_confirming_twice_begins_once(new_page: Callable[..., Page], told: Panel) -> None:
    ana = new_page(sign_in=lead(told, "P1"))
    second = ana.context.new_page()
    for tab in (ana, second):
        accept(tab, told)
    for tab in (ana, second):
        tab.get_by_role("button", name="Accept the award and begin").dblclick()
        expect(tab.get_by_test_id("award-step").first).to_contain_text("Done")
    assert [db.session.query(of).count() for of in (AwardReply, Charter, Enrolment)] == [1, 1, 1]
    db.session.rollback()
    carla = new_page(sign_in=told.applicants["P1"].people["Carla"].id)
    carla.goto(f"{told.applicants['P1'].path}/award/confirm")
    expect(carla.get_by_test_id("award-step").first).to_contain_text("Done")
    check_page(carla)
