"""What people and staff may send about who was there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import FileField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.core.fields import WholeField
from app.core.file_form import FileForm
from app.core.forms import Choice, CodeField, PageForm
from app.events.domain.kinds import Presence
from app.events.domain.minutes import LONGEST

if TYPE_CHECKING:
    from app.events.models import Attendance


class CheckInForm(PageForm):
    """The code of the event."""

    code = CodeField(
        "Check-in code",
        [DataRequired("Enter the code"), Length(max=40, message="Enter the code as it is shown")],
        description="Six letters and digits, shown during the event.",
        render_kw={"autocapitalize": "characters", "spellcheck": "false"},
    )


class PresenceForm(PageForm):
    """Whether somebody was there."""

    presence = RadioField(
        "Was this person there?",
        [InputRequired("Choose one")],
        choices=[Choice(one.value, one.words) for one in Presence],
    )
    minutes = WholeField(
        "Minutes",
        [
            Optional(),
            NumberRange(0, LONGEST, f"Enter a number from 0 to {LONGEST:,}, or leave it empty"),
        ],
        description="Empty: as many as the event gives. Only counts for somebody who was there.",
    )
    reason = TextAreaField(
        "Why?",
        [Length(max=500, message="Shorten the reason to 500 characters or fewer")],
        description="Needed to excuse somebody. No names, birth dates or chart numbers.",
    )

    @property
    def marks(self) -> dict[str, Any]:
        """What a valid form says, by the names of the service."""
        return {
            "presence": Presence(self.presence.data),
            "minutes": self.minutes.data,
            "reason": " ".join((self.reason.data or "").split()),
        }

    @staticmethod
    def shown(row: Attendance | None) -> dict[str, Any]:
        """What the form shows about somebody."""
        if row is None:
            return {}
        return {"presence": row.presence.value, "minutes": row.minutes, "reason": row.reason}


class WhoForm(PageForm):
    """The address of somebody's account."""

    email = StringField(
        "Email of their account",
        [DataRequired("Enter the email of their account"), Length(max=254)],
        description="Somebody who registered, or whom this event is for.",
    )

    @property
    def address(self) -> str:
        """The address, of a valid form."""
        return str(self.email.data).strip().lower()


class AddForm(WhoForm, PresenceForm):
    """Somebody who came without a place."""


class RosterForm(FileForm):
    """The list of attendees of a webinar tool."""

    file = FileField(
        "List of attendees",
        description="The file of Zoom, Teams, Webex or another tool: Excel (.xlsx) or .csv, up to"
        " 5 MB. Its columns: Name, Email, then Join Time and Leave Time, or Minutes.",
        render_kw={"accept": ".xlsx,.csv,text/csv"},
    )


class ConfirmForm(PageForm):
    """A yes."""
