"""What staff write in the place of answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from wtforms import BooleanField, Field, HiddenField, TextAreaField
from wtforms.validators import Length

from app.core.forms import PageForm
from app.reviews.domain.redacting import mark

if TYPE_CHECKING:
    from app.reviews.presenters.redactions import Answered

LONGEST = 10_000


class RedactionsForm(PageForm):
    """A tick and a text for each question; the text counts only with the tick, also when empty.

    Fields are named by question: a page that was opened before a newer version came in never
    puts a text in the place of another answer.
    """

    seen = HiddenField()
    questions: Sequence[str] = ()

    @classmethod
    def about(cls, questions: Sequence[Answered], there: Mapping[str, str]) -> RedactionsForm:
        """The form for these questions, filled with what was written before."""
        fields: dict[str, object] = {"questions": [one.key for one in questions]}
        shown: dict[str, object] = {"seen": mark(there)}
        for one in questions:
            fields[f"other_{one.key}"] = BooleanField("Reviewers read this instead")
            fields[f"text_{one.key}"] = TextAreaField(
                "Text for reviewers",
                [Length(max=LONGEST, message="Shorten the text to 10,000 characters or fewer")],
                description="Leave it empty, with the tick, to show nothing.",
            )
            shown[f"other_{one.key}"] = one.key in there
            shown[f"text_{one.key}"] = there.get(one.key, "")
        form: RedactionsForm = type("RedactionsForm", (cls,), fields)(data=shown)
        return form

    @property
    def texts(self) -> dict[str, str | None]:
        """What reviewers read by question; None for the answer as it is."""
        return {
            key: (text.data or "") if other.data else None
            for key, (other, text) in zip(self.questions, self.pairs, strict=True)
        }

    @property
    def pairs(self) -> list[tuple[Field, Field]]:
        """The tick and the text of each question."""
        return [(self[f"other_{key}"], self[f"text_{key}"]) for key in self.questions]
