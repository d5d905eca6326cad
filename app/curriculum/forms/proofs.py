"""What staff send about certificates and tries at quizzes."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.fields import DayField, WholeField
from app.core.forms import PageForm
from app.curriculum.services.certificates import Words

MOST_REASON = 500


class ReasonForm(PageForm):
    """A deed about somebody's learning, with its reason."""

    reason = TextAreaField(
        "Why?",
        [
            InputRequired("Say why"),
            Length(max=MOST_REASON, message=f"Write at most {MOST_REASON} characters"),
        ],
        description="It is kept for good. No names, birth dates or chart numbers.",
    )


class CreditForm(PageForm):
    """The days of a file for an accreditor; both are inside, and both may be left out."""

    since = DayField("From", [Optional()], description="Such as 2026-11-02. Empty: all.")
    until = DayField("To", [Optional()], description="Such as 2026-12-31. Empty: until today.")


class WordsForm(PageForm):
    """What certificates say. `seen` is the number of the words that this one starts from."""

    seen = HiddenField(default="0")
    heading = StringField(
        "Heading",
        [InputRequired("Write a heading"), Length(max=120, message="Write at most 120 characters")],
    )
    statement = TextAreaField(
        "Statement",
        [
            InputRequired("Write what the certificate says"),
            Length(max=1000, message="Write at most 1,000 characters"),
        ],
        description="It is filled in: {name}, {title}, {version}, {time}, {date}.",
    )
    signer_name = StringField(
        "Who signs", [Length(max=160, message="Write at most 160 characters")]
    )
    signer_title = StringField(
        "Their title", [Length(max=160, message="Write at most 160 characters")]
    )
    valid_months = WholeField(
        "Valid for so many months",
        [Optional(), NumberRange(1, 120, message="Write a number of months from 1 to 120")],
        description="Leave it empty when certificates do not expire.",
    )

    @classmethod
    def of(cls, words: Words, number: int) -> WordsForm:
        shown: dict[str, Any] = {
            "heading": words.heading,
            "statement": words.statement,
            "signer_name": words.signer_name,
            "signer_title": words.signer_title,
            "valid_months": words.valid_months,
            "seen": str(number),
        }
        return cls(data=shown)

    @property
    def words(self) -> Words:
        """What was typed."""
        return Words(
            heading=self.heading.data or "",
            statement=self.statement.data or "",
            signer_name=self.signer_name.data or "",
            signer_title=self.signer_title.data or "",
            valid_months=self.valid_months.data,
        )

    @property
    def seen_number(self) -> int:
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
