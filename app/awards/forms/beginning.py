"""What browsers may send about an award and what follows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.accounts.domain.names import role_words
from app.awards.domain.agreement import LONGEST_BODY, LONGEST_TITLE
from app.awards.domain.beginning import usual_role
from app.core.fields import DayField, WholeField
from app.core.forms import Choice, PageForm, VersionedForm
from app.policy import TEAM_ROLES, Role

if TYPE_CHECKING:
    from app.accounts.queries import RosterEntry

ACCEPT, DECLINE = "accept", "decline"
LONGEST_REASON = 2_000
_SHORTER = Length(max=LONGEST_REASON, message="Shorten this to 2,000 characters or fewer")


class ReplyForm(PageForm):
    """Accept or decline."""

    reply = RadioField(
        "Does your practice take the award?",
        [InputRequired("Choose whether your practice takes the award")],
        choices=[
            Choice(
                ACCEPT,
                "We accept",
                render_kw={"data-hint": "Next you see what begins, and confirm it."},
            ),
            Choice(
                DECLINE,
                "We decline",
                render_kw={"data-hint": "Your place goes to the next practice."},
            ),
        ],
    )
    reason = TextAreaField("Why do you decline?", [_SHORTER])


class RolesForm(PageForm):
    """What each person of the application is on the team; see `roles_form`."""

    def roles(self) -> dict[int, Role]:
        """The chosen roles by person; without those who stay off the team."""
        return {
            int(name.removeprefix(PERSON)): Role(field.data)
            for name, field in self._fields.items()
            if name.startswith(PERSON) and field.data
        }

    def people(self) -> list[Field]:
        """The choices, one for each person."""
        return [field for name, field in self._fields.items() if name.startswith(PERSON)]


PERSON = "person-"


def roles_form(team: Iterable[RosterEntry]) -> RolesForm:
    """A choice for each person of the application, with the usual role chosen."""
    choices = [
        *(Choice(role.value, role_words(role)) for role in TEAM_ROLES),
        Choice("", "Not on the team"),
    ]
    fields = {
        f"{PERSON}{one.person_id}": SelectField(
            one.name,
            choices=choices,
            default=usual_role([given.role for given in one.roles]).value,
        )
        for one in team
    }
    form: RolesForm = type("RolesForm", (RolesForm,), fields)()
    return form


class PromoteForm(PageForm):
    """Why this practice gets a place, and how much it is worth."""

    amount = WholeField(
        "Amount of the award in dollars",
        [Optional(), NumberRange(min=1, message="Enter at least $1")],
    )
    reason = TextAreaField(
        "Reason",
        [_SHORTER],
        description="Needed unless it is the next on the wait list and a place is free.",
    )


class AgreementTextForm(VersionedForm):
    """The words of a round's agreement."""

    title = StringField(
        "Title",
        [
            DataRequired("Give the agreement a title"),
            Length(max=LONGEST_TITLE, message="Shorten the title to 200 characters or fewer"),
        ],
    )
    body = TextAreaField(
        "Words of the agreement",
        [
            DataRequired("Write the words of the agreement"),
            Length(max=LONGEST_BODY, message="Shorten the words to 30,000 characters or fewer"),
        ],
        description="The name of the practice, the amount and conditions stand above them.",
    )


class MeetForm(PageForm):
    """When a milestone was met, and what shows it."""

    on = DayField("Met on", [InputRequired("Enter the day")])
    note = TextAreaField(
        "Note", [_SHORTER], description="What you have seen. Never anything about a patient."
    )


class DoneForm(PageForm):
    """One button: nothing is typed."""
