"""How a round is reviewed: what is due when, how many each, who sees what, what is hidden."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.audit import services as audit
from app.core.dates import moment
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.reviews.domain.kinds import PhaseKind
from app.reviews.domain.redacting import mark
from app.reviews.domain.visibility import Phase
from app.reviews.models import Redaction, ReviewPhase, ReviewPlan
from app.reviews.queries import lineups, plans
from app.rfa.services import rounds
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.policy import Actor
    from app.reviews.queries.plans import Terms
    from app.rfa.models import Application, Round

CLASH = "Someone else changed these settings. Nothing was overwritten."
TEXTS_CLASH = "Someone else changed these texts. Nothing was overwritten."
ARCHIVED = "This round is archived. Nothing in it changes any more."
FIXED = "A review is submitted, so the number of reviews for each application stays as it is."


@dataclass(frozen=True, slots=True)
class Settings:
    """What staff set for the reviews of a round; `far_apart` in hundredths of a point."""

    due_at: dt.datetime
    reviewers_each: int
    least_each: int
    most_each: int
    far_apart: int
    phases: tuple[Phase, ...]


def change_settings(
    of: Round, wanted: Settings, *, seen_version: int, by: Actor, at: dt.datetime
) -> bool:
    """Change how a round is reviewed; False when nothing differs.

    Raises `Conflict` when somebody else was faster and `Refused` for what contradicts itself.
    """
    if of.archived_at is not None:
        raise NotPossibleNow(ARCHIVED)
    row = plans.plan(of.id, locked=True)
    if seen_version != (row.version if row else 0):
        raise Conflict(CLASH)
    terms = plans.terms_of(of)
    _check(wanted, terms)
    is_other_number = wanted.reviewers_each != of.reviewers_each
    if is_other_number:
        _change_reviewers_each(of, wanted.reviewers_each, by=by, at=at)
    old, new = _plain(terms), _plain_of(wanted)
    differing = [name for name in new if new[name] != old[name]]
    if not differing and row is not None:
        return is_other_number
    values = {
        "due_at": wanted.due_at,
        "least_each": wanted.least_each,
        "most_each": wanted.most_each,
        "far_apart": wanted.far_apart,
        "changed_at": at,
        "changed_by_id": by.person_id,
    }
    if row is None:
        row = ReviewPlan(round_id=of.id, **values)
        db.session.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
    _put_phases(of.id, wanted.phases)
    db.session.flush()
    audit.record(
        "changed how a round is reviewed",
        row,
        by=by,
        at=at,
        name=of.title,
        before={name: old[name] for name in differing},
        after={name: new[name] for name in differing},
    )
    return True


def _check(wanted: Settings, terms: Terms) -> None:
    begins = {phase.kind: phase.begins_at for phase in wanted.phases}
    if wanted.least_each > wanted.most_each:
        raise Refused("Enter a most that is not below the least.", field="most_each")
    if wanted.due_at < terms.closes_at:
        raise Refused(
            f"Applications arrive until {moment(terms.closes_at)}. Choose a later time.",
            field="due_time",
        )
    if begins[PhaseKind.DISCUSSION] < begins[PhaseKind.REVIEW]:
        raise Refused(
            "The discussion begins before the reviews. Choose a later time.",
            field="discussion_time",
        )


def _change_reviewers_each(of: Round, number: int, *, by: Actor, at: dt.datetime) -> None:
    if lineups.has_submitted_review(of.id):
        raise Refused(FIXED, field="reviewers_each")
    rounds.change_settings(
        of, settings={"reviewers_each": number}, seen_version=of.version, by=by, at=at
    )


def _put_phases(round_id: int, wanted: Collection[Phase]) -> None:
    there = {row.kind: row for row in plans.phases(round_id)}
    for phase in wanted:
        row = there.get(phase.kind)
        if row is None:
            row = ReviewPhase(round_id=round_id, kind=phase.kind)
            db.session.add(row)
        row.begins_at, row.others = phase.begins_at, phase.others
        row.hides_reviewers = phase.hides_reviewers
        row.hides_applicants = phase.hides_applicants


def _plain(terms: Terms) -> dict[str, Any]:
    return {
        "due_at": terms.due_at,
        "least_each": terms.least_each,
        "most_each": terms.most_each,
        "far_apart": int(terms.far_apart * 100),
    } | _plain_phases(terms.phases)


def _plain_of(wanted: Settings) -> dict[str, Any]:
    return {
        "due_at": wanted.due_at,
        "least_each": wanted.least_each,
        "most_each": wanted.most_each,
        "far_apart": wanted.far_apart,
    } | _plain_phases(wanted.phases)


def _plain_phases(phases: Collection[Phase]) -> dict[str, Any]:
    return {
        f"{phase.kind}": {
            "begins_at": phase.begins_at,
            "hides_reviewers": phase.hides_reviewers,
            "hides_applicants": phase.hides_applicants,
            "others": phase.others,
        }
        for phase in phases
    }


# ------------------------------------------------------------------ redactions


def redact(
    of: Application,
    texts: Mapping[str, str | None],
    *,
    seen: str,
    by: Actor,
    at: dt.datetime,
) -> bool:
    """What reviewers read in the place of answers; None for the answer as it is.

    False when nothing differs. `seen` is the mark of what the page showed: raises `Conflict`
    when somebody else changed it since. The application is locked.
    """
    there = {row.question: row for row in plans.redactions(of.id)}
    if seen != mark({key: row.text for key, row in there.items()}):
        raise Conflict(TEXTS_CLASH)
    changed = [
        key for key, text in texts.items() if (there[key].text if key in there else None) != text
    ]
    for key in changed:
        text = texts[key]
        if text is None:
            db.session.delete(there[key])
        elif key in there:
            there[key].text, there[key].written_at = text, at
            there[key].written_by_id = by.signed_in_id
        else:
            db.session.add(
                Redaction(
                    application_id=of.id,
                    question=key,
                    text=text,
                    written_at=at,
                    written_by_id=by.signed_in_id,
                )
            )
    if changed:
        db.session.flush()
        note("changed what reviewers read", of, by=by, at=at, after={"questions": changed})
    return bool(changed)
