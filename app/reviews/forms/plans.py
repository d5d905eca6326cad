"""What staff may send about how a round is reviewed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, DecimalField, RadioField
from wtforms.validators import InputRequired, NumberRange

from app.core.clock import central
from app.core.fields import ClockField, DayField, WholeField
from app.core.forms import Choice, VersionedForm
from app.reviews.domain.kinds import OthersSeen, PhaseKind
from app.reviews.domain.visibility import Phase
from app.reviews.queries.plans import Terms
from app.reviews.services.plans import Settings
from app.rfa.forms.rounds import WithInstants

WHEN_SEEN = [
    Choice(OthersSeen.NEVER.value, "Never"),
    Choice(OthersSeen.AFTER_OWN.value, "After they submitted their own"),
    Choice(OthersSeen.ALWAYS.value, "Always"),
]
DECIMALS = 2


class PointsField(DecimalField):
    """Points with at most two decimals."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter points, such as 1.50") from None
        if self.data is not None and not self.data.is_finite():
            self.data = None
            raise ValueError("Enter points, such as 1.50")
        if self.data is not None and _is_too_fine(self.data):
            raise ValueError("Enter points with at most two decimals, such as 1.50")


def _is_too_fine(points: Decimal) -> bool:
    """Whether anything but 0 stands behind the second decimal."""
    _, digits, exponent = points.as_tuple()
    assert isinstance(exponent, int)  # noqa: S101  # it is finite
    behind = -exponent - DECIMALS
    return behind > 0 and any(digits[-behind:])


def _day(label: str) -> DayField:
    return DayField(f"{label}: day", [InputRequired("Enter the day")])


def _time(label: str) -> ClockField:
    return ClockField(f"{label}: time", [InputRequired("Enter the time")])


def _whole(label: str, least: int, most: int) -> WholeField:
    words = f"Enter a number from {least} to {most}"
    return WholeField(label, [InputRequired(words), NumberRange(least, most, words)])


def _others() -> RadioField:
    return RadioField(
        "Reviewers see other reviews",
        [InputRequired("Choose when reviewers see other reviews")],
        choices=WHEN_SEEN,
    )


class PlanForm(WithInstants, VersionedForm):
    """Everything about the reviews of a round."""

    due_on = _day("Reviews are due")
    due_time = _time("Reviews are due")
    reviewers_each = _whole("Reviews for each application", 1, 20)
    least_each = _whole("Least for each reviewer", 0, 200)
    most_each = _whole("Most for each reviewer", 1, 200)
    far_apart = PointsField(
        "Reviews are far apart from, in points",
        [
            InputRequired("Enter points from 0.01 to 5.00"),
            NumberRange(Decimal("0.01"), Decimal("5.00"), message="Enter points from 0.01 to 5.00"),
        ],
        description="When two totals differ by this much or more, the panel should talk.",
    )
    review_on = _day("Reviews begin")
    review_time = _time("Reviews begin")
    review_hides_reviewers = BooleanField("Hide the names of reviewers from each other")
    review_hides_applicants = BooleanField("Hide who applies from reviewers")
    review_others = _others()
    discussion_on = _day("Discussion begins")
    discussion_time = _time("Discussion begins")
    discussion_hides_reviewers = BooleanField("Hide the names of reviewers from each other")
    discussion_hides_applicants = BooleanField("Hide who applies from reviewers")
    discussion_others = _others()

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask back about times that do not exist or come twice."""
        is_valid = super().validate(extra_validators)
        times = [self.check_instant(name) for name in ("due", "review", "discussion")]
        return is_valid and all(times)

    @property
    def settings(self) -> Settings:
        """The settings of a valid form."""
        return Settings(
            due_at=self._at("due"),
            reviewers_each=self.reviewers_each.data or 0,
            least_each=self.least_each.data or 0,
            most_each=self.most_each.data or 0,
            far_apart=round((self.far_apart.data or Decimal()) * 100),
            phases=tuple(
                Phase(
                    kind,
                    self._at(kind.value),
                    hides_reviewers=self[f"{kind.value}_hides_reviewers"].data,
                    hides_applicants=self[f"{kind.value}_hides_applicants"].data,
                    others=OthersSeen(self[f"{kind.value}_others"].data),
                )
                for kind in PhaseKind
            ),
        )

    def _at(self, name: str) -> dt.datetime:
        at = self.instant(name)
        assert at is not None  # noqa: S101  # the form demands it
        return at

    @staticmethod
    def shown(terms: Terms, *, reviewers_each: int, version: int) -> dict[str, Any]:
        """What the form shows of what holds."""
        shown: dict[str, Any] = {
            "reviewers_each": reviewers_each,
            "least_each": terms.least_each,
            "most_each": terms.most_each,
            "far_apart": Decimal(int(terms.far_apart * 100)) / 100,
            "seen_version": str(version),
        } | _local("due", terms.due_at)
        for phase in terms.phases:
            name = phase.kind.value
            shown |= _local(name, phase.begins_at) | {
                f"{name}_hides_reviewers": phase.hides_reviewers,
                f"{name}_hides_applicants": phase.hides_applicants,
                f"{name}_others": phase.others.value,
            }
        return shown


def _local(name: str, at: dt.datetime) -> dict[str, Any]:
    local = central(at)
    return {f"{name}_on": local.date(), f"{name}_time": local.time()}
