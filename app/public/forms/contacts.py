"""An entry of the directory, as staff write it."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, EmailField, Field, Form, StringField, TelField, TextAreaField
from wtforms.validators import (
    DataRequired,
    Email,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from app.core.fields import WholeField
from app.core.forms import VersionedForm
from app.public.domain.contacts import NOT_DIALLED, dialled

FIELDS = ("name", "what_for", "phone", "email", "address", "hours", "position")


def _up_to(most: int, what: str) -> Length:
    return Length(max=most, message=f"Shorten the {what} to {most} characters or fewer")


def _can_be_dialled(_form: Form, field: Field) -> None:
    """Say it together with what else is wrong; the service holds to it alone."""
    if not field.errors and dialled(field.data) is None:
        raise ValidationError(NOT_DIALLED)


class ContactForm(VersionedForm):
    """Whom to ask, for what, and how."""

    name = StringField(
        "Name of the office or person",
        [DataRequired("Enter the name of the office or person"), _up_to(120, "name")],
    )
    what_for = TextAreaField(
        "What to ask there",
        [_up_to(300, "text")],
        description="One short sentence that a parent understands.",
    )
    phone = TelField(
        "Phone",
        [Optional(), _up_to(40, "phone number"), _can_be_dialled],
        description="With area code, such as 601-555-0142. Write an extension as ext. 12.",
    )
    email = EmailField(
        "Email",
        [
            Optional(),
            Email("Enter an email address in the form name@example.com"),
            _up_to(254, "address"),
        ],
    )
    address = StringField("Street address", [_up_to(300, "address")])
    hours = StringField(
        "Hours",
        [_up_to(200, "hours")],
        description="For example: Monday to Friday, 8:00 a.m. to 5:00 p.m. Central.",
    )
    position = WholeField(
        "Place in the list",
        [
            InputRequired("Enter a number from 1 to 999"),
            NumberRange(1, 999, "Enter a number from 1 to 999"),
        ],
        default=100,
        description="Small numbers come first.",
    )
    is_checked = BooleanField(
        "I checked this today",
        description="You called the number, or read it on the office's own page.",
    )

    def written(self) -> dict[str, Any]:
        """The entry as it was sent."""
        return {name: self[name].data or "" for name in FIELDS}
