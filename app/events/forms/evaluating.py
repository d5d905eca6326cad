"""What people say about an event, and what staff choose to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms import Field, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from app.core.fields import WholeField
from app.core.forms import CheckboxesField, Choice, PageForm, VersionedForm
from app.events.domain.evaluations import AFTER_SET, LATER_SET, MOST_ITEMS, SCALE, SETS, Item, mark
from app.events.domain.kinds import ItemKind, Wave

_CHOOSE = "Question {number}: choose one answer"
_WORDS = 1_000


def _listed(items: Sequence[Item]) -> list[Choice]:
    return [
        Choice(item.key, item.text, render_kw={"data-hint": f"{item.kind.capitalize()}."})
        for item in items
    ]


class ChooseForm(VersionedForm):
    """Which questions are asked, and when again."""

    after = CheckboxesField(
        "Right after the event",
        choices=_listed(AFTER_SET),
        description=f"At most {MOST_ITEMS}. Nothing ticked: nobody is asked.",
    )
    later = CheckboxesField(
        "Some weeks later",
        choices=_listed(LATER_SET),
        description=f"At most {MOST_ITEMS}. Nothing ticked: nobody is asked again.",
    )
    days = WholeField(
        "Days after the event",
        [
            InputRequired("Enter a number from 60 to 90"),
            NumberRange(60, 90, "Enter a number from 60 to 90"),
        ],
        default=75,
        description="Then everybody who was there gets one mail with the second questions.",
    )

    @property
    def keys(self) -> dict[Wave, list[str]]:
        """The keys of the questions by wave, of a valid form."""
        return {Wave.AFTER: list(self.after.data or ()), Wave.LATER: list(self.later.data or ())}

    def in_words(self, keys: Mapping[Wave, Sequence[str]], days: int | None) -> dict[str, str]:
        """The questions of each wave as people read them, by what the form calls them."""
        asked = {
            wave: "\n".join(item.text for item in SETS[wave] if item.key in keys[wave])
            for wave in Wave
        }
        return {
            self.after.label.text: asked[Wave.AFTER],
            self.later.label.text: asked[Wave.LATER],
            self.days.label.text: str(days or ""),
        }


class AnswerForm(PageForm):
    """The questions of an event, each field named by the key of its question.

    `seen_version` says which questions stood on the page: staff may have chosen others since.
    """

    asked: ClassVar[tuple[Item, ...]] = ()
    seen_version = HiddenField()

    @property
    def is_out_of_date(self) -> bool:
        """Whether the page that was sent showed other questions."""
        return self.seen_version.data != mark(self.asked)

    def bring_up_to_date(self) -> None:
        """Show the questions of now; what was typed stays where its question does."""
        self.seen_version.data = mark(self.asked)

    @property
    def said(self) -> dict[Item, Any]:
        """The answers of a valid form by question, in their order."""
        given = ((item, self[item.field].data) for item in self.asked)
        return {
            item: int(one) if item.kind is ItemKind.RATING else (one or "") for item, one in given
        }


def answer_form(items: Sequence[Item]) -> AnswerForm:
    """The form of these questions."""
    fields = {item.field: _field(number, item) for number, item in enumerate(items, 1)}
    made: AnswerForm = type("Answers", (AnswerForm,), {"asked": tuple(items), **fields})(
        seen_version=mark(items)
    )
    return made


def _field(number: int, item: Item) -> Field:
    label, chosen = f"{number}. {item.text}", [InputRequired(_CHOOSE.format(number=number))]
    match item.kind:
        case ItemKind.RATING:
            choices = [Choice(str(value), f"{value} {words}") for value, words in SCALE.items()]
            return RadioField(label, chosen, choices=choices)
        case ItemKind.CHOICE:
            offered = [Choice(choice, choice) for choice in item.choices]
            return RadioField(label, chosen, choices=offered)
        case ItemKind.TEXT:
            return TextAreaField(
                label,
                [
                    Length(
                        max=_WORDS, message=f"Question {number}: use {_WORDS:,} characters at most"
                    )
                ],
                description="Staff read your words without your name. No names, birth dates or"
                " chart numbers.",
            )
