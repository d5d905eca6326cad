"""A text of a public page, as staff write it."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.core.fields import WholeField
from app.core.forms import VersionedForm
from app.public.domain.texts import LONGEST


class TextForm(VersionedForm):
    """What the text says."""

    body = TextAreaField(
        "Text",
        [
            DataRequired("Write the text"),
            Length(max=LONGEST, message=f"Shorten the text to {LONGEST:,} characters or fewer"),
        ],
    )


class RestoreForm(VersionedForm):
    """Which version comes back."""

    number = WholeField("Version", [InputRequired("Choose a version"), NumberRange(0, 2**31 - 1)])
