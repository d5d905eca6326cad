"""What browsers send of a score sheet: from the form, or from its script while somebody types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import abort, request
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.forms import PageForm, posted
from app.core.text import clean
from app.reviews.domain.kinds import Recommendation
from app.reviews.domain.sheets import TEXTS, Mark, Sheet, points

if TYPE_CHECKING:
    from app.rfa.domain.document import Criterion

CANNOT = "cannot"
"""The value of the choice "Cannot assess" among the scores."""
MOST_FIELDS = 500


class ReasonForm(PageForm):
    """Why staff do something."""

    reason = TextAreaField(
        "Why is the review opened again?",
        [
            DataRequired("Say why the review is opened again"),
            Length(max=2000, message="Shorten the reason to 2,000 characters or fewer"),
        ],
        description="The reviewer reads this. Do not name other reviewers or their scores.",
    )


def posted_sheet(criteria: Iterable[Criterion]) -> tuple[Sheet, int]:
    """The sheet in the posted form, and the edit that the page was made from."""
    fields = posted()
    edit = fields.get("edit", "")
    known = int(edit) if edit.isascii() and edit.isdecimal() and len(edit) < 10 else 0
    return read(criteria, lambda name: fields.get(name, "")), known


def sent_sheet(criteria: Iterable[Criterion]) -> tuple[Sheet, int]:
    """The same from the script, in the shape that it must have; anything else is a 400."""
    try:
        body: Any = request.get_json(silent=True)
    except RecursionError:
        body = None
    fields = body.get("fields") if isinstance(body, dict) else None
    if not isinstance(fields, dict) or len(fields) > MOST_FIELDS:
        abort(400)
    edit = body.get("edit")
    if isinstance(edit, bool) or not isinstance(edit, int) or not 0 <= edit < 2**31:
        abort(400)
    if not all(isinstance(text, str) for text in fields.values()):
        abort(400)
    return read(criteria, lambda name: clean(fields.get(name, ""))), edit


def read(criteria: Iterable[Criterion], given: Callable[[str], str]) -> Sheet:
    """The sheet in fields; a score that is not on the scale is none."""
    return Sheet(
        marks={one.key: _mark(one, given) for one in criteria},
        recommendation=next(
            (one for one in Recommendation if one.value == given("recommendation")), None
        ),
        texts={name: given(name) for name in TEXTS},
    )


def as_fields(sheet: Sheet) -> dict[str, str]:
    """The fields of a sheet: the opposite of `read`."""
    fields = {}
    for key, mark in sheet.marks.items():
        chosen = "" if mark.score is None else str(mark.score)
        fields[f"score-{key}"] = CANNOT if mark.cannot_assess else chosen
        fields[f"why-{key}"] = mark.comment
    advice = sheet.recommendation.value if sheet.recommendation else ""
    return fields | {"recommendation": advice} | dict(sheet.texts)


def _mark(criterion: Criterion, given: Callable[[str], str]) -> Mark:
    chosen = given(f"score-{criterion.key}")
    offered = {str(point.score): point.score for point in points(criterion)}
    return Mark(offered.get(chosen), chosen == CANNOT, given(f"why-{criterion.key}"))
