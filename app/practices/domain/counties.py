"""Mississippi's 82 counties, each in its public-health district and region.

How sure we are: the counties and the nine districts are those that the Mississippi
State Department of Health has long used. That three regions replaced the districts is
certain; which districts make which region is from memory of its organisation (Northern:
I, II, IV; Central: III, V, VI; Southern: VII, VIII, IX) and must be checked with the
Department before a report by region is published. To correct a whole district change
one line of `_REGION_OF_DISTRICT`; to correct one county move its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Region(StrEnum):
    """The public-health regions of Mississippi."""

    NORTHERN = "northern"
    CENTRAL = "central"
    SOUTHERN = "southern"

    @property
    def label(self) -> str:
        """
        >>> Region.NORTHERN.label
        'Northern'
        """
        return self.capitalize()


_REGION_OF_DISTRICT = {
    1: Region.NORTHERN,
    2: Region.NORTHERN,
    3: Region.CENTRAL,
    4: Region.NORTHERN,
    5: Region.CENTRAL,
    6: Region.CENTRAL,
    7: Region.SOUTHERN,
    8: Region.SOUTHERN,
    9: Region.SOUTHERN,
}

_COUNTIES_OF_DISTRICT = {
    1: "Coahoma, DeSoto, Grenada, Panola, Quitman, Tallahatchie, Tate, Tunica, Yalobusha",
    2: "Alcorn, Benton, Itawamba, Lafayette, Lee, Marshall, Pontotoc, Prentiss, Tippah,"
    " Tishomingo, Union",
    3: "Attala, Bolivar, Carroll, Holmes, Humphreys, Leflore, Montgomery, Sunflower, Washington",
    4: "Calhoun, Chickasaw, Choctaw, Clay, Lowndes, Monroe, Noxubee, Oktibbeha, Webster, Winston",
    5: "Claiborne, Copiah, Hinds, Issaquena, Madison, Rankin, Sharkey, Simpson, Warren, Yazoo",
    6: "Clarke, Jasper, Kemper, Lauderdale, Leake, Neshoba, Newton, Scott, Smith",
    7: "Adams, Amite, Franklin, Jefferson, Lawrence, Lincoln, Pike, Walthall, Wilkinson",
    8: "Covington, Forrest, Greene, Jefferson Davis, Jones, Lamar, Marion, Perry, Wayne",
    9: "George, Hancock, Harrison, Jackson, Pearl River, Stone",
}

REGIONS: Mapping[str, Region] = {
    county: _REGION_OF_DISTRICT[district]
    for district, counties in _COUNTIES_OF_DISTRICT.items()
    for county in counties.split(", ")
}
COUNTIES: tuple[str, ...] = tuple(sorted(REGIONS, key=str.casefold))


def region_of(county: str) -> Region:
    """The region of a county; KeyError for a name that is no county of Mississippi.

    >>> region_of("Hinds").label
    'Central'
    """
    return REGIONS[county]


def counties_of(region: Region) -> tuple[str, ...]:
    """The counties of a region, in the order of the alphabet.

    >>> counties_of(Region.SOUTHERN)[:3]
    ('Adams', 'Amite', 'Covington')
    """
    return tuple(county for county in COUNTIES if REGIONS[county] is region)
