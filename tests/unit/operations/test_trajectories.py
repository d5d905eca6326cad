"""The demo cohort looks like life: late, small, missing, better by tests, once worse."""

from __future__ import annotations

from statistics import median

import pytest

from app.core.text import key_from
from app.operations.demo import clinics, people, stories, trajectories
from app.operations.demo.clinics import CLINICS, COHORT_MONTHS, Clinic
from app.operations.demo.trajectories import TRENDS, Counted, counts

BY_KEY = {clinic.key: clinic for clinic in CLINICS}


def drawn(clinic: Clinic, code: str) -> list[Counted]:
    return list(counts(clinic, code, stories.effect(clinic.key, code)))


def test_eight_clinics_of_all_five_types() -> None:
    assert len(CLINICS) == 8
    assert len({clinic.kind for clinic in CLINICS}) == 5
    assert all(clinic.key == key_from(clinic.name) for clinic in CLINICS)


@pytest.mark.parametrize("clinic", CLINICS, ids=lambda clinic: clinic.key)
@pytest.mark.parametrize("code", TRENDS)
def test_every_count_is_possible_and_always_the_same(clinic: Clinic, code: str) -> None:
    found = drawn(clinic, code)

    assert found == drawn(clinic, code)
    assert {point.month for point in found}.isdisjoint(clinic.missing)
    assert min(point.month for point in found) >= clinic.joins
    for point in found:
        assert point.denominator >= 0
        if TRENDS[code].per > 1:
            assert 0 <= point.numerator <= point.denominator


@pytest.mark.parametrize(
    "ramp",
    [
        r
        for r in stories.RAMPS
        if not r.still and r.effect is not None and BY_KEY[r.clinic].pull > 0
    ],
    ids=lambda ramp: f"{ramp.clinic}-{ramp.topic.measure}",
)
def test_a_finished_ramp_explains_a_shift(ramp: stories.Ramp) -> None:
    assert ramp.effect is not None
    points = drawn(BY_KEY[ramp.clinic], ramp.topic.measure)
    before = [p.numerator / p.denominator for p in points if p.month < ramp.effect]
    after = [p.numerator / p.denominator for p in points if p.month >= ramp.effect + 2]

    assert median(after) > median(before)
    assert sum(value > median(before) for value in after) / len(after) > 0.8


def test_one_team_is_in_trouble() -> None:
    willow = BY_KEY[clinics.WILLOW]
    points = drawn(willow, "M12")
    begin = [p.numerator / p.denominator for p in points if p.month < 10]
    end = [p.numerator / p.denominator for p in points if p.month >= 12]

    assert len(willow.missing) == 2
    assert median(end) < median(begin)


def test_one_team_has_sent_nothing_for_the_newest_month() -> None:
    assert [c.key for c in CLINICS if COHORT_MONTHS - 1 in c.missing] == [clinics.TRACE]


def test_a_small_clinic_has_small_numbers_and_months_without_anybody() -> None:
    tallow = BY_KEY[clinics.TALLOW]

    assert all(p.denominator < 15 for p in drawn(tallow, "M07"))
    assert any(p.denominator == 0 for p in drawn(tallow, "M13"))
    assert all(6 <= p.denominator <= 11 for p in drawn(tallow, "M01"))


def test_every_ramp_belongs_to_a_clinic_and_a_trend() -> None:
    for ramp in stories.RAMPS:
        assert ramp.clinic in BY_KEY
        assert ramp.topic.measure in TRENDS
        assert 3 <= len(ramp.topic.tests) <= 4
        assert ramp.begins >= BY_KEY[ramp.clinic].joins
    assert {clinic.key for clinic in CLINICS} == {ramp.clinic for ramp in stories.RAMPS}


def test_each_team_has_a_lead_and_somebody_who_counts() -> None:
    for clinic in CLINICS:
        assert people.lead_of(clinic.key).clinic == clinic.key
        assert people.counter_of(clinic.key).clinic == clinic.key


def test_an_effect_that_nobody_tested_has_a_cause() -> None:
    assert stories.effect(clinics.WILLOW, "M12") == 10
    assert stories.effect(clinics.WISTERIA, "M07") is None
    assert stories.effect(clinics.GULF_PINE, "M13") is None, "they gave it up"
    assert trajectories.MONTHS_TO_SPREAD == 3
