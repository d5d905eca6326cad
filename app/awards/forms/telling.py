"""What staff send about letters and their release, summaries and appeals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from app.awards.domain.kinds import AppealOutcome
from app.awards.domain.letters import label_of
from app.core.fields import ClockField
from app.core.forms import Choice, PageForm
from app.rfa.forms.steering import MomentForm

APPEAL_CHOICES = {
    AppealOutcome.UPHELD: ("Uphold it", "The practice is right. It can be given a place."),
    AppealOutcome.DENIED: ("Deny it", "The decision stays."),
}


class ReleaseForm(MomentForm):
    """When the decisions are told."""

    time = ClockField(
        "Time, Central", [DataRequired("Enter the time, such as 09:00")], default=dt.time(9, 0)
    )


class ConfirmForm(PageForm):
    """Agreeing to what is on the page: `seen` is its mark."""

    seen = HiddenField(default="")


class WordsForm(PageForm):
    """The words of a letter; `seen` is the version that the writer began with."""

    seen = HiddenField(default="0")
    subject = StringField("Subject", [DataRequired("Enter a subject.")])
    body = TextAreaField(
        "Letter",
        [DataRequired("Write the letter.")],
        description="Fields stand in double braces, such as {{practice}}.",
    )

    @property
    def seen_number(self) -> int:
        """The version; what is no number fits none."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def fields_form(names: Iterable[str]) -> type[PageForm]:
    """A form that asks for the values of these fields of one letter."""
    boxes = {f"field_{name}": TextAreaField(label_of(name)) for name in names}
    return type("FieldsForm", (PageForm,), boxes)


class SummaryForm(PageForm):
    """Strengths and concerns, as the applicant reads them."""

    strengths = TextAreaField("Strengths")
    concerns = TextAreaField("Concerns")


class AppealForm(PageForm):
    """Why the practice thinks that the decision is wrong."""

    basis = TextAreaField(
        "Why should we look at it again?",
        [DataRequired("Say why we should look at it again.")],
        description="We look only at the application that you sent. You cannot add to it now.",
    )


class AppealDecisionForm(PageForm):
    """What becomes of an appeal."""

    outcome = RadioField(
        "Your decision",
        [InputRequired("Choose one")],
        choices=[
            Choice(one.value, label, render_kw={"data-hint": hint})
            for one, (label, hint) in APPEAL_CHOICES.items()
        ],
    )
    reason = TextAreaField(
        "Reason",
        [DataRequired("Give the reason. The applicant reads it.")],
        description="The applicant reads this.",
    )

    @property
    def chosen(self) -> AppealOutcome:
        """The choice of a valid form."""
        return AppealOutcome(self.outcome.data)
