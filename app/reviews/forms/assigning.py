"""What staff may send about who reviews what."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from app.core.fields import WholeField
from app.core.forms import PageForm
from app.reviews.domain.assigning import Pair

LONGEST_REASON = 500
LONGEST_TOKEN = 64
MOST_SEED = 999_999
SEED_WORDS = "Enter a whole number from 0 to 999999"


def pairs_of(texts: list[str]) -> frozenset[Pair]:
    """The pairs that these texts name, such as "7-12"; what names none is left out."""
    found = set()
    for text in texts:
        application, _, person = text.partition("-")
        if _is_id(application) and _is_id(person):
            found.add((int(application), int(person)))
    return frozenset(found)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16


def _reason(label: str, description: str) -> TextAreaField:
    words = f"Shorten the reason to {LONGEST_REASON} characters or fewer"
    return TextAreaField(
        label, [Length(max=LONGEST_REASON, message=words)], description=description
    )


def _token() -> HiddenField:
    return HiddenField(validators=[Length(min=8, max=LONGEST_TOKEN, message="Open the page again")])


class MatrixForm(PageForm):
    """Ticks by hand. `was` are the pairs that the page showed as assigned."""

    token = _token()
    was = HiddenField()
    override = _reason(
        "Why somebody gets more than the most", "Only needed when a reviewer gets too many."
    )
    reason = _reason(
        "Why a review that was started is taken away", "The draft is kept for the record."
    )

    @property
    def assigned(self) -> frozenset[Pair]:
        """What was assigned when the page was made."""
        return pairs_of((self.was.data or "").split(","))


class ConfirmForm(PageForm):
    """A yes to a proposal. `mark` is the fingerprint of what the page showed."""

    seed = WholeField(
        "Seed",
        [
            InputRequired(SEED_WORDS),
            NumberRange(0, MOST_SEED, SEED_WORDS),
        ],
        description="The same seed makes the same proposal. Another one may deal differently.",
    )

    token = _token()
    mark = HiddenField()

    def take_seed(self, asked: str) -> bool:
        """Whether the seed of an address is one; otherwise the field says why not."""
        if _is_id(asked) and int(asked) <= MOST_SEED:
            self.seed.data = int(asked)
            return True
        self.seed.errors = [SEED_WORDS]
        return False


class ReplacementForm(PageForm):
    """One more reviewer for one application."""

    token = _token()
    reviewer = RadioField(
        "Reviewer", [InputRequired("Choose a reviewer")], coerce=int, validate_choice=True
    )
    override = _reason(
        "Why somebody gets more than the most", "Only needed when everybody has the most."
    )
