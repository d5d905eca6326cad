"""Which counties of Mississippi are rural.

A county is urban when it lies in a metropolitan area as the Office of Management and Budget
draws them and the Census Bureau publishes them; all other counties are rural. The list is
from memory of these areas: Memphis, Jackson, Hattiesburg and Gulfport-Biloxi. They are drawn
anew after each census, so staff should check the list before a report rests on it. To
correct it, move the name of a county. Other programs, such as the Federal Office of Rural
Health Policy, also call some parts of urban counties rural.
"""

from __future__ import annotations

_METROPOLITAN_AREAS = {
    "Memphis": "DeSoto, Marshall, Tate, Tunica",
    "Jackson": "Copiah, Hinds, Holmes, Madison, Rankin, Simpson, Yazoo",
    "Hattiesburg": "Covington, Forrest, Lamar, Perry",
    "Gulfport-Biloxi": "Hancock, Harrison, Jackson, Stone",
}

URBAN = frozenset(
    county for counties in _METROPOLITAN_AREAS.values() for county in counties.split(", ")
)


def is_rural(county: str) -> bool:
    """Whether a county of Mississippi lies outside of every metropolitan area.

    >>> is_rural("Bolivar"), is_rural("Rankin")
    (True, False)
    """
    return county not in URBAN
