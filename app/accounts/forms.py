"""What the browser may send to the pages of accounts."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField, Form, HiddenField, PasswordField, StringField, SubmitField
from wtforms.validators import DataRequired, Email, Length

from app.core.forms import PageForm

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


def _current_password() -> PasswordField:
    return _password("Your password now", "Enter the password you use now", "current-password")


def _new_password(label: str = "New password") -> PasswordField:
    return _password(
        label,
        "Enter a password",
        "new-password",
        description="15 characters or more. Four or five words with spaces work well.",
    )


def _code() -> StringField:
    return StringField(
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
