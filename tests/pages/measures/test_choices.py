from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db
from app.measures import queries
from app.measures.models import Measure, MeasureVersion
from app.measures.services import choices
from app.policy import Role
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.page import PageClient

NEW = {
    "kind": "percent",
    "role": "process",
    "name": "Vision checked",
    "short_name": "Vision",
    "numerator": "Children with a vision check",
    "denominator": "Children seen",
}


@pytest.fixture
def team(app: Flask) -> Any:
    app.extensions["clock"].set(build.NOON)
    cohort = build.cohort()
    build.measure(of=cohort, key="plan", name="Shared plan", position=1)
    build.measure(of=cohort, key="loop", name="Loop closed", required=False, position=2)
    build.measure(of=cohort, key="access", name="Access", required=False, position=3)
    build.measure(key="elsewhere")
    return build.team(cohort=cohort)


@pytest.fixture
def lead(client: PageClient, team: Any) -> Any:
    person = build.person(role=Role.LEAD, at=team.practice)
    client.sign_in(person)
    return person


def page_of(team: Any) -> str:
    return f"/teams/{team.key}/measures/choose"


def new(team: Any) -> str:
    return f"/teams/{team.key}/measures/own/new"


def edit(team: Any, key: str) -> str:
    return f"/teams/{team.key}/measures/own/{key}"


def keys(team: Any) -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    cohort_id = team.cohort.id if team.cohort else None
    return [one.key for one in queries.reported(team.id, cohort_id)]


def identity(key: str) -> str:
    return str(db.session.scalars(select(Measure.id).where(Measure.key == key)).one())


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


# optional measures


def test_a_team_ticks_the_optional_measures_that_it_reports(
    client: PageClient, team: Any, lead: Any
) -> None:
    assert keys(team) == ["plan"]
    loop, access = identity("loop"), identity("access")

    client.follow(client.fill_in(page_of(team), measures=[loop, access]))
    assert keys(team) == ["plan", "loop", "access"]
    client.fill_in(page_of(team), measures=[access])
    assert keys(team) == ["plan", "access"]
    client.fill_in(page_of(team), measures=[loop, access])
    assert keys(team) == ["plan", "loop", "access"]
    client.fill_in(page_of(team))
    assert verbs() == ["chose a measure"] * 2 + ["dropped a measure", "chose a measure"]


@pytest.mark.parametrize("key", ["plan", "elsewhere"])
def test_only_optional_measures_of_the_own_cohort_can_be_chosen(
    client: PageClient, team: Any, lead: Any, key: str
) -> None:
    client.fill_in(page_of(team), measures=[identity(key)], status=422)
    client.fill_in(page_of(team), measures=["9" * 40], status=422)

    assert keys(team) == ["plan"]
    choices.choose(team, [int(identity(key))], by=build_actor(), at=build.NOON)
    assert keys(team) == ["plan"]


def build_actor() -> Any:
    from app.policy import SYSTEM

    return SYSTEM


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.LEAD, 200),
        (Role.DATA_MANAGER, 200),
        (Role.CARE_COORDINATOR, 403),
        (Role.FAMILY_PARTNER, 403),
        (Role.VIEWER, 403),
        (Role.PROGRAM_STAFF, 403),
        (Role.REVIEWER, 404),
    ],
)
def test_leads_and_data_managers_choose(
    client: PageClient, team: Any, role: Role, status: int
) -> None:
    client.sign_in(build.person(role=role, at=team.practice))
    for path in (page_of(team), new(team)):
        client.visit(path, status=status)


def test_a_team_without_a_cohort_has_only_its_own(client: PageClient, app: Flask) -> None:
    clinic = build.practice()
    client.sign_in(build.person(role=Role.LEAD, at=clinic))

    page = client.visit(f"/teams/{clinic.key}/measures/choose")

    assert "Add your own measure" in page.links
    assert client.fill_in(f"/teams/{clinic.key}/measures/own/new", **NEW).location


def test_the_page_takes_as_many_statements_for_three_own_measures_as_for_one(
    client: PageClient, team: Any, lead: Any
) -> None:
    counts = set()
    for more in (1, 2):
        for _ in range(more):
            build.measure(of=team, own=True)
        with statements() as sent:
            client.visit(page_of(team))
        counts.add(len(sent))

    assert len(counts) == 1
    assert max(counts) <= 8


# own measures


def test_a_team_adds_changes_and_retires_its_own_measure(
    client: PageClient, team: Any, lead: Any
) -> None:
    page = client.follow(client.fill_in(new(team), **NEW))
    key = f"vision-t{team.id}"
    assert "Vision checked" in page.one("own-measures").text
    assert keys(team) == ["plan", key]

    client.fill_in(edit(team, key), notes="Both eyes")
    db.session.expire_all()
    versions = db.session.scalars(
        select(MeasureVersion).where(MeasureVersion.notes == "Both eyes")
    ).all()
    assert [version.number for version in versions] == [2]

    page = client.visit(page_of(team))
    client.send(page.form(f"{edit(team, key)}/retire"))
    assert keys(team) == ["plan"]
    retire = client.post(
        f"{edit(team, key)}/retire",
        data={"csrf_token": page.form(f"{edit(team, key)}/retire").fields["csrf_token"]},
    )
    assert retire.status_code == 409
    client.fill_in(edit(team, key), notes="More", status=409)
    assert "retired a measure" in verbs()
    client.fill_in(new(team), **NEW)
    assert keys(team) == ["plan", f"{key}-2"]


@pytest.mark.parametrize(
    ("kind", "more", "unit", "per"),
    [
        ("percent", {}, "percent", 100),
        ("rate", {"per": "10000"}, "per 10,000", 10000),
        ("count", {"denominator": "", "goal": "500"}, "count", 1),
        ("mean", {}, "mean", 1),
        ("time between", {"denominator": ""}, "days", 1),
    ],
)
def test_every_kind_of_number_may_be_added(
    client: PageClient,
    team: Any,
    lead: Any,
    *,
    kind: str,
    more: dict[str, str],
    unit: str,
    per: int,
) -> None:
    client.fill_in(new(team), **NEW | {"kind": kind} | more)

    version = db.session.scalars(
        select(MeasureVersion).where(MeasureVersion.name == "Vision checked")
    ).one()
    assert (version.kind, version.unit, version.per) == (kind, unit, per)


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("name", "", "Enter a name"),
        ("short_name", "", "Enter a short name"),
        ("denominator", "", "bottom number counts"),
        ("goal", "120", "goal up to 100"),
        ("goal", "high", "a number such as 80"),
        ("kind", None, "the kind of number"),
        ("kind", "magic", "the kind of number"),
        ("role", None, "what it is for"),
        ("frequency", "daily", "how often"),
        ("per", "7", "Choose 100"),
        ("direction", "up", "which way"),
    ],
)
def test_what_is_wrong_is_told_and_the_text_is_kept(
    client: PageClient, team: Any, lead: Any, *, field: str, text: str | None, reason: str
) -> None:
    page = client.fill_in(new(team), status=422, **NEW | {"notes": "Kept text", field: text})

    assert reason in page.one("error-summary").text
    assert "Kept text" in page.text
    assert keys(team) == ["plan"]


def test_names_of_own_measures_differ(client: PageClient, team: Any, lead: Any) -> None:
    client.fill_in(new(team), **NEW)
    page = client.fill_in(new(team), status=422, **NEW | {"short_name": "Other"})
    assert "You have a measure of this name" in page.one("error-summary").text
    page = client.fill_in(new(team), status=422, **NEW | {"name": "Other"})
    assert "You have a measure of this name" in page.one("error-summary").text

    client.fill_in(new(team), **NEW | {"name": "Hearing", "short_name": "Hearing"})
    key = f"hearing-t{team.id}"
    page = client.fill_in(edit(team, key), name="vision checked", status=422)
    assert "You have a measure of this name" in page.one("error-summary").text
    page = client.fill_in(edit(team, key), status=422)
    assert "Nothing has changed yet" in page.one("error-summary").text


def test_a_team_has_20_measures_of_its_own_at_most(
    client: PageClient, team: Any, lead: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choices, "MOST_OWN", 1)
    client.fill_in(new(team), **NEW)

    page = client.fill_in(new(team), status=422, **NEW | {"name": "b", "short_name": "b"})

    assert "Retire one first" in page.one("error-summary").text


def test_a_name_without_letters_still_makes_an_address(
    client: PageClient, team: Any, lead: Any
) -> None:
    client.fill_in(new(team), **NEW | {"short_name": "視力"})
    assert keys(team) == ["plan", f"measure-t{team.id}"]
    client.fill_in(new(team), **NEW | {"name": "x" * 120, "short_name": "y" * 60})
    assert len(keys(team)[-1]) == 60


def test_own_measures_of_other_teams_are_404_everywhere(
    client: PageClient, team: Any, lead: Any, new_client: Callable[[], PageClient]
) -> None:
    client.fill_in(new(team), **NEW)
    key = f"vision-t{team.id}"
    other = build.team(cohort=team.cohort)
    stranger = new_client()
    stranger.sign_in(build.person(role=Role.LEAD, at=other.practice))

    paths = (page_of(team), new(team), edit(team, key), edit(other, key), f"/measures/{key}")
    assert {stranger.get(path).status_code for path in paths} == {404}
    token = {"csrf_token": stranger.visit(new(other)).form(new(other)).fields["csrf_token"]}
    for path in (page_of(team), new(team), edit(team, key), edit(other, key)):
        assert stranger.post(path, data=NEW | token).status_code == 404
    for path in (edit(team, key), edit(other, key)):
        assert stranger.post(f"{path}/retire", data=token).status_code == 404
    assert "Vision" not in stranger.visit(page_of(other)).text
    assert key in keys(team)


def test_text_of_strangers_is_shown_as_text(client: PageClient, team: Any, lead: Any) -> None:
    nasty = "<script>alert(1)</script>{{ 7*7 }}"
    client.fill_in(new(team), **NEW | {"name": nasty, "short_name": "Nasty"})

    page = client.visit(page_of(team))

    assert nasty in page.one("own-measures").text
    assert "49" not in page.one("own-measures").text
