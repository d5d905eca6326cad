"""What the page of the trail may be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request
from wtforms import Form, SelectField, StringField
from wtforms.validators import Length, Optional

from app.audit.queries import Wanted
from app.core.fields import DayField
from app.core.forms import Choice
from app.core.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable


def _line(typed: str | None) -> str:
    return clean_line(typed or "")


class FilterForm(Form):
    """Narrows the list; sent by GET, so that an address can be kept and shared."""

    person = StringField("Person", [Optional(), Length(max=120)], filters=[_line])
    practice = SelectField("Practice", [Optional()])
    verb = SelectField("What was done", [Optional()])
    subject = SelectField("Kind of thing", [Optional()])
    first = DayField("From", [Optional()])
    last = DayField("To", [Optional()])

    def __init__(
        self, practices: dict[int, str], verbs: Iterable[str], subjects: Iterable[str]
    ) -> None:
        super().__init__(request.args)
        named: list[tuple[Any, str]] = [(str(key), name) for key, name in practices.items()]
        self.practice.choices = _choices("All practices", named)
        self.verb.choices = _choices("Everything", [(verb, verb) for verb in verbs])
        self.subject.choices = _choices(
            "All kinds", [(kind, kind.replace("_", " ")) for kind in subjects]
        )

    @property
    def wanted(self) -> Wanted:
        """The search of a valid form."""
        practice = self.practice.data or ""
        return Wanted(
            person=self.person.data or "",
            practice_id=int(practice) if practice else None,
            verb=self.verb.data or "",
            subject_type=self.subject.data or "",
            first_day=self.first.data,
            last_day=self.last.data,
        )

    def query(self, **changed: Any) -> dict[str, Any]:
        """The address parts of this search with some of them changed."""
        kept = {name: value for name, value in request.args.items() if name in self._fields}
        return {name: value for name, value in (kept | changed).items() if value not in {"", None}}


def _choices(everything: str, named: Iterable[tuple[Any, str]]) -> list[Any]:
    return [Choice("", everything), *(Choice(value, label) for value, label in named)]
