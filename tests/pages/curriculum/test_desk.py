"""Staff pages about modules: the list, adding, placing, archiving."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.curriculum.models import LearningAssignment, Module, ModuleVersion, Track
from app.policy import Role
from tests.pages.curriculum.desk import LIST, WRITERS, errors, found, module, mona, paz
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from typing import Any

    from flask import Flask

    from tests.support.page import PageClient

ONE = f"{LIST}/medical-home-basics"
PAGES = (
    LIST,
    f"{LIST}/new",
    f"{LIST}/tracks/new",
    ONE,
    f"{ONE}/place",
    f"{ONE}/archive",
    f"{ONE}/1",
    f"{ONE}/1/approve",
    f"{ONE}/1/send-back",
    f"{ONE}/1/schedule",
    f"{ONE}/1/end",
    f"{ONE}/1/archive",
    f"{ONE}/1/comments",
    f"{ONE}/1/diff",
    f"{ONE}/1/preview",
    f"{ONE}/1/preview/lesson-1",
)
MISSING = (f"{LIST}/nowhere", f"{LIST}/nowhere/1", f"{ONE}/2", f"{ONE}/1/preview/lesson-9")


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)


@pytest.mark.parametrize("role", Role)
def test_those_who_write_the_curriculum_open_its_desk_and_nobody_else(
    client: PageClient, role: Role
) -> None:
    build.module_version(module())
    client.sign_in(build.person(role=role))

    statuses = {path: client.get(path).status_code for path in PAGES}

    assert set(statuses.values()) == ({200} if role in WRITERS else {403}), statuses


def test_visitors_sign_in_first(client: PageClient) -> None:
    assert client.visit(LIST, status=302).location.startswith("/sign-in")


def test_what_is_not_there_is_not_found(client: PageClient) -> None:
    build.module_version(module())
    paz(client)

    for path in MISSING:
        client.visit(path, status=404)


def test_the_desk_says_what_learners_get_what_comes_and_who_it_waits_for(
    client: PageClient,
) -> None:
    person = paz(client)
    home = module(is_required=True)
    build.published_version(home)
    build.module_version(home, number=2, review_asked_at=build.NOON)
    mine = build.module(key="mine")
    build.module_version(mine, review_asked_at=build.NOON, created_by_id=person.id)
    build.module_version(build.module(key="apart"), lessons=(build.lesson(is_draft=True),))
    build.track(title="Nothing here")

    page = client.visit(LIST)

    row = page.one("module-row", data_key="medical-home-basics").text
    assert "Required" in row
    assert "Version 1" in row
    assert "Version 2 of Module 6 In review since" in row
    assert "Waits for your review" in row
    assert "somebody else to approve" in page.one("module-row", data_key="mine").text
    assert "1 lesson, 1 of them drafts" in page.one("module-row", data_key="apart").text
    assert "This track has no module yet." in page.text


def test_an_empty_desk_says_what_to_do(client: PageClient) -> None:
    paz(client)

    assert "No modules yet" in client.visit(LIST).text


def test_the_desk_asks_as_often_for_three_modules_as_for_one(client: PageClient) -> None:
    paz(client)
    build.published_version(module())
    client.visit(LIST)
    with statements() as one:
        client.visit(LIST)
    for _ in range(2):
        build.published_version()
    with statements() as three:
        client.visit(LIST)

    assert len(one) == len(three)


def test_a_track_and_a_module_are_added(client: PageClient) -> None:
    paz(client)
    client.fill_in(f"{LIST}/tracks/new", title="For families")
    track = db.session.scalars(select(Track)).one()

    page = client.fill_in(
        f"{LIST}/new",
        title="Medical home basics",
        code="11",
        track=str(track.id),
        phase="LS1",
        is_required="y",
    )

    page = client.follow(page)
    assert page.path == f"{ONE}/1"
    assert "The module is there as a draft" in page.text
    assert page.one("status").text == "Draft"
    assert "Paz Nunez started a version" in page.one("timeline").text
    assert found().created_by_id is not None


def test_what_is_missing_is_said_beside_its_field(client: PageClient) -> None:
    paz(client)
    build.module_version(module(track_id=build.track(title="Start here", key="start-here").id))

    page = client.fill_in(f"{LIST}/tracks/new", title="Start here", status=422)
    assert errors(page) == ["There is a track with this title. Choose another title."]
    page = client.fill_in(f"{LIST}/new", title="", code="", status=422)
    assert errors(page) == ["Enter the title", "Enter the number"]
    page = client.fill_in(
        f"{LIST}/new", title="Medical home basics", code="12", phase="AP1", status=422
    )
    assert errors(page) == ["There is a module with this title. Choose another title."]
    assert page.control("phase").attrs["value"] == "AP1"


def test_two_modules_do_not_have_the_same_number(client: PageClient) -> None:
    paz(client)
    build.module_version(build.module(key="telehealth", code="11A"), title="Telehealth visits")
    build.module_version(module())

    taken = ["“Telehealth visits” has this number already. Choose another number."]
    page = client.fill_in(f"{LIST}/new", title="Rides", code="11a", status=422)
    assert errors(page) == taken
    assert errors(client.fill_in(f"{ONE}/place", code="11a", status=422)) == taken
    client.fill_in(f"{ONE}/place", phase="AP2")


def test_a_title_has_a_letter_or_a_number_and_as_much_room_as_later(client: PageClient) -> None:
    paz(client)
    build.module_version(module())

    page = client.fill_in(f"{LIST}/new", title="🚑🚑", code="12", status=422)
    assert errors(page) == ["Use at least one letter or number."]
    page = client.fill_in(f"{LIST}/new", title="a" * 121, code="12", status=422)
    assert errors(page) == ["Use 120 characters or fewer"]
    client.fill_in(f"{LIST}/new", title="a" * 120, code="12")
    assert db.session.scalar(select(ModuleVersion.title).where(ModuleVersion.title == "a" * 120))


def test_a_module_is_placed_elsewhere(client: PageClient) -> None:
    paz(client)
    build.module_version(module())
    other = build.track()

    page = client.fill_in(f"{ONE}/place", track=str(other.id), position="3", code="6b", phase="AP2")

    assert page.location == ONE
    row = db.session.scalars(select(Module)).one()
    assert (row.track_id, row.position, row.code, row.phase) == (other.id, 2, "6b", "AP2")
    page = client.fill_in(f"{ONE}/place", position="0", status=422)
    assert errors(page) == ["Enter 1 to 999"]


def test_a_module_is_archived_and_brought_back(client: PageClient) -> None:
    mona(client)
    build.published_version(module())

    page = client.follow(client.fill_in(f"{ONE}/archive"))

    assert "What people learned stays on their record" in page.text
    assert "6. Module 6" in page.text
    build.module_version(build.module(code="6"), title="Telehealth visits")
    page = client.follow(client.fill_in(f"{ONE}/bring-back", at=ONE))
    assert "“Telehealth visits” has the number 6 too" in page.text
    assert db.session.scalar(select(func.count()).where(Module.archived_at.is_not(None))) == 0


def test_archiving_a_module_says_what_hangs_on_it(client: PageClient) -> None:
    person = mona(client)
    home = module(is_required=True)
    build.published_version(home)
    asks = [{"gate": "quiz", "of": home.key, "percent": None}]
    build.published_version(build.module(), title="Telehealth", prerequisites=asks)
    build.published_version(build.module(), title="Apart")
    team, given = build.team(name="Pecan Bluff"), {"module_id": home.id, "given_by_id": person.id}
    for aim in (
        {"practice_id": team.id, "due_on": dt.date(2027, 1, 31)},
        {"person_id": person.id, "is_required": False},
        {"ended_at": build.NOON, "ended_by_id": person.id},
    ):
        build.saved(LearningAssignment(given_at=build.NOON, **given | aim))

    told = client.visit(f"{ONE}/archive").one("hanging").text

    assert "It is required of every team." in told
    assert "“Telehealth” asks for it first. From then on it asks for nothing instead." in told
    assert "stays so: Pecan Bluff (required, due Jan 31, 2027)" in told
    assert "stays so: Mona Ford (optional)" in told
    assert "Everybody" not in told
    assert "Apart" not in told


@pytest.mark.parametrize(("times", "said"), [(1, "assigned once"), (2, "assigned 2 times")])
def test_whoever_archives_but_does_not_assign_reads_how_often_it_is_assigned(
    client: PageClient, times: int, said: str
) -> None:
    home = module()
    build.published_version(home)
    manager = build.person(role=Role.PROGRAM_STAFF)
    for number in range(times):
        team = build.team(name=f"Pecan Bluff {number}")
        given = {"module_id": home.id, "practice_id": team.id, "given_by_id": manager.id}
        build.saved(LearningAssignment(given_at=build.NOON, **given))
    client.sign_in(build.person(role=Role.PUBLISHER))

    told = client.visit(f"{ONE}/archive").one("hanging").text

    assert f"It is {said}, and stays so." in told
    assert "Pecan Bluff" not in told


def test_nothing_is_said_of_a_module_on_which_nothing_hangs(client: PageClient) -> None:
    mona(client)
    build.published_version(module())

    assert client.visit(f"{ONE}/archive").all("hanging") == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"archived_at": build.NOON}, "Nothing, archived since November 2"),
        (
            {"publish_at": build.NOON - dt.timedelta(days=2), "expires_at": build.NOON},
            "Nothing, it ended November 2",
        ),
    ],
)
def test_a_module_whose_only_version_is_over_says_so(
    client: PageClient, given: dict[str, Any], said: str
) -> None:
    person = mona(client)
    signed = {"archived_by_id": person.id} if "archived_at" in given else {}
    build.published_version(module(), **given, **signed)

    row = client.visit(LIST).one("module-row").text

    assert said in row
    assert "Nothing yet" not in row


def test_the_page_of_a_module_lists_its_versions_and_starts_a_new_one(
    client: PageClient,
) -> None:
    paz(client)
    build.published_version(module())
    page = client.visit(ONE)
    assert [row.attrs["data-key"] for row in page.all("version-row")] == ["1"]
    assert "out since" in page.one("version-list").text

    page = client.follow(client.fill_in(f"{ONE}/start", at=ONE))

    assert page.path == f"{ONE}/2"
    assert page.one("status").text == "Draft"
    page = client.visit(ONE)
    assert "go on in version 2" in page.text
    assert [row.attrs["data-key"] for row in page.all("version-row")] == ["2", "1"]


def test_a_second_press_leads_to_the_draft_that_is_there(client: PageClient) -> None:
    paz(client)
    build.published_version(module())
    form = client.visit(ONE).form(f"{ONE}/start")
    client.send(form)

    page = client.follow(client.send(form))

    assert page.path == f"{ONE}/2"
    assert "Version 2 is there already. Go on in it." in page.text
    assert db.session.scalar(select(func.count()).select_from(ModuleVersion)) == 2


def test_the_list_of_versions_asks_as_often_for_three_as_for_one(client: PageClient) -> None:
    paz(client)
    home = module()
    build.published_version(home)
    client.visit(ONE)
    with statements() as one:
        client.visit(ONE)
    for number in (2, 3):
        build.published_version(home, number=number)
    with statements() as three:
        client.visit(ONE)

    assert len(one) == len(three)
