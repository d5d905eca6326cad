"""What staff send when they place, review, approve, publish and discuss modules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from app.core.clock import NoSuchTime, TwoSuchTimes, instant_in_mississippi
from app.core.fields import ClockField, DayField, WholeField
from app.core.forms import Choice, PageForm, VersionedForm
from app.curriculum.domain.kinds import ChangeClass
from app.curriculum.domain.publishing import MOST_WEEKS
from app.curriculum.models import Track

LONG = Length(max=2000, message="Shorten this to 2,000 characters or fewer")
NOW, AT = "now", "at"
WHOLE = ""
START = dt.time(6, 0)
CLASSES = (
    Choice(
        ChangeClass.MINOR.value,
        "Minor",
        {"data-hint": "Typing errors and small words. Nobody is told."},
    ),
    Choice(
        ChangeClass.RE_READ.value,
        "Read again",
        {"data-hint": "Whoever finished stays finished, and sees what is new."},
    ),
    Choice(
        ChangeClass.RETAKE.value,
        "Take again",
        {"data-hint": "Whoever finished stays finished, and is asked to take the quiz again."},
    ),
)


class ConfirmForm(PageForm):
    """One button."""


class SendBackForm(VersionedForm):
    reason = TextAreaField(
        "What should change?",
        [DataRequired("Say what should change. The authors read it"), LONG],
        description="It becomes a comment, and a mail to the authors.",
    )


class ApproveForm(VersionedForm):
    """A first version asks nothing of those who finished, as nobody did."""

    change_class = RadioField(
        "What does this version ask of those who finished an older one?",
        [DataRequired("Choose one of the three")],
        choices=CLASSES,
    )
    note = TextAreaField(
        "What is new?",
        [LONG],
        description="One or two sentences. Learners read them.",
    )

    def __init__(self, *, is_first: bool, **given: Any) -> None:
        super().__init__(**given)
        self.is_first = is_first
        if is_first:
            del self.change_class

    @property
    def asks(self) -> ChangeClass:
        """What the version asks of those who finished; only of a valid form."""
        return ChangeClass.MINOR if self.is_first else ChangeClass(self.change_class.data)

    def validate_note(self, field: TextAreaField) -> None:
        """Whoever should read again is told why."""
        if self.is_first or field.data:
            return
        if self.change_class.data not in (None, ChangeClass.MINOR.value):
            raise ValidationError("Say what is new. Learners are asked to read again")


def _instant(day: dt.date, time: dt.time) -> dt.datetime:
    try:
        return instant_in_mississippi(dt.datetime.combine(day, time))
    except (NoSuchTime, TwoSuchTimes) as odd:
        raise ValidationError(f"{odd} Choose another time.") from odd


class EndForm(PageForm):
    """The weeks and the end of a version; an empty day means that it has none."""

    weeks = WholeField(
        "Hold it back for each cohort until this many weeks after its start",
        [Optional(), NumberRange(0, MOST_WEEKS, f"Enter 0 to {MOST_WEEKS} weeks")],
        description="Leave it empty to serve every cohort at once. 6 means: from week 6 on.",
    )
    end_day = DayField(
        "Last day",
        [Optional()],
        description="Leave it empty for no end. Whoever began may finish later.",
    )
    end_time = ClockField("Time on that day, Central", [Optional()], default=dt.time(17, 0))

    def validate_end_time(self, field: ClockField) -> None:
        """A time that does not exist, or comes twice, is asked again."""
        if self.end_day.data is not None:
            _instant(self.end_day.data, field.data or dt.time(17, 0))

    @property
    def expires_at(self) -> dt.datetime | None:
        """The chosen end; only of a valid form."""
        if self.end_day.data is None:
            return None
        return _instant(self.end_day.data, self.end_time.data or dt.time(17, 0))


class ScheduleForm(EndForm):
    when = RadioField(
        "When is it out?",
        [DataRequired("Choose now, or a day and time")],
        choices=(Choice(NOW, "Now"), Choice(AT, "At a day and time")),
    )
    day = DayField("Day", [Optional()], description="Only for a day and time")
    time = ClockField("Time, Central", [Optional()], default=START)

    def validate_when(self, field: RadioField) -> None:
        """A later time needs its day."""
        if field.data == AT and not any(self.day.raw_data or ()):
            raise ValidationError("Enter the day too, such as 2026-07-01")

    def validate_time(self, field: ClockField) -> None:
        """A time that does not exist, or comes twice, is asked again."""
        if self.when.data == AT and self.day.data is not None:
            _instant(self.day.data, field.data or START)

    def publish_at(self, now: dt.datetime) -> dt.datetime:
        """The chosen instant; only of a valid form."""
        if self.when.data == NOW or self.day.data is None:
            return now
        return _instant(self.day.data, self.time.data or START)


class CommentForm(PageForm):
    lesson = SelectField("About", choices=[])
    body = TextAreaField("Comment", [DataRequired("Write your comment first"), LONG])

    def offer(self, lessons: Iterable[tuple[str, str]]) -> None:
        """Offer the whole version and these lessons, by key and title."""
        self.lesson.choices = [
            Choice(WHOLE, "The whole version"),
            *(Choice(key, title) for key, title in lessons),
        ]


class TrackForm(PageForm):
    title = StringField(
        "Title",
        [DataRequired("Enter the title"), Length(max=60, message="Use 60 characters or fewer")],
        description="Learners read it above its modules, such as “Start here”.",
    )


class RenameTrackForm(TrackForm, VersionedForm):
    """The same, for a track that others may be renaming too."""


class _Titled(PageForm):
    """Stands here, before what follows it on the page: errors are listed in this order."""

    title = StringField(
        "Title",
        [DataRequired("Enter the title"), Length(max=120, message="Use 120 characters or fewer")],
    )


class PlaceForm(PageForm):
    code = StringField(
        "Number",
        [DataRequired("Enter the number"), Length(max=10, message="Use 10 characters or fewer")],
        description="What learners see before the title, such as 11.",
    )
    track = SelectField("Track", coerce=int)
    phase = StringField(
        "When in the year",
        [Length(max=40, message="Use 40 characters or fewer")],
        description="Such as Pre-work, LS1 or AP2. It may be empty.",
    )
    is_required = BooleanField("Required of every team")

    def offer(self, tracks: Iterable[Track]) -> None:
        """Offer these tracks."""
        self.track.choices = [Choice(track.id, track.title) for track in tracks]


class MoveForm(PlaceForm):
    position = WholeField(
        "Place in the catalogue",
        [InputRequired("Enter a number"), NumberRange(1, 999, "Enter 1 to 999")],
        description="Modules of a track stand in this order.",
    )


class NewModuleForm(_Titled, PlaceForm):
    """The place of a module that is not there yet, and its title."""
