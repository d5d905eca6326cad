"""What the panel may send: posts, proposals and answers to them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from app.core.forms import CheckboxesField, Choice, PageForm
from app.core.text import clean_line
from app.reviews.services.consensus import LONGEST
from app.reviews.services.discussion import LONGEST_POST

if TYPE_CHECKING:
    from app.rfa.domain.document import Criterion

NO_NAMES = "Do not write names of patients or families. A post stays as it is."
AGREE, DISAGREE = "agree", "disagree"


class PostForm(PageForm):
    """A post in the discussion: about what, to whom, and its text."""

    criterion = SelectField("What is it about?", [Optional()])
    mentions = CheckboxesField("Whom do you ask?", [Optional()])
    body = TextAreaField(
        "Your post",
        [
            DataRequired("Write the post first"),
            Length(max=LONGEST_POST, message=f"Shorten the post to {LONGEST_POST:,} characters"),
        ],
        description=NO_NAMES,
    )

    def __init__(
        self, criteria: Iterable[Criterion], others: Iterable[tuple[int, int, str]]
    ) -> None:
        super().__init__()
        self._people = {str(number): person_id for number, person_id, _ in others}
        self.criterion.choices = [
            Choice("", "The whole application"),
            *(Choice(one.key, one.title) for one in criteria),
        ]
        self.mentions.choices = [Choice(str(number), f"@{name}") for number, _, name in others]

    @property
    def people(self) -> list[int]:
        """The people that are named."""
        return [self._people[number] for number in self.mentions.data or ()]


class ProposalForm(PageForm):
    """A score for the panel to agree to."""

    score = StringField(
        "Score",
        [DataRequired("Enter a score from 0.00 to 5.00")],
        filters=[lambda typed: clean_line(typed or "")],
        description="From 0.00 to 5.00, in steps of 0.01.",
    )
    text = TextAreaField(
        "Why this score?",
        [
            DataRequired("Say in a few words why this score is right"),
            Length(max=LONGEST, message=f"Shorten this to {LONGEST:,} characters or fewer"),
        ],
        description="The reviews stay as they are. This stands beside them.",
    )

    def validate_score(self, field: Any) -> None:
        if _hundredths(field.data) is None:
            raise ValidationError("Enter a score from 0.00 to 5.00, such as 3.50")

    @property
    def hundredths(self) -> int:
        """The score of a valid form, in hundredths of a point."""
        return _hundredths(self.score.data) or 0


def _hundredths(typed: str | None) -> int | None:
    text = typed or ""
    if len(text) > 6 or not text.isascii() or not text.replace(".", "", 1).isdigit():
        return None
    given = Decimal(text) * 100
    return int(given) if given == int(given) and 0 <= given <= 500 else None


class AnswerForm(PageForm):
    """What a member of the panel says to a proposal."""

    says = RadioField(
        "Do you agree?",
        [InputRequired("Choose whether you agree")],
        choices=[Choice(AGREE, "I agree"), Choice(DISAGREE, "I disagree")],
    )
    note = TextAreaField(
        "Note",
        [Length(max=LONGEST, message=f"Shorten this to {LONGEST:,} characters or fewer")],
        description="Say why, when you disagree.",
    )

    def validate_note(self, field: Any) -> None:
        if self.says.data == DISAGREE and not field.data:
            raise ValidationError("Say why you disagree")

    @property
    def agrees(self) -> bool:
        return bool(self.says.data == AGREE)
