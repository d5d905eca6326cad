"""What staff send when they oversee learning: filters, assignments, reminders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask import request
from wtforms import Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from app.accounts.domain.names import role_words
from app.core.fields import DayField
from app.core.forms import CheckboxesField, Choice, PageForm, posted
from app.core.text import clean_line
from app.curriculum.domain import nudging
from app.curriculum.domain.assigning import LEARNERS, Aim
from app.curriculum.queries.assignments import Sought
from app.curriculum.queries.oversight import REQUIRED, Wanted
from app.curriculum.services.nudges import NOBODY, SAY

if TYPE_CHECKING:
    from app.curriculum.domain.nudging import Offer
    from app.curriculum.queries.oversight import Column

MUST, MAY = "required", "optional"
MOST_WORDS = 2000


def _line(typed: str | None) -> str:
    return clean_line(typed or "")


def _roles(everybody: str) -> list[Any]:
    return [Choice("", everybody), *(Choice(role.value, role_words(role)) for role in LEARNERS)]


def _named(nobody: str, names: Mapping[int, str]) -> list[Any]:
    return [Choice("", nobody), *(Choice(str(key), name) for key, name in names.items())]


class AskedForm(Form):
    """A form sent by GET, which refuses in the words of every form."""

    class Meta:
        get_translations = PageForm.Meta.get_translations


class OverseeForm(AskedForm):
    """Narrows who and what is shown; sent by GET, and by POST for a file."""

    cohort = SelectField("Cohort", [Optional()])
    role = SelectField("Role", [Optional()], choices=_roles("Every role"))
    module = SelectField("Modules", [Optional()])

    def __init__(self, cohorts: Mapping[int, str], columns: Sequence[Column]) -> None:
        super().__init__(posted() if request.method == "POST" else request.args)
        self.cohort.choices = _named("All cohorts", cohorts)
        self.module.choices = [
            Choice("", "All modules"),
            Choice(REQUIRED, "Required modules"),
            *(Choice(one.key, one.name) for one in columns),
        ]

    @property
    def wanted(self) -> Wanted:
        """What a valid form asks for."""
        cohort = self.cohort.data or ""
        return Wanted(int(cohort) if cohort else None, self.role.data or "", self.module.data or "")

    @property
    def query(self) -> dict[str, Any]:
        """The parts of this choice for addresses and hidden fields."""
        return {field.name: field.data for field in self if field.data}


class TrainedForm(AskedForm):
    """The days of a report; both are inside."""

    first = DayField("From", [Optional()])
    last = DayField("To", [Optional()])
    module = SelectField("Module", [Optional()])

    def __init__(self, columns: Iterable[Column]) -> None:
        super().__init__(request.args)
        self.module.choices = [
            Choice("", "Any module"),
            *(Choice(one.key, one.name) for one in columns),
        ]

    def validate_last(self, field: DayField) -> None:
        """The days must be in order."""
        first = self.first.data
        if first is not None and field.data is not None and field.data < first:
            raise ValidationError("Choose a day that is not before the first")

    @property
    def days(self) -> tuple[dt.date | None, dt.date | None]:
        return self.first.data, self.last.data

    @property
    def query(self) -> dict[str, Any]:
        """The parts of this report for addresses."""
        return {name: value for name, value in request.args.items() if name in self._fields}


class SoughtForm(AskedForm):
    """Narrows the list of assignments; `titles` are the modules that were ever assigned."""

    module = SelectField("Module", [Optional()])
    cohort = SelectField("Cohort", [Optional()])
    kind = SelectField(
        "Required or optional",
        [Optional()],
        choices=[Choice("", "Both"), Choice(MUST, "Required"), Choice(MAY, "Optional")],
    )

    def __init__(self, titles: Mapping[int, str], cohorts: Mapping[int, str]) -> None:
        super().__init__(request.args)
        self.module.choices = _named("Every module", titles)
        self.cohort.choices = _named("For anybody", cohorts)

    @property
    def sought(self) -> Sought:
        """What a valid form asks for."""
        return Sought(
            int(self.module.data) if self.module.data else None,
            int(self.cohort.data) if self.cohort.data else None,
            self.kind.data == MUST if self.kind.data else None,
        )


class AssignForm(PageForm):
    """A module, for whom it is, and until when."""

    module = SelectField("Module", [DataRequired("Choose a module")])
    role = SelectField("Role", [Optional()], choices=_roles("Every role"))
    cohort = SelectField("Cohort", [Optional()])
    team = SelectField("Team", [Optional()])
    person = StringField(
        "One person, by email address",
        [Optional(), Length(max=254, message="Use 254 characters or fewer")],
        filters=[_line],
        description="Only when the module is for this one person.",
    )
    kind = RadioField(
        "Is it required?",
        [InputRequired("Choose one of the two")],
        choices=[
            Choice(MUST, "Required", {"data-hint": "People should complete it."}),
            Choice(MAY, "Optional", {"data-hint": "It is recommended, and never overdue."}),
        ],
    )
    due_on = DayField(
        "Due date", [Optional()], description="Such as 2026-11-30. Leave it empty for none."
    )

    def __init__(
        self,
        columns: Iterable[Column],
        cohorts: Mapping[int, str],
        teams: Mapping[int, str],
        people: Mapping[str, int],
    ) -> None:
        super().__init__()
        self.module.choices = [
            Choice("", "Choose a module"),
            *(Choice(one.key, one.title) for one in columns),
        ]
        self.cohort.choices = _named("Every cohort", cohorts)
        self.team.choices = _named("Every team", teams)
        self.people = people

    def validate_person(self, field: StringField) -> None:
        """The address must be that of somebody who may learn."""
        if field.data and field.data.lower() not in self.people:
            raise ValidationError("Nobody who learns here has this address")

    @property
    def aim(self) -> Aim:
        """For whom a valid form is."""
        return Aim(
            self.role.data or "",
            int(self.cohort.data) if self.cohort.data else None,
            int(self.team.data) if self.team.data else None,
            self.people[self.person.data.lower()] if self.person.data else None,
        )

    @property
    def is_required(self) -> bool:
        return bool(self.kind.data == MUST)


class RemindForm(PageForm):
    """Whom to remind, and the words of the mail."""

    pick = CheckboxesField("Who gets it?", [DataRequired(NOBODY)])
    words = TextAreaField(
        "What the mail says",
        [
            DataRequired(SAY),
            Length(max=MOST_WORDS, message=f"Write at most {MOST_WORDS:,} characters"),
        ],
        description="Change it as you like. The mail adds the name, the modules with links and "
        "reasons, your name, and a link to stop reminders. No names, birth dates or chart "
        "numbers.",
    )

    def __init__(self, offers: Iterable[Offer]) -> None:
        offers = tuple(offers)
        super().__init__(data={"pick": [one.value for one in offers], "words": nudging.WORDS})
        self.pick.choices = [Choice(one.value, one.words, {"data-hint": one.why}) for one in offers]
