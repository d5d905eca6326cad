"""How long a round keeps things, what is kept longer, and the yes to removing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange

from app.core.fields import WholeField
from app.core.forms import PageForm, VersionedForm
from app.core.text import clean_line
from app.rfa.domain.retention import MOST_MONTHS, Schedule

if TYPE_CHECKING:
    from app.rfa.models import RetentionSchedule

WORD = "REMOVE"
_MONTHS = f"Enter months from 1 to {MOST_MONTHS}"


class ScheduleForm(VersionedForm):
    """How many months are kept."""

    unawarded_months = WholeField(
        "Months to keep applications without an award",
        [InputRequired(_MONTHS), NumberRange(1, MOST_MONTHS, _MONTHS)],
    )
    draft_months = WholeField(
        "Months to keep drafts that were never sent",
        [InputRequired(_MONTHS), NumberRange(1, MOST_MONTHS, _MONTHS)],
        description="It also holds for who registered for the round and who asked about it.",
    )

    @property
    def schedule(self) -> Schedule:
        """What a valid form asks for."""
        return Schedule(self.unawarded_months.data or 0, self.draft_months.data or 0)

    @staticmethod
    def shown(schedule: Schedule, row: RetentionSchedule | None) -> dict[str, Any]:
        """What the form shows of the schedule that holds."""
        return {
            "unawarded_months": schedule.unawarded_months,
            "draft_months": schedule.draft_months,
            "seen_version": str(row.version if row else 0),
        }


class KeepForm(PageForm):
    """Why one application is kept longer."""

    reason = TextAreaField(
        "Why does it have to be kept?",
        [
            DataRequired("Say why it has to be kept. One short sentence is enough"),
            Length(max=500, message="Shorten this to 500 characters or fewer"),
        ],
        description="Staff read it on the list of the round and in the trail.",
    )


class RemoveForm(PageForm):
    """The yes to removing; `seen` is the mark of the list that was on the page."""

    seen = HiddenField(default="")
    word = StringField(
        f"Type {WORD} to go on",
        [AnyOf([WORD], f"Type the word {WORD}, in capitals")],
        filters=[lambda typed: clean_line(typed or "")],
        description="Nobody can bring back what is removed.",
    )
