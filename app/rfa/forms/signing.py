"""What the signer types."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from app.core.forms import PageForm


class SignForm(PageForm):
    """Name and title, the tick under the statement, and the password again.

    `seen` is the fingerprint of the application as the page offered it for signing.
    """

    seen = HiddenField()
    name = StringField(
        "Your full name, as your signature",
        [DataRequired("Type your full name"), Length(max=120, message="Use up to 120 characters")],
        render_kw={"autocomplete": "name"},
    )
    title = StringField(
        "Your title",
        [DataRequired("Type your title"), Length(max=120, message="Use up to 120 characters")],
        render_kw={"autocomplete": "organization-title"},
    )
    agree = BooleanField("I agree", [DataRequired("Tick the box to agree to the statement")])
    password = PasswordField(
        "Your password",
        [
            DataRequired("Type your password again"),
            Length(max=1024, message="Use 256 characters or fewer."),
        ],
        description="So that nobody else can sign for you.",
        render_kw={"autocomplete": "current-password"},
    )
