"""What staff may send to decide, to freeze the board, and to set what holds for awards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.awards.domain.deciding import Wish
from app.awards.domain.kinds import Outcome
from app.awards.domain.steps import WHOLE, Step
from app.awards.queries.plans import Terms
from app.core.fields import WholeField
from app.core.forms import Choice, PageForm, VersionedForm
from app.core.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.awards.models import Decision

LONGEST = 4_000
STEPS = 6
"""How many lines for steps the page offers."""
_LONG = Length(max=LONGEST, message=f"Shorten this to {LONGEST:,} characters or fewer")
_DAYS = "Enter a number of days from {} to 365"


def _line(typed: str | None) -> str:
    return clean_line(typed or "")


class DecideForm(VersionedForm):
    """One decision, for one application or the same for several."""

    outcome = RadioField(
        "Decision",
        [InputRequired("Choose a decision")],
        choices=[Choice(one.value, one.capitalize()) for one in Outcome],
    )
    rationale = TextAreaField(
        "Why",
        [DataRequired("Write why"), _LONG],
        description="For the record. Applicants do not read it.",
    )
    departure = TextAreaField(
        "Why you decide otherwise than the panel",
        [_LONG],
        description="Needed for an award below the line, no award above it, or without any review.",
    )
    conditions = TextAreaField(
        "Conditions", [_LONG], description="Needed for an award with conditions."
    )
    waits_as = WholeField(
        "Place on the wait list",
        [Optional(), NumberRange(1, 500, "Enter a place from 1 to 500")],
        description="Needed for the wait list. 1 is asked first.",
    )
    amount = WholeField(
        "Amount in dollars",
        [Optional(), NumberRange(1, 10_000_000, "Enter an amount in dollars")],
        description="Needed for an award, without a sign or a comma, such as 15000.",
    )

    @property
    def wish(self) -> Wish:
        """What a valid form asks for."""
        return Wish(
            outcome=Outcome(self.outcome.data),
            rationale=(self.rationale.data or "").strip(),
            departure=(self.departure.data or "").strip(),
            conditions=(self.conditions.data or "").strip(),
            waits_as=self.waits_as.data,
            amount=self.amount.data,
        )

    @staticmethod
    def shown(found: Decision | None, next_place: int) -> dict[str, Any]:
        """What the form shows of a recorded decision, or the next place without one."""
        if found is None:
            return {"seen_version": "0", "waits_as": next_place}
        return {
            "seen_version": str(found.version),
            "outcome": found.outcome.value,
            "rationale": found.rationale,
            "departure": found.departure,
            "conditions": found.conditions,
            "waits_as": found.waits_as or next_place,
            "amount": found.amount,
        }


class DecideTogetherForm(DecideForm):
    """The same decision for several; `seen` are the decisions that were on the page."""

    seen = HiddenField(default="")

    @property
    def versions(self) -> dict[int, int]:
        """The version of each decision on the page, 0 for none; what says nothing is left out."""
        found = re.findall(r"\b([0-9]{1,9}):([0-9]{1,9})\b", self.seen.data or "", re.ASCII)
        return {int(key): int(version) for key, version in found}

    def see(self, found: Mapping[int, Decision | None]) -> None:
        """Let the page carry what is there now."""
        self.seen.data = " ".join(
            f"{key}:{one.version if one else 0}" for key, one in found.items()
        )


class TakeBackForm(VersionedForm):
    """Taking a decision back."""


class FreezeForm(PageForm):
    """The title of a board that is frozen for a meeting."""

    title = StringField(
        "Title",
        [
            DataRequired("Enter a title, such as the day of the meeting"),
            Length(max=160, message="Shorten the title to 160 characters or fewer"),
        ],
        description="Such as: Meeting of April 10.",
    )


class StepForm(Form):
    """One step of an award; empty lines count as none."""

    title = StringField("Step", [Length(max=160, message="Shorten this to 160 characters")])
    percent = WholeField(
        "Percent of the amount",
        [Optional(), NumberRange(0, WHOLE, "Enter a percent from 0 to 100")],
    )
    evidence = StringField(
        "What shows it", [Length(max=500, message="Shorten this to 500 characters")]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A line that says anything has a title and, if only 0, a percent."""
        is_valid = super().validate(extra_validators)
        if self.is_blank:
            return is_valid
        if not _line(self.title.data):
            self.title.errors = [*self.title.errors, "Enter what the step is called"]
            return False
        if self.percent.data is None and not self.percent.errors:
            self.percent.errors = [*self.percent.errors, "Enter a percent from 0 to 100"]
            return False
        return is_valid

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed in this line."""
        typed = (self.title.data, self.evidence.data, *(self.percent.raw_data or ()))
        return not any(_line(text) for text in typed)


class TermsForm(VersionedForm):
    """What holds for the awards of a round."""

    needs_check = BooleanField(
        "A second person checks each application before it is decided",
        description="Whoever checked it does not record its decision. "
        "Switch this off only where too few people work to keep the two apart.",
    )
    cohort = SelectField("Cohort that awarded practices join")
    accept_days = WholeField(
        "Days to accept an award",
        [InputRequired(_DAYS.format(1)), NumberRange(1, 365, _DAYS.format(1))],
    )
    appeal_days = WholeField(
        "Days to appeal a decision",
        [InputRequired(_DAYS.format(0)), NumberRange(0, 365, _DAYS.format(0))],
        description="0 for no appeals.",
    )
    letterhead = TextAreaField(
        "Letterhead",
        [Length(max=500, message="Shorten the letterhead to 500 characters or fewer")],
        description="These lines stand on top of every letter.",
    )
    signer_name = StringField(
        "Who signs the letters", [Length(max=120, message="Shorten the name to 120 characters")]
    )
    signer_title = StringField(
        "Title of who signs", [Length(max=120, message="Shorten the title to 120 characters")]
    )
    steps = FieldList(FormField(StepForm), min_entries=STEPS, max_entries=STEPS)

    @property
    def terms(self) -> Terms:
        """What a valid form asks for."""
        rows = [row.form for row in self.steps if not row.form.is_blank]
        lines = (_line(line) for line in (self.letterhead.data or "").splitlines())
        return Terms(
            cohort_id=int(self.cohort.data) if self.cohort.data else None,
            needs_check=bool(self.needs_check.data),
            accept_days=self.accept_days.data or 0,
            appeal_days=self.appeal_days.data or 0,
            letterhead=tuple(line for line in lines if line),
            signer_name=_line(self.signer_name.data),
            signer_title=_line(self.signer_title.data),
            steps=tuple(
                Step(_line(row.title.data), row.percent.data or 0, _line(row.evidence.data))
                for row in rows
            ),
            version=self.version,
        )

    @staticmethod
    def shown(terms: Terms) -> dict[str, Any]:
        """What the form shows of the terms that hold."""
        return {
            "seen_version": str(terms.version),
            "needs_check": terms.needs_check,
            "cohort": str(terms.cohort_id or ""),
            "accept_days": terms.accept_days,
            "appeal_days": terms.appeal_days,
            "letterhead": "\n".join(terms.letterhead),
            "signer_name": terms.signer_name,
            "signer_title": terms.signer_title,
            "steps": [
                {"title": step.title, "percent": step.percent, "evidence": step.evidence}
                for step in terms.steps
            ],
        }
