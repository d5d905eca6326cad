"""What browsers may send about working on an application together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from app.core.fields import DayField
from app.core.forms import Choice, PageForm

if TYPE_CHECKING:
    from wtforms.form import BaseForm

    from app.accounts.queries import RosterEntry
    from app.rfa.domain.document import Section
    from app.rfa.models import Assignment


class CommentForm(PageForm):
    """A remark about a question, for the team."""

    body = TextAreaField(
        "Comment",
        [
            DataRequired("Write a comment"),
            Length(max=2000, message="Shorten the comment to 2,000 characters or fewer"),
        ],
        description="Only your team reads this. It is not part of the application.",
    )


class WithdrawForm(PageForm):
    """Why an application is taken back."""

    reason = TextAreaField(
        "Why do you withdraw it?",
        [
            DataRequired("Say why. One short sentence is enough"),
            Length(max=500, message="Shorten the reason to 500 characters or fewer"),
        ],
        description="Program staff and your team can read this.",
    )


class PersonField(SelectField):
    """Somebody of the team."""

    def pre_validate(self, form: BaseForm) -> None:
        """Say in our words that somebody is not in the team, or not any more."""
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError("Choose somebody of your team") from None


class WorkForm(PageForm):
    """Who takes care of which section: made by `work_form`, two fields for each section."""

    section_keys: tuple[str, ...] = ()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """A date goes with a person."""
        valid = super().validate(*args, **kwargs)
        for key in self.section_keys:
            person, due = self[f"person-{key}"], self[f"due-{key}"]
            if due.data and not person.data:
                message = "Choose who does it, or clear the date"
                person.errors = [*person.errors, message]
                valid = False
        return valid

    def rows(self) -> list[tuple[str, Any, Any]]:
        """The section's key with its two fields, in order."""
        return [(key, self[f"person-{key}"], self[f"due-{key}"]) for key in self.section_keys]

    @property
    def wanted(self) -> dict[str, tuple[int | None, dt.date | None]]:
        """The person and day of each section."""
        return {
            key: (int(person.data) if person.data else None, due.data)
            for key, person, due in self.rows()
        }


def work_form(
    sections: Iterable[Section],
    team: Iterable[RosterEntry],
    given: Mapping[str, Assignment],
) -> WorkForm:
    """The form of an application's sections, filled with who takes care of them now."""
    shown = tuple(sections)
    people = [Choice("", "Nobody yet"), *(Choice(str(e.person_id), e.name) for e in team)]
    fields: dict[str, Any] = {"section_keys": tuple(section.key for section in shown)}
    filled: dict[str, Any] = {}
    for section in shown:
        person, due = f"person-{section.key}", f"due-{section.key}"
        fields[person] = PersonField("Who", [Optional()], choices=people)
        fields[due] = DayField("By when", [Optional()])
        now = given.get(section.key)
        filled[person] = str(now.person_id) if now else ""
        filled[due] = now.due_on if now else None
    made: type[WorkForm] = type("SectionsWorkForm", (WorkForm,), fields)
    return made(data=filled)
