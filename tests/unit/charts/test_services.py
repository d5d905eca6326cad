from __future__ import annotations

import pytest

from app.charts import services
from app.core.errors import Refused
from app.policy import Actor
from tests.unit.charts.make import NOON, figure, month

DEV = Actor(person_id=1, name="Dev Patel")


def chart() -> services.Chart:
    return services.Chart(1, 1, figure([50.0, 51, 52, 53]))


def test_a_note_belongs_to_a_month_of_the_chart() -> None:
    with pytest.raises(Refused, match="on the chart") as refused:
        services.annotate(chart(), period=month(9), text="x", everywhere=False, by=DEV, at=NOON)

    assert refused.value.field == "period"


def test_no_decision_stands_without_a_reason() -> None:
    with pytest.raises(Refused, match="Say why") as refused:
        services.exclude(chart(), period=month(1), reason="  ", by=DEV, at=NOON)

    assert refused.value.field == "reason"


def test_a_chart_is_known_by_its_place_and_measure() -> None:
    assert chart().name == "Delta Pines, Shared plan of care"
