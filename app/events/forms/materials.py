"""What staff may send about the materials, the recording and the record of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, Field, FileField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError

from app.core.file_form import FileForm
from app.core.forms import VersionedForm
from app.events.services.materials import MOST_BYTES, TOO_LARGE

if TYPE_CHECKING:
    from app.events.models import Event

_LINK = Regexp(r"https://[^\s<>\"]+$", message="Enter a link that starts with https://")
_LINK_LENGTH = Length(max=500, message="Shorten the link to 500 characters or fewer")


class MaterialForm(FileForm):
    """A file or a link with its title."""

    title = StringField(
        "Title",
        [
            DataRequired("Enter a title"),
            Length(max=200, message="Shorten the title to 200 characters or fewer"),
        ],
        description="What people read, such as: Slides about registries.",
    )
    file = FileField(
        "File",
        description="PDF, PowerPoint, Word, Excel, CSV, text or picture, up to 20 MB.",
        render_kw={"data-most": str(MOST_BYTES), "data-too-large": TOO_LARGE},
    )
    link = StringField("Or a link", [Optional(), _LINK, _LINK_LENGTH])

    def validate_file(self, field: Field) -> None:
        """Exactly one of the two."""
        del field
        if self.has_file == bool(self.link.data):
            raise ValidationError("Choose a file or enter a link, one of the two")


class RecordingForm(VersionedForm):
    """Where the recording is, and how everybody can follow it."""

    link = StringField(
        "Link of the recording",
        [Optional(), _LINK, _LINK_LENGTH],
        description="Empty: no recording is shown.",
    )
    has_captions = BooleanField(
        "The recording has captions",
        description="Somebody watched it and the captions say what is said.",
    )
    transcript = TextAreaField(
        "Transcript",
        [Length(max=200_000, message="Shorten the transcript to 200,000 characters or fewer")],
        description="All that is said, with who says it. No names, birth dates or chart numbers"
        " of patients.",
    )

    @property
    def settings(self) -> dict[str, Any]:
        """What a valid form says, by the names of the service."""
        return {
            "link": self.link.data or "",
            "has_captions": bool(self.has_captions.data),
            "transcript": self.transcript.data or "",
        }

    @staticmethod
    def settings_of(of: Event) -> dict[str, Any]:
        """What stands there about the recording of an event, by the same names."""
        return {
            "link": of.recording_link,
            "has_captions": of.recording_has_captions,
            "transcript": of.recording_transcript,
        }

    def in_words(self, settings: dict[str, Any]) -> dict[str, str]:
        """Such settings as people read them, by the labels of the boxes."""
        said = settings | {"has_captions": "Yes" if settings["has_captions"] else "No"}
        return {self[name].label.text: text for name, text in said.items()}


class RecordForm(VersionedForm):
    """What was said and decided."""

    text = TextAreaField(
        "Record of the meeting",
        [Length(max=40_000, message="Shorten the record to 40,000 characters or fewer")],
        description="Headings start with #, points of a list with -, bold text stands between **."
        " No names, birth dates or chart numbers of patients.",
    )
