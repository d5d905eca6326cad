"""What the browser may send to the pages of accounts."""

from __future__ import annotations

from typing import Any

from wtforms import (
    EmailField,
    Form,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, Length, ValidationError

from app.accounts.domain.names import role_words
from app.core.forms import Choice, CodeField, PageForm
from app.policy.table import COHORT_ROLES, PROGRAM_ROLES, Role

LONGEST_EMAIL, LONGEST_NAME, LONGEST_PASSWORD = 254, 120, 1024
EMAIL_WORDS = "Enter an email address in the form name@example.com"
_USERNAME = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
_CODE = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


def _email(label: str, **kwargs: Any) -> EmailField:
    return EmailField(
        label,
        [
            DataRequired(EMAIL_WORDS),
            Length(max=LONGEST_EMAIL, message=EMAIL_WORDS),
            Email(EMAIL_WORDS),
        ],
        **kwargs,
    )


def _password(label: str, ask: str, autocomplete: str, **kwargs: Any) -> PasswordField:
    return PasswordField(
        label,
        [DataRequired(ask), Length(max=LONGEST_PASSWORD, message="Use 256 characters or fewer.")],
        render_kw={"autocomplete": autocomplete},
        **kwargs,
    )


def _name(label: str) -> StringField:
    return StringField(
        label,
        [
            DataRequired("Enter a name"),
            Length(max=LONGEST_NAME, message=f"Use {LONGEST_NAME} characters or fewer."),
        ],
        render_kw={"autocomplete": "name"},
    )


def _current_password() -> PasswordField:
    return _password("Your password now", "Enter the password you use now", "current-password")


def _new_password(label: str = "New password") -> PasswordField:
    return _password(
        label,
        "Enter a password",
        "new-password",
        description="15 characters or more. Four or five words with spaces work well.",
    )


def _code() -> CodeField:
    return CodeField(
        "Code",
        [DataRequired("Enter the code"), Length(max=40, message="Enter one code")],
        description="The 6 digits in your app, or one of your recovery codes",
        render_kw=_CODE,
    )


class StepForm(PageForm):
    """A step of signing in; `next` says where the person was heading."""

    next = HiddenField()

    def __init__(self, *, blank: bool = False, **kwargs: Any) -> None:
        """`blank`: not filled with what this request posted, which belongs to another form."""
        if blank:
            Form.__init__(self, None, **kwargs)
        else:
            super().__init__(**kwargs)


class SignInForm(StepForm):
    email = _email(
        "Email address",
        description="The one your invitation was sent to",
        render_kw=_USERNAME,
    )
    password = _password("Password", "Enter your password", "current-password")
    save = SubmitField("Sign in")


class CodeForm(StepForm):
    code = _code()
    save = SubmitField("Continue")


class ResetRequestForm(PageForm):
    email = _email("Email address", description="The one you sign in with", render_kw=_USERNAME)
    save = SubmitField("Send me a link")


class ResetForm(PageForm):
    new_password = _new_password()
    save = SubmitField("Set the password")


class NameForm(PageForm):
    name = _name("Your name")
    save = SubmitField("Save the name")


class EmailForm(PageForm):
    email = _email("New email address", render_kw=_USERNAME)
    password = _current_password()
    save = SubmitField("Send me a link")


class PasswordForm(PageForm):
    password = _current_password()
    new_password = _new_password()
    save = SubmitField("Change the password")


class ProofForm(PageForm):
    """A deed about one's own account that only the password proves."""

    password = _current_password()
    save = SubmitField("Continue")


class ConfirmForm(PageForm):
    """A deed that needs nothing but the click."""

    save = SubmitField("Continue")


class AcceptForm(PageForm):
    name = _name("Your name")
    new_password = _new_password("Password")
    save = SubmitField("Join")


class DeclineForm(PageForm):
    """No to an invitation, with or without a reason."""

    reason = StringField(
        "Reason",
        [Length(max=200, message="Shorten the reason to 200 characters or fewer.")],
        description="One line. Whoever invited you can read it.",
    )
    save = SubmitField("No, thank you")


class InvitationForm(PageForm):
    """Who is invited to a team; the feature adds the role."""

    name = StringField(
        "Full name",
        [
            DataRequired("Enter the person's full name"),
            Length(max=LONGEST_NAME, message="Shorten the name to 120 characters or fewer"),
        ],
    )
    email = EmailField(
        "Work email",
        [
            DataRequired("Enter the person's email address"),
            Email(EMAIL_WORDS),
            Length(max=LONGEST_EMAIL, message="Shorten the address to 254 characters or fewer"),
        ],
        description="We send the invitation to this address. The link works once.",
    )


class SetUpForm(StepForm):
    code = CodeField(
        "Code",
        [DataRequired("Enter the code"), Length(max=40, message="Enter one code")],
        description="The 6 digits that the app shows now",
        render_kw=_CODE | {"inputmode": "numeric"},
    )
    save = SubmitField("Turn on")


class ReasonForm(PageForm):
    reason = TextAreaField(
        "Reason",
        [
            DataRequired("Say why, for the record"),
            Length(max=500, message="Shorten the reason to 500 characters or fewer."),
        ],
        description="One sentence, for the record",
    )
    save = SubmitField("Continue")


class RoleForm(PageForm):
    """A program role; coaches get a cohort with it. `cohorts` are (id, name)."""

    role = SelectField("Role", [DataRequired("Select a role")], validate_choice=False)
    cohort_id = SelectField("Cohort", description="Only for a coach", validate_choice=False)
    save = SubmitField("Give the role")

    def __init__(self, *, cohorts: dict[int, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = [
            Choice("", "Select a role"),
            *(Choice(role.value, role_words(role)) for role in PROGRAM_ROLES),
        ]
        self.cohort_id.choices = [
            Choice("", "No cohort"),
            *(Choice(str(number), name) for number, name in cohorts.items()),
        ]
        self._cohorts = cohorts

    def validate_role(self, field: SelectField) -> None:
        if field.data not in PROGRAM_ROLES:
            raise ValidationError("Select a role of the list.")

    def validate_cohort_id(self, field: SelectField) -> None:
        is_coach = self.role.data in COHORT_ROLES
        if is_coach and not (field.data or "").isdecimal():
            raise ValidationError("Select the cohort that this person coaches.")
        if is_coach and int(field.data) not in self._cohorts:
            raise ValidationError("Select a cohort of the list.")

    @property
    def wanted(self) -> tuple[Role, int | None]:
        """The role, and the cohort when it is one that has a cohort."""
        role = Role(self.role.data)
        return role, int(self.cohort_id.data) if role in COHORT_ROLES else None


class InviteForm(RoleForm):
    email = _email("Email address")
    name = _name("Name")
    save = SubmitField("Send the invitation")
