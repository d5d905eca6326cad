from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Missing, Refused
from app.measures.domain.kinds import Frequency, MeasureKind
from app.measures.queries import library as queries
from app.measures.queries.series import reported
from app.measures.services import library
from app.policy import SYSTEM
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from typing import Any

    from flask import Flask

    from app.measures.services.library import Loaded

NOVEMBER = build.NOON
DECEMBER = NOVEMBER + dt.timedelta(days=30)


def load(*changed: Any, at: dt.datetime = NOVEMBER) -> Loaded:
    with transaction():
        return library.load(changed or library.standard(), by=SYSTEM, at=at)


def changed(code: str = "M07", **words: Any) -> Any:
    one = next(s for s in library.standard() if s.code == code)
    return replace(one, definition=replace(one.definition, **words))


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def test_the_standard_library_has_24_measures_of_three_kinds(app: Flask) -> None:
    standard = library.standard()

    assert [one.code for one in standard] == [f"M{n:02}" for n in range(1, 25)]
    assert len({one.key for one in standard}) == 24
    kinds = {one.code: (one.definition.kind, one.definition.per) for one in standard}
    assert kinds["M03"] == (MeasureKind.RATE, 1000)
    assert kinds["M07"] == (MeasureKind.PERCENT, 100)
    assert kinds["M23"] == kinds["M24"] == (MeasureKind.MEAN, 1)
    quarterly = [s.code for s in standard if s.definition.frequency is Frequency.QUARTERLY]
    assert quarterly == ["M01", "M02", "M04", "M21", "M22"]


def test_loading_twice_adds_once(app: Flask) -> None:
    first, second = load(), load(at=DECEMBER)

    assert (first.added, first.revised) == (24, 0)
    assert (second.added, second.revised) == (0, 0)
    assert verbs() == ["added a measure"] * 24


def test_loading_a_changed_definition_adds_a_version_from_this_month(app: Flask) -> None:
    load()
    loaded = load(changed(numerator="Plans signed by the family"), at=DECEMBER)

    old, new = queries.library_measure("shared-plan").versions
    assert loaded.revised == 1
    assert (old.number, new.number) == (1, 2)
    assert new.effective_from == dt.date(2026, 12, 1)
    assert new.numerator == "Plans signed by the family" != old.numerator


def test_a_version_in_force_is_never_rewritten_in_its_own_month(app: Flask) -> None:
    load()
    load(changed(notes="New"), at=NOVEMBER)
    load(changed(notes="Newer"), at=NOVEMBER)

    months = [v.effective_from.month for v in queries.library_measure("shared-plan").versions]
    assert months == [11, 12, 1]


def test_loading_never_replaces_what_staff_wrote(app: Flask) -> None:
    load()
    with transaction():
        there = queries.library_measure("shared-plan")
        ours = changed(notes="As agreed in March").definition
        library.revise(there, ours, change_note="Agreed", by=SYSTEM, at=NOVEMBER)

    assert load(at=DECEMBER).revised == 0
    assert queries.library_measure("shared-plan").latest.notes == "As agreed in March"


def test_a_revision_without_a_difference_is_refused(app: Flask) -> None:
    load()
    with pytest.raises(Refused, match="Nothing has changed"):
        library.revise(
            queries.library_measure("shared-plan"),
            changed().definition,
            change_note="",
            by=SYSTEM,
            at=NOVEMBER,
        )


@pytest.mark.parametrize("words", [{"kind": MeasureKind.MEAN}, {"frequency": Frequency.QUARTERLY}])
def test_kind_and_frequency_stay(app: Flask, words: dict[str, Any]) -> None:
    load()
    with pytest.raises(Refused, match="Add a new measure"):
        library.revise(
            queries.library_measure("shared-plan"),
            changed(**words).definition,
            change_note="",
            by=SYSTEM,
            at=NOVEMBER,
        )


def test_months_are_counted_under_the_version_in_force(app: Flask) -> None:
    load()
    load(changed(notes="New"), at=DECEMBER)
    defined = queries.library_measure("shared-plan")

    numbers = [defined.at(dt.date(2026, month, 1)).number for month in (6, 11, 12)]

    assert numbers == [1, 1, 2]


def test_a_cohort_uses_measures_in_the_order_it_gives_them(app: Flask) -> None:
    load()
    cohort, clinic = build.cohort(), build.practice()
    with transaction():
        for place, one in enumerate(reversed(queries.library()[:4])):
            library.require_in_cohort(
                cohort.id, one.measure.id, is_required=True, position=place, by=SYSTEM, at=NOVEMBER
            )

    codes = [series.code for series in reported(clinic.id, cohort.id)]
    assert codes == [one.measure.code for one in reversed(queries.library()[:4])]


def test_what_a_cohort_asks_of_a_measure_can_change(app: Flask) -> None:
    cohort, measure = build.cohort(), build.measure()

    def require(**given: Any) -> None:
        with transaction():
            library.require_in_cohort(cohort.id, measure.id, **given, by=SYSTEM, at=NOVEMBER)

    require(is_required=True)
    require(is_required=True)
    require(is_required=False, position=3, baseline_points=6)

    row = queries.cohort_measures(cohort.id)[measure.id]
    assert (row.is_required, row.position, row.baseline_points) == (False, 3, 6)
    assert verbs() == ["gave a measure to a cohort", "changed a measure of a cohort"]


@pytest.mark.parametrize("points", [2, 37])
def test_a_baseline_has_3_to_36_points(app: Flask, points: int) -> None:
    with pytest.raises(Refused, match="3 to 36") as refused:
        library.require_in_cohort(
            1, 1, is_required=True, baseline_points=points, by=SYSTEM, at=NOVEMBER
        )
    assert refused.value.field == "baseline_points"


def test_a_measure_can_be_taken_from_a_cohort(app: Flask) -> None:
    cohort = build.cohort()
    measure = build.measure(of=cohort)
    with transaction():
        library.drop_from_cohort(cohort.id, measure.id, by=SYSTEM, at=NOVEMBER)
        library.drop_from_cohort(cohort.id, build.measure().id, by=SYSTEM, at=NOVEMBER)

    assert queries.cohort_measures(cohort.id) == {}
    assert verbs() == ["took a measure from a cohort"]


def test_the_library_takes_two_statements(app: Flask) -> None:
    load()
    with statements() as sent:
        assert len(queries.library()) == 24
    assert len(sent) == 2


def test_keys_of_others_are_missing(app: Flask) -> None:
    team, other = build.team(), build.team()
    build.measure(of=other, own=True, key="ours")
    with pytest.raises(Missing):
        queries.library_measure("ours")
    with pytest.raises(Missing):
        queries.own_measure(team.id, "ours")
    assert queries.own_measure(other.id, "ours").measure.key == "ours"
    assert "ours" in queries.keys_in_use(other.id)
    assert "ours" not in queries.keys_in_use(team.id)


def test_the_command_says_what_it_loaded(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["measures", "load"])
    assert result.output == "24 measures added, 0 definitions changed.\n", result.output
