"""The eight clinics of the demo cohort: all five types, all three regions, none of them real."""

from __future__ import annotations

from dataclasses import dataclass

COHORT_MONTHS = 18


@dataclass(frozen=True, slots=True)
class Clinic:
    """One clinic, and what its numbers look like.

    `children` is how many CYSHCN are on its registry and makes the denominators. `pull`
    is how much of the usual improvement it reaches by month 12 (1: all, negative: it got
    worse). `late` are the months (from 0) that were sent after the due day, `missing` those
    never sent. `joins` is the month of its first numbers, `kind` a word of practices' kinds.
    """

    key: str
    name: str
    kind: str
    county: str
    city: str
    children: int
    pull: float
    late: frozenset[int] = frozenset()
    missing: frozenset[int] = frozenset()
    joins: int = 0


MAGNOLIA = "magnolia-crossing-health"
SWEETGUM = "sweetgum-pediatrics"
WISTERIA = "wisteria-community-health"
PERSIMMON = "persimmon-hill-clinic"
TALLOW = "tallow-creek-clinic"
GULF_PINE = "gulf-pine-community-care"
TRACE = "trace-ridge-childrens-clinic"
WILLOW = "black-willow-clinic"

CLINICS = (
    Clinic(
        MAGNOLIA,
        "Magnolia Crossing Health",
        "fqhc",
        "Hinds",
        "Jackson",
        children=118,
        pull=1.1,
        late=frozenset({4}),
    ),
    Clinic(
        SWEETGUM,
        "Sweetgum Pediatrics",
        "private",
        "Rankin",
        "Brandon",
        children=84,
        pull=0.9,
    ),
    Clinic(
        WISTERIA,
        "Wisteria Community Health",
        "fqhc",
        "Adams",
        "Natchez",
        children=96,
        pull=0.65,
        late=frozenset({2, 9}),
    ),
    Clinic(
        PERSIMMON,
        "Persimmon Hill Clinic",
        "rhc free-standing",
        "Attala",
        "Kosciusko",
        children=42,
        pull=0.8,
        missing=frozenset({7}),
    ),
    Clinic(
        TALLOW,
        "Tallow Creek Clinic",
        "rhc provider-based",
        "Covington",
        "Collins",
        children=11,
        pull=0.7,
        late=frozenset({6, 12}),
    ),
    Clinic(
        GULF_PINE,
        "Gulf Pine Community Care",
        "look-alike",
        "Harrison",
        "Gulfport",
        children=73,
        pull=0.5,
        joins=3,
        late=frozenset({8}),
    ),
    Clinic(
        TRACE,
        "Trace Ridge Children's Clinic",
        "private",
        "Lee",
        "Tupelo",
        children=66,
        pull=1.0,
        missing=frozenset({COHORT_MONTHS - 1}),
    ),
    Clinic(
        WILLOW,
        "Black Willow Clinic",
        "rhc free-standing",
        "Humphreys",
        "Belzoni",
        children=38,
        pull=-0.85,
        late=frozenset({5, 10, 13}),
        missing=frozenset({COHORT_MONTHS - 3, COHORT_MONTHS - 2}),
    ),
)
