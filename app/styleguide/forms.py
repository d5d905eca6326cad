"""A form with one field of every kind, to be looked at."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Length

from app.core.fields import DayField, WholeField
from app.core.forms import CheckboxesField, Choice, PageForm


class SampleForm(PageForm):
    """Every kind of field with label, hint and a rule."""

    name = StringField("Full name", [InputRequired("Enter your full name")])
    email = EmailField(
        "Work email",
        [Email("Enter an email address in the form name@example.com")],
        description="We send the invitation to this address.",
    )
    password = PasswordField("Password")
    count = WholeField("Children in all")
    day = DayField("Start date")
    county = SelectField("County", choices=[Choice("Hinds", "Hinds"), Choice("Lee", "Lee")])
    partner = RadioField(
        "Do you have a parent or caregiver on your team?",
        choices=[
            Choice("yes", "Yes, they agreed", render_kw={"data-hint": "Add their name."}),
            Choice("no", "Not yet", render_kw={"data-hint": "That is fine. We can help."}),
        ],
    )
    strands = CheckboxesField(
        "What would you like to learn?",
        choices=[Choice("ehr", "Health records"), Choice("qi", "Quality improvement")],
    )
    story = TextAreaField(
        "What did you learn?",
        [Length(max=800, message="Shorten your answer to 800 characters or fewer")],
        description="No names, birth dates or chart numbers.",
    )
    sheet = FileField("Your spreadsheet", description="Excel or CSV, up to 5 MB.")
    agree = BooleanField("We have talked about this as a team")
