"""The first steps of a team that began from an award: each is a fact, none is ticked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from app.policy import Role

if TYPE_CHECKING:
    from app.accounts.queries import RosterEntry
    from app.collaborative.queries import Team
    from app.home.queries import Beginning
    from app.measures.queries import Numbers

FAMILY = "family"


@dataclass(frozen=True, slots=True)
class OnboardingStep:
    """One step with the page where it is done; "" for somebody who may not open that page."""

    key: str
    words: str
    href: str
    is_done: bool


def onboarding(
    team: Team,
    begun: Beginning | None,
    roster: Sequence[RosterEntry],
    numbers: Numbers,
    *,
    may_sign: bool,
) -> tuple[OnboardingStep, ...]:
    """The steps that wait and those that are done; nothing when all are, or without an award.

    `may_sign`: whether the agreement, a page of the application, opens for this person.
    """
    if begun is None:
        return ()
    roles = {grant.role for entry in roster for grant in entry.roles}
    is_family_named = Role.FAMILY_PARTNER in roles or any(
        FAMILY in one.role.casefold() for one in begun.members
    )
    agreement = url_for("awards.agreement", application_id=begun.origin.application_id)
    charter = url_for("charter.charter", team=team.key)
    people = url_for("collaborative.roster", team=team.key)
    sent = any(series.points for series in numbers.series)
    steps = (
        OnboardingStep(
            "agreement",
            "Sign the agreement",
            agreement if may_sign else "",
            begun.origin.is_signed,
        ),
        OnboardingStep("charter", "Confirm your charter", charter, begun.is_confirmed),
        OnboardingStep("family", "Name your family partner", charter, is_family_named),
        OnboardingStep("people", "Invite your team", people, len(roster) > 1),
        OnboardingStep(
            "measures",
            "Choose your measures",
            url_for("charts.overview", team=team.key),
            bool(numbers.series),
        ),
        OnboardingStep(
            "numbers", "Enter your first month", url_for("measures.entry", team=team.key), sent
        ),
    )
    return () if all(step.is_done for step in steps) else steps
