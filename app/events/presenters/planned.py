"""What is planned about an event in words, and what somebody else saved of it meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.events.domain.words import moment, when

NOTHING = "Nothing"


@dataclass(frozen=True, slots=True)
class Theirs:
    """A part that somebody else saved otherwise than it was typed."""

    label: str
    text: str


def clash(
    there: Mapping[str, Any], typed: Mapping[str, Any], cohorts: Mapping[int, str]
) -> tuple[Theirs, ...]:
    """What stands there, where it is not what was typed; both are settings of a plan."""
    return beside(in_words(there, cohorts), in_words(typed, cohorts))


def beside(there: Mapping[str, str], typed: Mapping[str, str]) -> tuple[Theirs, ...]:
    """The same for texts by their labels."""
    return tuple(
        Theirs(label, text or NOTHING) for label, text in there.items() if text != typed[label]
    )


def settled(settings: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What does not change any more once an event is over."""
    words = in_words(settings, {})
    return [(label, words[label]) for label in ("Title", "When", "Place", "Link of the call")]


def in_words(settings: Mapping[str, Any], cohorts: Mapping[int, str]) -> dict[str, str]:
    """The settings of a plan as people read them, by what the form calls them."""
    one, cohort, places = settings, settings["cohort_id"], settings["capacity"]
    closes, counts = settings["registration_closes_at"], settings["credit_minutes"]
    return {
        "Kind": one["kind"].capitalize(),
        "Title": one["title"],
        "What it is about": one["summary"],
        "When": when(one["starts_at"], one["ends_at"]),
        "Place": one["place"],
        "Link of the call": one["link"],
        "The link shows": f"{one['link_minutes']} minutes before the start",
        "Places": "As many as want to" if places is None else str(places),
        "Cohort": "All cohorts" if cohort is None else cohorts.get(cohort, ""),
        "Roles": ", ".join(str(role).capitalize() for role in one["roles"]) or "Everybody",
        "Registration closes": moment(closes) if closes else "When the event ends",
        "Check-in opens": f"{one['check_in_before']} minutes before the start",
        "Check-in closes": f"{one['check_in_after']} minutes after the end",
        "Counts as learning": "As long as it lasts" if counts is None else f"{counts} minutes",
    }
