"""The letters of a round as they would go out: template, what staff filled in, real data."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import func, select

from app.awards.domain import letters
from app.awards.domain.kinds import LetterKind, Outcome
from app.awards.domain.letters import Filled, Words
from app.awards.domain.standard_letters import STANDARD
from app.awards.models import Decision, Feedback, Letter, LetterTemplate
from app.awards.queries import decisions
from app.awards.queries.plans import Terms, plan_of
from app.core.dates import day
from app.core.db import db
from app.core.errors import Missing
from app.rfa.queries import telling

if TYPE_CHECKING:
    from app.rfa.models import Round
    from app.rfa.queries.telling import Addressee


@dataclass(frozen=True, slots=True)
class Template:
    """The words that hold for one kind of letter; number 0 are those that the portal brings."""

    kind: LetterKind
    number: int
    words: Words
    written_at: dt.datetime | None = None
    written_by_id: int | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """The letter about one decision. `letter` is what staff did to it, if anything."""

    decision: Decision
    to: Addressee
    kind: LetterKind
    letter: Letter | None
    template: Template
    values: Mapping[str, str]
    filled: Filled

    @property
    def is_edited(self) -> bool:
        """Whether staff wrote this letter by hand."""
        return self.letter is not None and self.letter.body != ""

    @property
    def words(self) -> Words:
        """What was sent; before that, what would be."""
        if self.letter is not None and self.letter.sent_at is not None:
            return Words(self.letter.sent_subject, self.letter.sent_body)
        return self.filled.words

    @property
    def source(self) -> Words:
        """The words with their fields: of the hand or of the template."""
        if self.letter is not None and self.letter.body:
            return Words(self.letter.subject, self.letter.body)
        return self.template.words


def templates(round_id: int) -> dict[LetterKind, Template]:
    """The words that hold for each kind of letter in a round: one statement."""
    newest = (
        select(func.max(LetterTemplate.id))
        .where(LetterTemplate.round_id == round_id)
        .group_by(LetterTemplate.kind)
    )
    found = {kind: standard(kind) for kind in LetterKind}
    for row in db.session.scalars(select(LetterTemplate).where(LetterTemplate.id.in_(newest))):
        found[row.kind] = _template(row)
    return found


def versions(round_id: int, kind: LetterKind) -> tuple[Template, ...]:
    """Every version of a letter's words, the latest first; the portal's own come last."""
    rows = db.session.scalars(
        select(LetterTemplate)
        .where(LetterTemplate.round_id == round_id, LetterTemplate.kind == kind)
        .order_by(LetterTemplate.number.desc())
    )
    return (*(_template(row) for row in rows), standard(kind))


def version(round_id: int, kind: LetterKind, number: int) -> Template:
    """One version; raises `Missing`."""
    for one in versions(round_id, kind):
        if one.number == number:
            return one
    raise Missing(str(number))


def standard(kind: LetterKind) -> Template:
    """The words that the portal brings."""
    return Template(kind, 0, STANDARD[kind])


def _template(row: LetterTemplate) -> Template:
    words = Words(row.subject, row.body)
    return Template(row.kind, row.number, words, row.written_at, row.written_by_id)


def letters_of(decision_ids: Collection[int]) -> dict[tuple[int, LetterKind], Letter]:
    """What staff did to letters, by decision and kind: one statement."""
    rows = db.session.scalars(select(Letter).where(Letter.decision_id.in_(decision_ids)))
    return {(row.decision_id, row.kind): row for row in rows}


def composed(
    of: Round,
    found: Collection[Decision],
    day_of_release: dt.date,
    *,
    kind: LetterKind | None = None,
) -> tuple[Composed, ...]:
    """The letters about these decisions, by practice: five statements for any number.

    Without `kind` each tells its outcome. Days to accept and appeal count from the release.
    """
    terms = plan_of(of)
    words = templates(of.id)
    touched = letters_of([one.id for one in found])
    ids = [one.application_id for one in found]
    to = telling.addressees(ids)
    summaries = _approved_feedback(ids)
    made = []
    for one in found:
        this = kind or letters.kind_for(one.outcome)
        letter, template = touched.get((one.id, this)), words[this]
        values = _of_decision(one, to[one.application_id], this)
        values |= _of_round(of, terms, day_of_release)
        values["feedback"] = summaries.get(one.application_id, "")
        typed = letter.fields if letter is not None else {}
        values |= {key: text for key, text in typed.items() if letters.is_filled_in(key)}
        source = Words(letter.subject, letter.body) if letter and letter.body else template.words
        filled = letters.fill(source, values)
        made.append(Composed(one, to[one.application_id], this, letter, template, values, filled))
    return tuple(sorted(made, key=lambda one: (one.to.practice.casefold(), one.to.application_id)))


def composed_one(of: Round, decision: Decision, day_of_release: dt.date) -> Composed:
    """The letter about one decision."""
    return composed(of, [decision], day_of_release)[0]


def in_round(of: Round, day_of_release: dt.date) -> tuple[Composed, ...]:
    """The letters about all decisions of a round, also of what was withdrawn meanwhile."""
    found = decisions.of_applications(telling.ids_in(of.id))
    return composed(of, list(found.values()), day_of_release)


def sample_values(of: Round, day_of_release: dt.date) -> dict[str, str]:
    """Made-up values for a test letter; what holds for the round is real."""
    terms = plan_of(of)
    sample = dict.fromkeys(letters.FROM_RECORDS, "") | {
        "practice": "Sample Pediatrics",
        "county": "Hinds",
        "practice_type": "Private practice",
        "reference": "CC2-0000-0000",
        "lead_name": "Sam Sample",
        "outcome": letters.OUTCOME_WORDS[Outcome.AWARD],
        "conditions": "A condition",
        "amount": "$10,000",
        "wait_list_place": "1",
        "feedback": "Strengths\nA strong team.",
    }
    return sample | _of_round(of, terms, day_of_release)


def fingerprint(found: Collection[Composed], terms: Terms) -> str:
    """One mark for decisions, letters on their letterhead, and summaries: any change shows."""
    about = [
        {
            "application": one.decision.application_id,
            "outcome": one.decision.outcome.value,
            "waits_as": one.decision.waits_as,
            "conditions": one.decision.conditions,
            "amount": one.decision.amount,
            "rationale": one.decision.rationale,
            "departure": one.decision.departure,
            "decided_at": one.decision.decided_at.isoformat(),
            "template": one.template.number,
            "subject": one.filled.words.subject,
            "body": one.filled.words.body,
            "feedback": one.values["feedback"],
        }
        for one in sorted(found, key=lambda one: one.decision.application_id)
    ]
    content = {
        "letterhead": terms.letterhead,
        "signer": (terms.signer_name, terms.signer_title),
        "letters": about,
    }
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _of_decision(decision: Decision, to: Addressee, kind: LetterKind) -> dict[str, str]:
    outcome = Outcome.AWARD if kind is LetterKind.PROMOTION else decision.outcome
    return {
        "practice": to.practice,
        "county": to.county,
        "practice_type": to.kind,
        "reference": to.reference,
        "lead_name": to.lead,
        "outcome": letters.OUTCOME_WORDS[outcome],
        "conditions": decision.conditions,
        "amount": letters.dollars(decision.amount),
        "wait_list_place": str(decision.waits_as or ""),
    }


def _of_round(of: Round, terms: Terms, day_of_release: dt.date) -> dict[str, str]:
    def after(days: int) -> str:
        return day(day_of_release + dt.timedelta(days=days), this_year=0)

    return {
        "round": of.title,
        "accept_by": after(terms.accept_days),
        "appeal_by": after(terms.appeal_days),
        "decided_on": day(day_of_release, this_year=0),
        "signer_name": terms.signer_name,
        "signer_title": terms.signer_title,
    }


def _approved_feedback(application_ids: Collection[int]) -> dict[int, str]:
    rows = db.session.scalars(
        select(Feedback).where(
            Feedback.application_id.in_(application_ids), Feedback.approved_at.is_not(None)
        )
    )
    return {
        row.application_id: "\n\n".join(
            f"{title}\n{text}"
            for title, text in (("Strengths", row.strengths), ("Concerns", row.concerns))
            if text
        )
        for row in rows
    }
