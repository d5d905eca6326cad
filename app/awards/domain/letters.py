"""Letters with merge fields in double braces; filling them in never evaluates anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.awards.domain.kinds import LetterKind, Outcome

FROM_RECORDS: Mapping[str, str] = {
    "practice": "Name of the practice",
    "county": "County of the practice",
    "practice_type": "Kind of practice",
    "reference": "Reference of the application",
    "round": "Title of the round",
    "lead_name": "Name of the application lead",
    "outcome": "What was decided, in words",
    "conditions": "Conditions of the award",
    "amount": "Amount of the award",
    "wait_list_place": "Place on the wait list",
    "accept_by": "Last day to accept",
    "appeal_by": "Last day to appeal",
    "decided_on": "Day of the letter",
    "signer_name": "Name of who signs",
    "signer_title": "Title of who signs",
    "feedback": "Approved summary of strengths and concerns",
}
FILLED_IN: Mapping[str, str] = {
    "mentor": "Name of the mentor",
    "coach": "Name of the coach",
    "contact_name": "Whom to call",
    "contact_phone": "Phone number to call",
    "first_meeting": "Day and place of the first meeting",
    "note": "A few words to this practice alone",
}
OF_SETTINGS = ("signer_name", "signer_title")
"""Fields that are set once for a round."""
OWN = "own_"
"""Staff make fields of their own with names that begin like this, such as `own_parking`."""
LONGEST_VALUE, LONGEST_SUBJECT, LONGEST_BODY = 2_000, 200, 10_000
OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.AWARD: "an award",
    Outcome.AWARD_WITH_CONDITIONS: "an award with conditions",
    Outcome.WAIT_LIST: "a place on the wait list",
    Outcome.DECLINE: "no award in this round",
}
_FIELD = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,39})\s*\}\}")


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says: of a template with its fields, or filled in."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A letter with its fields filled in; `missing` are the names that have no value."""

    words: Words
    missing: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        return not self.missing


def fields_in(text: str) -> tuple[str, ...]:
    """The names of the fields in a text, in order, each once.

    >>> fields_in("Dear {{lead_name}} of {{ practice }}, {{lead_name}}")
    ('lead_name', 'practice')
    """
    return tuple(dict.fromkeys(_FIELD.findall(text)))


def is_filled_in(name: str) -> bool:
    """Whether staff type the value of a field for each letter."""
    return name in FILLED_IN or name.startswith(OWN)


def label_of(name: str) -> str:
    """What a field is, in words.

    >>> label_of("mentor"), label_of("own_parking_lot")
    ('Name of the mentor', 'Parking lot')
    """
    known = FROM_RECORDS.get(name) or FILLED_IN.get(name)
    return known or name.removeprefix(OWN).replace("_", " ").capitalize()


def faults(text: str) -> tuple[str, ...]:
    """What is wrong with the fields of a template, a sentence for each, with its line.

    >>> faults("Dear {{practise}},\\nyou got {{amount}.")
    ('Line 1: there is no field {{practise}}.', 'Line 2: braces that make no field.')
    """
    return tuple(
        sentence
        for number, line in enumerate(text.split("\n"), 1)
        for sentence in _faults_of_line(number, line)
    )


def _faults_of_line(number: int, line: str) -> Iterable[str]:
    for name in fields_in(line):
        if name not in FROM_RECORDS and not is_filled_in(name):
            yield f"Line {number}: there is no field {{{{{name}}}}}."
    rest = _FIELD.sub("", line)
    if "{{" in rest or "}}" in rest:
        yield f"Line {number}: braces that make no field."


def fill(words: Words, values: Mapping[str, str]) -> Filled:
    """Put the values into the fields, once and as they are; a field without a value stays.

    >>> fill(Words("About {{practice}}", "{{mentor}}"), {"practice": "{{mentor}}"})
    Filled(words=Words(subject='About {{mentor}}', body='{{mentor}}'), missing=('mentor',))
    """

    def put(found: re.Match[str]) -> str:
        return values.get(found[1], "") or found[0]

    wanted = fields_in(f"{words.subject}\n{words.body}")
    return Filled(
        Words(_FIELD.sub(put, words.subject), _FIELD.sub(put, words.body)),
        tuple(name for name in wanted if not values.get(name)),
    )


def kind_for(outcome: Outcome) -> LetterKind:
    """The letter that tells an outcome."""
    return LetterKind(outcome.value)


def dollars(amount: int | None) -> str:
    """
    >>> dollars(25000), dollars(None)
    ('$25,000', '')
    """
    return "" if amount is None else f"${amount:,}"
