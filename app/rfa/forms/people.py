"""What browsers may send about who works on an application."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.accounts.forms import InvitationForm
from app.core.forms import CheckboxesField, Choice, PageForm
from app.policy import Role

if TYPE_CHECKING:
    from app.accounts.queries import RosterEntry

KEEP, GIVE_UP = "keep", "give up"
ROLES = {
    Role.APPLICATION_LEAD: (
        "Lead",
        "Runs the application: invites people, writes, sends and withdraws it.",
    ),
    Role.APPLICATION_EDITOR: ("Editor", "Writes answers, adds files and comments."),
    Role.APPLICATION_SIGNER: (
        "Signer",
        "May sign for the practice. Comments, signs and sends.",
    ),
    Role.APPLICATION_VIEWER: ("Viewer", "Reads everything."),
}


def _choices() -> list[Choice]:
    return [
        Choice(role.value, name, render_kw={"data-hint": hint})
        for role, (name, hint) in ROLES.items()
    ]


class InviteForm(InvitationForm):
    """An invitation to work on the application."""

    role = RadioField("Role", [InputRequired("Choose a role")], choices=_choices())


class RolesForm(PageForm):
    """Everything that one person may do in the application."""

    roles = CheckboxesField(
        "Roles",
        [InputRequired("Choose at least one role")],
        choices=_choices(),
        description="One person may hold several.",
    )

    @property
    def chosen(self) -> frozenset[Role]:
        return frozenset(Role(value) for value in self.roles.data or ())


class RemoveForm(PageForm):
    """Why somebody leaves the application."""

    reason = TextAreaField(
        "Why?",
        [
            DataRequired("Say why. One short sentence is enough"),
            Length(max=500, message="Shorten the reason to 500 characters or fewer"),
        ],
        description="It is kept in the history of the application.",
    )


class LeadForm(PageForm):
    """Who leads the application from now on."""

    person = RadioField("Who will lead?", [InputRequired("Choose who will lead")])
    after = RadioField(
        "And you?",
        [InputRequired("Choose whether you stay lead")],
        choices=[
            Choice(KEEP, "I stay lead too"),
            Choice(
                GIVE_UP,
                "I stop leading",
                render_kw={"data-hint": "You keep your other roles, or become editor."},
            ),
        ],
    )

    def offer(self, team: Iterable[RosterEntry], *, leads: bool) -> bool:
        """Offer those who do not lead yet, and the second question to a lead; say if any."""
        self.person.choices = [
            Choice(str(entry.person_id), entry.name)
            for entry in team
            if all(given.role is not Role.APPLICATION_LEAD for given in entry.roles)
        ]
        if not leads:
            del self.after
        return bool(self.person.choices)

    @property
    def keeps(self) -> bool:
        return "after" not in self or self.after.data == KEEP
