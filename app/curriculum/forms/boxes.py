"""The boxes that several forms of authors share."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from app.core.forms import PageForm

MOST_LINES, LONGEST_LINE = 30, 400


def line(label: str, ask: str = "", *, most: int, **more: Any) -> StringField:
    """A box of one line; with `ask` it must not stay empty."""
    too_long = Length(max=most, message=f"Use {most} characters or fewer")
    return StringField(label, [*([DataRequired(ask)] if ask else []), too_long], **more)


def words(label: str, ask: str = "", *, most: int, **more: Any) -> TextAreaField:
    """A box of several lines; with `ask` it must not stay empty."""
    too_long = Length(max=most, message=f"Shorten this to {most:,} characters or fewer")
    return TextAreaField(label, [*([DataRequired(ask)] if ask else []), too_long], **more)


def rows(label: str, **more: Any) -> TextAreaField:
    """A box with one thing on each line."""
    return TextAreaField(label, [_few_short_lines], **more)


def split(field: TextAreaField) -> tuple[str, ...]:
    """The lines of a box, without empty ones.

    >>> from types import SimpleNamespace
    >>> split(SimpleNamespace(data=" one \\n\\ntwo"))
    ('one', 'two')
    """
    lines = (" ".join(one.split()) for one in (field.data or "").splitlines())
    return tuple(one for one in lines if one)


def _few_short_lines(_form: PageForm, field: TextAreaField) -> None:
    given = split(field)
    if len(given) > MOST_LINES:
        raise ValidationError(f"Use {MOST_LINES} lines or fewer")
    if any(len(one) > LONGEST_LINE for one in given):
        raise ValidationError(f"Use {LONGEST_LINE} characters or fewer in each line")


class WritingForm(PageForm):
    """A form about a part of a version that others may be changing too."""

    seen_version = HiddenField(default="")

    @property
    def seen(self) -> str:
        """The fingerprint of the part that the page was made from."""
        return self.seen_version.data or ""
