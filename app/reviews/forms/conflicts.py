"""What is said of a conflict of interest: by a reviewer, and by staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from app.core.forms import Choice, PageForm
from app.reviews.domain.kinds import Statement
from app.reviews.domain.rulings import Ruling

WHO_READS = "Staff and administrators read it, and nobody else. It stays in the trail."
_STATEMENTS = {
    Statement.NO: ("No, I have no conflict", "I can review it fairly."),
    Statement.YES: ("Yes, I have a conflict", "The application is closed to me at once."),
    Statement.NOT_SURE: ("I am not sure", "Staff decide. It stays closed to me until then."),
}


class ConflictForm(PageForm):
    """A reviewer says whether there is a conflict; `choices` are the answers that are possible."""

    statement = RadioField(
        "Do you have a conflict of interest with this applicant?",
        [InputRequired("Choose an answer")],
    )
    reason = TextAreaField("Why? Not needed if the answer is no", description=WHO_READS)

    def __init__(self, choices: Iterable[Statement]) -> None:
        super().__init__()
        self.statement.choices = [
            Choice(one.value, _STATEMENTS[one][0], render_kw={"data-hint": _STATEMENTS[one][1]})
            for one in choices
        ]

    @property
    def said(self) -> Statement:
        """The answer of a valid form."""
        return Statement(self.statement.data)


_RULINGS = {
    Ruling.CONFLICT: ("It is a conflict", "The application is closed to this person at once."),
    Ruling.CLEAR: ("It is no conflict", "The application opens to its reviewer."),
    Ruling.LIFT: ("Lift the conflict", "The reviewer is asked once more before it opens."),
}


class RulingForm(PageForm):
    """Staff decide about one person and one application."""

    ruling = RadioField("Decision", [InputRequired("Choose a decision")])
    reason = TextAreaField("Why?", description=WHO_READS)

    def __init__(self, choices: Iterable[Ruling]) -> None:
        super().__init__()
        self.ruling.choices = [
            Choice(one.value, _RULINGS[one][0], render_kw={"data-hint": _RULINGS[one][1]})
            for one in choices
        ]

    @property
    def decided(self) -> Ruling:
        """The decision of a valid form."""
        return Ruling(self.ruling.data)


class EstablishForm(PageForm):
    """Staff rule a conflict that nobody named."""

    application = SelectField("Application", [InputRequired("Choose an application")])
    who = SelectField("Reviewer or staff member", [InputRequired("Choose a person")])
    reason = TextAreaField("Why?", description=WHO_READS)

    def __init__(self, applications: Mapping[int, str], people: Mapping[int, str]) -> None:
        super().__init__()
        self.application.choices = _choices(applications)
        self.who.choices = _choices(people)


def _choices(named: Mapping[int, str]) -> list[Choice]:
    return [Choice("", "Choose"), *(Choice(str(key), name) for key, name in named.items())]
