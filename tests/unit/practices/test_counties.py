from __future__ import annotations

import pytest

from app.practices.domain.counties import COUNTIES, REGIONS, Region, counties_of, region_of
from app.practices.domain.kinds import PracticeKind


def test_mississippi_has_82_counties_each_in_one_region() -> None:
    assert len(COUNTIES) == len(set(COUNTIES)) == 82
    by_region = [county for region in Region for county in counties_of(region)]
    assert sorted(by_region) == sorted(COUNTIES)
    assert set(REGIONS.values()) == set(Region)


@pytest.mark.parametrize(
    ("county", "region"),
    [
        ("DeSoto", "Northern"),
        ("Lee", "Northern"),
        ("Hinds", "Central"),
        ("Washington", "Central"),
        ("Harrison", "Southern"),
        ("Jefferson Davis", "Southern"),
        ("Pearl River", "Southern"),
    ],
)
def test_a_county_lies_in_its_region(county: str, region: str) -> None:
    assert region_of(county).label == region


def test_a_county_of_another_state_is_none_of_ours() -> None:
    with pytest.raises(KeyError):
        region_of("Shelby")


def test_counties_are_listed_as_people_look_them_up() -> None:
    assert list(COUNTIES) == sorted(COUNTIES, key=str.casefold)


def test_every_type_of_practice_has_words_for_forms_and_for_columns() -> None:
    assert {kind.label for kind in PracticeKind} == {
        "Federally Qualified Health Center (FQHC)",
        "FQHC look-alike",
        "Rural Health Clinic (RHC), free-standing",
        "Rural Health Clinic (RHC), provider-based",
        "Private practice",
    }
    assert all(len(kind.short_label) <= 20 for kind in PracticeKind)
