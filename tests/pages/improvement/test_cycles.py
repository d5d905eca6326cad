from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.core.db import db
from app.improvement.domain.states import CycleState, Decision
from app.improvement.models import Cycle
from app.policy import Role
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
WRITERS = [
    Role.LEAD,
    Role.PROVIDER_CHAMPION,
    Role.CARE_COORDINATOR,
    Role.DATA_MANAGER,
    Role.FAMILY_PARTNER,
]
READERS = [Role.SPONSOR, Role.VIEWER]


@pytest.fixture(autouse=True)
def clock(app: Flask) -> None:
    app.extensions["clock"].set(NOW)


@pytest.fixture
def team(app: Flask) -> Any:
    return build.team(key="delta-pines", name="Delta Pines Family Health")


@pytest.fixture
def lead(client: PageClient, team: Any) -> PageClient:
    client.sign_in(build.person(role=Role.LEAD, at=team.practice))
    return client


def _latest() -> Cycle:
    db.session.expire_all()
    return db.session.scalars(select(Cycle).order_by(Cycle.id.desc())).first()


def _plan(client: PageClient, **answers: str) -> Cycle:
    given = {"title": "Pre-visit form", "objective": "Fewer gaps", "planned_start": "2026-11-18"}
    client.fill_in("/teams/delta-pines/pdsa/new", **given | answers)
    return _latest()


def _path(cycle: Cycle, part: str = "") -> str:
    return f"/teams/delta-pines/pdsa/{cycle.id}{part}"


def test_a_team_without_tests_is_shown_the_first_small_step(lead: PageClient) -> None:
    page = lead.visit("/teams/delta-pines/pdsa")

    assert "No tests yet" in page.text
    assert "Plan a first test" in page.links


def test_a_plan_without_a_prediction_is_saved_but_does_not_run(lead: PageClient) -> None:
    cycle = _plan(lead)
    assert cycle.state is CycleState.DRAFT
    assert "No prediction yet" in lead.visit(_path(cycle)).text

    page = lead.fill_in(_path(cycle, "/run"), at=_path(cycle), status=422)

    assert "Add a prediction before you run the test" in page.text
    assert page.one(testid="error-summary")
    assert _latest().state is CycleState.DRAFT


def test_a_test_goes_from_plan_to_the_next_cycle(lead: PageClient) -> None:
    expected = {"predictions-0-question": "How many?", "predictions-0-predicted": "3 of 5 families"}
    cycle = _plan(lead, scale="5 patients", **expected)
    lead.fill_in(_path(cycle, "/run"), at=_path(cycle))
    lead.fill_in(_path(cycle, "/do"), as_planned="yes", observations="Easy to fill in", go="yes")
    lead.fill_in(
        _path(cycle, "/study"),
        **{"results-0-result": "4 of 5", "results-0-matched": "yes"},
        learned="Families like it",
        decision="adapt",
        next_steps="Put it in the waiting room",
        finish="yes",
    )
    assert _latest().state is CycleState.DONE

    lead.fill_in(_path(cycle, "/next"), at=_path(cycle))

    following = _latest()
    assert (following.number, following.ramp_id) == (2, cycle.ramp_id)
    page = lead.visit(_path(following))
    assert "Put it in the waiting room" in page.text
    assert "Families like it" in page.text


def test_finishing_asks_for_what_is_missing_and_keeps_the_rest(lead: PageClient) -> None:
    cycle = _plan(lead, **{"predictions-0-predicted": "3 of 5"})
    lead.fill_in(_path(cycle, "/run"), at=_path(cycle))
    lead.fill_in(_path(cycle, "/do"), as_planned="yes", observations="Easy", go="yes")

    page = lead.fill_in(
        _path(cycle, "/study"), learned="It works", decision="adapt", finish="yes", status=422
    )

    assert "Say what you will change in the next cycle" in page.text
    assert "Enter what happened, beside what you predicted" in page.text
    assert "It works" in page.text
    assert page.title.startswith("Error:")


def test_one_more_question_keeps_everything_typed(lead: PageClient) -> None:
    page = lead.fill_in(
        "/teams/delta-pines/pdsa/new",
        title="Form",
        objective="Fewer gaps",
        add="yes",
        status=200,
    )

    assert page.control("predictions-1-question") is not None
    assert "Fewer gaps" in page.text


def test_a_plan_needs_a_name(lead: PageClient) -> None:
    page = lead.fill_in("/teams/delta-pines/pdsa/new", objective="Fewer gaps", status=422)

    assert "Give the test a short name" in page.text
    assert "Fewer gaps" in page.text


def test_a_finished_small_test_is_logged_on_one_page(lead: PageClient) -> None:
    lead.fill_in(
        "/teams/delta-pines/pdsa/quick",
        title="Called families the day before",
        predicted="3 of 5 come",
        result="4 of 5 came",
        learned="Evenings work best",
        decision="adopt",
        next_steps="Call every evening",
    )

    cycle = _latest()
    assert (cycle.state, cycle.decision) == (CycleState.DONE, Decision.ADOPT)
    assert "4 of 5 came" in lead.visit(_path(cycle)).text


def test_a_test_that_goes_on_is_logged_too(lead: PageClient) -> None:
    lead.fill_in(
        "/teams/delta-pines/pdsa/quick", title="Called families", predicted="3 of 5", decision=""
    )

    assert _latest().state is CycleState.RUNNING


def test_a_quick_log_without_its_result_keeps_what_was_typed(lead: PageClient) -> None:
    page = lead.fill_in(
        "/teams/delta-pines/pdsa/quick",
        title="Called families",
        predicted="3 of 5",
        decision="abandon",
        status=422,
    )

    assert "Enter what happened" in page.text
    assert page.control("title").attrs["value"] == "Called families"
    assert db.session.scalars(select(Cycle)).all() == []


def test_a_test_is_stopped_with_its_reason(lead: PageClient) -> None:
    cycle = _plan(lead)

    assert "Say why" in lead.fill_in(_path(cycle, "/stop"), stop_reason="", status=422).text
    lead.fill_in(_path(cycle, "/stop"), stop_reason="The printer broke")

    page = lead.visit(_path(cycle))
    assert "Stopped" in page.one(testid="status").text
    assert "The printer broke" in page.text


def test_a_finished_cycle_is_only_read(lead: PageClient, team: Any) -> None:
    cycle = build.cycle(
        team,
        state=CycleState.STOPPED,
        ended_on=dt.date(2026, 11, 18),
        stop_reason="Printer broke",
    )

    for part in ("/plan", "/do", "/study", "/stop"):
        assert "This cycle is finished" in lead.visit(_path(cycle, part), status=409).text


def test_two_writers_at_once_overwrite_nothing(lead: PageClient) -> None:
    cycle = _plan(lead)
    form = lead.visit(_path(cycle, "/plan")).form(_path(cycle, "/plan"))
    lead.fill_in(_path(cycle, "/plan"), objective="Ben was faster")

    answers = form.fields.to_dict() | {"objective": "Ana was slower"}
    response = lead.post(_path(cycle, "/plan"), data=answers)

    assert response.status_code == 409
    assert "Ana was slower" in response.text
    assert _latest().objective == "Ben was faster"


@pytest.mark.parametrize("role", READERS)
def test_readers_see_cycles_and_write_none(client: PageClient, team: Any, role: Role) -> None:
    cycle = build.cycle(team)
    client.sign_in(build.person(role=role, at=team.practice))

    page = client.visit(_path(cycle))
    assert "Start the test" not in page.buttons
    for path in ("/teams/delta-pines/pdsa/new", "/teams/delta-pines/pdsa/quick"):
        client.visit(path, status=403)
    for part in ("/plan", "/do", "/study", "/stop"):
        client.visit(_path(cycle, part), status=403)


@pytest.mark.parametrize("role", WRITERS)
def test_everyone_who_tests_may_write(client: PageClient, team: Any, role: Role) -> None:
    client.sign_in(build.person(role=role, at=team.practice))

    client.visit("/teams/delta-pines/pdsa/new")


@pytest.mark.parametrize("role", [Role.PROGRAM_STAFF, Role.DIRECTOR])
def test_the_program_reads_only(client: PageClient, team: Any, role: Role) -> None:
    cycle = build.cycle(team)
    client.sign_in(build.person(role=role))

    client.visit(_path(cycle))
    client.visit(_path(cycle, "/plan"), status=403)


def test_another_team_cannot_tell_that_a_cycle_exists(client: PageClient, team: Any) -> None:
    cycle = build.cycle(team)
    client.sign_in(build.person(role=Role.LEAD, at=build.practice()))

    for path in (_path(cycle), _path(cycle, "/plan"), "/teams/delta-pines/pdsa"):
        assert client.get(path).status_code == 404
    assert client.get("/teams/no-such-team/pdsa").status_code == 404


def test_a_cycle_is_found_only_under_its_own_team(lead: PageClient) -> None:
    elsewhere = build.cycle(build.team())

    assert lead.get(_path(elsewhere)).status_code == 404
    assert lead.get(f"/teams/delta-pines/pdsa/ramps/{elsewhere.ramp_id}").status_code == 404


def test_the_list_is_narrowed_by_state_and_measure(lead: PageClient, team: Any) -> None:
    measure = build.measure(of=team.cohort, key="plan-of-care", name="Plan of care")
    build.cycle(team, title="With a measure", measure_id=measure.id)
    build.cycle(team, title="Without one")

    page = lead.visit("/teams/delta-pines/pdsa?measure=plan-of-care")
    assert "With a measure" in page.text
    assert "Without one" not in page.text
    assert "No cycle fits" in lead.visit("/teams/delta-pines/pdsa?state=done").text
    assert "Without one" in lead.visit("/teams/delta-pines/pdsa?state=nonsense").text


def test_a_ramp_lists_what_each_test_taught(lead: PageClient, team: Any) -> None:
    ramp = build.ramp(team, title="Every child leaves with a plan")
    build.cycle(team, ramp=ramp, number=1, title="Registry flag", learned="Missed on phones.")

    page = lead.visit(f"/teams/delta-pines/pdsa/ramps/{ramp.id}")

    assert page.headings == ["Every child leaves with a plan"]
    assert "Missed on phones." in page.text


def test_lists_ask_the_database_as_often_for_three_as_for_one(lead: PageClient, team: Any) -> None:
    counts = []
    for _ in range(3):
        ramp = build.ramp(team)
        cycle = build.cycle(team, ramp=ramp, predictions=[("Q", "P")])
        pages = (
            "/teams/delta-pines/pdsa",
            _path(cycle),
            f"/teams/delta-pines/pdsa/ramps/{ramp.id}",
        )
        found = []
        for path in pages:
            with statements() as sent:
                lead.get(path)
            found.append(len([one for one in sent if not one.startswith(("BEGIN", "COMMIT"))]))
        counts.append(found)

    assert counts[0] == counts[-1]
    assert max(counts[0]) <= 8
