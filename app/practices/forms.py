"""What browsers may send about practices and their teams."""

from __future__ import annotations

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.accounts.forms import InvitationForm
from app.core.forms import Choice, PageForm, VersionedForm
from app.policy import TEAM_ROLES, Role
from app.practices.domain.counties import COUNTIES
from app.practices.domain.kinds import PracticeKind

ROLE_HINTS = {
    Role.LEAD: "Runs the team: invites people, sends numbers, writes cycles.",
    Role.PROVIDER_CHAMPION: "The clinician who backs the work. Sends numbers, writes cycles.",
    Role.CARE_COORDINATOR: "Does the tests day by day. Sends numbers, writes cycles.",
    Role.DATA_MANAGER: "Brings the numbers, chooses optional measures.",
    Role.FAMILY_PARTNER: "A parent or caregiver on the team. Writes cycles; no number entry.",
    Role.SPONSOR: "The senior leader. Reads everything.",
    Role.VIEWER: "Reads everything.",
}


class PracticeForm(VersionedForm):
    """A practice as staff write it down."""

    name = StringField(
        "Name of the practice",
        [
            DataRequired("Enter the name of the practice"),
            Length(max=200, message="Shorten the name to 200 characters or fewer"),
        ],
    )
    kind = RadioField(
        "Type",
        [InputRequired("Choose the type of the practice")],
        choices=[Choice(kind.value, kind.label) for kind in PracticeKind],
    )
    county = SelectField(
        "County",
        [DataRequired("Choose the county")],
        choices=[Choice("", "Choose a county"), *(Choice(c, c) for c in COUNTIES)],
    )
    city = StringField(
        "City or town",
        [Length(max=80, message="Shorten the city to 80 characters or fewer")],
    )


class ReasonForm(PageForm):
    """Why something is ended."""

    reason = TextAreaField(
        "Why?",
        [
            DataRequired("Say why. One short sentence is enough"),
            Length(max=500, message="Shorten the reason to 500 characters or fewer"),
        ],
        description="It is kept in the history of the team.",
    )


def _role_field(label: str) -> RadioField:
    return RadioField(
        label,
        [InputRequired("Choose a role")],
        choices=[
            Choice(role.value, role.capitalize(), render_kw={"data-hint": ROLE_HINTS[role]})
            for role in TEAM_ROLES
        ],
    )


class InviteForm(InvitationForm):
    """An invitation to the team."""

    role = _role_field("Role on the team")


class RoleForm(PageForm):
    """Another role for somebody on the team."""

    role = _role_field("New role")
