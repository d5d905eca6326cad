"""What browsers may send about cohorts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import (
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
)

from app.collaborative.domain.kinds import DateKind, RuleSet
from app.core.fields import ClockField, DayField, WholeField
from app.core.forms import Choice, PageForm, VersionedForm

if TYPE_CHECKING:
    pass

RULE_HINTS = {
    RuleSet.IHI: "Shift of 6, trend of 5, too few or many runs. What US coaches teach.",
    RuleSet.ANHOEJ: "Stricter: far fewer false signals.",
}


class CohortForm(VersionedForm):
    """The settings of a cohort."""

    name = StringField(
        "Name",
        [
            DataRequired("Enter the name of the cohort"),
            Length(max=120, message="Shorten the name to 120 characters or fewer"),
        ],
    )
    starts_on = DayField("First day", [InputRequired("Enter the first day of the cohort")])
    ends_on = DayField("Last day", [InputRequired("Enter the last day of the cohort")])
    due_day = WholeField(
        "Numbers are due on day",
        [
            InputRequired("Enter a day from 1 to 28"),
            NumberRange(1, 28, "Enter a day from 1 to 28"),
        ],
        default=10,
        description="Of the month after. The whole day counts, US Central.",
    )
    lock_days = WholeField(
        "Days until a month is locked",
        [
            InputRequired("Enter a number of days from 0 to 365"),
            NumberRange(0, 365, "Enter a number of days from 0 to 365"),
        ],
        default=15,
        description="Counted from the due day. Until then teams can correct their numbers.",
    )
    baseline_points = WholeField(
        "Points in the starting median",
        [Optional(), NumberRange(3, 36, "Enter a number from 3 to 36, or leave it empty")],
        default=12,
        description="The first points are frozen as the start. Empty: the median uses all points.",
    )
    rule_set = RadioField(
        "How charts are read",
        [InputRequired("Choose how charts are read")],
        default=RuleSet.IHI.value,
        choices=[
            Choice(rule.value, rule.label, render_kw={"data-hint": RULE_HINTS[rule]})
            for rule in RuleSet
        ],
    )
    small_count = WholeField(
        "Smallest count that others may see",
        [
            InputRequired("Enter a number from 1 to 50"),
            NumberRange(1, 50, "Enter a number from 1 to 50"),
        ],
        default=11,
        description="Counts below this are hidden from other teams and the public.",
    )


class DateForm(PageForm):
    """A date of the calendar."""

    kind = SelectField("Kind", choices=[Choice(kind.value, kind.label) for kind in DateKind])
    title = StringField(
        "Title",
        [
            DataRequired("Enter a title, such as Learning session 2"),
            Length(max=160, message="Shorten the title to 160 characters or fewer"),
        ],
    )
    on = DayField("Day", [InputRequired("Enter the day")])
    time = ClockField("Time (US Central)", [Optional()], description="Leave empty for all day.")
    place = StringField(
        "Where",
        [Length(max=200, message="Shorten the place to 200 characters or fewer")],
        description="For example: By video or phone.",
    )


class EnrolForm(PageForm):
    """A practice that joins."""

    practice = SelectField("Practice", [DataRequired("Choose a practice")])
    joined_on = DayField("First month (any day of it)", [InputRequired("Enter the first month")])


class LeaveForm(PageForm):
    """A practice that leaves."""

    last_month = DayField("Last month (any day of it)", [InputRequired("Enter the last month")])
    reason = TextAreaField(
        "Why does the practice leave?",
        [
            DataRequired("Say why. One short sentence is enough"),
            Length(max=500, message="Shorten the reason to 500 characters or fewer"),
        ],
    )
