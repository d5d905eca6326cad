"""What browsers may send about a charter."""

from __future__ import annotations

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from app.charter.domain.fields import LONGEST
from app.core.fields import WholeField
from app.core.forms import PageForm, VersionedForm

HOURS = "Enter 0 to 744 hours a month"


class EntryForm(VersionedForm):
    """The text of one field."""

    text = TextAreaField(
        "Text",
        [Length(max=LONGEST, message=f"Shorten the text to {LONGEST:,} characters or fewer")],
    )


class MemberForm(PageForm):
    """Somebody on the team."""

    name = StringField(
        "Name",
        [DataRequired("Enter the name"), Length(max=160, message="Use up to 160 characters")],
    )
    role = StringField(
        "What this person does on the team",
        [
            DataRequired("Say what this person does on the team"),
            Length(max=60, message="Use up to 60 characters"),
        ],
        description="For example: family partner, QI lead, care coordinator.",
    )
    credentials = StringField("Credentials", [Length(max=160, message="Use up to 160 characters")])
    hours = WholeField(
        "Hours a month for this work",
        [Optional(), NumberRange(min=0, max=744, message=HOURS)],
    )


class ConfirmForm(PageForm):
    """One button: nothing is typed."""
