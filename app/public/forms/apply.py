"""The way to an application: one question of the check, registering, beginning, asking."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from wtforms import (
    EmailField,
    Form,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from app.core.forms import Choice, PageForm
from app.practices.domain.counties import COUNTIES
from app.practices.domain.kinds import PracticeKind
from app.rfa.services.faq import LONGEST_QUESTION

if TYPE_CHECKING:
    from app.rfa.domain.document import Option, Question

LONGEST_NAME, LONGEST_EMAIL = 120, 254
_EMAIL_WORDS = "Enter an email address in the form name@example.com"
_EMAIL_HINTS = {"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}


def _up_to(most: int, what: str) -> Length:
    return Length(max=most, message=f"Shorten the {what} to {most:,} characters or fewer")


def _email(label: str, *first: Any, description: str = "") -> EmailField:
    return EmailField(
        label,
        [*first, Length(max=LONGEST_EMAIL, message=_EMAIL_WORDS), Email(_EMAIL_WORDS)],
        description=description,
        render_kw=_EMAIL_HINTS,
    )


class ScreenForm(PageForm):
    """One question of the eligibility check. `answer`: not posted here, but given before."""

    choice = RadioField("", [InputRequired("Choose an answer")])

    def __init__(
        self,
        question: Question,
        options: Iterable[Option],
        *,
        answer: str | None = None,
        blank: bool,
    ) -> None:
        if blank:
            Form.__init__(self, None, choice=answer)
        else:
            super().__init__()
        self.choice.label.text = question.text
        self.choice.description = question.help
        self.choice.choices = [Choice(option.key, option.label) for option in options]


class RegistrationForm(PageForm):
    """Who wants to apply."""

    name = StringField(
        "Your name",
        [DataRequired("Enter your name"), _up_to(LONGEST_NAME, "name")],
        render_kw={"autocomplete": "name"},
    )
    email = _email(
        "Your email address",
        DataRequired(_EMAIL_WORDS),
        description="We send you a link. Use an address that only you read.",
    )
    new_password = PasswordField(
        "Password",
        [
            DataRequired("Enter a password"),
            Length(max=1024, message="Use 256 characters or fewer."),
        ],
        description="15 characters or more. Four or five words with spaces work well.",
        render_kw={"autocomplete": "new-password"},
    )


class ConfirmForm(PageForm):
    """The click that makes the account, in the browser that registered."""


class ConfirmElsewhereForm(PageForm):
    """The same in another browser, which the password of the registration proves."""

    password = PasswordField(
        "The password you chose",
        [
            DataRequired("Enter the password you chose when you registered"),
            Length(max=1024, message="Use 256 characters or fewer."),
        ],
        description="You registered in another browser. The password shows that it was you.",
        render_kw={"autocomplete": "current-password"},
    )


class NewPracticeForm(PageForm):
    """A practice that applies for the first time; `counties` are those that may."""

    name = StringField(
        "Name of the practice",
        [DataRequired("Enter the name of the practice"), _up_to(200, "name")],
        description="One site. A health system applies once for each site.",
        render_kw={"autocomplete": "organization"},
    )
    kind = RadioField(
        "Type of practice",
        [InputRequired("Choose the type of the practice")],
        choices=[Choice(kind.value, kind.label) for kind in PracticeKind],
    )
    county = SelectField("County", [DataRequired("Choose the county")])
    city = StringField(
        "City or town",
        [_up_to(80, "city")],
        render_kw={"autocomplete": "address-level2"},
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.county.choices = [
            Choice("", "Choose a county"),
            *(Choice(county, county) for county in COUNTIES),
        ]


class AskForm(PageForm):
    """A question about a round. Name and address are optional."""

    question = TextAreaField(
        "Your question",
        [DataRequired("Enter your question"), _up_to(LONGEST_QUESTION, "question")],
        description="We publish the question with our answer, without your name. "
        "Do not write about a patient.",
    )
    asked_by = StringField(
        "Your name", [_up_to(LONGEST_NAME, "name")], render_kw={"autocomplete": "name"}
    )
    email = _email(
        "Your email address", Optional(), description="If you want the answer by email, too."
    )
