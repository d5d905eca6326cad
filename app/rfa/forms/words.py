"""What somebody sends to confirm that an answer is not about a patient."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import DataRequired

from app.core.confirming import LONGEST_REASON, NO_REASON, NO_TICK, REASON_HINT
from app.core.forms import PageForm


class WordsForm(PageForm):
    """The reason and the tick; `seen` stands for the texts that the page showed."""

    words_may_be_confirmed = False

    seen = HiddenField()
    reason = TextAreaField(
        "How do you know?",
        [DataRequired(NO_REASON)],
        description=REASON_HINT,
        render_kw={"maxlength": str(LONGEST_REASON)},
    )
    tick = BooleanField("These words are not about a patient", [DataRequired(NO_TICK)])
