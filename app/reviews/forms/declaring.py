"""What a reviewer declares for a round: some ties, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    SelectField,
    StringField,
)

from app.core.forms import Choice, PageForm
from app.core.text import clean_line
from app.reviews.domain.declaring import MONTHS_BACK, MOST_TIES, Tie, what_is_wrong
from app.reviews.domain.kinds import TieKind

if TYPE_CHECKING:
    from app.reviews.models import DeclaredTie

LINES = 6
KIND_LABELS = {
    TieKind.EMPLOYMENT: "Employment or contract",
    TieKind.FAMILY: "Family member works there",
    TieKind.BOARD: "Board seat",
    TieKind.FUNDING: "Money to or from it",
    TieKind.OTHER: "Something else",
}
_KINDS = [Choice("", "Choose"), *(Choice(k.value, label) for k, label in KIND_LABELS.items())]


class TieForm(Form):
    """One line: a tie, or nothing at all."""

    class Meta:
        get_translations = PageForm.Meta.get_translations

    kind = SelectField("What kind of tie?", choices=_KINDS)
    practice = SelectField("Practice of the list")
    organisation = StringField(
        "Or another organization", filters=[lambda typed: clean_line(typed or "")]
    )
    note = StringField(
        "Note",
        filters=[lambda typed: clean_line(typed or "")],
        description="For example: since when, or until when.",
    )

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed or chosen in this line."""
        return not any((self.kind.data, self.practice.data, self.organisation.data, self.note.data))

    @property
    def tie(self) -> Tie:
        """The tie of a valid line that is not blank."""
        return Tie(
            TieKind(self.kind.data),
            int(self.practice.data) if self.practice.data else None,
            self.organisation.data or "",
            self.note.data or "",
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """A line that says anything has to say what, and with whom."""
        if not super().validate(extra_validators):
            return False
        if self.is_blank:
            return True
        if not self.kind.data:
            self.kind.errors = ["Choose what kind of tie it is"]
            return False
        if wrong := what_is_wrong(self.tie):
            self[wrong[0]].errors = [wrong[1]]
            return False
        return True


class DeclareForm(PageForm):
    """The whole declaration; `practices` can be chosen in each line."""

    ties = FieldList(FormField(TieForm), min_entries=LINES, max_entries=MOST_TIES)
    is_nothing = BooleanField(
        "I have nothing to declare",
        description=f"I had no such tie to any organization in the last {MONTHS_BACK} months.",
    )

    def __init__(self, practices: Mapping[int, str], **given: Any) -> None:
        super().__init__(**given)
        self._choices = [
            Choice("", "None of these"),
            *(Choice(str(key), name) for key, name in practices.items()),
        ]
        self._offer()

    def _offer(self) -> None:
        for line in self.ties:
            line.form.practice.choices = self._choices

    def add_lines(self) -> None:
        """Offer more lines; what was typed stays."""
        for _ in range(min(LINES, MOST_TIES - len(self.ties))):
            self.ties.append_entry()
        self._offer()

    @property
    def declared(self) -> list[Tie]:
        """The ties of a valid form."""
        return [line.form.tie for line in self.ties if not line.form.is_blank]

    @staticmethod
    def shown(ties: Iterable[DeclaredTie]) -> list[dict[str, str]]:
        """What the lines show about ties that were declared before."""
        return [
            {
                "kind": tie.kind.value,
                "practice": str(tie.practice_id or ""),
                "organisation": tie.organisation,
                "note": tie.note,
            }
            for tie in ties
        ]
