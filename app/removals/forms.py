"""What staff send to look for words, and to take them out."""

from __future__ import annotations

from typing import Any

from wtforms import Form, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from app.core.forms import CheckboxesField, PageForm
from app.core.text import clean_line
from app.removals.domain.words import LEAST, MOST

LONGEST_REASON = 500


def _line(typed: str | None) -> str:
    return clean_line(typed or "")


class SearchForm(PageForm):
    """Exact words that staff were told about."""

    words = StringField(
        "Exact words",
        [
            DataRequired("Enter the words to look for."),
            Length(LEAST, MOST, f"Enter from {LEAST} to {MOST} characters."),
        ],
        filters=[_line],
        description="Such as a name, as it stands in the text. It is kept nowhere.",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """What looks like an identifier is what staff look for: here it stops nothing."""
        return Form.validate(self, extra_validators)


class ChosenForm(PageForm):
    """Texts that were chosen, each by its mark, and the words, when somebody typed them."""

    hit = CheckboxesField("Texts", validate_choice=False, choices=[])
    words = CheckboxesField("Words", validate_choice=False, choices=[])

    @property
    def marks(self) -> list[str]:
        """The marks of the texts, each once."""
        return list(dict.fromkeys(self.hit.data or ()))

    @property
    def exact(self) -> list[str]:
        """The words that are to go; none when they follow from the texts."""
        return list(dict.fromkeys(self.words.data or ()))


class RemovalForm(ChosenForm):
    """The same, confirmed with a reason."""

    reason = TextAreaField(
        "Reason",
        [
            Optional(),
            Length(max=LONGEST_REASON, message=f"Enter up to {LONGEST_REASON} characters."),
        ],
        description="Such as: a nurse told us that a note names a patient. It stays in the record,"
        " so leave the words themselves out.",
    )
