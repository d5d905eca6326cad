"""What somebody writes for the own team beside a lesson."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.forms import VersionedForm

LONGEST = 2_000
HINT = (
    "Only your team reads it. Staff look only to take out words that name a patient."
    " No names, birth dates or chart numbers."
)


class NoteForm(VersionedForm):
    body = TextAreaField(
        "Note for your team",
        [
            DataRequired("Write your note first"),
            Length(max=LONGEST, message="Shorten the note to 2,000 characters or fewer"),
        ],
        description=HINT,
    )
