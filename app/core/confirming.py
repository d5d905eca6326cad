"""Words that look like a patient's identifier stop a save until they are edited or confirmed.

`Confirming` looks at what a page was sent. Whoever says, with a reason, that exactly those
words are not about a patient may go on; the confirmation waits in the request until the
trail takes it (`app.audit.services.record`). The words themselves go nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import has_request_context, request
from wtforms import BooleanField, Form, HiddenField, TextAreaField

from app.core.identifiers import found_in, warning
from app.core.keyed import keyed_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LEAST_WORDS, LONGEST_REASON, MOST_TOLD = 3, 300, 20
REASON_HINT = (
    "One sentence for the record, such as “This is the number of an order”. Leave the words"
    " themselves out."
)
NO_REASON = f"Say in {LEAST_WORDS} words or more how you know"
LONG_REASON = f"Shorten this to {LONGEST_REASON} characters or fewer"
NO_TICK = "Tick the box to confirm it, or take the words out"
_WAITING = "portal.confirmed"
_PURPOSE, _DIGITS = "words seen", 16


@dataclass(frozen=True, slots=True)
class Typed:
    """A text that somebody typed: the name of its control, what people call it, and the text."""

    name: str
    label: str
    text: str


@dataclass(eq=False, slots=True)
class Confirmed:
    """What somebody confirmed in this request: why, in which fields, which kinds of words.

    `page` names the form. `changed_in` is the transaction that wrote something since, and
    `noted_in` the one whose trail has the confirmation.
    """

    reason: str
    fields: tuple[str, ...]
    kinds: tuple[str, ...]
    page: str
    changed_in: object = None
    noted_in: object = None


class Boxes(Form):
    """What whoever confirms fills in. `seen` stands for the words that the page asked about."""

    seen = HiddenField(name="_words_seen")
    reason = TextAreaField(
        "How do you know?",
        name="not_a_patient_reason",
        description=REASON_HINT,
    )
    tick = BooleanField("These words are not about a patient", name="not_a_patient")


class Confirming:
    """What of the texts of one page has to be edited or confirmed, and whether it was."""

    def __init__(
        self, sent: Any = None, *, has_files: bool = False, may_confirm: bool = True
    ) -> None:
        """`sent`: the posted fields, if any. `has_files`: files have to be chosen again.

        Unless somebody `may_confirm`, only taking the words out helps.
        """
        self.boxes = Boxes(sent)
        self.has_files = has_files
        self.may_confirm = may_confirm
        self._found: tuple[Typed, ...] = ()
        self._stops = False

    @property
    def is_asked(self) -> bool:
        """Whether the page has to show the boxes."""
        return bool(self._found) and self.may_confirm

    @property
    def about(self) -> tuple[str, ...]:
        """What people call the fields with such words; of very many, the first ones."""
        labels = list(dict.fromkeys(one.label for one in self._found))
        more = len(labels) - MOST_TOLD
        return (*labels[:MOST_TOLD], *([f"{more} more"] if more > 0 else []))

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What is wrong with the boxes, for the error summary: (id of the box, sentence)."""
        return [(box.id, str(message)) for box in self.boxes for message in box.errors]

    @property
    def reason(self) -> str:
        """Why the words are no patient's; "" unless somebody was asked and has said it."""
        return str(self.boxes.reason.data) if self._found and not self._stops else ""

    def look(self, typed: Iterable[Typed]) -> dict[str, str]:
        """What to say beside each text that stops the save, by name; none when it may go on."""
        self._found = tuple(one for one in typed if found_in(one.text))
        self._stops = bool(self._found) and not (self.may_confirm and self._holds())
        return {one.name: warning(one.text) for one in self._found if self._stops}

    def take(self) -> None:
        """Hand what was confirmed to the trail, for the deed that this request is about."""
        if self._found:
            request.environ[_WAITING] = Confirmed(
                reason=str(self.boxes.reason.data),
                fields=self.about,
                kinds=tuple(dict.fromkeys(str(kind) for kind, _ in self._words())),
                page=str(request.endpoint),
            )

    def _words(self) -> Iterator[tuple[str, str]]:
        for one in self._found:
            yield from found_in(one.text)

    def _holds(self) -> bool:
        """Whether a tick and a reason are there for every one of the words; says what lacks."""
        now_there = {_mark(words) for _, words in self._words()}
        asked_before = set((self.boxes.seen.data or "").split())
        self.boxes.seen.data = " ".join(sorted(now_there))
        if not now_there <= asked_before:
            self.boxes.tick.data = False
            return False
        reason = str(self.boxes.reason.data or "")
        self.boxes.reason.errors = [*wrong_with(reason)]
        self.boxes.tick.errors = [] if self.boxes.tick.data else [NO_TICK]
        if not reason and not self.boxes.tick.data:
            self.boxes.reason.errors = self.boxes.tick.errors = []
            return False
        return not self.boxes.reason.errors and not self.boxes.tick.errors


def confirmed() -> Confirmed | None:
    """What was confirmed in this request; None when nothing was."""
    return request.environ.get(_WAITING) if has_request_context() else None


def wrong_with(reason: str) -> Iterator[str]:
    """What is wrong with a reason that goes into the record; nothing for a good one."""
    if len(reason.split()) < LEAST_WORDS:
        yield NO_REASON
    elif len(reason) > LONGEST_REASON:
        yield LONG_REASON
    elif found := warning(reason):
        yield found


def _mark(words: str) -> str:
    """What stands for the words on the page: short, and of no use without our key."""
    return keyed_digest(_PURPOSE, words.casefold())[:_DIGITS]
